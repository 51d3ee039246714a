/* Widths and line breaks. Uses draw/wrap.h. */
#include "draw/wrap.h"

#include <string.h>
#include <utf8proc.h>

/* ---- Widths ------------------------------------------------------------------------------------------------ */

/* Of a wide sans serif (DejaVu Sans) at 14 pixels. */
static double ascii_width(char c)
{
    if (strchr("mwMW@%", c) != NULL)
        return 13.9;
    if (strchr("iljI.,:;'|!()[]", c) != NULL)
        return 5.6;
    if (c == ' ')
        return 4.6;
    if (c >= 'a' && c <= 'z')
        return strchr("ftr", c) != NULL ? 6.2 : 8.9;
    return c >= 'A' && c <= 'Z' ? 10.4 : 10.0;
}

static size_t next_point(const char *text, size_t size, utf8proc_int32_t *point)
{
    utf8proc_ssize_t got = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)size, point);
    if (got > 0)
        return (size_t)got;
    *point = 0xFFFD;
    return 1;
}

static double point_width(utf8proc_int32_t point)
{
    if (point < 0x20)
        return 4.6; /* a control character is shown as a blank */
    if (point < 0x7F)
        return ascii_width((char)point);
    int columns = utf8proc_charwidth(point);
    return columns >= 2 ? 14.2 : columns == 1 ? 12.5 : 0;
}

double wrap_width(const char *text, size_t size)
{
    double width = 0;
    for (size_t at = 0; at < size;) {
        utf8proc_int32_t point;
        at += next_point(text + at, size - at, &point);
        width += point_width(point);
    }
    return width;
}

/* ---- Breaks ------------------------------------------------------------------------------------------------ */

static bool is_one_of(utf8proc_int32_t point, const char *signs)
{
    char sign[8] = "";
    utf8proc_ssize_t size = utf8proc_encode_char(point, (utf8proc_uint8_t *)sign);
    return size > 0 && strstr(signs, sign) != NULL;
}

/* 避頭尾: whether a line may end between two characters. */
static bool may_break(utf8proc_int32_t before, utf8proc_int32_t behind)
{
    if (behind == ' ' || is_one_of(behind, "，。、；：？！）」』】》…％.,;:?!)%"))
        return false;
    if (before == ' ')
        return true;
    if (is_one_of(before, "（「『【《("))
        return false;
    bool wide = utf8proc_charwidth(before) >= 2 || utf8proc_charwidth(behind) >= 2;
    return wide || ((before == '/' || before == '_') && behind != '/');
}

typedef struct wrapping {
    const char *text;
    size_t size;
    double most;
    bytes *out; /* NULL: only measured */
    size_t rows;
    double width;
} wrapping;

/* A line without the blanks at its ends. */
static void put_row(wrapping *w, size_t from, size_t to, bool is_last)
{
    while (from < to && (unsigned char)w->text[from] <= ' ')
        from++;
    while (to > from && (unsigned char)w->text[to - 1] <= ' ')
        to--;
    double width = wrap_width(w->text + from, to - from) + (is_last ? 14.2 : 0);
    w->width = width > w->width ? width : w->width;
    if (w->out != NULL && w->rows > 0)
        bytes_text(w->out, "\n");
    for (size_t i = from; w->out != NULL && i < to; i++)
        bytes_put(w->out, (unsigned char)w->text[i] < ' ' ? " " : w->text + i, 1);
    if (w->out != NULL && is_last)
        bytes_text(w->out, "…");
    w->rows++;
}

static void wrap_once(wrapping *w)
{
    size_t start = 0, chance = 0;
    double width = 0, at_chance = 0;
    utf8proc_int32_t before = 0, point;
    w->rows = 0;
    w->width = 0;
    for (size_t at = 0; at < w->size;) {
        size_t size = next_point(w->text + at, w->size - at, &point);
        if (at > start && may_break(before, point)) {
            chance = at;
            at_chance = width;
        }
        double more = point_width(point);
        if (width + more > w->most && point != ' ' && at > start) {
            bool can = chance > start;
            if (can || width > 1.4 * w->most) {
                if (w->rows + 1 == WRAP_MOST_ROWS) {
                    put_row(w, start, can ? chance : at, true);
                    return;
                }
                put_row(w, start, can ? chance : at, false);
                width = can ? width - at_chance : 0;
                start = can ? chance : at;
                chance = start;
            }
        }
        width += more;
        before = point;
        at += size;
    }
    put_row(w, start, w->size, false);
}

void wrap_text(bytes *out, const char *text, double most, size_t *rows, double *width)
{
    wrapping w = { .text = text, .size = strlen(text), .most = most };
    if (w.size > 1 << 14)
        w.size = 1 << 14; /* far more than is shown; what is cut in a character is shown as a sign */
    wrap_once(&w);
    size_t least = w.rows;
    double narrow = most;
    for (int n = 1; most - 8 * n > most / 3 && least > 1; n++) {
        w.most = most - 8 * n;
        wrap_once(&w);
        if (w.rows > least)
            break;
        narrow = w.most;
    }
    w.most = narrow;
    w.out = out;
    bytes_text(out, ""); /* a string even where there are no words */
    wrap_once(&w);
    *rows = w.rows;
    *width = w.width;
}
