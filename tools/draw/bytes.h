/* Bytes that grow. What fails once stays failed, and is looked at where the bytes are used. Uses the C library. */
#ifndef DRAW_BYTES_H
#define DRAW_BYTES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct bytes {
    char *data; /* NUL behind the last one, where there are any */
    size_t size, room;
    bool failed; /* there was no memory */
} bytes;

void bytes_put(bytes *b, const char *from, size_t size);
void bytes_text(bytes *b, const char *text);
void bytes_format(bytes *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* What was put, NUL-terminated ("" where nothing was), or NULL where there was no memory. */
const char *bytes_string(bytes *b);
void bytes_free(bytes *b);

#endif
