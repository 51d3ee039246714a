/* What a rule can see: a read-only environment of constructors and helpers. Uses vm.h. */
#ifndef SCRIPT_ENVIRONMENT_H
#define SCRIPT_ENVIRONMENT_H

#include <lauxlib.h>

#include "script/vm.h"

/* Places in Lua's registry that are ours. */
enum {
    REG_ENVIRONMENT = 10, /* the environment itself */
    REG_NAMES,            /* helper, constructor or list → its name: "ipairs", "string.rep", "string", "_ENV" */
    REG_VALUES,           /* … and back */
    REG_FIELDS,           /* keeps the names of all fields in memory */
    REG_SOURCES,          /* Lua function → the condition that it is kept as */
    REG_FACTS,            /* the proxy that functions read facts through */
    REG_FIRST_FUNCTION    /* kept functions, from here on */
};

/* Fills a new state. `constructors` end with a NULL name; a NULL function stands for one that can't be
 * called here. `unknown` is called with (anything, name) where a rule reads a global that there isn't. */
void environment_build(lua_State *L, const luaL_Reg *constructors, lua_CFunction unknown);
/* The nearest name of a constructor or helper, or NULL. */
const char *environment_nearest(const luaL_Reg *constructors, const char *name);
/* Whether a name is a helper's ("ipairs", "string"). */
bool environment_has(const char *name);

/* The helpers of strings (strings.c), NULL-terminated. */
extern const luaL_Reg string_helpers[];
/* Puts a value's words on the stack, never an address: "table", "function", 1.5, the string itself. */
void push_words(lua_State *L, int index);

#endif
