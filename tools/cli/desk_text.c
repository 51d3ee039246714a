/* Text of the terminal desk: making visible, widths, wrapping. Uses desk_text.h and utf8proc. */
#include "cli/desk_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* ---- Building ---------------------------------------------------------------------------------------------- */

static bool make_room(ink *t, size_t more)
{
    if (more > SIZE_MAX / 2 - t->size - 1)
        return false;
    size_t need = t->size + more + 1, room = t->room > 0 ? t->room : 128;
    while (room < need)
        room *= 2;
    char *at = room > t->room ? realloc(t->at, room) : t->at;
    if (at == NULL)
        return false;
    t->at = at;
    t->room = room;
    return true;
}

void ink_raw(ink *t, const char *bytes, size_t size)
{
    if (t->failed || !make_room(t, size)) {
        t->failed = true;
        return;
    }
    memcpy(t->at + t->size, bytes, size);
    t->size += size;
    t->at[t->size] = '\0';
}

void ink_repeat(ink *t, char c, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ink_raw(t, &c, 1);
}

void ink_pad(ink *t, size_t columns)
{
    size_t width = ink_width(ink_of(t));
    if (width < columns)
        ink_repeat(t, ' ', columns - width);
}

void ink_clear(ink *t)
{
    t->size = 0;
    if (t->at != NULL)
        t->at[0] = '\0';
}

void ink_free(ink *t)
{
    free(t->at);
    *t = (ink){ .at = NULL };
}

const char *ink_of(const ink *t)
{
    return t->at != NULL ? t->at : "";
}

/* ---- Making visible ------------------------------------------------------------------------------------------ */

/* What a terminal may take for more than a character, or draws in a way that nobody can tell: controls,
 * invisible and bidirectional format characters, what is no character. Joiners are part of emoji. */
static bool is_hidden(int32_t c)
{
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return true;
    case UTF8PROC_CATEGORY_CF:
        return c != 0x200C && c != 0x200D;
    default:
        return false;
    }
}

static void add_sign(ink *t, int32_t c)
{
    char sign[16];
    if (c < 0x20 || c == 0x7F)
        snprintf(sign, sizeof sign, "^%c", (int)(c ^ 0x40));
    else
        snprintf(sign, sizeof sign, "<U+%04X>", (unsigned)c);
    ink_raw(t, sign, strlen(sign));
}

static size_t code_at(const char *s, int32_t *c)
{
    utf8proc_int32_t point = 0;
    utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)s, -1, &point);
    *c = point;
    return size > 0 ? (size_t)size : 0;
}

void ink_show(ink *t, const char *from)
{
    while (*from != '\0') {
        int32_t c = 0;
        size_t size = code_at(from, &c);
        if (size == 0) {
            char byte[8];
            snprintf(byte, sizeof byte, "<%02X>", (unsigned)(unsigned char)*from);
            ink_raw(t, byte, strlen(byte));
            size = 1;
        } else if (c == '\t' || c == '\n' || c == '\r') {
            ink_raw(t, " ", 1);
        } else if (is_hidden(c)) {
            add_sign(t, c);
        } else {
            ink_raw(t, from, size);
        }
        from += size;
    }
}

/* One conversion; `format` is at its %. Returns the bytes of the format that it took. */
static size_t add_conversion(ink *t, const char *format, va_list *args)
{
    char out[64], spec[16];
    size_t length = 1 + strcspn(format + 1, "sdugc%") + 1;
    if (length >= sizeof spec)
        length = sizeof spec - 1;
    memcpy(spec, format, length);
    spec[length] = '\0';
    switch (spec[length - 1]) {
    case 's':
        ink_show(t, va_arg(*args, const char *));
        return length;
    case 'u':
        snprintf(out, sizeof out, "%zu", va_arg(*args, size_t));
        break;
    case 'd':
        snprintf(out, sizeof out, strchr(spec, '2') != NULL ? "%02d" : "%d", va_arg(*args, int));
        break;
    case 'g':
        snprintf(out, sizeof out, "%g", va_arg(*args, double));
        break;
    default:
        snprintf(out, sizeof out, "%%");
    }
    ink_raw(t, out, strlen(out));
    return length;
}

void ink_add(ink *t, wm_lang lang, const char *zh, const char *en, ...)
{
    va_list args;
    va_start(args, en);
    for (const char *at = lang == WM_EN ? en : zh; *at != '\0';) {
        size_t literal = strcspn(at, "%");
        ink_raw(t, at, literal);
        at += literal;
        if (*at == '%')
            at += add_conversion(t, at, &args);
    }
    va_end(args);
}

/* ---- Widths ---------------------------------------------------------------------------------------------------- */

static bool is_mark(char c)
{
    return c > 0 && c < ' ';
}

/* The character at s: its bytes and columns. */
static size_t glyph_at(const char *s, int32_t *c, size_t *columns)
{
    size_t size = is_mark(*s) ? 1 : code_at(s, c);
    if (is_mark(*s) || size == 0) {
        *c = 0;
        *columns = 0;
        return 1;
    }
    int width = utf8proc_charwidth(*c);
    *columns = width > 0 ? (size_t)width : 0;
    return size;
}

size_t ink_width(const char *shown)
{
    size_t width = 0;
    while (*shown != '\0') {
        int32_t c = 0;
        size_t columns;
        shown += glyph_at(shown, &c, &columns);
        width += columns;
    }
    return width;
}

size_t ink_fit(const char *shown, size_t columns)
{
    size_t width = 0;
    const char *at = shown;
    while (*at != '\0') {
        int32_t c = 0;
        size_t more, size = glyph_at(at, &c, &more);
        if (width + more > columns)
            break;
        width += more;
        at += size;
    }
    return (size_t)(at - shown);
}

/* ---- Wrapping ----------------------------------------------------------------------------------------------------- */

static bool is_one_of(int32_t c, const char *set)
{
    while (*set != '\0') {
        int32_t one;
        size_t size = code_at(set, &one);
        if (size == 0 || one == c)
            return size != 0;
        set += size;
    }
    return false;
}

/* 避頭: what may not begin a line. 避尾: what may not end one. */
static bool is_closing(int32_t c)
{
    return is_one_of(c, "，。、；：？！」』）》〉】〕｝％,.;:?!)]}%\"'");
}

static bool is_opening(int32_t c)
{
    return is_one_of(c, "「『（《〈【〔｛([{");
}

static bool is_wide(int32_t c)
{
    return utf8proc_charwidth(c) == 2;
}

/* Whether a line may end between these two. A blank stays with what is before it. */
static bool may_break(int32_t before, int32_t after)
{
    if (before == 0 || after == ' ' || is_closing(after) || is_opening(before))
        return false;
    if (before == ' ')
        return true;
    return is_wide(before) || is_wide(after);
}

typedef struct line_end {
    size_t bytes; /* of the line, trailing blanks included */
    size_t taken; /* of its end that is not blank */
} line_end;

/* The longest line from s that fits; at least one character. */
static line_end end_of_line(const char *s, size_t width)
{
    size_t at = 0, columns = 0, broken = 0;
    int32_t before = 0;
    while (s[at] != '\0') {
        int32_t c = 0;
        size_t more, size = glyph_at(s + at, &c, &more);
        if (c != 0 && may_break(before, c))
            broken = at;
        if (c != ' ' && columns + more > width && at > 0)
            break;
        columns += more;
        before = c != 0 ? c : before;
        at += size;
    }
    size_t bytes = s[at] == '\0' || broken == 0 ? at : broken, taken = bytes;
    while (taken > 0 && s[taken - 1] == ' ')
        taken--;
    return (line_end){ bytes, taken };
}

static char style_after(const char *s, size_t size, char style)
{
    for (size_t i = 0; i < size; i++) {
        if (is_mark(s[i]) && s[i] != CURSOR[0])
            style = s[i];
    }
    return style;
}

bool ink_wrap(const char *shown, size_t width, size_t hang, line_taker *take, void *context)
{
    char style = PLAIN[0];
    ink line = { .at = NULL };
    hang = hang + 8 < width ? hang : 0;
    for (bool first = true; first || *shown != '\0'; first = false) {
        size_t indent = first ? 0 : hang;
        line_end end = end_of_line(shown, width > indent ? width - indent : 1);
        ink_clear(&line);
        ink_repeat(&line, ' ', indent);
        if (!first && style != PLAIN[0])
            ink_raw(&line, &style, 1);
        ink_raw(&line, shown, end.taken);
        if (line.failed)
            break;
        take(context, ink_of(&line), line.size);
        style = style_after(shown, end.bytes, style);
        shown += end.bytes;
    }
    bool whole = !line.failed;
    ink_free(&line);
    return whole;
}
