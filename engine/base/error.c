/* Filling a caller's wm_error, in both languages at once. Uses the C library and waymark.h alone. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* The bytes that a UTF-8 sequence has, by its first one; 1 where that begins none. */
static size_t sequence_size(char first)
{
    unsigned char c = (unsigned char)first;
    return c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/* Drops the beginning of a character that a cut after `size` bytes left at the end of s. */
static void drop_cut_character(char *s, size_t size)
{
    size_t back = 1;
    while (back < size && back < 4 && is_continuation(s[size - back]))
        back++;
    if (back <= size && sequence_size(s[size - back]) > back)
        s[size - back] = '\0';
}

static void __attribute__((format(printf, 3, 0))) fill(char *out, size_t size, const char *format, va_list args)
{
    int length = vsnprintf(out, size, format, args);
    if (length < 0)
        out[0] = '\0';
    else if ((size_t)length >= size)
        drop_cut_character(out, size - 1);
}

/* Of a long place the end is kept: it has the line. */
static void fill_where(char *out, size_t size, const char *where)
{
    static const char dots[] = "…";
    size_t length = where != NULL ? strlen(where) : 0;
    if (length < size) {
        memcpy(out, length > 0 ? where : "", length + 1);
        return;
    }
    const char *tail = where + length - (size - sizeof dots);
    while (is_continuation(*tail))
        tail++;
    snprintf(out, size, "%s%s", dots, tail);
}

wm_status error_set(wm_error *error, wm_status status, const char *where, const char *zh, const char *en, ...)
{
    if (error == NULL)
        return status;
    error->status = status;
    fill_where(error->where, sizeof error->where, where);
    va_list args;
    va_start(args, en);
    fill(error->zh, sizeof error->zh, zh, args);
    va_end(args);
    va_start(args, en);
    fill(error->en, sizeof error->en, en, args);
    va_end(args);
    return status;
}

wm_status error_no_memory(wm_error *error)
{
    return error_set(error, WM_NO_MEMORY, NULL, "記憶體不足；什麼都沒有更動", "out of memory; nothing was changed");
}
