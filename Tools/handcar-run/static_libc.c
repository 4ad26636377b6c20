#define _GNU_SOURCE
#include <locale.h>
#include <stddef.h>

/* A static program with threads and strtod carries 95 kB of glibc for x86-64 that it never runs. The linker takes
 * these definitions before it looks into libc, and leaves the rest there. Should another glibc need more of the
 * originals, linking fails with a double definition, and this file can go. */
#ifdef __GLIBC__

/* Where a thread keeps the state of the name resolver, and what frees it: nothing here resolves names. */
extern __thread void *__libc_resp __attribute__((tls_model("initial-exec")));
__thread void *__libc_resp;

void __res_thread_freeres(void);
void __res_thread_freeres(void) {}

/* strtod recognises "inf" and "nan" with the first, the second compares names of locales and character sets; glibc
 * has six versions of each, for letters of every language. */
int __strncasecmp_l(const char *left, const char *right, size_t count, locale_t locale);
int __strcasecmp_l(const char *left, const char *right, locale_t locale);

static int lower(char letter) { return letter >= 'A' && letter <= 'Z' ? letter + 32 : letter; }

int __strncasecmp_l(const char *left, const char *right, size_t count, locale_t locale) {
  (void)locale;
  for (; count > 0; left++, right++, count--) {
    int difference = lower(*left) - lower(*right);
    if (difference != 0 || *left == 0) return difference;
  }
  return 0;
}

int __strcasecmp_l(const char *left, const char *right, locale_t locale) {
  return __strncasecmp_l(left, right, (size_t)-1, locale);
}

#endif
