/* What an organisation's kb/ says, as it is seen through a session: prices by impact, and numbers learned from records. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "unit/session/scene.h"

/* One cause, two remedies: waiting is all that tells them apart. */
static const char pure[] =
    "guide 'pure' { zh = '純', en = 'Pure' }\n"
    "fault 'f1' { zh = '一', en = 'One', prior = .5 }\n"
    "fault 'f2' { zh = '二', en = 'Two', prior = .5 }\n"
    "action 'slow' { zh = '慢', en = 'Slow', fixes = { f1 = .9, f2 = .9 }, cost = 5, wait = 100 }\n"
    "action 'fast' { zh = '快', en = 'Fast', fixes = { f1 = .9, f2 = .9 }, cost = 9 }\n"
    "escalation 'up' { to = 'team', zh = '二線', en = 'Team', cost = 200 }\n";

static char folder[256];

static void write_file(const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static int begin(void **state)
{
    scene *s = calloc(1, sizeof *s);
    char weights[300];
    const char *base = getenv("TMPDIR");
    wm_error error;
    snprintf(folder, sizeof folder, "%s/waymark_kb_XXXXXX", base ? base : "/tmp");
    assert_non_null(s);
    assert_non_null(mkdtemp(folder));
    snprintf(weights, sizeof weights, "%s/weights", folder);
    assert_int_equal(mkdir(weights, 0700), 0);
    write_file("costs.json", "{\"downtime_minute\":{\"1\":1,\"3\":0},\"impact\":\"3\"}");
    write_file("weights/pure.json",
               "{\"guide\":\"pure\",\"cases\":200,\"priors\":{\"f1\":{\"p\":0.7,\"cases\":140},"
               "\"f2\":{\"p\":0.3,\"cases\":60}},\"fixes\":{\"fast\":{\"f1\":{\"p\":0.8,\"cases\":130}}}}");
    counting_alloc_init(&s->memory, 0);
    wm_config config = { .allocator = counting_alloc_hook(&s->memory), .kb_dir = folder };
    if (wm_rules_load_text(&s->rules, &config, "pure.lua", pure, strlen(pure), &error) != WM_OK)
        fail_msg("%s", error.en);
    assert_int_equal(wm_session_new(&s->session, s->rules, WM_EN, scene_clock, s, &error), WM_OK);
    *state = s;
    return 0;
}

static int end(void **state)
{
    static const char *const names[] = { "costs.json", "weights/pure.json", "weights", "" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[300];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        if (remove(path) != 0)
            return -1;
    }
    return tear_down(state);
}

/* Where nobody can work, waiting costs; undo leaves the impact as it is. */
static void a_case_is_opened_with_its_impact(void **state)
{
    scene *s = *state;
    ask(s, "{\"open\":{\"guide\":\"pure\"}}");
    is_text(s, "step.id", "slow");
    ask(s, "{\"open\":{\"guide\":\"pure\",\"impact\":\"1\"}}");
    is_text(s, "step.id", "fast");
    ask(s, "{\"outcome\":{\"fast\":\"failed\"}}");
    is_text(s, "step.id", "slow");
    ask(s, "{\"retract\":[\"fast\"]}");
    is_text(s, "step.id", "fast");
}

static void an_impact_without_a_price_is_refused(void **state)
{
    scene *s = *state;
    ask(s, "{\"open\":{\"guide\":\"pure\",\"impact\":\"2\"}}");
    is_text(s, "error.where", "open.impact");
    ask(s, "{\"open\":{\"guide\":\"pure\",\"impact\":2}}");
    is_text(s, "error.code", "bad_request");
}

static void numbers_say_from_how_many_cases_they_are(void **state)
{
    scene *s = *state;
    ask(s, "{\"open\":{\"guide\":\"pure\",\"impact\":\"1\"}}");
    is_text(s, "diagnosis.0.fault", "f1");
    is_number(s, "diagnosis.0.cases", 140);
    is_number(s, "diagnosis.0.of", 200);
    is_number(s, "step.fixes.0.cases", 130);
    is_absent(s, "step.fixes.1.cases");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_case_is_opened_with_its_impact, begin, end),
        cmocka_unit_test_setup_teardown(an_impact_without_a_price_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(numbers_say_from_how_many_cases_they_are, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
