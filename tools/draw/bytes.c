/* Bytes that grow. Uses draw/bytes.h. */
#include "draw/bytes.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(bytes *b, size_t more)
{
    size_t room = b->room != 0 ? b->room : 256;
    if (b->failed || more > SIZE_MAX / 4 - b->size) {
        b->failed = true;
        return false;
    }
    while (room < b->size + more + 1)
        room *= 2;
    char *data = room > b->room ? realloc(b->data, room) : b->data;
    b->failed = data == NULL;
    if (data != NULL) {
        b->data = data;
        b->room = room;
    }
    return !b->failed;
}

void bytes_put(bytes *b, const char *from, size_t size)
{
    if (!reserve(b, size))
        return;
    memcpy(b->data + b->size, from, size);
    b->size += size;
    b->data[b->size] = '\0';
}

void bytes_text(bytes *b, const char *text)
{
    bytes_put(b, text, strlen(text));
}

void bytes_format(bytes *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    if (length < 0 || !reserve(b, (size_t)length + 1)) {
        b->failed = true;
    } else {
        vsnprintf(b->data + b->size, (size_t)length + 1, format, again);
        b->size += (size_t)length;
    }
    va_end(again);
    va_end(args);
}

const char *bytes_string(bytes *b)
{
    if (b->failed)
        return NULL;
    return b->data != NULL ? b->data : "";
}

void bytes_free(bytes *b)
{
    free(b->data);
    *b = (bytes){ 0 };
}
