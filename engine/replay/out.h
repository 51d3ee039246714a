/* A growing buffer of text that is written out, and JSON into it. Uses replay/index.h and base/. */
#ifndef REPLAY_OUT_H
#define REPLAY_OUT_H

#include "replay/index.h"

typedef struct writing {
    wm_allocator allocator;
    char *data;
    size_t size, room;
    bool failed; /* there was no memory; what follows is dropped */
} writing;

writing writing_of(wm_allocator allocator);
void writing_free(writing *o);
/* Room for `more` bytes and padding behind them; false where there is no memory. */
bool out_reserve(writing *o, size_t more);
void out_text(writing *o, const char *s);
void out_bytes(writing *o, const char *s, size_t size);
void out_count(writing *o, uint64_t number);
/* part / whole in at most nine decimals, correctly cut, whatever the locale; 0 where whole is 0. */
void out_ratio(writing *o, uint64_t part, uint64_t whole);
/* A JSON string with its quotes. */
void out_string(writing *o, const char *s, size_t size);

/* ---- The fast way: into room that was reserved, bytes behind the end are scratch ----------------------------------- */

/* Copies sixteen bytes at a time: both sides have SCAN_PADDING bytes to spare. */
static inline char *put_label(char *to, const char *s, uint32_t size)
{
    char *end = to + size;
    for (; to < end; to += 16, s += 16)
        memcpy(to, s, 16);
    return end;
}
#define PUT_WORDS(to, words) (memcpy((to), (words), sizeof(words) - 1), (to) + sizeof(words) - 1)
char *put_count(char *to, uint64_t number);
/* The inside of a JSON string: at most six bytes a byte. */
char *put_escaped(char *to, const char *s, size_t size);

#endif
