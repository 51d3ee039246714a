/* test_dump.c: what a dumped function does to names from outside of it, told with their lines; bytes that are no such dump, or a changed one,
 * are refused with nothing visited, and nothing is read beyond them. Uses engine/script/dump.h and Lua itself. */
#include "support/tap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "script/dump.h"

/* ---- Dumps and what is seen in them --------------------------------------------------------------------------------- */

typedef struct dump {
    unsigned char *bytes;
    size_t size;
    bool environment[256];
    size_t outer; /* upvalues */
} dump;

static int keep_bytes(lua_State *L, const void *bytes, size_t size, void *to)
{
    dump *d = to;
    (void)L;
    d->bytes = realloc(d->bytes, d->size + size);
    assert_non_null(d->bytes);
    memcpy(d->bytes + d->size, bytes, size);
    d->size += size;
    return 0;
}

/* The function that a text returns, dumped; `strip`: without names and lines. */
static dump dump_of(const char *text, bool strip)
{
    dump d = { .size = 0 };
    lua_State *L = luaL_newstate();
    assert_non_null(L);
    if (luaL_loadstring(L, text) != LUA_OK || lua_pcall(L, 0, 1, 0) != LUA_OK)
        fail_msg("%s", lua_tostring(L, -1));
    for (const char *name; (name = lua_getupvalue(L, -1, (int)d.outer + 1)) != NULL; d.outer++) {
        d.environment[d.outer] = strcmp(name, "_ENV") == 0;
        lua_pop(L, 1);
    }
    assert_int_equal(lua_dump(L, keep_bytes, &d, strip), 0);
    lua_close(L);
    return d;
}

/* "3 sets x, 4 reads print", as it was visited; no more than `most` visits are wanted. */
typedef struct seen {
    char told[1024];
    size_t count, most;
} seen;

static bool visit(void *context, dump_event event, uint32_t line, const char *name, size_t size)
{
    static const char *const does[] = { "changes", "sets", "reads" };
    seen *s = context;
    size_t used = strlen(s->told);
    snprintf(s->told + used, sizeof s->told - used, "%s%u %s %.*s", used ? ", " : "", line, does[event], (int)size,
             name);
    return ++s->count < s->most;
}

static bool scan(const void *bytes, size_t size, const dump *of, seen *out)
{
    *out = (seen){ .most = 1000 };
    return dump_scan(bytes, size, of->environment, of->outer, visit, out);
}

static void expect_seen(const char *text, const char *expected)
{
    seen s;
    dump d = dump_of(text, false);
    assert_true(scan(d.bytes, d.size, &d, &s));
    assert_string_equal(s.told, expected);
    free(d.bytes);
}

/* ---- Good dumps ---------------------------------------------------------------------------------------------------------- */

static void names_from_outside_are_told_with_their_lines(void **state)
{
    (void)state;
    expect_seen("return function(facts) return facts.x end", "");
    expect_seen("return function() local x = 1 x = 2 return x end", "");
    expect_seen("return function()\n return print end", "2 reads print");
    expect_seen("return function()\n\n y = 1 end", "3 sets y");
    expect_seen("local seen = 0\nreturn function()\n seen = seen + 1 end", "3 changes seen");
    expect_seen("local seen = {}\nreturn function()\n seen.x = 1 return seen end", ""); /* a field, not the name */
    expect_seen("local one, two = 1, 2\nreturn function()\n print(one) two = one\n three = two end",
                "3 reads print, 3 changes two, 4 sets three");
}

/* What a function within sets or reads is the outer one's doing; a local of the outer one is its own. */
static void functions_within_count_for_the_outer_one(void **state)
{
    (void)state;
    expect_seen("local out = 1\nreturn function()\n local own = 1\n return function()\n  own = 2\n  out = 3\n"
                "  return function() return os, own end end end",
                "7 reads os, 6 changes out");
}

/* Lines far apart, and far into a long function, where Lua keeps whole line numbers in between. */
static void lines_are_told_in_long_functions(void **state)
{
    (void)state;
    char text[20000] = "return function(f)\n first = 1\n", expected[128];
    size_t used = strlen(text);
    for (int i = 0; i < 400; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, " f(%d, 1.5, 'text')\n", i);
    used += (size_t)snprintf(text + used, sizeof text - used, " last = 1\n");
    memset(text + used, '\n', 300); /* more lines than one step of a byte */
    used += 300;
    snprintf(text + used, sizeof text - used, " behind = 2 end");
    snprintf(expected, sizeof expected, "2 sets first, %d sets last, %d sets behind", 403, 704);
    expect_seen(text, expected);
}

/* Every kind of constant is read over. */
static void constants_before_a_name_are_read_over(void **state)
{
    (void)state;
    expect_seen("return function(a)\n a(1000000, 2.25, 'x', nil, true, false, 1 << 40)\n"
                " a('a text of more than forty bytes is a constant of another kind')\n name = 1 end",
                "4 sets name");
}

/* Lua reaches a name of more than 40 bytes as a field of the environment's table: that is seen when it runs, not here. */
static void long_names_are_fields(void **state)
{
    (void)state;
    expect_seen("return function()\n a_name_that_is_longer_than_forty_bytes_altogether = 1 end", "");
    expect_seen("return function()\n local all = _ENV all.x = 1 end", "");
}

/* Without debug information there are no lines but the first, and no names of locals; globals are constants. */
static void stripped_functions_have_no_lines(void **state)
{
    (void)state;
    seen s;
    dump d = dump_of("local out\nreturn function()\n out = 1\n glob = 2 end", true);
    assert_true(scan(d.bytes, d.size, &d, &s));
    assert_string_equal(s.told, "2 changes , 2 sets glob");
    free(d.bytes);
}

static void a_visitor_may_have_enough(void **state)
{
    (void)state;
    seen s = { .most = 2 };
    dump d = dump_of("return function() a() b() c() return function() d() end end", false);
    assert_true(dump_scan(d.bytes, d.size, d.environment, d.outer, visit, &s));
    assert_int_equal(s.count, 2);
    free(d.bytes);
}

/* ---- Changed ones ----------------------------------------------------------------------------------------------------- */

static const char whole[] = "local out, other = 1, 2\nreturn function(a)\n out = a + 1000000 * 2.25\n glob = other\n"
                            " return function() out = print return 'text' end end";

/* A copy without a byte behind it, so that a sanitizer sees a step too far. */
static bool scan_copy(const unsigned char *bytes, size_t size, const dump *of, seen *s)
{
    unsigned char *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    bool known = scan(copy, size, of, s);
    free(copy);
    if (!known && s->count)
        fail_msg("refused, but visited: %s", s->told);
    return known;
}

static void what_is_cut_short_is_refused(void **state)
{
    (void)state;
    seen s;
    dump d = dump_of(whole, false);
    assert_true(scan_copy(d.bytes, d.size, &d, &s));
    for (size_t size = 0; size < d.size; size++)
        assert_false(scan_copy(d.bytes, size, &d, &s));
    d.bytes = realloc(d.bytes, d.size + 1);
    assert_non_null(d.bytes);
    d.bytes[d.size] = 0x80;
    assert_false(scan_copy(d.bytes, d.size + 1, &d, &s)); /* something behind it */
    free(d.bytes);
}

/* The header: signature, version, format, sizes, and how numbers are written. */
enum { HEADER = 31 };

static void another_format_is_refused(void **state)
{
    (void)state;
    seen s;
    dump d = dump_of(whole, false);
    for (size_t i = 0; i < HEADER; i++) {
        d.bytes[i] ^= 1;
        assert_false(scan_copy(d.bytes, d.size, &d, &s));
        d.bytes[i] ^= 1;
    }
    free(d.bytes);
}

/* Any byte as any other: it is refused with nothing visited, or it is some function. */
static void changed_bytes_do_no_harm(void **state)
{
    (void)state;
    size_t refused = 0, known = 0;
    seen s;
    dump d = dump_of(whole, false);
    for (size_t i = HEADER; i < d.size; i++) {
        unsigned char before = d.bytes[i];
        for (unsigned change = 1; change < 256; change += 2) {
            d.bytes[i] = (unsigned char)(before ^ change);
            bool is_known = scan_copy(d.bytes, d.size, &d, &s);
            known += is_known;
            refused += !is_known;
        }
        d.bytes[i] = before;
    }
    assert_true(refused > 1000 && known > 1000);
    free(d.bytes);
}

/* ---- Written by hand -------------------------------------------------------------------------------------------------- */

/* The header of a dump, and functions within functions, each without code; the innermost says `upvalues`. */
static size_t write_nested(unsigned char *out, const dump *header, size_t depth, const unsigned char *upvalues,
                           size_t size)
{
    static const unsigned char head[] = { 0x80, 0x80, 0x80, 0, 0, 2, 0x80, 0x80 }; /* … no code, no constants */
    unsigned char *at = out;
    memcpy(at, header->bytes, HEADER + 1);
    at += HEADER + 1;
    for (size_t i = 0; i < depth; i++) {
        bool last = i + 1 == depth;
        memcpy(at, head, sizeof head);
        at += sizeof head;
        if (last)
            memcpy(at, upvalues, size);
        else
            *at = 0x80;
        at += last ? size : 1;
        *at++ = last ? 0x80 : 0x81; /* functions within */
    }
    memset(at, 0x80, 4 * depth); /* no lines, no names */
    return (size_t)(at - out) + 4 * depth;
}

static void functions_nest_so_deep_and_no_deeper(void **state)
{
    (void)state;
    static const unsigned char none[] = { 0x80 };
    static unsigned char bytes[8192];
    seen s;
    dump d = dump_of(whole, false);
    assert_true(scan_copy(bytes, write_nested(bytes, &d, 1, none, 1), &d, &s));
    assert_true(scan_copy(bytes, write_nested(bytes, &d, 220, none, 1), &d, &s));
    assert_false(scan_copy(bytes, write_nested(bytes, &d, 221, none, 1), &d, &s));
    free(d.bytes);
}

/* Lua has at most 255 upvalues; and no count is longer than a size. */
static void counts_have_bounds(void **state)
{
    (void)state;
    static unsigned char bytes[4096], many[2 + 3 * 256] = { 0x01, 0xFF };
    static const unsigned char huge[] = { 0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0xFF };
    seen s;
    dump d = dump_of(whole, false);
    assert_true(scan_copy(bytes, write_nested(bytes, &d, 1, many, 2 + 3 * 255), &d, &s));
    many[0] = 0x02, many[1] = 0x80; /* 256 */
    assert_false(scan_copy(bytes, write_nested(bytes, &d, 1, many, sizeof many), &d, &s));
    assert_false(scan_copy(bytes, write_nested(bytes, &d, 1, huge, sizeof huge), &d, &s));
    free(d.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_from_outside_are_told_with_their_lines),
        cmocka_unit_test(functions_within_count_for_the_outer_one),
        cmocka_unit_test(lines_are_told_in_long_functions),
        cmocka_unit_test(constants_before_a_name_are_read_over),
        cmocka_unit_test(long_names_are_fields),
        cmocka_unit_test(stripped_functions_have_no_lines),
        cmocka_unit_test(a_visitor_may_have_enough),
        cmocka_unit_test(what_is_cut_short_is_refused),
        cmocka_unit_test(another_format_is_refused),
        cmocka_unit_test(changed_bytes_do_no_harm),
        cmocka_unit_test(functions_nest_so_deep_and_no_deeper),
        cmocka_unit_test(counts_have_bounds),
    };
    return cmocka_run_group_tests_name("script/dump", tests, NULL, NULL);
}
