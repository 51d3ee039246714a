/* Alignment on this project's own guides: cases that are answered at random, whatever the guides ask and propose, and recorded in full cost
 * nothing. WAYMARK_SEED and WAYMARK_ROUNDS as in unit/property. */
#include <math.h>

#include "unit/property/walks.h"
#include "unit/replay/recorded.h"

static void answer_it(chance *random, wm_case *c, const wm_step *step, record *r)
{
    char id[RECORD_NAME];
    wm_value value = { WM_VALUE_TEXT, "something else", 0 };
    snprintf(id, sizeof id, "%s", step->id);
    if (step->input == WM_NUMBER) {
        double low = step->min > -1e6 ? step->min : 0, high = step->max < 1e6 ? step->max : 1000;
        value =
            (wm_value){ WM_VALUE_NUMBER, NULL, floor(low + (double)chance_below(random, (size_t)(high - low) + 1)) };
    } else if (step->option_count) {
        value.text = step->options[chance_below(random, step->option_count)].id;
    }
    record_answer(r, id, &value, !step->verifies);
    assert_int_equal(wm_case_answer_value(c, id, &value, NULL, NULL), WM_OK);
}

static void try_it(chance *random, wm_case *c, const wm_step *step, record *r)
{
    char id[RECORD_NAME];
    wm_outcome outcome = (wm_outcome)chance_below(random, 4);
    snprintf(id, sizeof id, "%s", step->id);
    if (step->procedure) /* most steps can be done */
        outcome = chance_below(random, 4) ? WM_DONE : WM_FAILED;
    record_outcome(r, id, outcome);
    assert_int_equal(wm_case_outcome(c, id, outcome, NULL), WM_OK);
}

static void walk_at_random(chance *random, wm_case *c, record *r)
{
    wm_step step;
    while (r->count < LONGEST && wm_case_step(c, &step, NULL) == WM_OK && !step.done) {
        if (step.kind == WM_ASK)
            answer_it(random, c, &step, r);
        else
            try_it(random, c, &step, r);
    }
    r->ended = wm_case_step(c, &step, NULL) == WM_OK && step.done;
    if (step.kind == WM_RESOLVED && step.action)
        snprintf(r->resolved_by, sizeof r->resolved_by, "%s", step.action);
}

/* False where the case was longer than a record. */
static bool one_case(const wm_rules *rules, const char *guide_name, uint64_t seed)
{
    chance random = { seed };
    record r = { .count = 0 };
    text log = { 0 }, lines = { 0 };
    wm_case *c;
    assert_int_equal(wm_case_new(&c, rules, guide_name, NULL), WM_OK);
    walk_at_random(&random, c, &r);
    wm_case_free(c);
    write_record(guide_name, &r, NULL, &log);
    if (r.ended) {
        align_log(rules, &log, &lines);
        if (cost_in(text_of(&lines)) > 0)
            fail_msg("WAYMARK_SEED=%llu repeats this:\n%s%s", (unsigned long long)seed, text_of(&log), text_of(&lines));
    }
    record_free(&r);
    text_free(&log);
    text_free(&lines);
    return r.ended;
}

static void what_our_guides_say_costs_nothing(void **state)
{
    (void)state;
    uint64_t first = number_from("WAYMARK_SEED", (uint64_t)time(NULL) % 1000000007u * 1000u),
             rounds = number_from("WAYMARK_ROUNDS", 40);
    wm_config config = { .kb_dir = "kb" };
    wm_guide_info info;
    wm_rules *rules;
    size_t ended = 0, guides = 0;
    assert_int_equal(wm_rules_load(&rules, &config, "rules", NULL), WM_OK);
    for (; wm_rules_guide(rules, guides, &info) == WM_OK; guides++)
        for (uint64_t i = 0; i < rounds; i++)
            ended += one_case(rules, info.name, first + i);
    print_message("# %zu guides, seeds %llu to %llu, %zu cases aligned\n", guides, (unsigned long long)first,
                  (unsigned long long)(first + rounds - 1), ended);
    assert_true(guides > 0 && ended * 10 > guides * rounds * 9);
    wm_rules_free(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(what_our_guides_say_costs_nothing) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
