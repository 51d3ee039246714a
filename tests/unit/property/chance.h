/* chance.h: random numbers that can be repeated, and a text that grows. Uses the C library. */
#ifndef PROPERTY_CHANCE_H
#define PROPERTY_CHANCE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* splitmix64 (Steele, Lea, Flood 2014). */
typedef struct chance {
    uint64_t state;
} chance;

static inline uint64_t chance_bits(chance *c)
{
    uint64_t x = c->state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* A number below n; 0 where n is 0. */
static inline size_t chance_below(chance *c, size_t n)
{
    return n ? (size_t)(chance_bits(c) % n) : 0;
}

/* True in so many of a hundred times. */
static inline bool chance_is(chance *c, unsigned percent)
{
    return chance_below(c, 100) < percent;
}

/* ---- a text that grows; a test without memory ends ---- */

typedef struct text {
    char *at; /* NUL-terminated once something was added */
    size_t size, room;
} text;

static inline void text_room(text *t, size_t more)
{
    if (t->size + more + 1 <= t->room)
        return;
    t->room = 2 * (t->size + more + 1);
    t->at = realloc(t->at, t->room);
    if (!t->at)
        abort();
}

__attribute__((format(printf, 2, 3))) static inline void text_add(text *t, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    text_room(t, (size_t)size);
    vsnprintf(t->at + t->size, (size_t)size + 1, format, again);
    va_end(again);
    t->size += (size_t)size;
}

static inline const char *text_of(const text *t)
{
    return t->at ? t->at : "";
}

static inline void text_clear(text *t)
{
    t->size = 0;
    if (t->at)
        t->at[0] = '\0';
}

static inline void text_free(text *t)
{
    free(t->at);
    *t = (text){ 0 };
}

#endif
