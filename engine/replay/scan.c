/* JSON as bytes. Uses replay/scan.h alone. */
#include "replay/scan.h"

#include <math.h>
#include <stdlib.h>

char *scan_fail(scan *n, scan_wrong wrong, const char *at)
{
    n->wrong = wrong;
    n->at = at;
    return NULL;
}

/* ---- UTF-8 ------------------------------------------------------------------------------------------------------ */

static bool is_continuation(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* The size of the well-formed sequence at s, or 0; rows as in Table 3-7 of the Unicode Standard. */
static size_t sequence_size(const unsigned char *s, size_t left)
{
    unsigned char c = s[0];
    if (c >= 0xC2 && c <= 0xDF)
        return left >= 2 && is_continuation(s[1]) ? 2 : 0;
    if (left < 3 || !is_continuation(s[1]) || !is_continuation(s[2]))
        return 0;
    if (c >= 0xE0 && c <= 0xEF)
        return (c != 0xE0 || s[1] >= 0xA0) && (c != 0xED || s[1] < 0xA0) ? 3 : 0;
    if (left < 4 || c < 0xF0 || c > 0xF4 || !is_continuation(s[3]))
        return 0;
    return (c != 0xF0 || s[1] >= 0x90) && (c != 0xF4 || s[1] < 0x90) ? 4 : 0;
}

/* Most of what is not ASCII here is of three bytes, E1 to EC and EE to EF, all of whose second bytes are allowed. */
static inline bool is_usual_three(const unsigned char *s)
{
    return (s[0] & 0xF0) == 0xE0 && s[0] != 0xE0 && s[0] != 0xED && is_continuation(s[1]) && is_continuation(s[2]);
}

bool scan_is_utf8(const char *text, const char *text_end)
{
    const unsigned char *s = (const unsigned char *)text, *end = (const unsigned char *)text_end;
    while (s < end) {
        if (*s < 0x80) {
            s++;
        } else if (end - s >= 3 && is_usual_three(s)) {
            s += 3;
        } else {
            size_t size = sequence_size(s, (size_t)(end - s));
            if (size == 0)
                return false;
            s += size;
        }
    }
    return true;
}

/* ---- Strings ---------------------------------------------------------------------------------------------------- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char low = (char)(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/* Four hexadecimal digits, or -1; never reads behind the first that is none. */
static int32_t hex_four(const char *p)
{
    int32_t value = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(p[i]);
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static char *put_utf8(char *to, uint32_t c)
{
    if (c < 0x80) {
        *to++ = (char)c;
        return to;
    }
    if (c < 0x800) {
        *to++ = (char)(0xC0 | c >> 6);
    } else {
        if (c < 0x10000) {
            *to++ = (char)(0xE0 | c >> 12);
        } else {
            *to++ = (char)(0xF0 | c >> 18);
            *to++ = (char)(0x80 | (c >> 12 & 63));
        }
        *to++ = (char)(0x80 | (c >> 6 & 63));
    }
    *to++ = (char)(0x80 | (c & 63));
    return to;
}

/* \uXXXX, or a pair of surrogates, from behind the `u` on. */
static const char *unicode_escape(scan *n, const char *p, uint32_t *out)
{
    int32_t first = hex_four(p);
    if (first < 0)
        return scan_fail(n, SCAN_ESCAPE, p);
    if (first == 0)
        return scan_fail(n, SCAN_NUL, p);
    *out = (uint32_t)first;
    if (first < 0xD800 || first > 0xDFFF)
        return p + 4;
    int32_t second = first < 0xDC00 && p[4] == '\\' && p[5] == 'u' ? hex_four(p + 6) : -1;
    if (second < 0xDC00 || second > 0xDFFF)
        return scan_fail(n, SCAN_ESCAPE, p);
    *out = 0x10000u + (((uint32_t)first - 0xD800u) << 10) + ((uint32_t)second - 0xDC00u);
    return p + 10;
}

/* One escape, from behind the backslash on; returns the place behind it. */
static const char *escape(scan *n, const char *p, uint32_t *out)
{
    static const char names[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
    if (*p == 'u')
        return unicode_escape(n, p + 1, out);
    const char *found = *p ? strchr(names, *p) : NULL;
    if (!found)
        return scan_fail(n, SCAN_ESCAPE, p);
    *out = (unsigned char)means[found - names];
    return p + 1;
}

char *scan_string_rest(scan *n, char *start, char *p, bool high, span *out)
{
    char *to = p;
    bool plain = *p == '"';
    while (*p != '"') {
        if ((unsigned char)*p < 0x20)
            return scan_fail(n, SCAN_STRING, p);
        if (*p != '\\') {
            high = high || (unsigned char)*p >= 0x80;
            *to++ = *p++;
            continue;
        }
        uint32_t c;
        const char *behind = escape(n, p + 1, &c);
        if (!behind)
            return NULL;
        p += behind - p;
        to = put_utf8(to, c);
    }
    if (high && !scan_is_utf8(start, to))
        return scan_fail(n, SCAN_UTF8, p);
    *out = (span){ start, (uint32_t)(to - start), plain };
    return p + 1;
}

/* A string that nobody reads: checked, left as it is. */
static char *over_string(scan *n, char *p)
{
    bool high;
    char *start = ++p;
    p = scan_to_stop(p, &high);
    for (; *p != '"'; p++) {
        if ((unsigned char)*p < 0x20)
            return scan_fail(n, SCAN_STRING, p);
        high = high || (unsigned char)*p >= 0x80;
        if (*p != '\\')
            continue;
        uint32_t c;
        const char *behind = escape(n, p + 1, &c);
        if (!behind)
            return NULL;
        p += behind - p - 1;
    }
    return high && !scan_is_utf8(start, p) ? scan_fail(n, SCAN_UTF8, p) : p + 1;
}

/* ---- Numbers ---------------------------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Behind the exponent, or NULL where there is none after all. */
static char *over_exponent(char *p)
{
    p++;
    if (*p == '+' || *p == '-')
        p++;
    if (!is_digit(*p))
        return NULL;
    while (is_digit(*p))
        p++;
    return p;
}

/* More digits than a double's 53 bits surely hold, or an exponent: the C library rounds. */
static char *hard_number(scan *n, const char *start, char *end, double *out)
{
    char copy[SCAN_NUMBER_BYTES + 1];
    if ((*end == 'e' || *end == 'E') && !(end = over_exponent(end)))
        return scan_fail(n, SCAN_NUMBER, start);
    if (end - start > SCAN_NUMBER_BYTES)
        return scan_fail(n, SCAN_NUMBER, start);
    memcpy(copy, start, (size_t)(end - start));
    copy[end - start] = '\0';
    locale_t before = uselocale(n->c_locale);
    *out = strtod(copy, NULL);
    uselocale(before);
    return isfinite(*out) ? end : scan_fail(n, SCAN_RANGE, start);
}

/* Up to 15 digits are exact in a double, and so is a power of ten up to 10^22: one division rounds once. */
char *scan_number(scan *n, char *p, double *out)
{
    static const double ten[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
    const char *start = p;
    uint64_t value = 0;
    bool negative = *p == '-';
    p += negative;
    const char *first = p;
    if (!is_digit(*p) || (*p == '0' && is_digit(p[1])))
        return scan_fail(n, SCAN_NUMBER, start);
    if (*p == '0')
        p++;
    else
        for (; is_digit(*p); p++)
            value = value * 10 + (uint64_t)(*p - '0');
    ptrdiff_t digits = p - first, fraction = 0;
    if (*p == '.') {
        const char *point = p++;
        for (; is_digit(*p); p++)
            value = value * 10 + (uint64_t)(*p - '0');
        fraction = p - point - 1;
        digits += fraction;
        if (!fraction)
            return scan_fail(n, SCAN_NUMBER, start);
    }
    if (digits > 15 || *p == 'e' || *p == 'E')
        return hard_number(n, start, p, out);
    *out = (negative ? -(double)value : (double)value) / ten[fraction];
    return p;
}

/* ---- Whole values ------------------------------------------------------------------------------------------------ */

static char *over_word(scan *n, char *p, const char *word)
{
    size_t size = strlen(word);
    return strncmp(p, word, size) == 0 ? p + size : scan_fail(n, SCAN_SYNTAX, p);
}

static char *over_scalar(scan *n, char *p)
{
    double ignored;
    switch (*p) {
    case '"':
        return over_string(n, p);
    case 't':
        return over_word(n, p, "true");
    case 'f':
        return over_word(n, p, "false");
    case 'n':
        return over_word(n, p, "null");
    default:
        return is_digit(*p) || *p == '-' ? scan_number(n, p, &ignored) : scan_fail(n, SCAN_SYNTAX, p);
    }
}

/* `"key":`, up to its value. */
static char *over_key(scan *n, char *p)
{
    if (*p != '"')
        return scan_fail(n, SCAN_SYNTAX, p);
    if (!(p = over_string(n, p)))
        return NULL;
    p = scan_space(p);
    return *p == ':' ? scan_space(p + 1) : scan_fail(n, SCAN_SYNTAX, p);
}

/* Behind a value: closes what ends here. Returns the place of the next value's key or itself, or that behind the
 * outermost one, *depth being 0. */
static char *over_ends(scan *n, char *p, const char *closers, int *depth)
{
    while (*depth) {
        p = scan_space(p);
        if (*p == ',')
            return scan_space(p + 1);
        if (*p != closers[*depth - 1])
            return scan_fail(n, SCAN_SYNTAX, p);
        (*depth)--;
        p++;
    }
    return p;
}

char *scan_over(scan *n, char *p)
{
    char closers[SCAN_DEPTH];
    int depth = 0;
    bool opened = false; /* just behind a bracket: it may close at once */
    do {
        if (opened && *p == closers[depth - 1]) {
            depth--;
            p = over_ends(n, p + 1, closers, &depth);
            opened = false;
            continue;
        }
        if (depth && closers[depth - 1] == '}' && !(p = over_key(n, p)))
            return NULL;
        opened = *p == '{' || *p == '[';
        if (opened) {
            if (depth == SCAN_DEPTH)
                return scan_fail(n, SCAN_DEEP, p);
            closers[depth++] = *p == '{' ? '}' : ']';
            p = scan_space(p + 1);
        } else if ((p = over_scalar(n, p))) {
            p = over_ends(n, p, closers, &depth);
        }
    } while (p && depth);
    return p;
}
