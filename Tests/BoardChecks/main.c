/* Runs the checks of the kernels and of the runtime on a board.
 *
 *     board-checks [--set NAME] [--part N] [--without-guards]
 *     board-checks --list
 *
 * --set NAME   only this kernel set; without it, every set that the CPU runs
 * --part N     one part in N of the random cases, for slow boards
 * --without-guards
 *              leaves the pages around every buffer open, which otherwise fault on the first byte too many: QEMU 7.2
 *              loads 16 bytes for the memory operand of a scalar FMA of x86-64, which has four
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void board_checks_list(void);
void board_checks_leave_pages_open(void);
int32_t board_checks_run(const char *set, int32_t divisor);

int main(int count, char **arguments) {
  const char *set = NULL;
  long divisor = 1;
  for (int i = 1; i < count; i++) {
    char *end = "";
    if (strcmp(arguments[i], "--list") == 0) {
      board_checks_list();
      return 0;
    }
    if (strcmp(arguments[i], "--without-guards") == 0) {
      board_checks_leave_pages_open();
    } else if (strcmp(arguments[i], "--set") == 0 && i + 1 < count) {
      set = arguments[++i];
    } else if (strcmp(arguments[i], "--part") == 0 && i + 1 < count) {
      divisor = strtol(arguments[++i], &end, 10);
    } else {
      end = "unknown";
    }
    if (*end != 0 || divisor < 1 || divisor > 1000) {
      fprintf(stderr, "usage: board-checks [--list] [--set NAME] [--part 1…1000] [--without-guards]\n");
      return 2;
    }
  }
  return board_checks_run(set, (int32_t)divisor);
}
