/* strict_memory.h: arenas and vectors without slack, for a program that fails every request in turn. Each piece of an arena is a block of its
 * own, a vector grows by exactly what is asked for; so each use of them can fail, and AddressSanitizer sees a step beyond any piece.
 *
 * Implements base/arena.h and base/vector.h; a program that includes it (in one file) does without the library's, as the linker takes of the
 * archive what is not there yet. Where no allocator is given, the counting one of `strict_default` serves, or the C library's. */
#ifndef FAULT_STRICT_MEMORY_H
#define FAULT_STRICT_MEMORY_H

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/vector.h"

/* What allocator_default gives; alloc NULL: the C library's. */
static wm_allocator strict_default;

/* ---- The allocator ---------------------------------------------------------------------------------------------- */

static void *strict_library(void *context, void *old, size_t old_size, size_t new_size)
{
    (void)context;
    (void)old_size;
    if (new_size)
        return realloc(old, new_size);
    free(old);
    return NULL;
}

static size_t strict_size(size_t size)
{
    return size ? size : 1;
}

wm_allocator allocator_default(void)
{
    return strict_default.alloc ? strict_default : (wm_allocator){ .alloc = strict_library };
}

wm_allocator allocator_or_default(wm_allocator a)
{
    return a.alloc ? a : allocator_default();
}

void *allocator_alloc(const wm_allocator *a, size_t size)
{
    return a->alloc(a->context, NULL, 0, strict_size(size));
}

void *allocator_zero(const wm_allocator *a, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    void *block = allocator_alloc(a, count * size);
    return block ? memset(block, 0, count * size) : NULL;
}

void *allocator_resize(const wm_allocator *a, void *old, size_t old_size, size_t new_size)
{
    return old ? a->alloc(a->context, old, strict_size(old_size), strict_size(new_size)) : allocator_alloc(a, new_size);
}

void allocator_free(const wm_allocator *a, void *old, size_t size)
{
    if (old)
        a->alloc(a->context, old, strict_size(size), 0);
}

/* ---- Arenas ------------------------------------------------------------------------------------------------------ */

struct arena_chunk { /* one piece */
    struct arena_chunk *next;
    size_t size;
    alignas(max_align_t) char data[];
};

void arena_init(arena *a, wm_allocator allocator)
{
    *a = (arena){ .allocator = allocator_or_default(allocator) };
}

void arena_free(arena *a)
{
    while (a->chunks) {
        struct arena_chunk *piece = a->chunks;
        a->chunks = piece->next;
        allocator_free(&a->allocator, piece, piece->size);
    }
}

void arena_join(arena *to, arena *from)
{
    struct arena_chunk **end = &to->chunks;
    while (*end)
        end = &(*end)->next;
    *end = from->chunks;
    from->chunks = NULL;
}

void arena_reset(arena *a)
{
    arena_free(a);
}

void *arena_alloc(arena *a, size_t size)
{
    if (size > SIZE_MAX - sizeof(struct arena_chunk))
        return NULL;
    size_t whole = sizeof(struct arena_chunk) + size;
    struct arena_chunk *piece = allocator_alloc(&a->allocator, whole);
    if (!piece)
        return NULL;
    *piece = (struct arena_chunk){ .next = a->chunks, .size = whole };
    a->chunks = piece;
    return piece->data;
}

void *arena_zero(arena *a, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    void *block = arena_alloc(a, count * size);
    return block ? memset(block, 0, count * size) : NULL;
}

void *arena_copy(arena *a, const void *from, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    void *block = arena_alloc(a, count * size);
    if (block && count && size)
        memcpy(block, from, count * size);
    return block;
}

char *arena_string(arena *a, const char *s, size_t size)
{
    char *copy = size < SIZE_MAX ? arena_alloc(a, size + 1) : NULL;
    if (!copy)
        return NULL;
    if (size)
        memcpy(copy, s, size);
    copy[size] = '\0';
    return copy;
}

char *arena_format_list(arena *a, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    char *text = length >= 0 ? arena_alloc(a, (size_t)length + 1) : NULL;
    if (text)
        (void)vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

char *arena_format(arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = arena_format_list(a, format, args);
    va_end(args);
    return text;
}

/* ---- Vectors ----------------------------------------------------------------------------------------------------- */

vector vector_of(wm_allocator allocator, size_t size)
{
    return (vector){ .allocator = allocator_or_default(allocator), .size = size };
}

void vector_free(vector *v)
{
    allocator_free(&v->allocator, v->data, v->capacity * v->size);
    v->data = NULL;
    v->count = v->capacity = 0;
}

bool vector_reserve(vector *v, size_t more)
{
    if (more <= v->capacity - v->count)
        return true;
    if (more > SIZE_MAX / v->size - v->count)
        return false;
    size_t wanted = v->count + more;
    void *data = allocator_resize(&v->allocator, v->data, v->capacity * v->size, wanted * v->size);
    if (!data)
        return false;
    v->data = data;
    v->capacity = wanted;
    return true;
}

void *vector_push(vector *v)
{
    if (!vector_reserve(v, 1))
        return NULL;
    return memset((char *)v->data + v->count++ * v->size, 0, v->size);
}

bool vector_append(vector *v, const void *from, size_t count)
{
    if (!vector_reserve(v, count))
        return false;
    if (count)
        memcpy((char *)v->data + v->count * v->size, from, count * v->size);
    v->count += count;
    return true;
}

#endif
