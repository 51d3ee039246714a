/* What a rule can see, name by name, and what it can't; what the helpers do. Uses loading.h and, to look inside, script/loader.h. */
#include "loading.h"
#include "script/loader.h"

/* The whole list: architecture.md's helpers, and the language's constructors. */
static const char *const all_names[] = {
    "_ENV",
    "action",
    "again",
    "all",
    "any",
    "any_order",
    "ask",
    "assert",
    "at_least",
    "below",
    "between",
    "conclude",
    "contains",
    "error",
    "escalate",
    "escalation",
    "failed",
    "fault",
    "fixed",
    "flow",
    "go",
    "guide",
    "include",
    "ipairs",
    "is",
    "known",
    "math",
    "math.abs",
    "math.acos",
    "math.asin",
    "math.atan",
    "math.ceil",
    "math.cos",
    "math.deg",
    "math.exp",
    "math.floor",
    "math.fmod",
    "math.huge",
    "math.log",
    "math.max",
    "math.maxinteger",
    "math.min",
    "math.mininteger",
    "math.modf",
    "math.pi",
    "math.rad",
    "math.sin",
    "math.sqrt",
    "math.tan",
    "math.tointeger",
    "math.type",
    "math.ult",
    "none",
    "on",
    "one_of",
    "pairs",
    "question",
    "resolve",
    "see",
    "select",
    "string",
    "string.byte",
    "string.char",
    "string.find",
    "string.format",
    "string.len",
    "string.lower",
    "string.rep",
    "string.sub",
    "string.upper",
    "suspect",
    "table",
    "table.insert",
    "table.remove",
    "table.unpack",
    "tonumber",
    "tostring",
    "try",
    "type",
    "utf8",
    "utf8.char",
    "utf8.charpattern",
    "utf8.codepoint",
    "utf8.codes",
    "utf8.len",
    "utf8.offset",
    "when",
};
enum { NAMES = sizeof all_names / sizeof *all_names };

static bool is_listed(const char *prefix, const char *name)
{
    char whole[64];
    snprintf(whole, sizeof whole, "%s%s%s", prefix, *prefix != '\0' ? "." : "", name);
    for (size_t i = 0; i < NAMES; i++)
        if (strcmp(all_names[i], whole) == 0)
            return true;
    print_message("# %s is not listed\n", whole);
    return false;
}

/* Walks what a read-only table on the top gives access to; returns how many names there are. */
static size_t walk_names(lua_State *L, const char *prefix)
{
    size_t count = 0;
    assert_true(lua_istable(L, -1));
    lua_pushnil(L);
    assert_false(lua_next(L, -2)); /* it holds nothing itself */
    assert_int_equal(luaL_getmetafield(L, -1, "__newindex"), LUA_TFUNCTION);
    assert_int_equal(luaL_getmetafield(L, -2, "__index"), LUA_TTABLE);
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        const char *name = lua_tostring(L, -2);
        assert_true(is_listed(prefix, name));
        count++;
        if (lua_istable(L, -1))
            count += walk_names(L, name);
    }
    lua_pop(L, 2);
    return count;
}

static void a_rule_sees_exactly_these_names(void **state)
{
    (void)state;
    loading *l = loading_new();
    lua_State *L = l->loader->vm.L;
    lua_rawgeti(L, LUA_REGISTRYINDEX, REG_ENVIRONMENT);
    assert_int_equal(walk_names(L, "") + 1, NAMES); /* and the environment itself */
    lua_pop(L, 1);
    lua_pushliteral(L, "");
    assert_int_equal(luaL_getmetafield(L, -1, "__index"), LUA_TTABLE); /* strings: string's list and nothing else */
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1), count++)
        assert_true(is_listed("string", lua_tostring(L, -2)));
    assert_int_equal(count, 9);
    lua_settop(L, 0);
    loading_free(l);
}

static void nothing_else_of_lua_is_there(void **state)
{
    (void)state;
    static const char *const absent[] = {
        "load",
        "loadfile",
        "loadstring",
        "dofile",
        "require",
        "package",
        "io",
        "os",
        "debug",
        "coroutine",
        "pcall",
        "xpcall",
        "setmetatable",
        "getmetatable",
        "rawset",
        "rawget",
        "rawequal",
        "rawlen",
        "next",
        "print",
        "collectgarbage",
        "warn",
        "_G",
        "_VERSION",
        "string.gsub",
        "string.gmatch",
        "string.match",
        "string.dump",
        "string.reverse",
        "string.pack",
        "string.unpack",
        "table.sort",
        "table.concat",
        "table.move",
        "table.pack",
        "math.random",
        "math.randomseed",
        "('').gsub",
        "('').match",
        "('').dump",
    };
    loading *l = loading_new();
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        char text[512];
        snprintf(text, sizeof text, WHOLE "local it = %s\n", absent[i]);
        load(l, text);
        assert_null(l->draft);
        assert_found(l, "WM001", 6);
    }
    loading_free(l);
}

/* Each is true for a rule; `flow`s stand for what a guide needs. */
static const char *const truths[] = {
    "tostring({}) == 'table' and tostring(print_nothing_else) ~= nil",
    "tostring(tostring) == 'function' and tostring(resolve()) == 'userdata'",
    "tostring(nil) == 'nil' and tostring(true) == 'true' and tostring(1.5) == '1.5' and tostring(12) == '12'",
    "type(nil) == 'nil' and type({}) == 'table' and type('') == 'string' and type(type) == 'function'",
    "tonumber('12') == 12 and tonumber('0x10') == 16 and tonumber('x') == nil and tonumber(5) == 5 and tonumber({}) == "
    "nil",
    "tonumber('ff', 16) == 255 and tonumber('-z', 36) == -35 and tonumber('8', 8) == nil and tonumber('', 10) == nil",
    "tonumber('1\\0') == nil and tonumber('1\\0', 10) == nil and tonumber(' 7 ', 10) == 7",
    "select('#', 1, nil, 3) == 3 and select(2, 'a', 'b') == 'b' and select(-1, 'a', 'b') == 'b' and select('#', "
    "select(5, 1)) == 0",
    "('abc'):byte() == 97 and select('#', ('abc'):byte(1, -1)) == 3 and select('#', ('abc'):byte(10)) == 0",
    "string.char(72, 105) == 'Hi' and string.char() == ''",
    "('Äb C'):upper() == 'ÄB C' and ('ÄB'):lower() == 'Äb' and #'路標' == 6 and string.len('ab') == 2",
    "('hello'):sub(2, 3) == 'el' and ('hello'):sub(-3) == 'llo' and ('hello'):sub(4, 2) == '' and ('hello'):sub(0) == "
    "'hello'",
    "('hello'):sub(-100, 100) == 'hello' and ('hello'):sub(math.mininteger, math.maxinteger) == 'hello'",
    "('a.b'):find('.') == 2 and ('aXb'):find('.') == nil and select(2, ('hello'):find('ll')) == 4",
    "('hello'):find('l', 4) == 4 and ('hello'):find('') == 1 and ('hello'):find('', 6) == 6 and ('hello'):find('', 7) "
    "== nil",
    "('hello'):find('hello world') == nil and ('aaab'):find('aab') == 2",
    "('ab'):rep(3) == 'ababab' and ('ab'):rep(2, '-') == 'ab-ab' and ('x'):rep(0) == '' and ('x'):rep(-1) == ''",
    "('x'):rep(65536):len() == 65536 and (''):rep(1 << 40) == '' and ('x'):rep(math.mininteger) == ''",
    "string.format('%5.2f|%d|%s|%x|%%|%5s|%-3d|', 3.14159, 42, 'x', 255, 'ab', 7) == ' 3.14|42|x|ff|%|   ab|7  |'",
    "string.format('%s %s %s', {}, type, nil) == 'table function nil' and string.format('%c', 65) == 'A'",
    "string.format('%g %e %i', 0.1, 1.5, 3) == '0.1 1.500000e+00 3'",
    "(function() local t = {} table.insert(t, 'a') table.insert(t, 'b') return #t == 2 and table.remove(t) == 'b' and "
    "#t == 1 end)()",
    "(function() return table.remove({}) == nil and select('#', table.unpack({ 1, 2, 3 })) == 3 end)()",
    "select('#', table.unpack({}, 1, 5)) == 5 and select('#', table.unpack({ 1, 2 }, 2, 1)) == 0",
    "(function() local s = '' for k, v in pairs({ b = 1, a = 2, [10] = 3, [9] = 4, [1.5] = 5, ['9'] = 6 }) do s = s .. "
    "k .. ' ' end "
    "return s == '1.5 9 10 9 a b ' end)()",
    "(function() local n = 0 for i, v in ipairs({ 1, 2, nil, 4 }) do n = n + v end return n == 3 end)()",
    "(function() local t, n = { a = 1, b = 2, c = 3 }, 0 for k in pairs(t) do t.b = nil n = n + 1 end return n == 2 "
    "end)()",
    "math.floor(2.7) == 2 and math.max(1, 5, 3) == 5 and math.tointeger('x') == nil and math.type(1) == 'integer' and "
    "math.ult(1, -1)",
    "utf8.len('路標') == 2 and utf8.char(0x8DEF) == '路' and utf8.codepoint('標') == 0x6A19 and utf8.offset('路標', 2) "
    "== 4",
    "(function() local n = 0 for p, c in utf8.codes('路標') do n = n + 1 end return n == 2 end)()",
    "utf8.len('\\xff') == nil and utf8.char() == ''",
    "assert(1, 'no') == 1 and select('#', assert(1, 2, 3)) == 3",
};

static void helpers_do_what_they_say(void **state)
{
    (void)state;
    loading *l = loading_new();
    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++) {
        char text[1024];
        snprintf(text, sizeof text,
                 WHOLE "local print_nothing_else = 1\nassert(%s, 'untrue')\nflow { conclude 'f'" OTHERWISE, truths[i]);
        if (load(l, text) == NULL) {
            show(l);
            fail_msg("%s", truths[i]);
        }
    }
    loading_free(l);
}

/* Each ends the file at once, and no time or memory to speak of is spent on it. */
static const char *const extremes[] = {
    "string.rep('x', 1 << 40)",
    "('x'):rep(65537)",
    "('ab'):rep(1 << 62)",
    "('x'):rep(1 << 33, 'y')",
    "('x'):rep(9, ('y'):rep(60000))",
    "string.char(300)",
    "string.char(-1)",
    "utf8.char(1 << 31)",
    "utf8.char(-1)",
    "table.unpack({}, 1, 1e9)",
    "table.unpack({}, 1, 1001)",
    "table.unpack({}, math.mininteger, math.maxinteger)",
    "table.unpack({}, -1e9 // 1 | 0, 0)",
    "select(-1)",
    "select(0)",
    "select(-2, 1)",
    "select({})",
    "string.format('%99999d', 1)",
    "string.format('%.99999f', 1)",
    "string.format('%p', {})",
    "string.format('%q', 'x')",
    "string.format('%d', 1.5)",
    "string.format('%d')",
    "string.format('%')",
    "string.format('%y', 1)",
    "string.format(('%99d'):rep(2000))",
    "string.format('%s%s', ('x'):rep(60000), ('x'):rep(60000))",
    "math.tointeger()",
    "string.byte(('x'):rep(65536), 1, 1e9 // 1 | 0)",
    "('x'):byte(1, 2 ^ 53, 3):x()",
    "utf8.codepoint(('x'):rep(65536), 1, -1)",
    "utf8.codepoint('\\xff')",
    "utf8.len('x', 5)",
    "table.insert({}, 1, 2)",
    "table.insert({})",
    "table.insert(1, 2)",
    "table.remove({}, 1)",
    "pairs({ [{}] = 1 })()",
    "pairs({ [true] = 1 })",
    "pairs(nil)",
    "pairs('x')",
    "ipairs()",
    "next({})",
    "tonumber()",
    "tonumber('1', 99)",
    "tonumber(1, 10)",
    "tostring()",
    "type()",
    "math.fmod(1, 0)",
    "1 // 0",
    "1 < 'x'",
    "{} .. 'x'",
    "#nil",
    "nil()",
    "('x')()",
    "('10') + 1",
    "{} < {}",
    "error(('x'):rep(65536))",
    "assert(false)",
    "assert(nil, {})",
    "assert()",
    "('x' .. ('y'):rep(65536))",
    "math.floor({})",
    "math.max()",
    "resolve().x",
    "resolve()()",
    "ask.x",
};

static void extreme_arguments_end_the_file(void **state)
{
    (void)state;
    loading *l = loading_new();
    for (size_t i = 0; i < sizeof extremes / sizeof *extremes; i++) {
        char text[512];
        snprintf(text, sizeof text, WHOLE "local it = (\n%s)\n", extremes[i]);
        double start = cpu_now();
        load(l, text);
        if (l->draft != NULL || (found(l, "WM001", 7) == NULL && found(l, "WM113", 7) == NULL)) {
            show(l);
            fail_msg("%s", extremes[i]);
        }
        assert_true(cpu_now() - start < 0.5);
    }
    assert_loads(l, WHOLE "flow { conclude 'f'" OTHERWISE);
    loading_free(l);
}

static void nearest_names_are_offered_and_the_file_goes_on(void **state)
{
    (void)state;
    loading *l = loading_new();
    load(l, WHOLE "conclud 'f'\nlocal x = tonumbr('1')\nflow { esclate 'desk', wen(known 'q') { resolve() } }\n");
    assert_null(l->draft);
    assert_mends(assert_found(l, "WM001", 6), "conclude");
    assert_mends(assert_found(l, "WM001", 7), "tonumber");
    assert_mends(assert_found(l, "WM001", 8), "escalate");
    assert_says(assert_found(l, "WM001", 6), "沒有叫「conclud」的東西", "there is nothing called conclud");
    loading_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_sees_exactly_these_names),
        cmocka_unit_test(nothing_else_of_lua_is_there),
        cmocka_unit_test(helpers_do_what_they_say),
        cmocka_unit_test(extreme_arguments_end_the_file),
        cmocka_unit_test(nearest_names_are_offered_and_the_file_goes_on),
    };
    return cmocka_run_group_tests_name("script/environment", tests, NULL, NULL);
}
