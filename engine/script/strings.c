/* The helpers of strings: every one charges fuel by the bytes that it touches, and none makes a string
 * over the limit. Uses environment.h. */
#include "script/environment.h"

#include <string.h>

#include <lualib.h>

static const char *charged_string(lua_State *L, int index, size_t *size)
{
    const char *s = luaL_checklstring(L, index, size);
    vm_charge(vm_of(L), *size);
    return s;
}

static void check_size(lua_State *L, size_t size)
{
    if (size > STRING_LIMIT)
        vm_stop(vm_of(L), END_STRING);
    vm_charge(vm_of(L), size);
}

/* Lua's positions: from 1, from the end where negative. First and last come back clipped to the string,
 * first > last where nothing lies between. */
static void clip(lua_Integer *first, lua_Integer *last, size_t size)
{
    lua_Integer n = (lua_Integer)size;
    if (*first < 0)
        *first = *first < -n ? 1 : n + *first + 1;
    else if (*first == 0)
        *first = 1;
    if (*last < 0)
        *last = *last < -n ? 0 : n + *last + 1;
    else if (*last > n)
        *last = n;
}

static int string_len(lua_State *L)
{
    size_t size;
    luaL_checklstring(L, 1, &size);
    lua_pushinteger(L, (lua_Integer)size);
    return 1;
}

static int string_sub(lua_State *L)
{
    size_t size;
    const char *s = luaL_checklstring(L, 1, &size);
    lua_Integer first = luaL_checkinteger(L, 2), last = luaL_optinteger(L, 3, -1);
    clip(&first, &last, size);
    if (first > last)
        lua_pushliteral(L, "");
    else {
        vm_charge(vm_of(L), (size_t)(last - first) + 1);
        lua_pushlstring(L, s + first - 1, (size_t)(last - first) + 1);
    }
    return 1;
}

static int string_byte(lua_State *L)
{
    enum { MOST = 1000 };
    size_t size;
    const char *s = luaL_checklstring(L, 1, &size);
    lua_Integer first = luaL_optinteger(L, 2, 1), last = luaL_optinteger(L, 3, first);
    clip(&first, &last, size);
    if (first > last)
        return 0;
    if (last - first >= MOST)
        vm_raise(vm_of(L), "string.byte 一次最多給 %d 個位元組", "string.byte gives at most %d bytes at a time", MOST);
    int count = (int)(last - first) + 1;
    vm_charge(vm_of(L), (size_t)count);
    luaL_checkstack(L, count, "string.byte");
    for (int i = 0; i < count; i++)
        lua_pushinteger(L, (unsigned char)s[first - 1 + i]);
    return count;
}

static int string_char(lua_State *L)
{
    int count = lua_gettop(L);
    luaL_Buffer b;
    check_size(L, (size_t)count);
    char *out = luaL_buffinitsize(L, &b, (size_t)count);
    for (int i = 1; i <= count; i++) {
        lua_Integer c = luaL_checkinteger(L, i);
        luaL_argcheck(L, c >= 0 && c <= 255, i, "value out of range");
        out[i - 1] = (char)(unsigned char)c;
    }
    luaL_pushresultsize(&b, (size_t)count);
    return 1;
}

/* ASCII letters alone, whatever the locale. */
static int change_case(lua_State *L, char first, char last, int by)
{
    size_t size;
    const char *s = charged_string(L, 1, &size);
    luaL_Buffer b;
    char *out = luaL_buffinitsize(L, &b, size);
    for (size_t i = 0; i < size; i++)
        out[i] = s[i] >= first && s[i] <= last ? (char)(s[i] + by) : s[i];
    luaL_pushresultsize(&b, size);
    return 1;
}

static int string_lower(lua_State *L)
{
    return change_case(L, 'A', 'Z', 'a' - 'A');
}

static int string_upper(lua_State *L)
{
    return change_case(L, 'a', 'z', 'A' - 'a');
}

/* How many bytes two stretches have in common, at most size. */
static size_t common(const char *a, const char *b, size_t size)
{
    size_t i = 0;
    while (i < size && a[i] == b[i])
        i++;
    return i;
}

/* Plain: no patterns. What a hostile pair of strings makes this compare is charged as it is done. */
static int string_find(lua_State *L)
{
    size_t size, word_size;
    const char *s = charged_string(L, 1, &size), *word = charged_string(L, 2, &word_size);
    lua_Integer from = luaL_optinteger(L, 3, 1), last = -1;
    clip(&from, &last, size);
    for (size_t at = (size_t)from - 1; at + word_size <= size; at++) {
        size_t same = common(s + at, word, word_size);
        if (same == word_size) {
            lua_pushinteger(L, (lua_Integer)at + 1);
            lua_pushinteger(L, (lua_Integer)at + (lua_Integer)word_size);
            return 2;
        }
        if (same > 0)
            vm_charge(vm_of(L), same);
    }
    lua_pushnil(L);
    return 1;
}

static int string_rep(lua_State *L)
{
    size_t size, between;
    const char *s = luaL_checklstring(L, 1, &size);
    lua_Integer times = luaL_checkinteger(L, 2);
    const char *separator = luaL_optlstring(L, 3, "", &between);
    if (times <= 0 || size + between == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    if ((lua_Unsigned)times > STRING_LIMIT + 1)
        vm_stop(vm_of(L), END_STRING);
    size_t n = (size_t)times;
    check_size(L, n * size + (n - 1) * between);
    luaL_Buffer b;
    char *out = luaL_buffinitsize(L, &b, n * size + (n - 1) * between);
    for (size_t i = 0; i < n; i++) {
        memcpy(out + i * (size + between), s, size);
        if (i + 1 < n)
            memcpy(out + i * (size + between) + size, separator, between);
    }
    luaL_pushresultsize(&b, n * size + (n - 1) * between);
    return 1;
}

/* The letter of a conversion that begins behind its '%', or 0 where Lua's own format has to refuse it. */
static char conversion_at(const char *s, const char *end, const char **next)
{
    while (s < end && *s != '\0' && strchr("-+ #0123456789.", *s) != NULL)
        s++;
    *next = s < end ? s + 1 : end;
    return s < end ? *s : '\0';
}

/* Lua's own, after %p and %q are refused and what %s would name by address has words instead. */
static int string_format(lua_State *L)
{
    size_t size;
    const char *s = charged_string(L, 1, &size), *end = s + size;
    int argument = 1;
    while ((s = s < end ? memchr(s, '%', (size_t)(end - s)) : NULL) != NULL) {
        char letter = conversion_at(s + 1, end, &s);
        if (letter == '%')
            continue;
        argument++;
        if (letter == 'p' || letter == 'q')
            vm_raise(vm_of(L), "string.format 沒有 %%%c", "string.format has no %%%c", letter);
        if (letter == 's' && argument <= lua_gettop(L)) {
            push_words(L, argument);
            lua_replace(L, argument);
            charged_string(L, argument, &(size_t){ 0 });
        }
        vm_charge(vm_of(L), 100); /* the widest that Lua lets a number be */
    }
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

const luaL_Reg string_helpers[] = {
    { "byte", string_byte },   { "char", string_char },
    { "find", string_find },   { "format", string_format },
    { "len", string_len },     { "lower", string_lower },
    { "rep", string_rep },     { "sub", string_sub },
    { "upper", string_upper }, { NULL, NULL },
};
