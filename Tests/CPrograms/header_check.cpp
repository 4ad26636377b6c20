// handcar.h compiles as C++17, and the functions are found by their C names.
#include <handcar.h>

#include <cstdio>
#include <cstring>
#include <type_traits>

static_assert(std::is_trivially_copyable<hc_model>::value && std::is_standard_layout<hc_model>::value, "plain storage");
static_assert(sizeof(hc_model) == 256 && sizeof(hc_session) == 1280, "published sizes");
static_assert(sizeof(hc_status) == 4 && sizeof(hc_element_type) == 4, "enumerations are ints");

int main() {
  if (hc_abi_version() != HC_ABI_VERSION || std::strcmp(hc_version(), HC_VERSION) != 0) return 1;
  hc_model model{};
  hc_session session{};
  if (hc_model_open_file("/no/such/model.hcar", &model) != HC_ERROR_FILE_NOT_FOUND) return 1;
  if (hc_model_input_count(&model) != 0 || hc_session_run(&session) != HC_ERROR_NOT_OPEN) return 1;
  hc_session_end(&session);
  hc_model_close(&model);
  std::printf("header_check: C++%ld, %s\n", __cplusplus / 100 % 100, hc_status_string(HC_OK));
  return 0;
}
