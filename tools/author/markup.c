/* Text out of markup. Uses author/markup.h and utf8proc. */
#include "author/markup.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static void put_point(bytes *out, unsigned long point)
{
    utf8proc_uint8_t sign[8];
    utf8proc_ssize_t size = point > 0 && point < 0x110000 ? utf8proc_encode_char((utf8proc_int32_t)point, sign) : 0;
    bytes_put(out, size > 0 ? (const char *)sign : "?", size > 0 ? (size_t)size : 1);
}

/* The entity that begins behind a sign, without it; how many bytes it has, its ';' included, or 0 where it is none. */
static size_t put_entity(bytes *out, const char *at, size_t left)
{
    static const struct {
        const char *name, *is;
    } named[] = {
        { "quot;", "\"" }, { "amp;", "&" }, { "lt;", "<" }, { "gt;", ">" }, { "nbsp;", " " }, { "apos;", "'" }
    };
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        size_t size = strlen(named[i].name);
        if (left >= size && memcmp(at, named[i].name, size) == 0) {
            bytes_text(out, named[i].is);
            return size;
        }
    }
    size_t digits = 0;
    unsigned long point = 0;
    for (; digits < left && digits < 7 && at[digits] >= '0' && at[digits] <= '9'; digits++)
        point = 10 * point + (unsigned long)(at[digits] - '0');
    if (digits == 0 || digits == left || at[digits] != ';')
        return 0;
    put_point(out, point);
    return digits + 1;
}

/* A tag's bytes, or 0 where '<' is only a sign. */
static size_t tag_size(const char *at, size_t left)
{
    if (left < 3 || (at[1] != '/' && !(at[1] >= 'a' && at[1] <= 'z') && !(at[1] >= 'A' && at[1] <= 'Z')))
        return 0;
    const char *end = memchr(at, '>', left);
    return end != NULL ? (size_t)(end - at) + 1 : 0;
}

char *markup_text(const char *text, size_t size)
{
    bytes out = { 0 };
    for (size_t at = 0; at < size;) {
        size_t used = text[at] == '<' ? tag_size(text + at, size - at) : 0;
        if (used > 0) {
            bytes_text(&out, " ");
        } else if (text[at] == '&' || text[at] == '#') {
            size_t sign = text[at] == '&' && at + 1 < size && text[at + 1] == '#' ? 2 : 1;
            used = put_entity(&out, text + at + sign, size - at - sign);
            used += used > 0 ? sign : 0;
        }
        if (used == 0)
            bytes_put(&out, text + at, 1);
        at += used > 0 ? used : 1;
    }
    char *plain = out.failed ? NULL : chart_text(out.data != NULL ? out.data : "", out.size);
    bytes_free(&out);
    return plain;
}
