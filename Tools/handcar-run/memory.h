/* Memory of the program itself. When there is none, the program stops with a message. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>
#include <stdint.h>

/* Room for `count` things of `size` bytes, the old content kept. Never NULL. */
void *reallocate(void *block, size_t count, size_t size);

/* A copy, to be freed. */
char *copy_string(const char *string);

/* The most memory, in bytes, that this process has had in RAM so far. */
int64_t peak_resident_bytes(void);

#endif
