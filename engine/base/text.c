/* UTF-8, normal forms, widths, names. Uses base/arena.h and utf8proc. */
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

/* ---- Well-formed UTF-8 ---------------------------------------------------------------------- */

/* How many bytes at s are ASCII, found eight at a time; never more than there are. */
static size_t ascii_run(const char *s, size_t size)
{
    size_t at = 0;
    for (uint64_t eight; size - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, s + at, sizeof eight);
        if (eight & UINT64_C(0x8080808080808080))
            break;
    }
    while (at < size && (unsigned char)s[at] < 0x80)
        at++;
    return at;
}

static bool within(unsigned char c, unsigned char low, unsigned char high)
{
    return c >= low && c <= high;
}

/* The size of the well-formed sequence of two bytes or more at s, or 0. Rows as in Table 3-7 of the
 * Unicode Standard: only the second byte's range depends on the first. */
static size_t sequence_at(const unsigned char *s, size_t size)
{
    unsigned char first = s[0], low = 0x80, high = 0xBF;
    size_t need = within(first, 0xC2, 0xDF) ? 2 : within(first, 0xE0, 0xEF) ? 3 : within(first, 0xF0, 0xF4) ? 4 : 0;
    if (need == 0 || size < need)
        return 0;
    if (first == 0xE0)
        low = 0xA0; /* below: overlong */
    else if (first == 0xED)
        high = 0x9F; /* above: surrogates */
    else if (first == 0xF0)
        low = 0x90; /* below: overlong */
    else if (first == 0xF4)
        high = 0x8F; /* above: beyond U+10FFFF */
    if (!within(s[1], low, high))
        return 0;
    for (size_t i = 2; i < need; i++) {
        if (!within(s[i], 0x80, 0xBF))
            return 0;
    }
    return need;
}

size_t text_invalid_at(const char *s, size_t size)
{
    size_t at = 0;
    while (at < size) {
        if ((unsigned char)s[at] < 0x80) {
            at += ascii_run(s + at, size - at);
            continue;
        }
        size_t taken = sequence_at((const unsigned char *)s + at, size - at);
        if (taken == 0)
            return at;
        at += taken;
    }
    return size;
}

static bool is_control(utf8proc_int32_t c)
{
    if (c < 0x20)
        return c != '\t' && c != '\n' && c != '\r';
    return (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

/* The code point at s and its size in *taken; a byte that begins none is -1, of size 1. */
static utf8proc_int32_t code_point_at(const char *s, size_t size, size_t *taken)
{
    *taken = 1;
    if ((unsigned char)s[0] < 0x80)
        return (unsigned char)s[0];
    utf8proc_int32_t c;
    size_t most = size < 4 ? size : 4;
    utf8proc_ssize_t read = utf8proc_iterate((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)most, &c);
    if (read <= 0)
        return -1;
    *taken = (size_t)read;
    return c;
}

size_t text_control_at(const char *s, size_t size)
{
    for (size_t at = 0, taken; at < size; at += taken) {
        utf8proc_int32_t c = code_point_at(s + at, size - at, &taken);
        if (c >= 0 && is_control(c))
            return at;
    }
    return size;
}

/* ---- Folding -------------------------------------------------------------------------------- */

#define FOLD_OPTIONS (UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STABLE)

/* A mark moves back over at most so many others when marks are put in canonical order: the bound of
 * UAX #15's Stream-Safe Text Format. utf8proc_decompose has none and takes quadratic time on a
 * hostile run of marks; no language writes more than a few. */
#define MARKS_MAX 30

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static char *fold_ascii(arena *a, const char *s, size_t size)
{
    char *folded = arena_string(a, s, size);
    for (size_t i = 0; folded != NULL && i < size; i++)
        folded[i] = ascii_lower(folded[i]);
    return folded;
}

/* Decomposes and case-folds; writes at most cap code points and returns how many there are, or -1
 * where the text is not UTF-8. */
static utf8proc_ssize_t decompose(const char *s, size_t size, utf8proc_int32_t *out, utf8proc_ssize_t cap)
{
    utf8proc_ssize_t count = 0;
    for (size_t at = 0, taken; at < size; at += taken) {
        utf8proc_int32_t c = code_point_at(s + at, size - at, &taken);
        if (c < 0)
            return -1;
        if (c < 0x80) {
            if (count < cap)
                out[count] = (unsigned char)ascii_lower((char)c);
            count++;
            continue;
        }
        int boundary = 0;
        utf8proc_int32_t *to = count < cap ? out + count : NULL;
        utf8proc_ssize_t made = utf8proc_decompose_char(c, to, to != NULL ? cap - count : 0, FOLD_OPTIONS, &boundary);
        if (made < 0)
            return -1;
        count += made;
    }
    return count;
}

/* Canonical order: within a run of marks, by combining class, stable. */
static void order_marks(utf8proc_int32_t *c, utf8proc_ssize_t count)
{
    for (utf8proc_ssize_t i = 1; i < count; i++) {
        utf8proc_int32_t moved = c[i];
        utf8proc_propval_t class = moved < 0x300 ? 0 : utf8proc_get_property(moved)->combining_class;
        utf8proc_ssize_t at = i, stop = i > MARKS_MAX ? i - MARKS_MAX : 0;
        if (class == 0)
            continue;
        for (; at > stop && utf8proc_get_property(c[at - 1])->combining_class > class; at--)
            c[at] = c[at - 1];
        c[at] = moved;
    }
}

char *text_fold(arena *a, const char *s, size_t size, size_t *out_size)
{
    if (out_size != NULL)
        *out_size = size;
    if (ascii_run(s, size) == size)
        return fold_ascii(a, s, size);
    utf8proc_ssize_t count = decompose(s, size, NULL, 0);
    if (count < 0 || (size_t)count >= SIZE_MAX / sizeof(utf8proc_int32_t))
        return NULL;
    utf8proc_int32_t *points = arena_alloc(a, ((size_t)count + 1) * sizeof *points); /* reencode adds a NUL */
    if (points == NULL || decompose(s, size, points, count) != count)
        return NULL;
    order_marks(points, count);
    utf8proc_ssize_t folded = utf8proc_reencode(points, count, FOLD_OPTIONS);
    if (folded < 0)
        return NULL;
    if (out_size != NULL)
        *out_size = (size_t)folded;
    return (char *)points;
}

bool text_contains(const char *text, size_t text_size, const char *word, size_t word_size)
{
    if (word_size > text_size)
        return false;
    const char *found = strstr(text, word);
    return found != NULL && (size_t)(found - text) <= text_size - word_size;
}

/* ---- Names ---------------------------------------------------------------------------------- */

static bool is_name_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

bool name_is_valid(const char *s, size_t size, bool slashes)
{
    bool part_is_empty = true;
    for (size_t i = 0; i < size; i++) {
        if (slashes && s[i] == '/' && !part_is_empty)
            part_is_empty = true;
        else if (is_name_character(s[i]))
            part_is_empty = false;
        else
            return false;
    }
    return !part_is_empty;
}

#define DISTANCE_MAX ((size_t)15)
#define BAND         (2 * DISTANCE_MAX + 3)

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* One row of the table of edit distances, of which only the band |i - j| <= limit is kept: place k of
 * row i is column j = i + k - limit - 1. Rows are rimmed with `far` on both sides. */
static void fill_row(const char *a, size_t i, const char *b, size_t b_size, size_t limit, size_t rows[3][BAND])
{
    size_t *now = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3], far = limit + 1;
    for (size_t k = 0; k < BAND; k++)
        now[k] = far;
    for (size_t k = 1; k <= 2 * limit + 1; k++) {
        if (i + k < limit + 1 || i + k - limit - 1 > b_size)
            continue;
        size_t j = i + k - limit - 1;
        if (i == 0 || j == 0) {
            now[k] = smaller(i + j, far);
            continue;
        }
        size_t best = last[k] + (a[i - 1] != b[j - 1]);
        best = smaller(best, smaller(last[k + 1], now[k - 1]) + 1);
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            best = smaller(best, before[k] + 1);
        now[k] = smaller(best, far);
    }
}

size_t name_distance(const char *a, const char *b, size_t limit)
{
    size_t a_size = strlen(a), b_size = strlen(b), rows[3][BAND];
    limit = smaller(limit, DISTANCE_MAX);
    if (a_size > b_size + limit || b_size > a_size + limit)
        return limit + 1;
    for (size_t i = 0; i <= a_size; i++)
        fill_row(a, i, b, b_size, limit, rows);
    return rows[a_size % 3][b_size + limit + 1 - a_size];
}

/* ---- Width ---------------------------------------------------------------------------------- */

static size_t width_of(utf8proc_int32_t c)
{
    if (c < 0x7F || is_control(c))
        return 1;
    int width = utf8proc_charwidth(c);
    return width > 0 ? (size_t)width : 0;
}

size_t text_width(const char *s, size_t size)
{
    size_t columns = 0;
    for (size_t at = 0, taken; at < size; at += taken)
        columns += width_of(code_point_at(s + at, size - at, &taken));
    return columns;
}
