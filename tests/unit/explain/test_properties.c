/* What holds of every walk: chances sum to 1, "not sure" changes no ranking, an answer as likely under every fault changes
 * nothing, and a walk with "not sure" at random ends in a remedy that helped or in a hand-over. Random walks of the guides
 * that use every part of the language and of the project's own. WAYMARK_SEED repeats a run. */
#include "unit/plan/models.h"

enum { WALKS = 60, STEPS_MOST = 400, FAULTS = 256 };

typedef struct ranking {
    char faults[FAULTS][64];
    double p[FAULTS];
    size_t count;
} ranking;

static void rank(wm_case *c, ranking *r)
{
    static wm_belief beliefs[FAULTS];
    r->count = wm_case_diagnosis(c, beliefs, FAULTS);
    assert_true(r->count <= FAULTS);
    double sum = 0;
    for (size_t i = 0; i < r->count; i++) {
        snprintf(r->faults[i], sizeof r->faults[i], "%s", beliefs[i].fault);
        r->p[i] = beliefs[i].p;
        assert_true(beliefs[i].p >= 0);
        sum += beliefs[i].p;
    }
    if (r->count)
        assert_near(sum, 1, 1e-12);
}

static double chance_of(const ranking *r, const char *fault)
{
    for (size_t i = 0; i < r->count; i++)
        if (strcmp(r->faults[i], fault) == 0)
            return r->p[i];
    return NAN;
}

/* The beliefs of one guide before and after: the walk may have gone on to another guide, which has its own. */
static void check_unchanged(const ranking *before, const ranking *after)
{
    for (size_t i = 0; i < before->count; i++) {
        double then = chance_of(after, before->faults[i]);
        if (isnan(then))
            return;
        assert_near(then, before->p[i], 1e-12);
    }
}

static void answer(dice *d, wm_case *c, const wm_step *step)
{
    static ranking before, after;
    wm_error error;
    wm_value v = { WM_VALUE_UNSURE, NULL, 0 };
    bool unsure = dice_below(d, 2) == 0, verifies = step->verifies;
    if (!unsure && step->input == WM_NUMBER)
        v = (wm_value){ WM_VALUE_NUMBER, NULL,
                        fmax(fmin(floor(200 * dice_real(d)), fmin(step->max, 1e6)), fmax(step->min, -1e6)) };
    else if (!unsure && step->option_count)
        v = (wm_value){ WM_VALUE_TEXT, step->options[dice_below(d, step->option_count)].id, 0 };
    else if (!unsure)
        v = (wm_value){ WM_VALUE_TEXT, "nothing of note", 0 };
    char id[128];
    snprintf(id, sizeof id, "%s", step->id);
    rank(c, &before);
    if (wm_case_answer_value(c, id, &v, NULL, &error) != WM_OK)
        fail_msg("%s: %s", id, error.en);
    rank(c, &after);
    if (unsure && !verifies)
        check_unchanged(&before, &after);
}

static void do_something(dice *d, wm_case *c, const wm_step *step)
{
    static const wm_outcome outcomes[] = { WM_DONE, WM_FAILED, WM_SKIPPED, WM_FAILED, WM_FIXED };
    wm_error error;
    wm_outcome outcome = outcomes[dice_below(d, sizeof outcomes / sizeof *outcomes)];
    if (step->procedure)
        outcome = dice_below(d, 3) ? WM_DONE : WM_FAILED;
    if (wm_case_outcome(c, step->id, outcome, &error) != WM_OK)
        fail_msg("%s: %s", step->id, error.en);
}

/* Every diagnosis guide ends in a remedy that fixed, or in a hand-over; none in nothing. */
static void walk_to_the_end(dice *d, const wm_rules *rules, const wm_guide_info *info)
{
    wm_case *c;
    wm_error error;
    wm_step step;
    assert_int_equal(wm_case_new(&c, rules, info->name, &error), WM_OK);
    for (size_t i = 0;; i++) {
        if (wm_case_step(c, &step, &error) != WM_OK)
            fail_msg("%s: %s", info->name, error.en);
        if (step.done)
            break;
        if (i == STEPS_MOST)
            fail_msg("%s: no end after %d steps", info->name, STEPS_MOST);
        if (step.kind == WM_ASK)
            answer(d, c, &step);
        else
            do_something(d, c, &step);
    }
    assert_true(step.kind == WM_RESOLVED || step.kind == WM_ESCALATE);
    wm_case_free(c);
}

static void walk_rules(const char *dir)
{
    dice d = dice_new();
    wm_rules *rules;
    wm_error error;
    if (wm_rules_load(&rules, NULL, dir, &error) != WM_OK)
        fail_msg("%s", error.en);
    assert_true(wm_rules_guide_count(rules) > 0);
    for (size_t g = 0; g < wm_rules_guide_count(rules); g++) {
        wm_guide_info info;
        assert_int_equal(wm_rules_guide(rules, g, &info), WM_OK);
        for (size_t i = 0; i < WALKS; i++)
            walk_to_the_end(&d, rules, &info);
    }
    wm_rules_free(rules);
}

static void walks_of_guides_that_use_every_part_of_the_language_end_well(void **state)
{
    (void)state;
    walk_rules("tests/fault/everything");
}

static void walks_of_the_project_s_own_guides_end_well(void **state)
{
    (void)state;
    walk_rules("rules");
}

static void walks_of_a_guide_without_a_flow_end_well(void **state)
{
    (void)state;
    walk_rules("tests/walks/rules");
}

/* ---- Answers that say nothing ----------------------------------------------------------------------------------------- */

/* A random model with one more question, whose answers are as likely under every fault: asked or not, answered whatever,
 * neither the beliefs nor the plan's costs move. */
static void write_model(dice *d, char *text, size_t room)
{
    size_t at = (size_t)snprintf(text, room,
                                 "guide 'm' { zh = '模', en = 'M' }\n"
                                 "escalation 'up' { to = 'x', zh = '上', en = 'Up' }\n");
    for (int f = 0; f < 4; f++)
        at += (size_t)snprintf(text + at, room - at,
                               "fault 'f%d' { zh = '因', en = 'F' }\n"
                               "action 'a%d' { zh = '修', en = 'A', cost = %zu, fixes = { f%d = .%zu } }\n",
                               f, f, 1 + dice_below(d, 30), f, 1 + dice_below(d, 9));
    at += (size_t)snprintf(text + at, room - at, "question 'q' { zh = '問', en = 'Q?', given = {");
    for (int f = 0; f < 4; f++)
        at += (size_t)snprintf(text + at, room - at, " f%d = { yes = .%zu },", f, 1 + dice_below(d, 9));
    at += (size_t)snprintf(text + at, room - at, "} }\nquestion 'blind' { zh = '盲', en = 'Blind?', given = {");
    for (int f = 0; f < 4; f++)
        at += (size_t)snprintf(text + at, room - at, " f%d = { yes = .3 },", f);
    at += (size_t)snprintf(text + at, room - at, "} }\n");
    assert_true(at < room);
}

static void an_answer_as_likely_under_every_fault_changes_nothing(void **state)
{
    (void)state;
    dice d = dice_new();
    static ranking before, after;
    for (size_t i = 0; i < WALKS; i++) {
        char text[4096];
        wm_error error;
        wm_case *c;
        wm_plan p, q;
        write_model(&d, text, sizeof text);
        wm_rules *rules = load_text(NULL, text);
        assert_int_equal(wm_case_new(&c, rules, "m", &error), WM_OK);
        if (dice_below(&d, 2))
            assert_int_equal(wm_case_answer(c, "q", dice_below(&d, 2) ? "yes" : "no", &error), WM_OK);
        rank(c, &before);
        assert_int_equal(wm_case_plan(c, &p, &error), WM_OK);
        assert_int_equal(wm_case_answer(c, "blind", dice_below(&d, 2) ? "yes" : "no", &error), WM_OK);
        rank(c, &after);
        assert_int_equal(wm_case_plan(c, &q, &error), WM_OK);
        check_unchanged(&before, &after);
        assert_near(p.best, q.best, 1e-9);
        assert_near(p.reranked, q.reranked, 1e-9);
        wm_case_free(c);
        wm_rules_free(rules);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_of_guides_that_use_every_part_of_the_language_end_well),
        cmocka_unit_test(walks_of_the_project_s_own_guides_end_well),
        cmocka_unit_test(walks_of_a_guide_without_a_flow_end_well),
        cmocka_unit_test(an_answer_as_likely_under_every_fault_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
