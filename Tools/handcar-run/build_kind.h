/* How this program was compiled. */
#ifndef BUILD_KIND_H
#define BUILD_KIND_H

struct arguments;

/* "release" or "debug". */
extern const char build_name[];

/* What verbs that measure times do in a debug build: fail, unless --force insists. */
void refuse_debug_build(const struct arguments *arguments);

#endif
