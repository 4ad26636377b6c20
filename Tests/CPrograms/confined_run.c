/* Runs a model where the kernel kills the process at any system call but read, write and exit: a session of one
 * thread makes none.
 *
 *     confined_run MODEL.hcar
 */
#define _GNU_SOURCE
#include <handcar.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int count, char **arguments) {
  static char memory[1 << 20];
  char *arena = memory + (HC_ALIGNMENT - (uintptr_t)memory % HC_ALIGNMENT) % HC_ALIGNMENT;
  hc_model model;
  hc_session session;
  if (count != 2) return 2;
  hc_status status = hc_model_open_file(arguments[1], &model);
  if (status == HC_OK) status = hc_session_init(&session, &model, arena, sizeof memory - HC_ALIGNMENT, NULL);
  if (status != HC_OK) {
    fprintf(stderr, "%s: %s\n", arguments[1], hc_status_string(status));
    return 1;
  }
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0) {
    puts("confined run: skipped, this system cannot confine a process");
    return 0;
  }
  static const char verdict[] = "confined run: no system call\n";
  for (int run = 0; run < 3 && status == HC_OK; run++) status = hc_session_run(&session);
  if (status == HC_OK && write(1, verdict, sizeof verdict - 1) < 0) status = HC_ERROR_FILE;
  hc_session_end(&session);
  syscall(SYS_exit, status != HC_OK);
}
