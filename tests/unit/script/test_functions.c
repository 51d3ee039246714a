/* Lua functions as conditions: what may be kept of them, and their calls: the same facts, the same verdict, whatever a function tries.
 * Uses loading.h. */
#include <math.h>

#include "loading.h"

/* One function; what it says stands at line 6. */
#define CONDITION(before, function) WHOLE before "flow { when(" function ") { conclude 'f' }" OTHERWISE
#define BODY(body)                  CONDITION("", "function(facts) " body " end")

/* Facts by name: text or number; neither: not known. */
typedef struct told {
    const char *name, *text;
    double number;
    bool unknown;
    size_t size;
} told;

static script_fact_kind read_told(void *context, const char *name, script_fact *out)
{
    for (const told *t = context; t != NULL && t->name != NULL; t++) {
        if (strcmp(t->name, name) != 0)
            continue;
        if (t->unknown)
            return SCRIPT_UNKNOWN;
        *out = (script_fact){ t->text, t->text != NULL && t->size == 0 ? strlen(t->text) : t->size, t->number };
        return t->text != NULL ? SCRIPT_STRING : SCRIPT_DOUBLE;
    }
    return SCRIPT_NO_SUCH_NAME;
}

typedef struct scene {
    loading *l;
    script_vm *vm;
    const guide *g;
    wm_error error;
} scene;

static scene open_scene(const char *text)
{
    scene s = { .l = loading_new() };
    script_limits limits = script_limits_of(NULL);
    s.g = assert_loads(s.l, text);
    s.vm = script_vm_new(allocator_default(), &limits);
    assert_non_null(s.vm);
    return s;
}

static void close_scene(scene *s)
{
    script_vm_free(s->vm);
    loading_free(s->l);
}

static script_verdict call(scene *s, uint32_t number, const told *facts)
{
    return script_call(s->vm, s->g, number, read_told, (void *)facts, &s->error);
}

/* The verdict of one function on the facts, the same each time it is called. */
static script_verdict verdict_of(const char *text, const told *facts)
{
    scene s = open_scene(text);
    script_verdict first = call(&s, 0, facts);
    for (int i = 0; i < 3; i++)
        assert_int_equal(call(&s, 0, facts), first);
    close_scene(&s);
    return first;
}

static const told facts[] = { { .name = "q", .text = "yes" },
                              { .name = "speed", .number = 42.5 },
                              { .name = "later", .unknown = true },
                              { .name = NULL } };

static void a_function_reads_facts(void **state)
{
    (void)state;
    assert_int_equal(verdict_of(BODY("return facts.q == 'yes'"), facts), SCRIPT_TRUE);
    assert_int_equal(verdict_of(BODY("return facts.q == 'no'"), facts), SCRIPT_FALSE);
    assert_int_equal(verdict_of(BODY("return facts.speed > 42 and facts['speed'] < 43"), facts), SCRIPT_TRUE);
    assert_int_equal(verdict_of(BODY("return #facts.q + math.floor(facts.speed)"), facts), SCRIPT_TRUE);
    assert_int_equal(verdict_of(BODY(""), facts), SCRIPT_FALSE);
    assert_int_equal(verdict_of(BODY("return nil, true"), facts), SCRIPT_FALSE);
    assert_int_equal(verdict_of(BODY("return 0"), facts), SCRIPT_TRUE);
    assert_int_equal(verdict_of(CONDITION("", "function(...) return (...).q == 'yes' end"), facts), SCRIPT_TRUE);
}

static void an_unknown_fact_ends_it_as_unknown(void **state)
{
    (void)state;
    assert_int_equal(verdict_of(BODY("return facts.later == nil or true"), facts), SCRIPT_UNDECIDED);
    assert_int_equal(verdict_of(BODY("return facts.q == 'yes' or facts.later"), facts), SCRIPT_TRUE);
    assert_int_equal(verdict_of(BODY("local x = facts.later error('never')"), facts), SCRIPT_UNDECIDED);
}

static void it_may_use_constants_and_functions_from_outside(void **state)
{
    (void)state;
    assert_int_equal(
        verdict_of(
            CONDITION("local least, word, no, on = 42, 'ye', nil, true ",
                      "function(facts) return facts.speed > least and facts.q == word .. 's' and no == nil and on end"),
            facts),
        SCRIPT_TRUE);
    assert_int_equal(
        verdict_of(
            CONDITION(
                "local s, len = string, string.len ",
                "function(facts) return len(facts.q) == 3 and s.upper(facts.q) == 'YES' and ('a'):rep(2) == 'aa' end"),
            facts),
        SCRIPT_TRUE);
    assert_int_equal(
        verdict_of(
            CONDITION("local function twice(n) return 2 * n end local function four(n) return twice(twice(n)) end ",
                      "function(facts) return four(facts.speed) == 170 end"),
            facts),
        SCRIPT_TRUE);
    assert_int_equal(
        verdict_of(CONDITION("local function sum(n) if n == 0 then return 0 end return n + sum(n - 1) end ",
                             "function(facts) return sum(10) == 55 end"),
                   facts),
        SCRIPT_TRUE);
    assert_int_equal(
        verdict_of(
            CONDITION(
                "local odd local function even(n) return n == 0 or odd(n - 1) end odd = function(n) return n ~= 0 and "
                "even(n - 1) end ",
                "function(facts) return even(10) and odd(7) end"),
            facts),
        SCRIPT_TRUE);
    assert_int_equal(
        verdict_of(CONDITION("local big = 1 << 62 ",
                             "function(facts) return big == 4611686018427387904 and math.type(big) == 'integer' end"),
                   facts),
        SCRIPT_TRUE);
}

static void several_functions_keep_their_own_constants(void **state)
{
    (void)state;
    scene s = open_scene(WHOLE "local steps = {}\nfor i = 1, 100 do table.insert(steps, when(function(facts) return "
                               "facts.speed == i end) { conclude 'f' }) end\n"
                               "steps.otherwise = escalate 'desk'\nflow(steps)\n");
    assert_int_equal(s.g->function_count, 100);
    for (uint32_t i = 0; i < 100; i++) {
        const told one[] = { { .name = "speed", .number = i + 1.0 }, { .name = NULL } };
        assert_int_equal(s.g->functions[i].line, 7);
        assert_int_equal(call(&s, i, one), SCRIPT_TRUE);
        assert_int_equal(call(&s, i, facts), SCRIPT_FALSE);
    }
    close_scene(&s);
}

/* The same function in several places is kept once. */
static void a_function_used_twice_is_one(void **state)
{
    (void)state;
    scene s = open_scene(WHOLE "local function c(facts) return facts.q == 'yes' end\nflow { when(c) { conclude 'f' }, "
                               "when(all { c, none { c } }) { resolve() }" OTHERWISE);
    assert_true(s.g->function_count >= 1);
    assert_int_equal(call(&s, 0, facts), SCRIPT_TRUE);
    close_scene(&s);
}

static void what_can_not_be_kept_is_said(void **state)
{
    (void)state;
    loading *l = loading_new();
    static const struct {
        const char *text, *en;
    } refused[] = {
        { CONDITION("local t = {} ", "function(facts) return t end"), "uses t from outside (a table)" },
        { CONDITION("local r = resolve() ", "function(facts) return r end"), "uses r from outside (a step)" },
        { CONDITION("local n = 0 ", "function(facts) n = n + 1 end"), "can't change n" },
        { CONDITION("local n = 0 ", "function(facts) return (function() n = 1 end)() end"), "can't change n" },
        { CONDITION("local n local function set() n = 1 end ", "function(facts) set() end"), "can't change n" },
        { BODY("_ENV = {}"), "can't change _ENV" },
        { BODY("x = 1"), "can't set the global x" },
        { BODY("return ask 'q'"), "ask can't be used" },
        { CONDITION("local t = {} local function f() return t end ", "function(facts) return f() end"),
          "uses t from outside" },
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        load(l, refused[i].text);
        assert_null(l->draft);
        assert_says(assert_found(l, "WM117", 6), "條件函式", refused[i].en);
    }
    load(l, BODY("\n return tonumbr(facts.q)"));
    assert_mends(assert_found(l, "WM001", 7), "tonumber");
    load(l, WHOLE "local n = 0\nflow { when(function(facts)\n\n\n  if facts.q then\n    n = 2\n  end end) { conclude "
                  "'f' }" OTHERWISE);
    assert_found(l, "WM117", 11);
    loading_free(l);
}

static void a_local_of_the_function_may_change(void **state)
{
    (void)state;
    assert_int_equal(
        verdict_of(BODY("local n = 0 local function add() n = n + 1 return n end add() return add() == 2"), facts),
        SCRIPT_TRUE);
}

/* ---- what goes wrong in a call ---------------------------------------------------------------------- */

typedef struct wrong {
    const char *body;
    wm_status status;
    const char *en;
} wrong;

/* All on line 8 of the file. */
static const wrong wrongs[] = {
    { "while true do end", WM_OVERRUN, "1000000 instructions" },
    { "local function f() return f() end return f()", WM_OVERRUN, "instructions" },
    { "local function f() return 1 + f() end return f()", WM_OVERRUN, "calls within calls" },
    { "local s = 'x' while true do s = s .. s end", WM_OVERRUN, "over 64 KiB" },
    { "local s = ('x'):rep(1 << 40)", WM_OVERRUN, "over 64 KiB" },
    { "local t = {} for i = 1, 1e9 do t[i] = i end", WM_OVERRUN, "over 64 KiB" },
    { "local t = {} while true do t = { t } end", WM_OVERRUN, "memory" },
    { "local s = '' for i = 1, 1e9 do s = 'x' .. i end", WM_OVERRUN, "" },
    { "for i = 1, 1e9 do local s = ('x'):rep(60000) .. i end", WM_OVERRUN, "" },
    { "local t = {} for i = 1, 4000 do t[i] = i end for i = 1, 1e9 do t.a = i t.a = nil t.b = i t.c = i t.b = nil t.c "
      "= nil end",
      WM_OVERRUN, "" },
    { "local function f(...) return f(1, 2, 3, 4, 5, 6, 7, 8, 9, ...) end return f()", WM_OVERRUN,
      "calls within calls" },
    { "local function g(...) return g(...) end return g(table.unpack({}, 1, 900))", WM_OVERRUN, "" },
    { "local a = ('a'):rep(60000) local b = ('a'):rep(60000) while true do if a < b then return end end", WM_OVERRUN,
      "instructions" },
    { "local a = ('a'):rep(60000) while true do a:find(('a'):rep(30000) .. 'b') end", WM_OVERRUN, "" },
    { "error('mine')", WM_BAD_RULES, "mine" },
    { "error()", WM_BAD_RULES, "nil" },
    { "error({})", WM_BAD_RULES, "table" },
    { "assert(facts.q == 'no')", WM_BAD_RULES, "assert" },
    { "return facts.nothing", WM_BAD_RULES, "no question or action is called nothing" },
    { "return facts[1]", WM_BAD_RULES, "name of a question" },
    { "facts.q = 1", WM_BAD_RULES, "can't set a fact" },
    { "return facts.q < 1", WM_BAD_RULES, "compare" },
    { "return facts()", WM_BAD_RULES, "attempt to call" },
    { "string.x = 1", WM_BAD_RULES, "can't be" },
    { "return ('x'):gsub('x', 'y')", WM_BAD_RULES, "no gsub" },
    { "local e = _ENV return e.ask 'q'", WM_BAD_RULES, "only while a rule file loads" },
    { "local e = _ENV e.x = 1", WM_BAD_RULES, "can't set the global x" },
    { "return _ENV[facts.q]", WM_BAD_RULES, "nothing called yes" },
    { "for k in pairs(facts) do end", WM_BAD_RULES, "table expected" },
    { "return pairs(_ENV)()", WM_OK, "" },
};

static void an_error_names_the_rule_and_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        char text[1024];
        snprintf(text, sizeof text,
                 WHOLE "flow { when(function(facts)\n\n%s end) { conclude 'f' }, when(function(facts) return facts.q "
                       "end) { resolve() }" OTHERWISE,
                 wrongs[i].body);
        scene s = open_scene(text);
        for (int round = 0; round < 2; round++) {
            double start = cpu_now();
            script_verdict v = call(&s, 0, facts);
            double took = cpu_now() - start;
            if ((v == SCRIPT_ERROR) != (wrongs[i].status != WM_OK) || took > 2)
                print_message("# %s: %d, %.2f s\n", wrongs[i].body, (int)v, took);
            assert_true(took < 2 || getenv("WAYMARK_VARIANT") != NULL);
            assert_int_equal(v == SCRIPT_ERROR, wrongs[i].status != WM_OK);
            if (v == SCRIPT_ERROR) {
                if (strstr(s.error.en, wrongs[i].en) == NULL)
                    print_message("# %s: %s\n", wrongs[i].body, s.error.en);
                assert_int_equal(s.error.status, wrongs[i].status);
                assert_string_equal(s.error.where, "t.lua:8");
                assert_non_null(strstr(s.error.en, wrongs[i].en));
                assert_true(s.error.zh[0] != '\0');
            }
            assert_int_equal(call(&s, 1, facts), SCRIPT_TRUE); /* the others go on */
        }
        close_scene(&s);
    }
}

/* ---- the same facts, the same verdict --------------------------------------------------------------- */

/* A call that needs nearly all the memory it may have, before and after others that leave garbage. */
static void a_verdict_does_not_depend_on_earlier_calls(void **state)
{
    (void)state;
    for (int rounds = 1000; rounds <= 140000; rounds += 13900) {
        char text[1024];
        snprintf(text, sizeof text,
                 WHOLE
                 "flow { when(function(facts) for i = 1, %d do local t = { i } end return true end) { conclude 'f' },\n"
                 "when(function(facts) local n = 0 for i = 1, 20000 do n = n + #('s' .. i .. facts.speed) end return n "
                 "> 0 end) { resolve() }" OTHERWISE,
                 rounds);
        scene s = open_scene(text);
        script_verdict first = call(&s, 0, facts);
        for (int i = 0; i < 5; i++) {
            told other[] = { { .name = "speed", .number = i * 1e6 }, { .name = NULL } };
            assert_int_equal(call(&s, 1, other), SCRIPT_TRUE);
            assert_int_equal(call(&s, 0, facts), first);
        }
        close_scene(&s);
    }
}

/* Instructions are counted anew in each call. */
static void fuel_is_counted_by_the_call(void **state)
{
    (void)state;
    scene s = open_scene(BODY("for i = 1, 300000 do end return true"));
    for (int i = 0; i < 20; i++)
        assert_int_equal(call(&s, 0, facts), SCRIPT_TRUE);
    close_scene(&s);
}

static void long_facts_are_read_and_too_long_ones_refused(void **state)
{
    (void)state;
    char *text = malloc(70000);
    assert_non_null(text);
    memset(text, 'x', 70000);
    scene s = open_scene(BODY("return #facts.q > 10"));
    told one[] = { { .name = "q", .text = text, .size = 60000 }, { .name = NULL } };
    assert_int_equal(call(&s, 0, one), SCRIPT_TRUE);
    one[0].size = 70000;
    assert_int_equal(call(&s, 0, one), SCRIPT_ERROR);
    assert_int_equal(s.error.status, WM_OVERRUN);
    close_scene(&s);
    free(text);
}

/* Two interpreters share one guide. */
static void interpreters_share_a_guide(void **state)
{
    (void)state;
    scene s = open_scene(BODY("return facts.q == 'yes'"));
    script_limits limits = script_limits_of(NULL);
    script_vm *other = script_vm_new(allocator_default(), &limits);
    assert_int_equal(call(&s, 0, facts), SCRIPT_TRUE);
    assert_int_equal(script_call(other, s.g, 0, read_told, (void *)facts, NULL), SCRIPT_TRUE);
    script_vm_free(other);
    assert_int_equal(call(&s, 0, facts), SCRIPT_TRUE);
    close_scene(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_reads_facts),
        cmocka_unit_test(an_unknown_fact_ends_it_as_unknown),
        cmocka_unit_test(it_may_use_constants_and_functions_from_outside),
        cmocka_unit_test(several_functions_keep_their_own_constants),
        cmocka_unit_test(a_function_used_twice_is_one),
        cmocka_unit_test(what_can_not_be_kept_is_said),
        cmocka_unit_test(a_local_of_the_function_may_change),
        cmocka_unit_test(an_error_names_the_rule_and_its_line),
        cmocka_unit_test(a_verdict_does_not_depend_on_earlier_calls),
        cmocka_unit_test(fuel_is_counted_by_the_call),
        cmocka_unit_test(long_facts_are_read_and_too_long_ones_refused),
        cmocka_unit_test(interpreters_share_a_guide),
    };
    return cmocka_run_group_tests_name("script/functions", tests, NULL, NULL);
}
