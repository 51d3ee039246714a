/* What a choice by belief may cost at most: counted work, so that a "not sure" in the largest of guides is answered in
 * time, and alike on every machine. */
#include "unit/plan/models.h"

#include <stdarg.h>
#include <stdio.h>

#include "facade.h"
#include "reason/outlook.h"

enum { FAULTS = 6000, ACTIONS = 286, QUESTIONS = 300, ANSWERS = 20 };

typedef struct page {
    char *text;
    size_t size, room;
} page;

__attribute__((format(printf, 2, 3))) static void add(page *p, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int size = vsnprintf(p->text + p->size, p->room - p->size, format, args);
    va_end(args);
    assert_true(size >= 0 && (size_t)size < p->room - p->size);
    p->size += (size_t)size;
}

/* 300 questions of 20 answers, each of which leads to a fault of its own; 286 remedies for 21 faults each. */
static page large_guide(void)
{
    page p = { malloc((size_t)4 << 20), 0, (size_t)4 << 20 };
    assert_non_null(p.text);
    add(&p, "guide 'large' { zh = '大', en = 'Large' }\nescalation 'up' { to = 'x', zh = '上', en = 'Up' }\n");
    for (int f = 0; f < FAULTS; f++)
        add(&p, "fault 'f%d' { zh = '因', en = 'F' }\n", f);
    for (int a = 0; a < ACTIONS; a++) {
        add(&p, "action 'a%d' { zh = '修', en = 'A', fixes = { ", a);
        for (int f = a; f < FAULTS; f += ACTIONS)
            add(&p, "f%d = .9, ", f);
        add(&p, "} }\n");
    }
    for (int q = 0; q < QUESTIONS; q++) {
        add(&p, "question 'q%d' { zh = '問', en = 'Q', answers = { ", q);
        for (int k = 0; k < ANSWERS; k++)
            add(&p, "'k%d', ", k);
        add(&p, "} }\n");
    }
    add(&p, "flow {\n");
    for (int q = 0; q < QUESTIONS; q++) {
        add(&p, "ask 'q%d' { ", q);
        for (int k = 0; k < ANSWERS; k++)
            add(&p, "k%d = conclude 'f%d', ", k, q * ANSWERS + k);
        add(&p, "},\n");
    }
    add(&p, "otherwise = escalate 'up' }\n");
    return p;
}

static void not_sure_in_the_largest_guide_keeps_to_its_work(void **state)
{
    (void)state;
    page p = large_guide();
    wm_rules *rules = load_text(NULL, p.text);
    wm_case *c;
    wm_step first, again;
    wm_error error;
    assert_int_equal(wm_case_new(&c, rules, "large", &error), WM_OK);
    assert_int_equal(wm_case_answer(c, "q0", NULL, &error), WM_OK);
    assert_int_equal(wm_case_answer(c, "q1", NULL, &error), WM_OK);
    assert_int_equal(wm_case_step(c, &first, &error), WM_OK);

    /* The costing that is begun when the budget ends is finished: one repair of all faults and actions more. */
    const reason_chooser *chooser = c->reason;
    assert_true(chooser->work + chooser->desk.work >= CHOOSER_WORK);
    assert_true(chooser->desk.work <= CHOOSER_WORK + 200 * (FAULTS + ACTIONS));

    /* The same facts, the same step: by work, not by time. */
    const char *id = first.id;
    assert_int_equal(wm_case_answer(c, "q1", NULL, &error), WM_OK);
    assert_int_equal(wm_case_step(c, &again, &error), WM_OK);
    assert_int_equal(first.kind, again.kind);
    assert_string_equal(id, again.id);
    wm_case_free(c);
    wm_rules_free(rules);
    free(p.text);
}

/* Nothing that a guide of 200 faults, actions and questions needs is left out. */
static void a_choice_among_two_hundred_of_everything_is_never_cut_short(void **state)
{
    (void)state;
    static plan_rate rates[200][5];
    static plan_action actions[200];
    static plan_question questions[200];
    static double given[200][4 * 200], w[200];
    static bool tried[200], asked[200];
    dice d = { 1 };
    for (size_t a = 0; a < 200; a++) {
        for (size_t i = 0; i < 5; i++)
            rates[a][i] = (plan_rate){ (uint32_t)((a + 40 * i + dice_below(&d, 40)) % 200), .2 + .8 * dice_real(&d) };
        actions[a] = (plan_action){ 2 + 30 * dice_real(&d), rates[a], 5 };
        questions[a] = (plan_question){ 1 + 3 * dice_real(&d), 4, given[a] };
        w[a] = 1. / 200;
        for (size_t f = 0; f < 200; f++) {
            size_t likely = dice_below(&d, 4);
            for (size_t k = 0; k < 4; k++)
                given[a][k * 200 + f] = k == likely ? .85 : .05;
        }
    }
    const plan_model m = { 200, 200, 200, actions, questions, HUGE_VAL };
    const plan_state s = { w, tried, asked };
    plan_desk desk;
    wm_allocator a = allocator_default();
    assert_true(plan_desk_init(&desk, 200, 200, &a));
    plan_move free_move = plan_next(&desk, &m, &s);
    assert_true(desk.work < CHOOSER_WORK);
    desk.work = 0;
    desk.limit = CHOOSER_WORK;
    plan_move move = plan_next(&desk, &m, &s);
    assert_int_equal(move.kind, free_move.kind);
    assert_int_equal(move.what, free_move.what);
    assert_near(move.cost, free_move.cost, 0);
    plan_desk_free(&desk, &a);
}

/* Beyond the work there is still a plan: the best of what was looked at. */
static void without_work_left_the_plan_repairs(void **state)
{
    (void)state;
    wm_rules *rules = load_text(NULL, LIGHT_PRINT("40"));
    const belief_model *m = rules_belief_model(rules, 0, 0);
    const plan_model *plan = outlook_plan(m);
    double w[] = { .4, .3, .2, .1 };
    bool tried[3] = { false }, asked[1] = { false };
    const plan_state s = { w, tried, asked };
    plan_desk desk;
    wm_allocator a = allocator_default();
    assert_true(plan_desk_init(&desk, 4, 3, &a));
    desk.limit = 1;
    plan_move move = plan_next(&desk, plan, &s);
    assert_int_equal(move.kind, MOVE_TRY);
    assert_near(move.cost, 20.44, 1e-9); /* what it costs without the question */
    assert_true(isinf(plan_question_cost(&desk, plan, &s, 0, HUGE_VAL)));
    plan_desk_free(&desk, &a);
    wm_rules_free(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(not_sure_in_the_largest_guide_keeps_to_its_work),
        cmocka_unit_test(a_choice_among_two_hundred_of_everything_is_never_cut_short),
        cmocka_unit_test(without_work_left_the_plan_repairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
