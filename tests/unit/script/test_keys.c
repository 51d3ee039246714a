/* Keys written twice in one table, told by the source's tokens alone. Uses script/keys.h and cmocka. */
#include <stdlib.h>
#include <string.h>

#include "script/keys.h"
#include "support/tap.h"

/* "key 1-3, other 2-2": what is written twice, and on which lines. */
static void assert_twice(const char *source, const char *expected)
{
    scan s;
    char seen[512] = "";
    size_t size = strlen(source);
    char *exact = malloc(size > 0 ? size : 1); /* no NUL behind it: whoever reads too far is seen */
    assert_non_null(exact);
    memcpy(exact, source, size);
    assert_true(scan_source(&s, allocator_default(), exact, size, 1000));
    for (size_t i = 0; i < s.twice.count; i++) {
        const twice *t = &VECTOR_AT(&s.twice, twice, i);
        snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%s%s %u-%u", i > 0 ? ", " : "", t->key,
                 (unsigned)t->first, (unsigned)t->second);
    }
    assert_string_equal(seen, expected);
    scan_free(&s);
    free(exact);
}

static void a_key_written_twice_is_found(void **state)
{
    (void)state;
    assert_twice("t = { a = 1, b = 2 }", "");
    assert_twice("t = { a = 1, a = 2 }", "a 1-1");
    assert_twice("t = {\n a = 1;\n b = 2,\n a\n=\n3 }", "a 2-4");
    assert_twice("t = { a = 1, a = 2, a = 3 }", "a 1-1, a 1-1");
    assert_twice("ask 'q' {\n yes = x,\n no = y,\n yes = z }", "yes 2-4");
    assert_twice("{a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1,j=1,k=1,l=1,m=1,\nn=1,e=1}", "e 1-2");
}

static void every_way_to_write_a_key_is_the_same(void **state)
{
    (void)state;
    assert_twice("t = { a = 1, ['a'] = 2 }", "a 1-1");
    assert_twice("t = { [\"502\"] = 1, ['502'] = 2 }", "502 1-1");
    assert_twice("t = { a = 1, [ [[a]] ] = 2 }", "a 1-1");
    assert_twice("t = { a = 1, [ [==[a]==] ] = 2 }", "a 1-1");
    assert_twice("t = { a = 1, [ [[\na]] ] = 2 }", "a 1-1"); /* a long bracket's first line end does not count */
    assert_twice("t = { ab = 1, ['\\97\\x62'] = 2 }", "ab 1-1");
    assert_twice("t = { ['\\u{8def}'] = 1, ['路'] = 2 }", "路 1-1");
    assert_twice("t = { ['a\\z   \n  b'] = 1,\n ab = 2 }", "ab 1-3");
    assert_twice("t = { ['it\\'s'] = 1, [\"it's\"] = 2 }", "it's 1-1");
    assert_twice("t = { ['\\n'] = 1, ['\\\n'] = 2, ['\\t'] = 3 }", "\n 1-1");
    assert_twice("t = { [--[[ here ]] 'a' --[==[ ]] ]==]\n] -- too\n = 1, a = 2 }", "a 1-3");
}

static void other_things_are_no_keys(void **state)
{
    (void)state;
    assert_twice("a = 1 a = 2", "");
    assert_twice("t = { a, a }", "");
    assert_twice("t = { a == 1, a == 1 }", "");
    assert_twice("t = { [a] = 1, [a] = 2, [1] = 1, [1] = 1 }", ""); /* what these are is known only as they run */
    assert_twice("t = { ['a' .. b] = 1, ['a' .. b] = 2 }", "");
    assert_twice("t = { (a), (a) }", "");
    assert_twice("t = { f { a = 1 }, f { a = 2 } }", "");
    assert_twice("t = { a = { a = { a = 1 } } }", "");
    assert_twice("t = { x = f(a, b), b = 1, c = t[b], d = g { b = 1 } }", "");
    assert_twice("-- { a = 1, a = 2 }\n--[[ { a = 1,\n a = 2 } ]]", "");
    assert_twice("s = '{ a = 1, a = 2 }' .. [[ { a = 1, a = 2 } ]]", "");
    assert_twice("t = { a = '}', b = \"{ b = 1, \", c = [=[ ]] } ]=] }", "");
}

static void the_body_of_a_function_is_no_table(void **state)
{
    (void)state;
    assert_twice("t = { f = function() a = 1; a = 2 end, a = 3 }", "");
    assert_twice(
        "t = { a = 1, f = function(x) local y = { a = 1 }; if x then a = 2 else a = 3 end; while a do a = 4 end;\n"
        "for i = 1, 2 do a = 5; a = 6 end repeat a = 7; a = 8 until a; do a = 9; a = 10 end return a end,\n a = 11 }",
        "a 1-3");
    assert_twice("t = { on(function(f) return f.a end) { b }, on(function(f) return f.a end) { b }, a = 1, a = 2 }",
                 "a 1-1");
    assert_twice("t = { f = function() return { a = 1, a = 2 } end }", "a 1-1");
}

static void sources_that_are_no_lua_do_no_harm(void **state)
{
    (void)state;
    static const char *const sources[] = { "",
                                           "{",
                                           "}",
                                           "{ a =",
                                           "{ ['a",
                                           "{ ['a'",
                                           "{ ['a'] =",
                                           "[[",
                                           "[==",
                                           "--",
                                           "--[",
                                           "--[==[",
                                           "'\\",
                                           "'a\\z",
                                           "\"\n",
                                           "end end }",
                                           "{ ( } )",
                                           "function",
                                           "{ a = function",
                                           "::",
                                           "{ [ [[",
                                           "{ ['\\u{",
                                           "{ ['\\x'] = 1, ['\\" };
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        assert_twice(sources[i], "");
}

static void a_long_key_is_shown_in_part(void **state)
{
    (void)state;
    scan s;
    char source[512] = "{ ['";
    for (int i = 0; i < 30; i++)
        strcat(source, "路標");
    char whole[1200];
    snprintf(whole, sizeof whole, "%s'] = 1, %s'] = 2 }", source, source + 2);
    assert_true(scan_source(&s, allocator_default(), whole, strlen(whole), 1000));
    assert_int_equal(s.twice.count, 1);
    const twice *t = &VECTOR_AT(&s.twice, twice, 0);
    assert_int_equal(strlen(t->key), 63 + 3); /* whole characters */
    assert_non_null(strstr(t->key, "…"));
    scan_free(&s);
}

static void what_takes_the_compiler_long_is_counted(void **state)
{
    (void)state;
    scan s;
    size_t room = 100000, size = 0;
    char *source = malloc(room);
    assert_non_null(source);
    for (int i = 0; i < JUMPS_MOST + 1; i++)
        size += (size_t)snprintf(source + size, room - size, i % 1000 == 999 ? "and\n" : "and ");
    assert_true(scan_source(&s, allocator_default(), source, size - 4, 1000));
    assert_int_equal(s.jumps_line, 0);
    assert_true(scan_source(&s, allocator_default(), source, size, 1000));
    assert_int_equal(s.jumps_line, 6);
    assert_true(scan_source(&s, allocator_default(), "\n'123456'", 9, 5));
    assert_int_equal(s.string_line, 2);
    free(source);
}

static void the_line_of_a_key_is_found(void **state)
{
    (void)state;
    static const char source[] = "fault 'a' { zh = '1',\n en = '2' }\nfault 'b' {\n  zh = 'en = 3', -- en = 4\n  f { "
                                 "en = 5 },\n  [ 'en' ] = 6 }\nen = 7\n";
    assert_int_equal(scan_key_line(source, sizeof source - 1, 1, "en"), 2);
    assert_int_equal(scan_key_line(source, sizeof source - 1, 3, "zh"), 4);
    assert_int_equal(scan_key_line(source, sizeof source - 1, 3, "en"), 5);
    assert_int_equal(scan_key_line(source, sizeof source - 1, 3, "prior"), 3);
    assert_int_equal(scan_key_line(source, sizeof source - 1, 99, "en"), 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_written_twice_is_found),
        cmocka_unit_test(every_way_to_write_a_key_is_the_same),
        cmocka_unit_test(other_things_are_no_keys),
        cmocka_unit_test(the_body_of_a_function_is_no_table),
        cmocka_unit_test(sources_that_are_no_lua_do_no_harm),
        cmocka_unit_test(a_long_key_is_shown_in_part),
        cmocka_unit_test(what_takes_the_compiler_long_is_counted),
        cmocka_unit_test(the_line_of_a_key_is_found),
    };
    return cmocka_run_group_tests_name("script/keys", tests, NULL, NULL);
}
