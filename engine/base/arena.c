/* The allocator in its four everyday forms, and arenas. Uses the C library and waymark.h alone. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- The caller's allocator ---------------------------------------------------------------- */

static void *library_alloc(void *context, void *old, size_t old_size, size_t new_size)
{
    (void)context;
    (void)old_size;
    if (new_size == 0) {
        free(old);
        return NULL;
    }
    return realloc(old, new_size);
}

wm_allocator allocator_default(void)
{
    return (wm_allocator){ .alloc = library_alloc, .context = NULL };
}

wm_allocator allocator_or_default(wm_allocator a)
{
    return a.alloc != NULL ? a : allocator_default();
}

/* A size of 0 would free: an empty block is one byte, when it is made and when it is freed. */
static size_t at_least_one(size_t size)
{
    return size > 0 ? size : 1;
}

void *allocator_alloc(const wm_allocator *a, size_t size)
{
    return a->alloc(a->context, NULL, 0, at_least_one(size));
}

void *allocator_zero(const wm_allocator *a, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        return NULL;
    void *block = allocator_alloc(a, count * size);
    if (block != NULL)
        memset(block, 0, count * size);
    return block;
}

void *allocator_resize(const wm_allocator *a, void *old, size_t old_size, size_t new_size)
{
    if (old == NULL)
        return allocator_alloc(a, new_size);
    return a->alloc(a->context, old, at_least_one(old_size), at_least_one(new_size));
}

void allocator_free(const wm_allocator *a, void *old, size_t size)
{
    if (old != NULL)
        a->alloc(a->context, old, at_least_one(size), 0);
}

/* ---- Arenas -------------------------------------------------------------------------------- */

#define CHUNK_MIN ((size_t)4 << 10)
#define CHUNK_MAX ((size_t)1 << 20)

/* The first chunk of the list is the one that is being filled. */
struct arena_chunk {
    struct arena_chunk *next;
    size_t size; /* of the whole block, as the allocator knows it */
    alignas(max_align_t) char data[];
};

void arena_init(arena *a, wm_allocator allocator)
{
    *a = (arena){ .allocator = allocator_or_default(allocator) };
}

void arena_free(arena *a)
{
    while (a->chunks != NULL) {
        struct arena_chunk *chunk = a->chunks;
        a->chunks = chunk->next;
        allocator_free(&a->allocator, chunk, chunk->size);
    }
    a->at = a->end = NULL;
}

static void fill_from(arena *a, struct arena_chunk *chunk)
{
    chunk->next = a->chunks;
    a->chunks = chunk;
    a->at = chunk->data;
    a->end = (char *)chunk + chunk->size;
}

/* Behind the chunk that is being filled, if there is one. */
void arena_join(arena *to, arena *from)
{
    struct arena_chunk **end = to->chunks != NULL ? &to->chunks->next : &to->chunks, *last = from->chunks;
    if (last == NULL)
        return;
    while (last->next != NULL)
        last = last->next;
    last->next = *end;
    *end = from->chunks;
    if (to->at == NULL) {
        to->at = from->at;
        to->end = from->end;
    }
    from->chunks = NULL;
    from->at = from->end = NULL;
}

void arena_reset(arena *a)
{
    struct arena_chunk *largest = NULL;
    while (a->chunks != NULL) {
        struct arena_chunk *chunk = a->chunks, *smaller = chunk;
        a->chunks = chunk->next;
        if (largest == NULL || chunk->size > largest->size) {
            smaller = largest;
            largest = chunk;
        }
        if (smaller != NULL)
            allocator_free(&a->allocator, smaller, smaller->size);
    }
    if (largest != NULL)
        fill_from(a, largest);
}

static size_t next_chunk_size(const arena *a)
{
    size_t last = a->chunks != NULL ? a->chunks->size : 0;
    if (last >= CHUNK_MAX / 2)
        return CHUNK_MAX;
    return last * 2 > CHUNK_MIN ? last * 2 : CHUNK_MIN;
}

/* A block of a new chunk. A large block gets a chunk to itself, behind the one that is being filled,
 * so that the room that is left there is not lost. */
static void *take_from_new_chunk(arena *a, size_t size)
{
    size_t usual = next_chunk_size(a), head = sizeof(struct arena_chunk);
    if (size > SIZE_MAX - head)
        return NULL;
    bool alone = a->chunks != NULL && size > usual / 4;
    size_t whole = alone || size + head > usual ? size + head : usual;
    struct arena_chunk *chunk = allocator_alloc(&a->allocator, whole);
    if (chunk == NULL)
        return NULL;
    chunk->size = whole;
    if (alone) {
        chunk->next = a->chunks->next;
        a->chunks->next = chunk;
    } else {
        fill_from(a, chunk);
        a->at += size;
    }
    return chunk->data;
}

static void *take(arena *a, size_t size, size_t alignment)
{
    if (a->at == NULL)
        return take_from_new_chunk(a, size);
    size_t room = (size_t)(a->end - a->at);
    size_t pad = (alignment - ((uintptr_t)a->at & (alignment - 1))) & (alignment - 1);
    if (pad > room || size > room - pad)
        return take_from_new_chunk(a, size);
    char *block = a->at + pad;
    a->at = block + size;
    return block;
}

void *arena_alloc(arena *a, size_t size)
{
    return take(a, at_least_one(size), alignof(max_align_t));
}

void *arena_zero(arena *a, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        return NULL;
    void *block = arena_alloc(a, count * size);
    if (block != NULL)
        memset(block, 0, count * size);
    return block;
}

void *arena_copy(arena *a, const void *from, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        return NULL;
    void *block = arena_alloc(a, count * size);
    if (block != NULL && count * size > 0)
        memcpy(block, from, count * size);
    return block;
}

char *arena_string(arena *a, const char *s, size_t size)
{
    char *copy = size < SIZE_MAX ? take(a, size + 1, 1) : NULL;
    if (copy == NULL)
        return NULL;
    if (size > 0)
        memcpy(copy, s, size);
    copy[size] = '\0';
    return copy;
}

char *arena_format(arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = arena_format_list(a, format, args);
    va_end(args);
    return text;
}

char *arena_format_list(arena *a, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    char *text = length >= 0 ? take(a, (size_t)length + 1, 1) : NULL;
    if (text != NULL)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}
