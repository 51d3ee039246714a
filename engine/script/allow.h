/* Comments by which a rule allows what `check` finds: `-- waymark: allow WM203 the desk wants it on its form`. Read from
 * the source, never by Lua. Uses script/tokens.h and base/. */
#ifndef SCRIPT_ALLOW_H
#define SCRIPT_ALLOW_H

#include "base/vector.h"

typedef struct allow {
    const char *code, *reason; /* "" where it is missing */
    bool known_word;           /* false: something else than `allow` stands behind "waymark:" */
    uint32_t line;             /* of the comment */
    uint32_t covers;           /* the line that it is about: its own, or, alone on a line, that of the next token;
                                  0: the whole guide, where it stands above all statements */
} allow;

/* Appends what a source allows to a vector of `allow`; strings are kept in *memory. False where there is no memory. */
bool allows_read(const char *text, size_t size, arena *memory, vector *out);

#endif
