/* test_every_allocation.c: loading rules and walking cases, with the n-th allocation failing for n = 1, 2, 3, … until none
 * does. Whatever fails says so, leaks nothing and changes nothing: said again, it does what it would have done.
 *
 * The rules are tests/fault/everything/, which use every part of the language, and the project's own. Sessions allocate from
 * the C library too: they have test_session_allocations.c. Uses support/alloc.h and unit/property/told.h. */
#include <stdlib.h>

#include "support/alloc.h"
#include "support/tap.h"
#include "unit/property/told.h"

#define EVERYTHING "tests/fault/everything"
#define TEAMS      "tests/fault/kb"

/* Every allocation is failed up to here; from here on a share of them, ever more sparsely. AddressSanitizer takes its time. */
static size_t next_to_fail(size_t n)
{
    const char *variant = getenv("WAYMARK_VARIANT");
    size_t all = variant && strcmp(variant, "asan") == 0 ? 300 : 3000;
    return n < all ? n + 1 : n + 1 + n / 500;
}

/* ---- Loading -------------------------------------------------------------------------------------------------- */

static wm_status load(wm_rules **out, struct counting_alloc *memory, const char *rules, const char *kb, wm_error *error)
{
    wm_config config = { .allocator = counting_alloc_hook(memory), .kb_dir = kb };
    return wm_rules_load(out, &config, rules, error);
}

/* The guides that a text leads to. */
static void tell_choices(text *out, const wm_rules *rules)
{
    wm_choice choices[4];
    const char *said = "My printer! The mouse, too: 無法列印, READY TO PRINT";
    size_t count = wm_rules_choose(rules, said, choices, 4);
    if (count == WM_NO_COUNT)
        count = wm_rules_choose(rules, said, choices, 4);
    for (size_t i = 0; count != WM_NO_COUNT && i < count && i < 4; i++)
        text_add(out, "choice %s %a\n", choices[i].guide, choices[i].score);
}

/* What loading and checking told, as a text. */
static void tell_rules(text *out, wm_rules *rules)
{
    const wm_finding *found;
    size_t count = wm_rules_findings(rules, &found);
    text_add(out, "%zu guides, %s\n", wm_rules_guide_count(rules), wm_rules_hash(rules));
    for (size_t i = 0; i < count; i++)
        text_add(out, "%s %s %s %s\n", found[i].where, found[i].code, found[i].what.zh, found[i].what.en);
    wm_status status = wm_rules_check(rules, NULL, &found, &count, NULL);
    if (status == WM_NO_MEMORY) /* only the one failed: the next works */
        status = wm_rules_check(rules, NULL, &found, &count, NULL);
    assert_int_equal(status, WM_OK);
    tell_choices(out, rules);
    for (size_t i = 0; i < count; i++)
        text_add(out, "check: %s %s %s, %zu witnesses\n", found[i].where, found[i].code, found[i].what.en,
                 found[i].witness_count);
}

/* Loads with the n-th allocation failing. False where none was left to fail. */
static bool load_failing(const char *rules_dir, const char *kb, size_t n, const text *expected)
{
    struct counting_alloc memory;
    wm_rules *rules = NULL;
    wm_error error = { 0 };
    text told = { 0 };
    counting_alloc_init(&memory, n);
    wm_status status = load(&rules, &memory, rules_dir, kb, &error);
    if (status != WM_OK) {
        assert_int_equal(status, WM_NO_MEMORY);
        assert_int_equal(error.status, WM_NO_MEMORY);
        assert_true(memory.failed > 0);
        assert_null(rules);
    } else {
        tell_rules(&told, rules);
        assert_string_equal(text_of(&told), text_of(expected));
    }
    wm_rules_free(rules);
    if (counting_alloc_report(&memory, stderr))
        fail_msg("%zu blocks are left when allocation %zu fails", memory.live_blocks, n);
    text_free(&told);
    return memory.failed > 0;
}

/* The rules themselves are good. */
static void expect_no_error(const wm_rules *rules)
{
    const wm_finding *found;
    size_t count = wm_rules_findings(rules, &found);
    for (size_t i = 0; i < count; i++)
        if (found[i].severity == WM_ERROR)
            fail_msg("%s %s: %s", found[i].where, found[i].code, found[i].what.en);
}

static void load_with_every_failure(const char *rules_dir, const char *kb, size_t first, size_t (*next)(size_t))
{
    struct counting_alloc memory;
    wm_rules *rules = NULL;
    text expected = { 0 };
    counting_alloc_init(&memory, 0);
    assert_int_equal(load(&rules, &memory, rules_dir, kb, NULL), WM_OK);
    expect_no_error(rules);
    tell_rules(&expected, rules);
    wm_rules_free(rules);
    assert_int_equal(counting_alloc_report(&memory, stderr), 0);
    size_t n = first, runs = 1;
    for (; load_failing(rules_dir, kb, n, &expected); n = next(n))
        runs++;
    print_message("# %s: %zu allocations, %zu of them failed\n", rules_dir, memory.requests, runs - 1);
    assert_true(runs > 10);
    text_free(&expected);
}

static void test_loading_everything(void **state)
{
    (void)state;
    load_with_every_failure(EVERYTHING, TEAMS, 1, next_to_fail);
}

static size_t sparsely(size_t n)
{
    return n + 1 + n / 16;
}

static void test_loading_the_projects_rules(void **state)
{
    (void)state;
    load_with_every_failure("rules", "kb", 1, sparsely);
}

/* ---- Walking -------------------------------------------------------------------------------------------------- */

typedef enum doing { ANSWER, NUMBER, UNSURE, OUTCOME, RETRACT, SAY, WHAT_IF, WHY } doing;
typedef struct move {
    doing what;
    const char *name, *answer;
    double number;
    wm_outcome outcome;
} move;

/* Evidence for a Lua condition, findings, an action that changes things and is verified, undo, a text that holds facts. */
static const move printer[] = {
    { WHY, NULL, NULL, 0, 0 },
    { ANSWER, "lamp", "amber", 0, 0 },
    { WHAT_IF, "paper", "no", 0, 0 },
    { ANSWER, "paper", "no", 0, 0 },
    { UNSURE, "tray", NULL, 0, 0 },
    { NUMBER, "pages", NULL, 950, 0 },
    { ANSWER, "message", "the spooler has stopped", 0, 0 },
    { WHY, NULL, NULL, 0, 0 },
    { OUTCOME, "restart_queue", NULL, 0, WM_SKIPPED },
    { ANSWER, "message", "something else", 0, 0 },
    { WHY, NULL, NULL, 0, 0 },
    { ANSWER, "link", "no", 0, 0 },
    { OUTCOME, "push", NULL, 0, WM_DONE },
    { ANSWER, "link", "no", 0, 0 },
    { OUTCOME, "add_paper", NULL, 0, WM_DONE },
    { ANSWER, "paper", "yes", 0, 0 },
    { ANSWER, "prints", "no", 0, 0 },
    { RETRACT, "add_paper", NULL, 0, 0 },
    { NUMBER, "pages", NULL, 5, 0 },
    { ANSWER, "tray", "no", 0, 0 },
    { ANSWER, "tray#2", "no", 0, 0 },
    { RETRACT, "message", NULL, 0, 0 },
    { RETRACT, "message", NULL, 0, 0 },
    { SAY, NULL, "READY TO PRINT, but PAPER JAM in tray 2", 0, 0 },
    { OUTCOME, "plug_in", NULL, 0, WM_FIXED },
};
/* Planned by beliefs. */
static const move mouse[] = {
    { WHY, NULL, NULL, 0, 0 },
    { UNSURE, "light", NULL, 0, 0 },
    { WHAT_IF, "surface", "yes", 0, 0 },
    { ANSWER, "surface", "yes", 0, 0 },
    { OUTCOME, "paper_pad", NULL, 0, WM_DONE },
    { ANSWER, "solved", "no", 0, 0 },
    { WHY, NULL, NULL, 0, 0 },
    { OUTCOME, "charge", NULL, 0, WM_FAILED },
};
/* A manual whose steps get stuck. */
static const move moving[] = {
    { ANSWER, "room", "六樓", 0, 0 }, { OUTCOME, "unplug", NULL, 0, WM_FAILED },
    { ANSWER, "link", "yes", 0, 0 },  { OUTCOME, "carry", NULL, 0, WM_FAILED },
    { WHY, NULL, NULL, 0, 0 },
};

static void tell_why(text *out, const wm_why *why)
{
    text_add(out, "why: %s %s\n", or_none(why->sentence.zh), or_none(why->sentence.en));
    for (size_t i = 0; i < why->branch_count; i++)
        text_add(out, "  %s → %d %s, %s %a\n", or_none(why->branches[i].answer), (int)why->branches[i].next,
                 or_none(why->branches[i].next_id), or_none(why->branches[i].likeliest), why->branches[i].p);
    for (size_t i = 0; i < why->pass_count; i++)
        text_add(out, "  passed %d %s %s\n", (int)why->passes[i].kind, why->passes[i].where,
                 or_none(why->passes[i].id));
}

static wm_status look(wm_case *c, const move *m, text *out)
{
    wm_why why;
    wm_step step;
    wm_answer a = { .question = m->name, .value = { WM_VALUE_TEXT, m->answer, 0 } };
    wm_status status = m->what == WHY ? wm_case_why(c, &why, NULL) : wm_case_what_if(c, &a, 1, &step, NULL);
    if (status == WM_OK && m->what == WHY)
        tell_why(out, &why);
    else if (status == WM_OK)
        tell_one_step(out, &step);
    return status;
}

static wm_status say(wm_case *c, const move *m, text *out)
{
    wm_fact found[8];
    size_t count = 0;
    wm_status status = wm_case_say(c, m->answer, NULL, found, 8, &count, NULL);
    if (status == WM_OK)
        text_add(out, "found %zu\n", count);
    return status;
}

static wm_status make_move(wm_case *c, const move *m, text *out)
{
    wm_value value = { WM_VALUE_TEXT, m->answer, 0 };
    wm_by by = { .by = "someone", .at = 1, .source = WM_STATED };
    switch (m->what) {
    case OUTCOME:
        return wm_case_outcome_by(c, m->name, m->outcome, &by, NULL);
    case RETRACT:
        return wm_case_retract(c, m->name, NULL);
    case SAY:
        return say(c, m, out);
    case WHAT_IF:
    case WHY:
        return look(c, m, out);
    case UNSURE:
        value.kind = WM_VALUE_UNSURE;
        break;
    case NUMBER:
        value = (wm_value){ WM_VALUE_NUMBER, NULL, m->number };
        break;
    case ANSWER:
        break;
    }
    return wm_case_answer_value(c, m->name, &value, &by, NULL);
}

/* Only one allocation fails: what said WM_NO_MEMORY works when it is said again. */
static void must_move(wm_case *c, const move *m, const struct counting_alloc *memory, text *out)
{
    size_t failed = memory->failed;
    wm_status status = make_move(c, m, out);
    if (status == WM_NO_MEMORY) {
        assert_int_equal(memory->failed, failed + 1);
        status = make_move(c, m, out);
    }
    if (status != WM_OK)
        fail_msg("%s: %s", or_none(m->name), wm_status_name(status));
}

typedef struct walk_of {
    const char *guide;
    const move *moves;
    size_t count;
} walk_of;

static void walk_through(const walk_of *w, const wm_rules *rules, const struct counting_alloc *memory, text *out)
{
    wm_case *c = NULL;
    wm_status status = wm_case_new(&c, rules, w->guide, NULL);
    if (status == WM_NO_MEMORY) {
        assert_null(c);
        status = wm_case_new(&c, rules, w->guide, NULL);
    }
    assert_int_equal(status, WM_OK);
    assert_int_equal(tell_what_follows(out, c), WM_OK);
    for (size_t i = 0; i < w->count; i++) {
        must_move(c, &w->moves[i], memory, out);
        tell_at_hand(out, c);
        if (tell_what_follows(out, c) != WM_OK)
            fail_msg("no step after move %zu of %s\n%s", i, w->guide, text_of(out));
    }
    text_add(out, "%zu events\n", wm_case_log_size(c));
    wm_case_free(c);
}

/* The rules are loaded anew each time: beliefs and interpreters are made on first use, and may fail, too. */
static bool walk_failing(const walk_of *w, size_t n, const text *expected, text *out)
{
    struct counting_alloc memory;
    wm_rules *rules = NULL;
    counting_alloc_init(&memory, 0);
    assert_int_equal(load(&rules, &memory, EVERYTHING, TEAMS, NULL), WM_OK);
    memory.fail_at = n ? memory.requests + n : 0;
    walk_through(w, rules, &memory, out);
    wm_rules_free(rules);
    if (counting_alloc_report(&memory, stderr))
        fail_msg("%zu blocks are left when allocation %zu of the walk fails", memory.live_blocks, n);
    if (expected && strcmp(text_of(expected), text_of(out)) != 0) {
        show_difference(text_of(expected), text_of(out));
        fail_msg("the walk is another one when allocation %zu fails", n);
    }
    return memory.failed > 0;
}

static void walk_with_every_failure(const walk_of *w)
{
    text expected = { 0 }, told = { 0 };
    (void)walk_failing(w, 0, NULL, &expected);
    size_t n = 1;
    for (; walk_failing(w, n, &expected, &told); n = next_to_fail(n))
        text_clear(&told);
    print_message("# %s: every one of %zu allocations failed\n", w->guide, n - 1);
    assert_true(n > 10);
    text_free(&expected);
    text_free(&told);
}

#define WALK_OF(guide, moves)                                                                                          \
    {                                                                                                                  \
        guide, moves, sizeof(moves) / sizeof *(moves)                                                                  \
    }

static void test_walking_a_guide_of_everything(void **state)
{
    (void)state;
    walk_with_every_failure(&(walk_of)WALK_OF("net/printer", printer));
}

static void test_walking_by_the_plan(void **state)
{
    (void)state;
    walk_with_every_failure(&(walk_of)WALK_OF("desk/mouse", mouse));
}

static void test_walking_a_procedure(void **state)
{
    (void)state;
    walk_with_every_failure(&(walk_of)WALK_OF("desk/move", moving));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loading_everything),
        cmocka_unit_test(test_loading_the_projects_rules),
        cmocka_unit_test(test_walking_a_guide_of_everything),
        cmocka_unit_test(test_walking_by_the_plan),
        cmocka_unit_test(test_walking_a_procedure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
