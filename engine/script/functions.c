/* Keeping a Lua function as a condition: what it closes over must be constants, helpers, and functions of which the
 * same holds; it may change nothing outside of itself. Uses loader.h, functions.h and dump.h. */
#include "script/functions.h"

#include <string.h>

#include "script/dump.h"
#include "script/loader.h"

/* While a function is kept, the stack holds: the function at `list` + 1, and those that it closes over. */
typedef struct keeping {
    loader *s;
    const spot *at;
    int list; /* stack: a table of the functions, by number from 1 */
    int seen; /* stack: a table from function to number */
    uint32_t count;
    uint32_t line; /* of the function now looked at */
    bool refused;
    const bool *environment; /* of its upvalues */
} keeping;

static bool is_lua_function(lua_State *L, int index)
{
    return lua_isfunction(L, index) && !lua_iscfunction(L, index);
}

/* The number of the Lua function on the top, from 0; it goes into the list where it isn't yet. */
static uint32_t number_of(keeping *k)
{
    lua_State *L = k->s->vm.L;
    lua_pushvalue(L, -1);
    if (lua_rawget(L, k->seen) == LUA_TNUMBER) {
        uint32_t number = (uint32_t)lua_tointeger(L, -1);
        lua_pop(L, 1);
        return number;
    }
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_pushinteger(L, k->count);
    lua_rawset(L, k->seen);
    lua_pushvalue(L, -1);
    lua_rawseti(L, k->list, (lua_Integer)++k->count);
    return k->count - 1;
}

/* ---- upvalues ------------------------------------------------------------------------------------------ */

static bool keep_helper(keeping *k, kept_value *out)
{
    lua_State *L = k->s->vm.L;
    lua_rawgeti(L, LUA_REGISTRYINDEX, REG_NAMES);
    lua_pushvalue(L, -2);
    bool named = lua_rawget(L, -2) == LUA_TSTRING;
    if (named) {
        out->kind = KEPT_HELPER;
        out->is.string.text = lua_tolstring(L, -1, &out->is.string.size);
        out->is.string.text = copy_text(k->s, out->is.string.text, out->is.string.size);
    }
    lua_pop(L, 2);
    return named;
}

/* The value on the top; false where a kept function can't have it. */
static bool keep_value(keeping *k, kept_value *out)
{
    lua_State *L = k->s->vm.L;
    switch (lua_type(L, -1)) {
    case LUA_TNIL:
        *out = (kept_value){ .kind = KEPT_NIL };
        return true;
    case LUA_TBOOLEAN:
        *out = (kept_value){ .kind = KEPT_BOOLEAN, .is.boolean = lua_toboolean(L, -1) != 0 };
        return true;
    case LUA_TNUMBER:
        if (lua_isinteger(L, -1))
            *out = (kept_value){ .kind = KEPT_INTEGER, .is.integer = lua_tointeger(L, -1) };
        else
            *out = (kept_value){ .kind = KEPT_NUMBER, .is.number = lua_tonumber(L, -1) };
        return true;
    case LUA_TSTRING:
        out->kind = KEPT_STRING;
        out->is.string.text = lua_tolstring(L, -1, &out->is.string.size);
        out->is.string.text = copy_text(k->s, out->is.string.text, out->is.string.size);
        return true;
    default:
        if (!is_lua_function(L, -1))
            return keep_helper(k, out);
        *out = (kept_value){ .kind = KEPT_CLOSURE, .is.closure = number_of(k) };
        return true;
    }
}

static void complain_of_upvalue(keeping *k, const char *name)
{
    char words[80];
    wm_text is = kind_of_value(k->s->vm.L, -1);
    k->refused = true;
    vm_clean(words, sizeof words, name, strlen(name));
    if (handle_at(k->s->vm.L, -1, NULL) == HANDLE_BAD)
        k->s->refused = true;
    else
        complain(k->s, "WM117", k->line, NULL,
                 "條件函式用到外面的「%s」（%s%.0s）；只能用外面的數字、字串、true、false 與函式",
                 "a condition's function uses %s from outside (%.0s%s); it may use numbers, strings, true, false and "
                 "functions",
                 words, is.zh, is.en);
}

/* The upvalues of the function at an index. */
static kept_value *keep_upvalues(keeping *k, int function, uint32_t *count)
{
    lua_State *L = k->s->vm.L;
    lua_Debug ar;
    lua_pushvalue(L, function);
    lua_getinfo(L, ">Su", &ar);
    k->line = ar.linedefined > 0 ? (uint32_t)ar.linedefined : k->at->line;
    *count = ar.nups;
    kept_value *list = kept_memory(k->s, ar.nups, sizeof *list);
    bool *environment = kept_memory(k->s, ar.nups, sizeof *environment);
    k->environment = environment;
    for (int i = 0; i < ar.nups; i++) {
        const char *name = lua_getupvalue(L, function, i + 1);
        if (!keep_value(k, &list[i]))
            complain_of_upvalue(k, name);
        environment[i] = list[i].kind == KEPT_HELPER && strcmp(list[i].is.string.text, "_ENV") == 0;
        lua_pop(L, 1);
    }
    return list;
}

/* ---- bytecode ------------------------------------------------------------------------------------------- */

static int write_bytes(lua_State *L, const void *bytes, size_t size, void *to)
{
    (void)L;
    return size > 0 && !vector_append(to, bytes, size);
}

static bool is_constructor(const char *name)
{
    for (const luaL_Reg *c = constructors; c->name != NULL; c++)
        if (strcmp(c->name, name) == 0)
            return true;
    return false;
}

static bool check_read(keeping *k, uint32_t line, const char *name)
{
    if (environment_has(name))
        return true;
    k->refused = true;
    if (is_constructor(name)) {
        complain(k->s, "WM117", line, NULL, "條件函式裡不能用 %s", "%s can't be used in a condition's function", name);
        return true;
    }
    const char *best = environment_nearest(constructors, name);
    wm_finding *f = complain(k->s, "WM001", line, NULL, "沒有叫「%s」的東西", "there is nothing called %s", name);
    if (best != NULL)
        findings_mend(k->s->found, f, "是不是要寫「%s」？", "Did you mean %s?", best);
    return true;
}

static bool check_event(void *context, dump_event event, uint32_t line, const char *name, size_t size)
{
    keeping *k = context;
    char words[80];
    vm_clean(words, sizeof words, name, size);
    if (line == 0)
        line = k->line;
    if (event == DUMP_READS_GLOBAL)
        return check_read(k, line, words);
    k->refused = true;
    if (event == DUMP_SETS_GLOBAL)
        complain(k->s, "WM117", line, NULL, "條件函式不能設定全域名稱「%s」",
                 "a condition's function can't set the global %s", words);
    else
        complain(k->s, "WM117", line, NULL, "條件函式不能改變外面的「%s」",
                 "a condition's function can't change %s, which is outside of it", words);
    return true;
}

static void keep_code(keeping *k, int function, kept_closure *out)
{
    vector *bytes = &k->s->bytes;
    bytes->count = 0;
    lua_pushvalue(k->s->vm.L, function);
    if (lua_dump(k->s->vm.L, write_bytes, bytes, 0) != 0)
        starve(k->s);
    lua_pop(k->s->vm.L, 1);
    vm_charge(&k->s->vm, bytes->count);
    char *code = kept_memory(k->s, bytes->count, 1);
    memcpy(code, bytes->data, bytes->count);
    out->code = code;
    out->size = bytes->count;
    dump_scan(code, bytes->count, k->environment, out->count, check_event, k);
}

/* ---- the whole -------------------------------------------------------------------------------------------- */

/* Closures are found while those before them are kept. */
static kept_group *keep_group(keeping *k)
{
    lua_State *L = k->s->vm.L;
    kept_closure *list = kept_memory(k->s, CLOSURES_MOST, sizeof *list);
    kept_group *group = kept_memory(k->s, 1, sizeof *group);
    for (uint32_t i = 0; i < k->count && !k->refused; i++) {
        if (i == CLOSURES_MOST) {
            complain(k->s, "WM117", k->line, NULL, "條件函式用到的函式太多：最多 %d 個",
                     "a condition's function uses too many functions: at most %d", CLOSURES_MOST);
            k->refused = true;
            break;
        }
        lua_rawgeti(L, k->list, (lua_Integer)i + 1);
        list[i].upvalues = keep_upvalues(k, lua_gettop(L), &list[i].count);
        keep_code(k, lua_gettop(L), &list[i]);
        lua_pop(L, 1);
    }
    *group = (kept_group){ .closures = list, .count = k->count };
    return group;
}

static condition_id keep_new(loader *s, int index, const spot *at)
{
    lua_State *L = s->vm.L;
    luaL_checkstack(L, LUA_MINSTACK, "functions");
    lua_createtable(L, 4, 0);
    lua_createtable(L, 0, 4);
    keeping k = { .s = s, .at = at, .list = lua_gettop(L) - 1, .seen = lua_gettop(L), .line = at->line };
    lua_pushvalue(L, index);
    number_of(&k);
    lua_Debug ar;
    lua_getinfo(L, ">S", &ar);
    uint32_t line = ar.linedefined > 0 ? (uint32_t)ar.linedefined : at->line;
    kept_group *group = keep_group(&k);
    lua_settop(L, k.list - 1);
    if (k.refused)
        return NONE;
    lua_function f = {
        .code = group->closures[0].code, .size = group->closures[0].size, .upvalues = group, .line = line
    };
    condition_id id = builder_lua(s->builder, &f);
    if (id == NONE)
        starve(s);
    vm_outside(&s->vm, OUTSIDE_EACH);
    return id;
}

/* The same function used twice is kept once. */
condition_id keep_function(loader *s, int index, const spot *at)
{
    lua_State *L = s->vm.L;
    lua_rawgeti(L, LUA_REGISTRYINDEX, REG_SOURCES);
    int sources = lua_gettop(L);
    lua_pushvalue(L, index);
    condition_id id;
    if (lua_rawget(L, sources) == LUA_TNUMBER) {
        id = (condition_id)lua_tointeger(L, -1);
    } else {
        id = keep_new(s, index, at);
        lua_pushvalue(L, index);
        lua_pushinteger(L, id);
        lua_rawset(L, sources);
    }
    lua_settop(L, sources - 1);
    return id;
}
