/* kb/costs.json: what an organisation prices, in minutes of work; and what is refused. */
#include <stdio.h>
#include <stdlib.h>

#include "unit/plan/models.h"

/* Nobody states what handing over costs: 60, or the team's price. The question is put to the user and has 3 minutes' wait. */
static const char guide[] =
    "guide 'one' { zh = '一', en = 'One' }\n"
    "question 'q' { zh = '問', en = 'Q?', cost = 2, wait = 3, say = { zh = '請看', en = 'Look' },\n"
    "  given = { f1 = { yes = 1 }, f2 = { no = 1 } } }\n"
    "fault 'f1' { zh = '一', en = '1', prior = .5 }\n"
    "fault 'f2' { zh = '二', en = '2', prior = .5 }\n"
    "action 'a1' { zh = '一', en = '1', fixes = { f1 = 1 }, cost = 5, wait = 4 }\n"
    "escalation 'stated' { to = 'vendor', zh = '原廠', en = 'Vendor', cost = 70 }\n"
    "escalation 'open' { to = 'team', zh = '二線', en = 'Team' }\n"
    "flow { ask 'q' { yes = try 'a1', no = escalate 'open' }, otherwise = escalate 'stated' }\n";

static char folder[256];

static int make_folder(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/waymark_costs_XXXXXX", base ? base : "/tmp");
    return mkdtemp(folder) ? 0 : -1;
}

static void write_costs(const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/costs.json", folder);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static int drop_folder(void **state)
{
    (void)state;
    char path[300];
    snprintf(path, sizeof path, "%s/costs.json", folder);
    return remove(path) == 0 && remove(folder) == 0 ? 0 : -1;
}

static wm_plan *plan_with(const char *costs, wm_rules **rules)
{
    wm_config config = { .kb_dir = costs ? folder : NULL };
    if (costs)
        write_costs(costs);
    *rules = load_text(&config, guide);
    return plan_for(*rules, NULL, 0);
}

static void assert_plan(const char *costs, double written, double handover)
{
    wm_rules *rules;
    wm_plan *p = plan_with(costs, &rules);
    assert_near(p->written, written, 1e-9);
    assert_near(p->handover, handover, 1e-9);
    wm_plan_free(p);
    wm_rules_free(rules);
}

/* 2 + .5·5 + .5·60 = 34.5. */
static void without_prices_minutes_of_work_count(void **state)
{
    (void)state;
    assert_plan(NULL, 34.5, 60);
    assert_plan("{}", 34.5, 60);
    assert_plan("{\"staff_minute\":8}", 34.5, 60);
}

static void waiting_a_round_trip_and_a_team_have_prices(void **state)
{
    (void)state;
    /* A minute of waiting is a quarter of one of work: .75 and 1 more. */
    assert_plan("{\"staff_minute\":8,\"waiting_minute\":2}", 34.5 + .75 + .5 * 1, 60);
    /* The question is put to the user: 40 / 8 = 5 minutes. */
    assert_plan("{\"staff_minute\":8,\"round_trip\":40}", 39.5, 60);
    /* A team's price stands where the guide states none: 800 / 8; then the vendor's 70 is the cheapest. */
    assert_plan("{\"staff_minute\":8,\"hand_over\":{\"team\":800,\"vendor\":8}}", 34.5 + .5 * 40, 70);
}

/* At impact 2 a minute that goes by costs half a minute of work: 5·.5 for the question, 9·.5 for the action, 60·.5. */
static void downtime_is_priced_by_impact(void **state)
{
    (void)state;
    assert_plan("{\"staff_minute\":8,\"downtime_minute\":{\"1\":80,\"2\":4},\"impact\":\"2\"}",
                34.5 + 2.5 + .5 * 4.5 + .5 * 30, 90);
    assert_plan("{\"staff_minute\":8,\"downtime_minute\":{\"1\":80,\"2\":4}}", 34.5, 60);
}

/* A case's own impact stands before the one that the file names; one that the file does not price is refused. */
static void a_case_has_an_impact_of_its_own(void **state)
{
    (void)state;
    static const char costs[] = "{\"staff_minute\":8,\"downtime_minute\":{\"1\":80,\"2\":4},\"impact\":\"2\"}";
    static const struct {
        const char *impact;
        double minute;
    } cases[] = { { NULL, .5 }, { "1", 10 }, { "2", .5 }, { NULL, .5 } };
    wm_rules *rules;
    wm_plan_free(plan_with(costs, &rules));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wm_plan *p;
        assert_int_equal(wm_rules_plan(&p, rules, "one", cases[i].impact, NULL, 0, NULL), WM_OK);
        assert_near(p->written, 34.5 + cases[i].minute * (5 + .5 * 9 + .5 * 60), 1e-9);
        wm_plan_free(p);
    }
    wm_plan *none = NULL;
    wm_error error;
    assert_int_equal(wm_rules_plan(&none, rules, "one", "3", NULL, 0, &error), WM_UNKNOWN);
    assert_non_null(strstr(error.en, "downtime_minute"));
    wm_rules_free(rules);
}

/* The next step follows it at once, and undo leaves it alone. */
static void what_it_costs_chooses_the_next_step(void **state)
{
    (void)state;
    static const char pure[] = "guide 'pure' { zh = '純', en = 'Pure' }\n"
                               "fault 'f1' { zh = '一', en = '1', prior = 1 }\n"
                               "action 'slow' { zh = '慢', en = 'Slow', fixes = { f1 = .9 }, cost = 5, wait = 100 }\n"
                               "action 'fast' { zh = '快', en = 'Fast', fixes = { f1 = .9 }, cost = 9 }\n"
                               "escalation 'up' { to = 'team', zh = '二線', en = 'Team', cost = 200 }\n";
    wm_config config = { .kb_dir = folder };
    wm_case *c;
    wm_step step;
    write_costs("{\"downtime_minute\":{\"1\":1,\"3\":0},\"impact\":\"3\"}");
    wm_rules *rules = load_text(&config, pure);
    assert_int_equal(wm_case_new(&c, rules, "pure", NULL), WM_OK);
    assert_null(wm_case_impact(c));
    assert_int_equal(wm_case_step(c, &step, NULL), WM_OK);
    assert_string_equal(step.id, "slow"); /* waiting costs nothing */
    assert_int_equal(wm_case_set_impact(c, "1", NULL), WM_OK);
    assert_string_equal(wm_case_impact(c), "1");
    assert_int_equal(wm_case_step(c, &step, NULL), WM_OK);
    assert_string_equal(step.id, "fast"); /* 18 minutes against 110 */
    wm_case_free(c);
    wm_rules_free(rules);
}

static void what_is_no_price_is_refused_and_named(void **state)
{
    (void)state;
    static const struct {
        const char *text, *word;
    } wrong[] = {
        { "{\"staff_minute\":0}", "staff_minute" },
        { "{\"staff_minute\":\"8\"}", "staff_minute" },
        { "{\"waiting_minute\":-1}", "waiting_minute" },
        { "{\"waiting_minute\":1e308}", "waiting_minute" }, /* a finite price, of which ten minutes are not */
        { "{\"staff_minute\":1e-9,\"round_trip\":2}", "round_trip" },
        { "{\"round_trips\":1}", "round_trips" },
        { "{\"hand_over\":[]}", "hand_over" },
        { "{\"hand_over\":{\"team\":true}}", "team" },
        { "{\"downtime_minute\":{\"1\":-3}}", "1" },
        { "{\"impact\":\"1\"}", "impact" },
        { "[]", "costs.json" },
        { "{\"round_trip\":1,\"round_trip\":2}", "costs.json" },
        { "{\"round_trip\":1", "costs.json" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        wm_rules *rules;
        wm_error error = { .zh = "" };
        wm_config config = { .kb_dir = folder };
        write_costs(wrong[i].text);
        assert_int_equal(wm_rules_load_text(&rules, &config, "one.lua", guide, strlen(guide), &error), WM_BAD_INPUT);
        assert_null(rules);
        assert_non_null(strstr(error.en, wrong[i].word));
        assert_non_null(strstr(error.zh, wrong[i].word));
    }
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    write_costs("{\"staff_minute\":8,\"hand_over\":{\"team\":800}}");
    for (size_t n = 1;; n++) {
        struct counting_alloc memory;
        wm_rules *rules;
        counting_alloc_init(&memory, n);
        wm_config config = { .allocator = counting_alloc_hook(&memory), .kb_dir = folder };
        wm_status status = wm_rules_load_text(&rules, &config, "one.lua", guide, strlen(guide), NULL);
        assert_int_equal(status, memory.failed ? WM_NO_MEMORY : WM_OK);
        wm_rules_free(rules);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (!memory.failed)
            return;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_prices_minutes_of_work_count),
        cmocka_unit_test(waiting_a_round_trip_and_a_team_have_prices),
        cmocka_unit_test(downtime_is_priced_by_impact),
        cmocka_unit_test(a_case_has_an_impact_of_its_own),
        cmocka_unit_test(what_it_costs_chooses_the_next_step),
        cmocka_unit_test(what_is_no_price_is_refused_and_named),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
