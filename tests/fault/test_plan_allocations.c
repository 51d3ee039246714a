/* test_plan_allocations.c: what is computed about a case – plans, explanations, what if, facts found in a text, choices – with every request
 * for memory failing in turn, those of arenas and vectors too: it says WM_NO_MEMORY, and said again it tells the same. Uses failing.h. */
#include "fault/failing.h"
#include "support/walk_support.h"

/* A guide with a flow whose order a plan betters, noisy and sure answers, a number and a text. */
#define TO_ARCHITECTS                                                                                                    \
    "escalation 'desk' { to = 'cloud_architects', zh = '架構', en = 'Architects', evidence = { 'net', 'load', 'text' " \
    "} }\n"

static const char written[] =
    GUIDE("g", "symptoms = { 'mail' }, goal = is('ok', 'yes'), manual = 'vm-connection'") QUESTION("ok", "")
        QUESTION("net", "cost = 2, given = { cable = { yes = .05 }, server = { yes = .9 } }, cite = '#top'")
            QUESTION("light", "cost = 9, why = { zh = '看燈', en = 'See the lamp' }, given = { cable = { no = .9 } }, "
                              "match = { no = 'lamp is off' }") QUESTION("load", "kind = 'number', min = 0, max = 100")
                QUESTION("text", "kind = 'text', answers = { 'refused' }, match = { refused = 'refused' }")
                    FAULT("cable", "prior = .5") FAULT("server", "prior = .2") FAULT("account", "prior = .1")
                        ACTION("plug", "fixes = { cable = .9 }, cost = 3")
                            ACTION("restart", "fixes = { server = .8, account = .1 }, cost = 5, wait = 10")
                                ACTION("reset", "fixes = { account = .95 }, cost = 2, sets = { net = 'yes' }")
                                    TO_ARCHITECTS
    "flow {\n ask 'light' { no = suspect 'cable' },\n"
    " ask 'load' { on(at_least(90)) { try 'restart' } },\n"
    " ask 'text' { refused = { conclude 'account' }, on(contains('time')) { go 'part' } },\n"
    " ask 'net' { no = conclude 'cable', yes = conclude 'server' },\n otherwise = escalate 'desk' }\n"
    "flow 'part' { try 'plug', ask 'net' { unsure = escalate 'desk' } }\n";

/* What is said and done, one after the other; then all is asked for. */
typedef struct line {
    const char *question, *answer;
    double number;
    const char *action;
    wm_outcome outcome;
} line;

typedef struct story {
    const char *guide;
    const line *lines;
    size_t count;
} story;

static wm_status load_stories(failing *f, wm_rules **rules)
{
    wm_config config = { .allocator = counting_alloc_hook(&f->memory), .kb_dir = "kb" };
    return wm_rules_load_text(rules, &config, "t.lua", written, sizeof written - 1, NULL);
}

static void do_line(wm_case *c, const line *l)
{
    wm_value value = { l->answer ? WM_VALUE_TEXT : WM_VALUE_NUMBER, l->answer, l->number };
    wm_by by = { .by = "someone", .at = 1, .source = WM_CONFIRMED };
    wm_status status;
    if (l->action)
        AGAIN_IF_NO_MEMORY(status, wm_case_outcome_by(c, l->action, l->outcome, &by, NULL));
    else
        AGAIN_IF_NO_MEMORY(status, wm_case_answer_value(c, l->question, &value, &by, NULL));
    if (status != WM_OK)
        fail_msg("%s%s: %s", or_none(l->question), or_none(l->action), wm_status_name(status));
}

/* ---- Telling ----------------------------------------------------------------------------------------------------- */

static void tell_plan(text *out, const wm_plan *p)
{
    text_add(out, "plan of %s: %zu faults, %a %a %a %a, hand over %a\n", p->guide, p->faults, p->written, p->reranked,
             p->best, p->lower, p->handover);
    for (size_t i = 0; i < p->order_count; i++)
        text_add(out, "  then %d %s %s\n", (int)p->order[i].kind, or_none(p->order[i].id),
                 wm_text_in(p->order[i].text, WM_EN));
    text_add(out, "  loses %a at %s (%s), rather %s\n", p->loss, or_none(p->loss_step.id), or_none(p->loss_where),
             or_none(p->loss_instead.id));
}

static void tell_explanation(text *out, const wm_why *why)
{
    for (size_t i = 0; i < why->line_count; i++)
        text_add(out, "why: %s | %s\n", why->lines[i].zh, why->lines[i].en);
    for (size_t i = 0; i < why->branch_count; i++)
        text_add(out, "  %s leads to %s\n", or_none(why->branches[i].answer), or_none(why->branches[i].next_id));
    for (size_t i = 0; i < why->pass_count; i++)
        text_add(out, "  passed %s: %s is %s\n", why->passes[i].where, or_none(why->passes[i].on),
                 or_none(why->passes[i].value));
    tell_facts(out, "  decided by", why->decided_by, why->decided_count);
    for (size_t i = 0; i < why->rival_count; i++)
        text_add(out, "  rival %s %a by %s\n", why->rivals[i].fault, why->rivals[i].p,
                 or_none(why->rivals[i].told_apart_by));
    for (size_t i = 0; i < why->why_not_count; i++)
        text_add(out, "  not %s for %s %s\n", why->why_not[i].fault, why->why_not[i].id, why->why_not[i].answer);
    for (size_t i = 0; i < why->flip.count; i++)
        text_add(out, "  flips by %s = %s\n", why->flip.answers[i].id,
                 wm_text_in(why->flip.answers[i].value_text, WM_EN));
}

static void ask_why(text *out, wm_case *c)
{
    wm_why why;
    wm_status status;
    AGAIN_IF_NO_MEMORY(status, wm_case_why(c, &why, NULL));
    assert_int_equal(status, WM_OK);
    tell_explanation(out, &why);
}

static void ask_what_if(text *out, wm_case *c)
{
    wm_step step;
    wm_status status;
    const wm_answer answers[] = { { .question = "net", .value = { WM_VALUE_TEXT, "no", 0 } },
                                  { .question = "load", .value = { WM_VALUE_NUMBER, NULL, 95 } } };
    AGAIN_IF_NO_MEMORY(status, wm_case_what_if(c, answers, 2, &step, NULL));
    assert_int_equal(status, WM_OK);
    tell_one_step(out, &step);
}

static void ask_plan(text *out, wm_case *c)
{
    wm_plan plan;
    wm_status status;
    AGAIN_IF_NO_MEMORY(status, wm_case_plan(c, &plan, NULL));
    assert_int_equal(status, WM_OK);
    tell_plan(out, &plan);
}

/* ---- Stories --------------------------------------------------------------------------------------------------------- */

static wm_status follow(failing *f, void *what)
{
    const story *s = what;
    wm_rules *rules;
    wm_case *c = NULL;
    wm_status status;
    assert_int_equal(load_stories(f, &rules), WM_OK);
    begin_failing(f);
    AGAIN_IF_NO_MEMORY(status, wm_case_new(&c, rules, s->guide, NULL));
    assert_int_equal(status, WM_OK);
    for (size_t i = 0; i < s->count; i++)
        do_line(c, &s->lines[i]);
    assert_int_equal(tell_what_follows(&f->told, c), WM_OK);
    tell_at_hand(&f->told, c);
    ask_why(&f->told, c);
    ask_what_if(&f->told, c);
    ask_plan(&f->told, c);
    wm_case_free(c);
    wm_rules_free(rules);
    return WM_OK;
}

static void test_what_is_told_of_a_case(void **state)
{
    (void)state;
    static const line few[] = { { "light", "no", 0, NULL, 0 } };
    static const line many[] = { { "light", "yes", 0, NULL, 0 },
                                 { "load", NULL, 95, NULL, 0 },
                                 { NULL, NULL, 0, "restart", WM_FAILED },
                                 { "text", "connection timed out in time", 0, NULL, 0 },
                                 { NULL, NULL, 0, "plug", WM_FAILED } };
    static const line concluded[] = { { "light", "yes", 0, NULL, 0 },
                                      { "load", NULL, 5, NULL, 0 },
                                      { "text", "nothing", 0, NULL, 0 },
                                      { "net", "no", 0, NULL, 0 } };
    static const line handed_over[] = { { "light", "yes", 0, NULL, 0 },
                                        { "load", NULL, 5, NULL, 0 },
                                        { "text", "refused", 0, NULL, 0 },
                                        { NULL, NULL, 0, "reset", WM_FAILED },
                                        { "ok", "no", 0, NULL, 0 } };
    static const story stories[] = {
        { "g", few, 0 }, { "g", few, 1 }, { "g", many, 5 }, { "g", concluded, 4 }, { "g", handed_over, 5 }
    };
    for (size_t i = 0; i < sizeof stories / sizeof *stories; i++)
        fail_each("a case", follow, (void *)(uintptr_t)&stories[i], 600);
}

/* A case that goes through other guides, their questions and loops. */
static wm_status go_through_guides(failing *f, void *what)
{
    static const line lines[] = { { "system", "windows", 0, NULL, 0 },
                                  { "lamp", "amber", 0, NULL, 0 },
                                  { "paper", "yes", 0, NULL, 0 },
                                  { "pages", NULL, 5, NULL, 0 },
                                  { "message", "spooler", 0, NULL, 0 } };
    wm_config config = { .allocator = counting_alloc_hook(&f->memory), .kb_dir = "tests/fault/kb" };
    wm_rules *rules;
    wm_case *c = NULL;
    wm_status status;
    (void)what;
    assert_int_equal(wm_rules_load(&rules, &config, "tests/fault/everything", NULL), WM_OK);
    begin_failing(f);
    AGAIN_IF_NO_MEMORY(status, wm_case_new(&c, rules, "net/printer", NULL));
    assert_int_equal(status, WM_OK);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        do_line(c, &lines[i]);
        assert_int_equal(tell_what_follows(&f->told, c), WM_OK);
    }
    ask_why(&f->told, c);
    do_line(c, &(line){ .action = "restart_queue", .outcome = WM_FAILED });
    ask_why(&f->told, c);
    ask_plan(&f->told, c);
    wm_case_free(c);
    wm_rules_free(rules);
    return WM_OK;
}

static void test_a_case_that_goes_through_guides(void **state)
{
    (void)state;
    fail_each("net/printer", go_through_guides, NULL, 500);
}

/* ---- Plans of guides, words that lead to guides and facts -------------------------------------------------------------- */

static wm_status plan_guide(failing *f, void *what)
{
    const wm_answer given[] = { { .question = "light", .value = { WM_VALUE_TEXT, "no", 0 } },
                                { .question = "text", .value = { WM_VALUE_TEXT, "refused", 0 } } };
    wm_rules *rules;
    wm_plan *plan = NULL;
    wm_error error = { 0 };
    (void)what;
    assert_int_equal(load_stories(f, &rules), WM_OK);
    begin_failing(f);
    wm_status status = wm_rules_plan(&plan, rules, "g", NULL, given, 2, &error);
    assert_int_equal(error.status, status);
    if (status == WM_OK)
        tell_plan(&f->told, plan);
    else
        assert_null(plan);
    wm_plan_free(plan);
    wm_rules_free(rules);
    return status;
}

static void test_the_plan_of_a_guide(void **state)
{
    (void)state;
    fail_each("a plan", plan_guide, NULL, 1000);
}

static wm_status find_words(failing *f, void *what)
{
    wm_rules *rules;
    wm_case *c;
    wm_choice choice;
    wm_fact found[4];
    size_t count = 0, guides;
    wm_status status;
    (void)what;
    assert_int_equal(load_stories(f, &rules), WM_OK);
    assert_int_equal(wm_case_new(&c, rules, "g", NULL), WM_OK);
    begin_failing(f);
    guides = wm_rules_choose(rules, "No MAIL comes", &choice, 1);
    if (guides == WM_NO_COUNT)
        guides = wm_rules_choose(rules, "No MAIL comes", &choice, 1);
    assert_int_equal(guides, 1);
    text_add(&f->told, "%s %a\n", choice.guide, choice.score);
    AGAIN_IF_NO_MEMORY(status, wm_case_say(c, "It says: connection REFUSED", NULL, found, 4, &count, NULL));
    assert_int_equal(status, WM_OK);
    assert_int_equal(count, 1);
    tell_facts(&f->told, "said", found, count);
    AGAIN_IF_NO_MEMORY(status, wm_case_retract(c, "text", NULL));
    assert_int_equal(status, WM_OK);
    tell_at_hand(&f->told, c);
    text_add(&f->told, "%zu events\n", wm_case_log_size(c));
    wm_case_free(c);
    wm_rules_free(rules);
    return WM_OK;
}

static void test_words(void **state)
{
    (void)state;
    fail_each("words", find_words, NULL, 1000);
}

/* Two facts in one text: both are taken and told, or WM_NO_MEMORY is said and neither is. */
static wm_status say_two(failing *f, void *what)
{
    wm_rules *rules;
    wm_case *c;
    wm_fact found[4];
    size_t count = 9;
    (void)what;
    assert_int_equal(load_stories(f, &rules), WM_OK);
    assert_int_equal(wm_case_new(&c, rules, "g", NULL), WM_OK);
    begin_failing(f);
    wm_status status = wm_case_say(c, "The lamp is off: connection refused", NULL, found, 4, &count, NULL);
    assert_int_equal(count, status == WM_OK ? 2 : 0);
    assert_int_equal(wm_case_log_size(c), count);
    for (size_t i = 0; i < count; i++)
        assert_non_null(found[i].id);
    tell_facts(&f->told, "said", found, count);
    wm_case_free(c);
    wm_rules_free(rules);
    return status;
}

static void test_facts_of_a_text_are_taken_whole(void **state)
{
    (void)state;
    fail_each("two facts", say_two, NULL, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_told_of_a_case),
        cmocka_unit_test(test_a_case_that_goes_through_guides),
        cmocka_unit_test(test_the_plan_of_a_guide),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_facts_of_a_text_are_taken_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
