#ifndef HANDCAR_PLATFORM_H
#define HANDCAR_PLATFORM_H

// What the board side needs from the operating system and the CPU beyond computing. Headers of libc are
// included in the .c files only: the cross compilers' importers see freestanding headers.

#include <stddef.h>
#include <stdint.h>

/// Why a file could not be mapped.
typedef enum {
  HCOS_MAPPED = 0,
  HCOS_NOT_FOUND = 1,    // no such file, or a folder of the path is missing
  HCOS_NOT_REGULAR = 2,  // a folder, a pipe, or a device that cannot be mapped
  HCOS_EMPTY = 3,        // nothing to map
  HCOS_UNREADABLE = 4,   // no permission, an input error, or no address space
} hcos_map_result;

/// The calls beneath hcos_map_file, replaceable so that tests can make each of them fail.
typedef struct {
  /// A descriptor, or −1 for a missing file, −2 for any other failure.
  int (*open_file)(const char *path);
  /// Bytes, or a negative number where they cannot be told; any number for what is not a regular file.
  int64_t (*get_size)(int descriptor);
  /// The address, or null.
  void *(*map)(int descriptor, size_t size);
  /// Asked only after a failure.
  int (*is_regular)(int descriptor);
  void (*close_file)(int descriptor);
} hcos_file_calls;

/// Maps the whole file read-only. `calls` may be null. On failure `bytes` and `size` are null and 0, and
/// nothing stays open. Never blocks on a pipe.
hcos_map_result hcos_map_file(const char *path, const hcos_file_calls *calls, const void **bytes,
                              size_t *size);

/// Ends a mapping made by hcos_map_file.
void hcos_unmap(const void *bytes, size_t size);

/// Nanoseconds of a clock that never goes back.
uint64_t hcos_monotonic_nanoseconds(void);

/// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78) of `size` bytes, continuing from the checksum of
/// the bytes before them, 0 at the start. Uses the CPU's instruction where there is one.
uint32_t hcos_crc32c(uint32_t checksum, const void *bytes, size_t size);

/// The same without special instructions.
uint32_t hcos_crc32c_portable(uint32_t checksum, const void *bytes, size_t size);

#endif
