/* A Lua function as a guide keeps it: its bytecode, that of the Lua functions it closes over, and the constants
 * and helpers that they close over. All in the guide's arena. Uses nothing else. */
#ifndef SCRIPT_FUNCTIONS_H
#define SCRIPT_FUNCTIONS_H

#include <lua.h>

#include "model/guide.h"

enum { CLOSURES_MOST = 64 };

typedef enum kept_kind {
    KEPT_NIL,
    KEPT_BOOLEAN,
    KEPT_INTEGER,
    KEPT_NUMBER,
    KEPT_STRING,
    KEPT_HELPER, /* by name, "string.rep"; "_ENV" is the environment itself */
    KEPT_CLOSURE /* another of the group */
} kept_kind;

typedef struct kept_value {
    kept_kind kind;
    union {
        bool boolean;
        lua_Integer integer;
        lua_Number number;
        struct {
            const char *text;
            size_t size;
        } string;
        uint32_t closure;
    } is;
} kept_value;

typedef struct kept_closure {
    const void *code;
    size_t size;
    const kept_value *upvalues;
    uint32_t count;
} kept_closure;

/* lua_function.upvalues points to one; closures[0] is the function itself. */
typedef struct kept_group {
    const kept_closure *closures;
    uint32_t count;
} kept_group;

#endif
