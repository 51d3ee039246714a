/* Exact plans: against the optima of ../shared/bench/plans.json, against each other, and their bounds. */
#include "unit/reason/near.h"

#include "base/json.h"
#include "reason/exact.h"
#include "reason/exact_parts.h"
#include "support/alloc.h"
#include "unit/reason/models.h"

static plan_bounds best_within(const small_model *x, const plan_budget *budget)
{
    wm_allocator a = allocator_default();
    plan_bounds b;
    assert_int_equal(plan_best(&x->model, &x->state, budget, &a, &b), WM_OK);
    return b;
}

/* ---- 200 models whose optima are known -------------------------------------------------------------------------- */

static char *read_all(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    size_t room = 1 << 20, count = 0;
    char *text = malloc(room);
    assert_non_null(text);
    for (size_t got; (got = fread(text + count, 1, room - count, file)) > 0;) {
        count += got;
        if (count == room)
            text = realloc(text, room *= 2);
        assert_non_null(text);
    }
    fclose(file);
    *size = count;
    return text;
}

static cJSON *shared_plans(void)
{
    char path[4096];
    size_t size;
    const char *shared_folder = getenv("WAYMARK_SHARED");
    snprintf(path, sizeof path, "%s/bench/plans.json", shared_folder ? shared_folder : "../shared");
    char *text = read_all(path, &size);
    if (!text)
        return NULL;
    wm_error error;
    cJSON *plans = json_parse(text, size, &error);
    free(text);
    assert_non_null(plans);
    return plans;
}

static size_t numbers(const cJSON *array, double *out)
{
    size_t count = 0;
    for (const cJSON *n = array->child; n; n = n->next)
        out[count++] = n->valuedouble;
    return count;
}

static void read_model(const cJSON *plan, small_model *x)
{
    double row[MOST_FAULTS * MOST_CELLS];
    size_t faults = numbers(json_get(plan, "faults"), row);
    model_start(x, faults, row, json_get(plan, "handover")->valuedouble);
    for (const cJSON *a = json_get(plan, "actions")->child; a; a = a->next) {
        assert_int_equal(numbers(json_get(a, "fixes"), row), faults);
        model_action(x, json_get(a, "cost")->valuedouble, row);
    }
    for (const cJSON *q = json_get(plan, "questions")->child; q; q = q->next) {
        size_t cells = 0, at = 0;
        for (const cJSON *of_fault = json_get(q, "given")->child; of_fault; of_fault = of_fault->next, at += cells)
            cells = numbers(of_fault, row + at);
        model_question(x, json_get(q, "cost")->valuedouble, cells, row);
    }
}

static void the_table_meets_every_known_optimum(void **state)
{
    (void)state;
    cJSON *plans = shared_plans();
    if (!plans) {
        skip_because("bench/plans.json is not here");
        return;
    }
    size_t count = 0;
    for (const cJSON *plan = plans->child; plan; plan = plan->next, count++) {
        small_model x;
        read_model(plan, &x);
        plan_bounds b = best_within(&x, NULL);
        assert_int_equal(b.way, WAY_TABLE);
        assert_near(b.upper, json_get(plan, "optimum")->valuedouble, 1e-6);
    }
    assert_int_equal(count, 200);
    json_free(plans);
}

static void the_search_closes_on_every_known_optimum(void **state)
{
    (void)state;
    cJSON *plans = shared_plans();
    if (!plans) {
        skip_because("bench/plans.json is not here");
        return;
    }
    const plan_budget small = { .nodes = 40, .table = 1 }, large = { .nodes = 2000, .table = 1 };
    size_t at = 0;
    for (const cJSON *plan = plans->child; plan && at < 50; plan = plan->next, at++) {
        small_model x;
        double optimum = json_get(plan, "optimum")->valuedouble;
        read_model(plan, &x);
        plan_bounds rough = best_within(&x, &small), fine = best_within(&x, &large);
        assert_true(rough.way == WAY_SEARCH && fine.way == WAY_SEARCH);
        assert_true(rough.lower <= optimum + 1e-6 && optimum <= rough.upper + 1e-6);
        assert_true(rough.nodes <= 40);
        assert_true(fine.exact);
        assert_near(fine.lower, optimum, 1e-6);
        assert_near(fine.upper, optimum, 1e-6);
    }
    json_free(plans);
}

/* The mean of true cost / optimum is at most 1.01, the worst at most 1.10. */
static void looking_one_question_ahead_is_nearly_optimal(void **state)
{
    (void)state;
    cJSON *plans = shared_plans();
    if (!plans) {
        skip_because("bench/plans.json is not here");
        return;
    }
    wm_allocator a = allocator_default();
    double sum = 0, worst = 0;
    size_t count = 0;
    for (const cJSON *plan = plans->child; plan; plan = plan->next, count++) {
        small_model x;
        double cost;
        bool exact;
        read_model(plan, &x);
        assert_int_equal(plan_follow(&x.model, &x.state, SIZE_MAX, &a, &cost, &exact), WM_OK);
        assert_true(exact);
        double share = cost / json_get(plan, "optimum")->valuedouble;
        assert_true(share >= 1 - 1e-9);
        sum += share;
        worst = fmax(worst, share);
    }
    print_message("# myopic / optimum: mean %.4f, worst %.4f\n", sum / (double)count, worst);
    assert_true(sum / (double)count <= 1.01);
    assert_true(worst <= 1.10);
    json_free(plans);
}

/* ---- Each way against the others ---------------------------------------------------------------------------------- */

static void random_certain_model(dice *d, small_model *x, double handover)
{
    double p[MOST_FAULTS], fixes[MOST_FAULTS], given[MOST_FAULTS * 3];
    size_t faults = 2 + dice_below(d, 5);
    for (size_t f = 0; f < faults; f++)
        p[f] = dice_real(d) / (double)faults;
    model_start(x, faults, p, handover);
    for (size_t a = 0; a < 4; a++) {
        for (size_t f = 0; f < faults; f++)
            fixes[f] = dice_below(d, 3) == 0;
        model_action(x, 1 + 20 * dice_real(d), fixes);
    }
    for (size_t q = 0; q < 3; q++) {
        memset(given, 0, sizeof given);
        for (size_t f = 0; f < faults; f++)
            given[3 * f + dice_below(d, 3)] = 1;
        model_question(x, 3 * dice_real(d), 3, given);
    }
}

static void three_ways_give_one_number(void **state)
{
    (void)state;
    dice d = dice_new();
    wm_allocator allocator = allocator_default();
    for (int i = 0; i < 200; i++) {
        small_model x;
        random_certain_model(&d, &x, i % 4 ? 30 : HUGE_VAL);
        plan_bounds by_sets = best_within(&x, NULL), by_table, by_search;
        assert_int_equal(by_sets.way, WAY_SETS);
        narrowed n;
        arena memory;
        arena_init(&memory, allocator);
        const plan_budget budget = { .nodes = 20000, .table = 1, .bytes = 1 << 24 };
        assert_true(plan_narrow(&n, &x.model, &x.state, &memory));
        assert_int_equal(table_best(&n, &memory, &by_table), WM_OK);
        assert_int_equal(search_best(&n, &budget, &allocator, &by_search), WM_OK);
        assert_near(by_table.upper, by_sets.upper, 1e-9);
        assert_true(by_search.exact);
        assert_near(by_search.upper, by_sets.upper, 1e-7);
        arena_free(&memory);
    }
}

static void random_noisy_model(dice *d, small_model *x, double handover, size_t actions, size_t questions)
{
    double p[MOST_FAULTS], fixes[MOST_FAULTS], given[MOST_FAULTS * 2];
    size_t faults = 4;
    for (size_t f = 0; f < faults; f++)
        p[f] = .25;
    model_start(x, faults, p, handover);
    for (size_t a = 0; a < actions; a++) {
        for (size_t f = 0; f < faults; f++)
            fixes[f] = dice_below(d, 2) ? dice_real(d) : 0;
        model_action(x, 1 + 20 * dice_real(d), fixes);
    }
    for (size_t q = 0; q < questions; q++) {
        for (size_t f = 0; f < faults; f++) {
            given[2 * f] = dice_real(d);
            given[2 * f + 1] = 1 - given[2 * f];
        }
        model_question(x, 3 * dice_real(d), 2, given);
    }
}

static void with_nobody_to_hand_over_to_the_ways_agree_too(void **state)
{
    (void)state;
    dice d = dice_new();
    for (int i = 0; i < 30; i++) {
        small_model x;
        random_noisy_model(&d, &x, HUGE_VAL, 4, 2);
        const plan_budget search_only = { .nodes = 20000, .table = 1 };
        plan_bounds by_table = best_within(&x, NULL), by_search = best_within(&x, &search_only);
        assert_int_equal(by_table.way, WAY_TABLE);
        assert_int_equal(by_search.way, WAY_SEARCH);
        assert_near(by_search.upper, by_table.upper, 1e-7);
    }
}

/* 10 actions and 8 questions are 1024 · 6561 states: bounds, which a larger budget never makes worse. */
static void a_larger_budget_never_widens_the_bounds(void **state)
{
    (void)state;
    dice d = dice_new();
    small_model x;
    random_noisy_model(&d, &x, 60, 10, 8);
    plan_bounds before = { .lower = 0, .upper = HUGE_VAL };
    for (size_t nodes = 50; nodes <= 50000; nodes *= 10) {
        plan_budget budget = { .nodes = nodes, .table = 1 };
        plan_bounds b = best_within(&x, &budget);
        assert_int_equal(b.way, WAY_SEARCH);
        assert_true(b.lower <= b.upper);
        assert_true(b.nodes <= nodes);
        assert_true(b.lower >= before.lower - 1e-9 && b.upper <= before.upper + 1e-9);
        before = b;
    }
    plan_budget little_memory = { .table = 1, .bytes = 1 << 14 };
    assert_true(best_within(&x, &little_memory).bytes <= 1 << 14);
}

/* ---- What is left out ------------------------------------------------------------------------------------------------ */

/* Faults that nothing tells apart are one, however many they are: 24 in four groups. */
static void faults_that_nothing_tells_apart_are_one(void **state)
{
    (void)state;
    small_model x;
    double p[MOST_FAULTS], fixes[MOST_FAULTS];
    for (size_t f = 0; f < MOST_FAULTS; f++)
        p[f] = 1.0 / MOST_FAULTS;
    model_start(&x, MOST_FAULTS, p, HUGE_VAL);
    for (size_t a = 0; a < 4; a++) {
        for (size_t f = 0; f < MOST_FAULTS; f++)
            fixes[f] = f % 4 == a;
        model_action(&x, 10, fixes);
    }
    plan_bounds b = best_within(&x, NULL);
    assert_int_equal(b.way, WAY_SETS);
    assert_int_equal(b.nodes, 16);
    assert_near(b.upper, 10 * (1 + .75 + .5 + .25), 1e-9);
}

static void the_first_move_counts_in_the_callers_model(void **state)
{
    (void)state;
    small_model x;
    const double p[2] = { .5, .5 }, none[2] = { 0, 0 }, both[2] = { .9, .9 };
    model_start(&x, 2, p, 100);
    model_action(&x, 1, none); /* fixes nothing */
    model_action(&x, 1, both); /* closed */
    model_action(&x, 2, both);
    x.tried[1] = true;
    plan_bounds b = best_within(&x, NULL);
    assert_int_equal(b.first.kind, MOVE_TRY);
    assert_int_equal(b.first.what, 2);
    assert_near(b.upper, 2 + .1 * 100, 1e-9);
}

static void every_failed_allocation_is_told(void **state)
{
    (void)state;
    dice d = dice_new();
    small_model noisy, certain;
    random_noisy_model(&d, &noisy, 60, 3, 2);
    random_certain_model(&d, &certain, 30);
    const plan_budget budgets[3] = { { .nodes = 100 }, { .nodes = 100 }, { .nodes = 5, .table = 1 } };
    const small_model *models[3] = { &certain, &noisy, &noisy };
    for (size_t way = 0; way < 3; way++)
        for (size_t n = 1;; n++) {
            struct counting_alloc memory;
            plan_bounds b;
            counting_alloc_init(&memory, n);
            wm_allocator a = counting_alloc_hook(&memory);
            wm_status status = plan_best(&models[way]->model, &models[way]->state, &budgets[way], &a, &b);
            assert_int_equal(status, memory.failed ? WM_NO_MEMORY : WM_OK);
            assert_int_equal(counting_alloc_report(&memory, stderr), 0);
            if (memory.failed)
                continue;
            assert_int_equal(b.way, way);
            break;
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_meets_every_known_optimum),
        cmocka_unit_test(the_search_closes_on_every_known_optimum),
        cmocka_unit_test(looking_one_question_ahead_is_nearly_optimal),
        cmocka_unit_test(three_ways_give_one_number),
        cmocka_unit_test(with_nobody_to_hand_over_to_the_ways_agree_too),
        cmocka_unit_test(a_larger_budget_never_widens_the_bounds),
        cmocka_unit_test(faults_that_nothing_tells_apart_are_one),
        cmocka_unit_test(the_first_move_counts_in_the_callers_model),
        cmocka_unit_test(every_failed_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
