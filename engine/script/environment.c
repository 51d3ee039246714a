/* What a rule can see: the read-only environment, the helpers but those of strings, and the refusals. Uses
 * environment.h and base/text.h. */
#include "script/environment.h"

#include <stdlib.h>
#include <string.h>

#include <lualib.h>

#include "base/text.h"

/* ---- words ------------------------------------------------------------------------------------- */

void push_words(lua_State *L, int index)
{
    switch (lua_type(L, index)) {
    case LUA_TSTRING:
        lua_pushvalue(L, index);
        break;
    case LUA_TNUMBER:
        lua_pushvalue(L, index);
        lua_tostring(L, -1);
        break;
    case LUA_TBOOLEAN:
        lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false");
        break;
    default:
        lua_pushstring(L, luaL_typename(L, index));
        break;
    }
}

static int base_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    push_words(L, 1);
    return 1;
}

static int base_type(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushstring(L, luaL_typename(L, 1));
    return 1;
}

/* ---- numbers and arguments --------------------------------------------------------------------- */

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 99;
}

/* An integer in a base, wrapping as Lua's does; false where the text is none. */
static bool read_integer(const char *s, int base, lua_Integer *out)
{
    lua_Unsigned n = 0;
    s += strspn(s, " \t\n\r\f\v");
    bool negative = *s == '-';
    s += negative;
    if (digit_of(*s) >= base)
        return false;
    for (; digit_of(*s) < base; s++)
        n = n * (lua_Unsigned)base + (lua_Unsigned)digit_of(*s);
    *out = (lua_Integer)(negative ? 0 - n : n);
    return s[strspn(s, " \t\n\r\f\v")] == '\0';
}

static int base_tonumber(lua_State *L)
{
    luaL_checkany(L, 1);
    size_t size = 0;
    const char *s = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &size) : NULL;
    vm_charge(vm_of(L), size);
    if (!lua_isnoneornil(L, 2)) {
        lua_Integer base = luaL_checkinteger(L, 2), n;
        luaL_checktype(L, 1, LUA_TSTRING);
        luaL_argcheck(L, base >= 2 && base <= 36, 2, "base out of range");
        if (s != NULL && strlen(s) == size && read_integer(s, (int)base, &n))
            lua_pushinteger(L, n);
        else
            lua_pushnil(L);
    } else if (lua_type(L, 1) == LUA_TNUMBER) {
        lua_settop(L, 1);
    } else if (s == NULL || lua_stringtonumber(L, s) != size + 1) {
        lua_pushnil(L);
    }
    return 1;
}

static int base_select(lua_State *L)
{
    int count = lua_gettop(L) - 1;
    if (lua_type(L, 1) == LUA_TSTRING && strcmp(lua_tostring(L, 1), "#") == 0) {
        lua_pushinteger(L, count);
        return 1;
    }
    lua_Integer from = luaL_checkinteger(L, 1);
    if (from < 0)
        from = count + from + 1;
    luaL_argcheck(L, from >= 1, 1, "index out of range");
    vm_charge(vm_of(L), (size_t)count);
    return from > count ? 0 : count - (int)from + 1;
}

/* ---- errors ------------------------------------------------------------------------------------ */

/* Ends the run with what a rule said, whatever that is. */
static int raise_words(lua_State *L, int index)
{
    size_t size;
    char words[400];
    push_words(L, index);
    const char *s = lua_tolstring(L, -1, &size);
    vm_clean(words, sizeof words, s, size);
    return vm_raise(vm_of(L), "規則回報錯誤：%s", "the rule raised an error: %s", words), 0;
}

static int base_error(lua_State *L)
{
    lua_settop(L, 1);
    return raise_words(L, 1);
}

static int base_assert(lua_State *L)
{
    luaL_checkany(L, 1);
    if (lua_toboolean(L, 1))
        return lua_gettop(L);
    if (lua_gettop(L) > 1)
        return raise_words(L, 2);
    vm_raise(vm_of(L), "規則裡的 assert 不成立", "an assert of the rule failed");
}

/* ---- ipairs, pairs ------------------------------------------------------------------------------ */

static int next_item(lua_State *L)
{
    lua_Integer i = luaL_checkinteger(L, 2) + 1;
    lua_pushinteger(L, i);
    return lua_geti(L, 1, i) == LUA_TNIL ? 1 : 2;
}

static int base_ipairs(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_pushcfunction(L, next_item);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

typedef struct key {
    const char *text; /* NULL: a number */
    size_t size;
    lua_Number number;
    lua_Integer integer;
    bool is_integer;
} key;

static int compare_numbers(const key *a, const key *b)
{
    if (a->is_integer && b->is_integer)
        return (a->integer > b->integer) - (a->integer < b->integer);
    if (a->number < b->number || a->number > b->number)
        return a->number < b->number ? -1 : 1;
    return (int)b->is_integer - (int)a->is_integer;
}

/* Numbers before strings; strings by their bytes. */
static int compare_keys(const void *left, const void *right)
{
    const key *a = left, *b = right;
    if (a->text == NULL || b->text == NULL)
        return a->text == b->text ? compare_numbers(a, b) : a->text == NULL ? -1 : 1;
    int order = memcmp(a->text, b->text, a->size < b->size ? a->size : b->size);
    return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

static key key_at(lua_State *L, int index)
{
    key k = { NULL, 0, 0, 0, false };
    if (lua_type(L, index) == LUA_TSTRING) {
        k.text = lua_tolstring(L, index, &k.size);
    } else if (lua_type(L, index) == LUA_TNUMBER) {
        k.number = lua_tonumber(L, index);
        k.is_integer = lua_isinteger(L, index);
        k.integer = k.is_integer ? lua_tointeger(L, index) : 0;
    } else {
        vm_raise(vm_of(L), "pairs 只接受以數字或字串為鍵的表；這裡有 %s",
                 "pairs takes tables whose keys are numbers or strings; here is a %s", luaL_typename(L, index));
    }
    return k;
}

/* The keys of the table at 1, in order, as a new table on the stack. */
static void push_sorted_keys(lua_State *L)
{
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1))
        count++;
    vm_charge(vm_of(L), count * 16);
    key *keys = lua_newuserdatauv(L, count * sizeof *keys + 1, 0);
    size_t n = 0;
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1))
        keys[n++] = key_at(L, -2);
    qsort(keys, n, sizeof *keys, compare_keys);
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        if (keys[i].text != NULL)
            lua_pushlstring(L, keys[i].text, keys[i].size);
        else if (keys[i].is_integer)
            lua_pushinteger(L, keys[i].integer);
        else
            lua_pushnumber(L, keys[i].number);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_remove(L, -2);
}

/* Upvalues: the sorted keys, how far we are. Keys that went in the meantime are passed over. */
static int next_pair(lua_State *L)
{
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(2));
    lua_settop(L, 1);
    for (;;) {
        if (lua_rawgeti(L, lua_upvalueindex(1), ++at) == LUA_TNIL)
            return 1;
        lua_pushvalue(L, -1);
        if (lua_rawget(L, 1) != LUA_TNIL)
            break;
        lua_pop(L, 2);
        vm_charge(vm_of(L), 1);
    }
    lua_pushinteger(L, at);
    lua_replace(L, lua_upvalueindex(2));
    return 2;
}

static int base_pairs(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    push_sorted_keys(L);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_pair, 2);
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}

/* ---- table ------------------------------------------------------------------------------------- */

/* Our own tables are those that have a metatable; a rule can make none. */
static void check_own_table(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (lua_getmetatable(L, 1))
        vm_raise(vm_of(L), "規則語言自己的東西不能改", "what the rule language offers can't be changed");
}

static int table_insert(lua_State *L)
{
    check_own_table(L);
    if (lua_gettop(L) != 2)
        vm_raise(vm_of(L), "table.insert 只能加在最後：table.insert(t, value)",
                 "table.insert only appends: table.insert(t, value)");
    lua_rawseti(L, 1, (lua_Integer)lua_rawlen(L, 1) + 1);
    return 0;
}

static int table_remove(lua_State *L)
{
    check_own_table(L);
    if (lua_gettop(L) != 1)
        vm_raise(vm_of(L), "table.remove 只能拿走最後一項：table.remove(t)",
                 "table.remove only takes the last: table.remove(t)");
    lua_Integer last = (lua_Integer)lua_rawlen(L, 1);
    if (last == 0)
        return 0;
    lua_rawgeti(L, 1, last);
    lua_pushnil(L);
    lua_rawseti(L, 1, last);
    return 1;
}

static int table_unpack(lua_State *L)
{
    enum { MOST = 1000 };
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer first = luaL_optinteger(L, 2, 1);
    lua_Integer last = luaL_optinteger(L, 3, (lua_Integer)lua_rawlen(L, 1));
    if (first > last)
        return 0;
    lua_Unsigned count = (lua_Unsigned)last - (lua_Unsigned)first + 1;
    if (count == 0 || count > MOST)
        vm_raise(vm_of(L), "table.unpack 一次最多給 %d 個值", "table.unpack gives at most %d values at a time", MOST);
    vm_charge(vm_of(L), (size_t)count);
    luaL_checkstack(L, (int)count, "table.unpack");
    for (lua_Unsigned i = 0; i < count; i++)
        lua_rawgeti(L, 1, (lua_Integer)((lua_Unsigned)first + i));
    return (int)count;
}

static const luaL_Reg base_helpers[] = {
    { "assert", base_assert },     { "error", base_error },   { "ipairs", base_ipairs },
    { "pairs", base_pairs },       { "select", base_select }, { "tonumber", base_tonumber },
    { "tostring", base_tostring }, { "type", base_type },     { NULL, NULL },
};

static const luaL_Reg table_helpers[] = {
    { "insert", table_insert },
    { "remove", table_remove },
    { "unpack", table_unpack },
    { NULL, NULL },
};

/* Lua's own, each O(1) or in its number of arguments. */
static const char *const math_names[] = {
    "abs",  "acos", "asin", "atan", "ceil",       "cos",  "deg",        "exp",  "floor",
    "fmod", "huge", "log",  "max",  "maxinteger", "min",  "mininteger", "modf", "pi",
    "rad",  "sin",  "sqrt", "tan",  "tointeger",  "type", "ult",        NULL,
};

/* Lua's own, charged by the bytes of their arguments. */
static const char *const utf8_names[] = { "char", "charpattern", "codepoint", "codes", "len", "offset", NULL };

/* ---- refusals ---------------------------------------------------------------------------------- */

/* The words of a key, short and safe, for a message. */
static const char *key_words(lua_State *L, int index, char *out, size_t size)
{
    size_t length;
    push_words(L, index);
    const char *s = lua_tolstring(L, -1, &length);
    vm_clean(out, size, s, length);
    return out;
}

static int refuse_global(lua_State *L)
{
    char name[80];
    vm_raise(vm_of(L), "規則不能設定全域名稱「%s」；請寫 local %s = …",
             "a rule can't set the global %s; write local %s = …", key_words(L, 2, name, sizeof name), name);
}

static int refuse_change(lua_State *L)
{
    char name[80];
    vm_raise(vm_of(L), "不能設定 %s.%s：規則語言自己的東西不能改",
             "%s.%s can't be set: what the rule language offers can't be changed", lua_tostring(L, lua_upvalueindex(1)),
             key_words(L, 2, name, sizeof name));
}

static int refuse_missing(lua_State *L)
{
    char name[80];
    vm_raise(vm_of(L), "%s 裡沒有 %s（規則語言只提供一部分）",
             "%s has no %s here (the rule language offers a part of it)", lua_tostring(L, lua_upvalueindex(1)),
             key_words(L, 2, name, sizeof name));
}

/* ---- building ---------------------------------------------------------------------------------- */

/* The value on the top gets a name; it stays there. */
static void name_value(lua_State *L, const char *name)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, REG_NAMES);
    lua_pushvalue(L, -2);
    lua_pushstring(L, name);
    lua_rawset(L, -3);
    lua_rawgeti(L, LUA_REGISTRYINDEX, REG_VALUES);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, name);
    lua_pop(L, 2);
}

/* Sets list[name] = the value on the top, which has the name "list.name" (or "name"). */
static void offer(lua_State *L, int list, const char *prefix, const char *name)
{
    if (prefix != NULL)
        lua_pushfstring(L, "%s.%s", prefix, name);
    else
        lua_pushstring(L, name);
    lua_insert(L, -2);
    name_value(L, lua_tostring(L, -2));
    lua_setfield(L, list, name);
    lua_pop(L, 1);
}

static void offer_all(lua_State *L, int list, const char *prefix, const luaL_Reg *helpers)
{
    for (; helpers->name != NULL; helpers++) {
        lua_pushcfunction(L, helpers->func);
        offer(L, list, prefix, helpers->name);
    }
}

static int charged(lua_State *L)
{
    size_t bytes = 1;
    for (int i = lua_gettop(L); i > 0; i--)
        bytes += lua_type(L, i) == LUA_TSTRING ? lua_rawlen(L, i) : 8;
    vm_charge(vm_of(L), bytes);
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* Offers parts of one of Lua's own libraries. */
static void offer_library(lua_State *L, int list, const char *prefix, lua_CFunction open, const char *const *names)
{
    lua_pushcfunction(L, open);
    lua_call(L, 0, 1);
    for (; *names != NULL; names++) {
        if (lua_getfield(L, -1, *names) == LUA_TFUNCTION && open == luaopen_utf8)
            lua_pushcclosure(L, charged, 1);
        offer(L, list, prefix, *names);
    }
    lua_pop(L, 1);
}

/* string.format is ours over Lua's; opening the library also gave strings a metatable: ours replaces it. */
static void offer_strings(lua_State *L, int list)
{
    offer_all(L, list, "string", string_helpers);
    lua_pushcfunction(L, luaopen_string);
    lua_call(L, 0, 1);
    lua_getfield(L, list, "format");
    lua_CFunction format = lua_tocfunction(L, -1);
    lua_getfield(L, -2, "format");
    lua_pushcclosure(L, format, 1);
    offer(L, list, "string", "format");
    lua_pop(L, 2);
    lua_pushliteral(L, "");
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, list);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

/* An empty table through which a list can be read and not changed; the list goes off the stack. What the
 * list lacks is `missing`'s, a function that the top holds. */
static void push_read_only(lua_State *L, int list, lua_CFunction change, const char *name)
{
    lua_createtable(L, 0, 1); /* the list's own metatable */
    lua_insert(L, -2);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, list);
    lua_createtable(L, 0, 0);
    lua_createtable(L, 0, 2);
    lua_pushvalue(L, list);
    lua_setfield(L, -2, "__index");
    lua_pushstring(L, name);
    lua_pushcclosure(L, change, 1);
    lua_setfield(L, -2, "__newindex");
    lua_setmetatable(L, -2);
    lua_remove(L, list);
}

/* A list of helpers, offered as `name` in the environment's list. */
static void offer_list(lua_State *L, int environment, const char *name)
{
    lua_createtable(L, 0, 32);
    int list = lua_gettop(L);
    if (strcmp(name, "string") == 0)
        offer_strings(L, list);
    else if (strcmp(name, "table") == 0)
        offer_all(L, list, name, table_helpers);
    else if (strcmp(name, "math") == 0)
        offer_library(L, list, name, luaopen_math, math_names);
    else
        offer_library(L, list, name, luaopen_utf8, utf8_names);
    lua_pushstring(L, name);
    lua_pushcclosure(L, refuse_missing, 1);
    push_read_only(L, list, refuse_change, name);
    offer(L, environment, NULL, name);
}

static int dead_constructor(lua_State *L)
{
    vm_raise(vm_of(L), "%s 只能在載入規則檔時使用，不能在條件函式裡",
             "%s works only while a rule file loads, not in a condition", lua_tostring(L, lua_upvalueindex(1)));
}

static void offer_constructors(lua_State *L, int list, const luaL_Reg *constructors)
{
    for (; constructors->name != NULL; constructors++) {
        if (constructors->func != NULL) {
            lua_pushcfunction(L, constructors->func);
        } else {
            lua_pushstring(L, constructors->name);
            lua_pushcclosure(L, dead_constructor, 1);
        }
        offer(L, list, NULL, constructors->name);
    }
}

static const char *const lists[] = { "math", "string", "table", "utf8" };

void environment_build(lua_State *L, const luaL_Reg *constructors, lua_CFunction unknown)
{
    lua_createtable(L, 0, 128);
    lua_rawseti(L, LUA_REGISTRYINDEX, REG_NAMES);
    lua_createtable(L, 0, 128);
    lua_rawseti(L, LUA_REGISTRYINDEX, REG_VALUES);
    lua_createtable(L, 0, 64);
    int list = lua_gettop(L);
    offer_constructors(L, list, constructors);
    offer_all(L, list, NULL, base_helpers);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        offer_list(L, list, lists[i]);
    lua_pushcfunction(L, unknown);
    push_read_only(L, list, refuse_global, "_ENV");
    name_value(L, "_ENV");
    lua_rawseti(L, LUA_REGISTRYINDEX, REG_ENVIRONMENT);
}

/* ---- names ------------------------------------------------------------------------------------- */

bool environment_has(const char *name)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (strcmp(lists[i], name) == 0)
            return true;
    for (const luaL_Reg *h = base_helpers; h->name != NULL; h++)
        if (strcmp(h->name, name) == 0)
            return true;
    return false;
}

static void nearer(const char *candidate, const char *name, const char **best, size_t *distance)
{
    size_t d = name_distance(candidate, name, *distance);
    if (d < *distance) {
        *best = candidate;
        *distance = d;
    }
}

const char *environment_nearest(const luaL_Reg *constructors, const char *name)
{
    const char *best = NULL;
    size_t distance = strlen(name) < 4 ? 2 : 3;
    for (; constructors->name != NULL; constructors++)
        nearer(constructors->name, name, &best, &distance);
    for (const luaL_Reg *h = base_helpers; h->name != NULL; h++)
        nearer(h->name, name, &best, &distance);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        nearer(lists[i], name, &best, &distance);
    return best;
}
