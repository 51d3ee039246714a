/* The memory of one interpreter: blocks cut from chunks, so that a state is dropped as a whole and a
 * fresh one is had by copying its bytes back. Uses base/ alone; knows nothing of Lua. */
#ifndef SCRIPT_HEAP_H
#define SCRIPT_HEAP_H

#include "base/arena.h"

enum {
    HEAP_STEP = 16, /* blocks up to HEAP_FINE come in multiples of it */
    HEAP_FINE = 1024,
    HEAP_POOLED = 32768, /* above HEAP_FINE powers of two up to here; larger ones are the allocator's own */
    HEAP_CLASSES = HEAP_FINE / HEAP_STEP + 5
};

typedef struct heap {
    wm_allocator allocator;
    struct heap_chunk *first, *current; /* in order of making; those after `current` are empty */
    struct heap_big *bigs;
    char *at, *end; /* of the current chunk */
    void *free_blocks[HEAP_CLASSES];
    size_t used; /* bytes held */
    /* the saved state */
    char *saved;
    size_t saved_size, saved_used;
    void *saved_free[HEAP_CLASSES];
} heap;

void heap_init(heap *h, wm_allocator allocator);
void heap_free(heap *h);
/* As realloc with the old size told (0 where old is NULL): new_size 0 frees. NULL where there is no
 * memory, the old block being left. Making a block smaller never fails and never moves it. */
void *heap_resize(heap *h, void *old, size_t old_size, size_t new_size);
/* Remembers all that is in the heap, which must still fit its first chunk; false where it doesn't or
 * where there is no memory. */
bool heap_save(heap *h);
/* Back to what was saved, at the same addresses; everything made since is gone. */
void heap_restore(heap *h);

#endif
