/* A look at a rule file's tokens, before Lua reads it: keys written twice in one table (Lua would keep the
 * last), and what would make Lua's compiler take time beyond all measure. Uses base/; knows no Lua state. */
#ifndef SCRIPT_KEYS_H
#define SCRIPT_KEYS_H

#include "base/vector.h"

/* Lua's compiler is quadratic in these: so many of them in one file, and no more. */
enum { JUMPS_MOST = 5000, GOTOS_MOST = 1000, KEY_SHOWN = 64, TWICE_MOST = 100 };

typedef struct twice {
    char key[KEY_SHOWN + 4]; /* cut short where it is long */
    uint32_t first, second;  /* lines */
} twice;

typedef struct scan {
    vector twice;         /* the keys written twice, in order of the tables' ends; at most TWICE_MOST */
    uint32_t jumps_line;  /* where there were too many `and`, `or`, `elseif`; 0: nowhere */
    uint32_t gotos_line;  /* … of `goto`, `break` and labels */
    uint32_t string_line; /* where a string in the source is over the limit */
} scan;

/* Linear in the size. False where there is no memory. On true, free with scan_free. */
bool scan_source(scan *out, wm_allocator allocator, const char *text, size_t size, size_t string_limit);
void scan_free(scan *s);

/* The line at which `name` is written as a key in the statement that begins at a line, or that line where it
 * isn't. */
uint32_t scan_key_line(const char *text, size_t size, uint32_t line, const char *name);

#endif
