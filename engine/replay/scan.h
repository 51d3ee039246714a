/* JSON as bytes: strings, numbers and whole values, as strict as RFC 8259, one pass, no tree. Uses base/ alone.
 *
 * Text is scanned in a buffer of the caller's that ends in a line feed and has SCAN_PADDING readable bytes behind it:
 * neither is part of any value, so no scan passes the end. */
#ifndef REPLAY_SCAN_H
#define REPLAY_SCAN_H

#include <locale.h>
#include <string.h>

#include "base/arena.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define SCAN_PADDING      16
#define SCAN_DEPTH        64 /* arrays and objects in each other */
#define SCAN_NUMBER_BYTES 63 /* what cJSON reads of a number */

/* What is wrong with a line. */
typedef enum scan_wrong {
    SCAN_FINE,
    SCAN_NOT_OBJECT, /* a line is one object */
    SCAN_SYNTAX,     /* not JSON here */
    SCAN_STRING,     /* a control character, or no end */
    SCAN_ESCAPE,     /* no such escape, or half of a surrogate pair */
    SCAN_NUL,        /* \u0000 */
    SCAN_UTF8,
    SCAN_NUMBER, /* not a number of RFC 8259, or longer than SCAN_NUMBER_BYTES */
    SCAN_RANGE,  /* beyond what a double holds */
    SCAN_DEEP,
    SCAN_TWICE,  /* a key twice in one object */
    SCAN_MANY,   /* more keys than are kept track of */
    SCAN_FIELD,  /* a field of a ticket that is not of its type */
    SCAN_NO_ID,  /* no id, or an empty one */
    SCAN_BEHIND, /* more behind the object */
    SCAN_LONG,   /* the line is longer than the limit */
    SCAN_NO_MEMORY
} scan_wrong;

/* Where and why a scan failed. */
typedef struct scan {
    locale_t c_locale; /* numbers have a point, whatever the program's locale */
    scan_wrong wrong;
    const char *at;
} scan;

/* Some text of a line. */
typedef struct span {
    const char *s;
    uint32_t size;
    bool plain; /* as written: no escape was decoded, so it is a JSON string's inside as it stands */
} span;

/* NULL, having noted why. `at` is behind everything that was decoded: decoded text may hold line feeds. */
char *scan_fail(scan *n, scan_wrong wrong, const char *at);

/* Blanks are rare: most programs write none. A line feed is the line's end, not a blank. */
static inline char *scan_space(char *p)
{
    while ((unsigned char)*p <= ' ' && (*p == ' ' || *p == '\t' || *p == '\r'))
        p++;
    return p;
}

/* The first quote, backslash or control character from p on; *high: whether a byte above ASCII came before it. */
static inline char *scan_to_stop(char *p, bool *high)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), control = _mm_set1_epi8(0x1f);
    unsigned above = 0;
    for (;; p += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i is_stop = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, backslash)),
                                       _mm_cmpeq_epi8(_mm_min_epu8(v, control), v));
        unsigned stops = (unsigned)_mm_movemask_epi8(is_stop), top = (unsigned)_mm_movemask_epi8(v);
        if (stops) {
            *high = above | (top & (stops ^ (stops - 1))); /* those before the first stop; it is none itself */
            return p + __builtin_ctz(stops);
        }
        above |= top;
    }
#else
    unsigned above = 0;
    while (*p != '"' && *p != '\\' && (unsigned char)*p >= 0x20)
        above |= (unsigned char)*p++;
    *high = (above & 0x80) != 0;
    return p;
#endif
}

/* From the first stop on, where the fast way ended. */
char *scan_string_rest(scan *n, char *start, char *p, bool high, span *out);

/* A string, from its opening quote on; escapes are decoded in place. Returns the place behind the closing quote. */
static inline char *scan_string(scan *n, char *p, span *out)
{
    bool high;
    if (*p != '"')
        return scan_fail(n, SCAN_SYNTAX, p);
    char *start = p + 1;
    p = scan_to_stop(start, &high);
    if (*p != '"' || high)
        return scan_string_rest(n, start, p, high, out);
    *out = (span){ start, (uint32_t)(p - start), true };
    return p + 1;
}

/* A number, from its first character on. */
char *scan_number(scan *n, char *p, double *out);
/* Any value; nothing is decoded or kept. `p` is at its first character. */
char *scan_over(scan *n, char *p);
/* Whether all is well-formed UTF-8. */
bool scan_is_utf8(const char *s, const char *end);

#endif
