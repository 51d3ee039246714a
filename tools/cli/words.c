/* Texts for people: safe on any terminal, in both languages. Uses waymark.h and utf8proc. */
#include "cli/words.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* ---- Showing ---------------------------------------------------------------------------------------- */

static bool is_bidi(int32_t c)
{
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* What a terminal may take for more than a character: controls, and separators that break the line. */
static bool is_unshowable(int32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || is_bidi(c);
}

/* The code point at s and its bytes; 0 bytes where it is not UTF-8. */
static size_t next_code_point(const char *s, int32_t *c)
{
    utf8proc_int32_t point;
    utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)s, -1, &point);
    *c = point;
    return size > 0 ? (size_t)size : 0;
}

static void show_sign(FILE *out, int32_t c)
{
    if (c < 0x20 || c == 0x7F)
        fprintf(out, "^%c", (int)(c ^ 0x40)); /* ^[ for escape, ^? for delete */
    else
        fprintf(out, "<U+%04X>", (unsigned)c);
}

void show(FILE *out, const char *text)
{
    while (*text != '\0') {
        int32_t c;
        size_t size = next_code_point(text, &c);
        if (size == 0) {
            fprintf(out, "<%02X>", (unsigned)(unsigned char)*text);
            size = 1;
        } else if (c == '\t') {
            putc(' ', out);
        } else if (c != '\n' && is_unshowable(c)) {
            show_sign(out, c);
        } else {
            fwrite(text, 1, size, out);
        }
        text += size;
    }
}

static void __attribute__((format(printf, 2, 0))) show_formatted(FILE *out, const char *format, va_list args)
{
    char few[512];
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(few, sizeof few, format, args);
    char *many = length >= (int)sizeof few ? malloc((size_t)length + 1) : NULL;
    if (many != NULL)
        vsnprintf(many, (size_t)length + 1, format, again);
    if (length >= 0)
        show(out, many != NULL ? many : few);
    va_end(again);
    free(many);
}

void say(FILE *out, wm_lang lang, const char *zh, const char *en, ...)
{
    va_list args;
    va_start(args, en);
    if (lang == WM_EN)
        show_formatted(out, en, args);
    else
        show_formatted(out, zh, args);
    va_end(args);
}

const char *percent(double p, char out[PERCENT_SIZE])
{
    if (p > 0 && p < .01)
        snprintf(out, PERCENT_SIZE, "<1 %%");
    else
        snprintf(out, PERCENT_SIZE, "%.0f %%", p * 100);
    return out;
}

/* ---- Reading ---------------------------------------------------------------------------------------- */

ptrdiff_t unshowable_at(const char *text, int32_t *code_point)
{
    for (const char *at = text; *at != '\0';) {
        size_t size = next_code_point(at, code_point);
        if (size == 0)
            *code_point = (unsigned char)*at;
        if (size == 0 || (*code_point != '\t' && is_unshowable(*code_point)))
            return at - text;
        at += size;
    }
    return -1;
}

char *folded(const char *text)
{
    utf8proc_uint8_t *out = NULL;
    utf8proc_option_t how =
        UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD;
    return utf8proc_map((const utf8proc_uint8_t *)text, 0, &out, how) >= 0 ? (char *)out : NULL;
}

bool same_word(const char *a, const char *b)
{
    char *x = folded(a), *y = folded(b);
    bool same = x != NULL && y != NULL && strcmp(x, y) == 0;
    free(x);
    free(y);
    return same;
}

char *copy_of(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    return copy != NULL ? memcpy(copy, text, size) : NULL;
}

static size_t least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: the table of distances between beginnings. */
size_t mistakes(const char *a, const char *b)
{
    enum { LONGEST = 31 };
    size_t m = strlen(a), n = strlen(b), d[LONGEST + 1][LONGEST + 1];
    if (m > LONGEST || n > LONGEST)
        return SIZE_MAX;
    for (size_t i = 0; i <= m; i++) {
        for (size_t j = 0; j <= n; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = least_of(least_of(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = least_of(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[m][n];
}

/* ---- Languages ---------------------------------------------------------------------------------------- */

bool lang_of_name(const char *name, wm_lang *out)
{
    if (strcmp(name, "zh") != 0 && strcmp(name, "en") != 0)
        return false;
    *out = name[0] == 'z' ? WM_ZH : WM_EN;
    return true;
}

wm_lang lang_of_locale(void)
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return strncmp(value, "zh", 2) == 0 ? WM_ZH : WM_EN;
    }
    return WM_EN;
}
