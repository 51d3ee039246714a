/* Memory: the caller's allocator, and arenas that are freed as a whole. Uses waymark.h alone. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>

#include "waymark.h"

/* The C library's allocator, in the form of wm_allocator. */
wm_allocator allocator_default(void);
/* config's allocator, or the default where it has none. */
wm_allocator allocator_or_default(wm_allocator a);
void *allocator_alloc(const wm_allocator *a, size_t size); /* NULL where there is no memory */
void *allocator_zero(const wm_allocator *a, size_t count, size_t size);
void *allocator_resize(const wm_allocator *a, void *old, size_t old_size, size_t new_size);
void allocator_free(const wm_allocator *a, void *old, size_t size);

/* Chunks that grow as needed; everything lives until arena_free. */
typedef struct arena {
    wm_allocator allocator;
    struct arena_chunk *chunks;
    char *at, *end;
} arena;

void arena_init(arena *a, wm_allocator allocator);
void arena_free(arena *a);
/* What lives in `from` lives on in `to`, which has the same allocator; `from` is empty then. */
void arena_join(arena *to, arena *from);
/* Keeps the largest chunk and forgets what was in it. */
void arena_reset(arena *a);
/* Aligned for any type; NULL where there is no memory (or count * size overflows). Not cleared. */
void *arena_alloc(arena *a, size_t size);
/* Cleared. */
void *arena_zero(arena *a, size_t count, size_t size);
void *arena_copy(arena *a, const void *from, size_t count, size_t size);
char *arena_string(arena *a, const char *s, size_t size); /* NUL-terminated copy */
char *arena_format(arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_format_list(arena *a, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

#endif
