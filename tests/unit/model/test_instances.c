/* Instances of questions and actions (rules-language.md, "Steps" on `as`, "Flow" on rounds), their slots, and what actions do to them
 * ("Facts and time"). */
#include "writing.h"

static void write_laptop(writing *w)
{
    write_guide(w, "laptop");
    desk(w);
    question_yes_no(w, "power", 2);
    question_choice(w, "led", "red blue", 3);
    fault_plain(w, "dead", 4);
}

static void expect_slot(const slot *s, const char *name_, uint32_t family_number, uint32_t round)
{
    assert_string_equal(s->name, name_);
    assert_int_equal(s->family, family_number);
    assert_int_equal(s->round, round);
}

/* ---- Families and slots ------------------------------------------------------------------------------------------------------------- */

static void what_is_declared_comes_first_in_declared_order(void **state)
{
    (void)state;
    writing w;
    write_laptop(&w);
    action_plain(&w, "charge", 5);
    end_with(&w, builder_step(w.b, NODE_ASK, "power", "power_again", 30));
    const guide *g = finished(&w);
    assert_int_equal(g->answer_family_count, 3);
    assert_int_equal(g->answer_slot_count, 3);
    expect_slot(&g->answer_slots[0], "power", 0, 1);
    expect_slot(&g->answer_slots[1], "led", 1, 1);
    expect_slot(&g->answer_slots[2], "power_again", 2, 1);
    assert_int_equal(g->remedy_slot_count, 1);
    expect_slot(&g->remedy_slots[0], "charge", 0, 1);
    assert_true(g->answer_families[2].as);
    assert_int_equal(g->answer_families[2].of, 0);
    assert_int_equal(g->nodes[0].what, 2);
    over(&w);
}

static void a_question_knows_all_its_instances(void **state)
{
    (void)state;
    writing w;
    write_laptop(&w);
    step_id asks[] = { builder_step(w.b, NODE_ASK, "led", "led_after", 30),
                       builder_step(w.b, NODE_ASK, "power", "power_after", 31),
                       builder_step(w.b, NODE_ASK, "led", "led_at_last", 32),
                       builder_step(w.b, NODE_ASK, "led", "led_after", 33) };
    builder_flow(w.b, NULL, asks, 4, step(&w, NODE_ESCALATE, "desk", 34), 29);
    const guide *g = finished(&w);
    const question *led = &g->questions[1];
    assert_int_equal(led->family_count, 3);
    const uint32_t *families = g->families_of_question + led->first_family;
    assert_string_equal(g->answer_families[families[0]].id, "led");
    assert_string_equal(g->answer_families[families[1]].id, "led_after");
    assert_string_equal(g->answer_families[families[2]].id, "led_at_last");
    assert_int_equal(g->questions[0].family_count, 2);
    assert_int_equal(g->nodes[0].what, g->nodes[3].what); /* the same instance, asked in two places */
    over(&w);
}

static void conditions_may_name_instances(void **state)
{
    (void)state;
    writing w;
    write_laptop(&w);
    step_id end = resolve(&w);
    condition_id red = builder_is(w.b, "led_after", (const char *const[]){ "red" }, 1, 30); /* before it is asked */
    step_id steps[] = { builder_when(w.b, red, &end, 1, 30), builder_step(w.b, NODE_ASK, "led", "led_after", 31) };
    builder_flow(w.b, NULL, steps, 2, step(&w, NODE_ESCALATE, "desk", 34), 29);
    const guide *g = finished(&w);
    const condition *c = &g->conditions[g->nodes[0].what];
    assert_string_equal(g->answer_families[c->family].id, "led_after");
    assert_int_equal(c->set, 1);
    over(&w);
}

static void an_instance_has_a_name_of_its_own(void **state)
{
    (void)state;
    writing w;
    write_laptop(&w);
    end_with(&w, builder_step(w.b, NODE_ASK, "power", "led", 30));
    refused_for(&w, "WM107", 30, "led", "on line 3");
    over(&w);
}

static void an_instance_is_of_one_question(void **state)
{
    (void)state;
    writing w;
    write_laptop(&w);
    step_id asks[] = { builder_step(w.b, NODE_ASK, "power", "after", 30),
                       builder_step(w.b, NODE_ASK, "led", "after", 31) };
    builder_flow(w.b, NULL, asks, 2, step(&w, NODE_ESCALATE, "desk", 34), 29);
    refused_for(&w, "WM107", 31, "after", "on line 30");
    over(&w);
}

static void rounds_get_slots_behind_the_others(void **state)
{
    (void)state;
    writing w;
    write_laptop(&w);
    action_plain(&w, "charge", 5);
    step_id steps[] = { step(&w, NODE_ASK, "led", 41), step(&w, NODE_TRY, "charge", 42), again(&w, "part", 2, 43) };
    builder_flow(w.b, "part", steps, 3, NONE, 40);
    step_id main_steps[] = { step(&w, NODE_ASK, "power", 44), step(&w, NODE_GO, "part", 45) };
    builder_flow(w.b, NULL, main_steps, 2, step(&w, NODE_ESCALATE, "desk", 34), 29);
    const guide *g = finished(&w);
    assert_int_equal(g->answer_slot_count, 4);
    expect_slot(&g->answer_slots[2], "led#2", 1, 2);
    expect_slot(&g->answer_slots[3], "led#3", 1, 3);
    const family *led = &g->answer_families[1], *power = &g->answer_families[0];
    assert_int_equal(led->rounds, 3);
    assert_int_equal(family_slot(led, 1), 1);
    assert_int_equal(family_slot(led, 2), 2);
    assert_int_equal(family_slot(led, 3), 3);
    assert_int_equal(family_slot(led, 4), 3); /* at most so many */
    assert_int_equal(power->rounds, 1);
    assert_int_equal(family_slot(power, 2), 0);
    expect_slot(&g->remedy_slots[1], "charge#2", 0, 2);
    over(&w);
}

static void too_many_rounds_are_refused(void **state)
{
    (void)state;
    writing w;
    write_laptop(&w);
    step_id steps[301];
    for (uint32_t i = 0; i < 300; i++) {
        char as[16];
        snprintf(as, sizeof as, "led_%lu", (unsigned long)i);
        steps[i] = builder_step(w.b, NODE_ASK, "led", as, 41);
    }
    steps[300] = again(&w, "part", 1000, 43);
    builder_flow(w.b, "part", steps, 301, NONE, 40);
    refused_for(&w, "WM114", 1, NULL, "too many rounds");
    over(&w);
}

/* ---- What actions do ---------------------------------------------------------------------------------------------------------------- */

static void changes_cover_every_instance(void **state)
{
    (void)state;
    writing w;
    write_laptop(&w);
    action a = action_of("charge", 5);
    a.change_ids = (const char *const[]){ "led", "led_later" };
    a.change_count = 2;
    builder_action(w.b, &a);
    step_id steps[] = { builder_step(w.b, NODE_ASK, "led", "led_later", 41), again(&w, "part", 1, 43) };
    builder_flow(w.b, "part", steps, 2, NONE, 40);
    end_with(&w, step(&w, NODE_GO, "part", 45));
    const guide *g = finished(&w);
    /* power 0, led 1, led_later 2, led_later#2 3 */
    assert_int_equal(g->actions[0].changed_slots, 3);
    static const uint32_t slots[] = { 1, 2, 3 };
    assert_memory_equal(g->actions[0].changes, slots, sizeof slots);
    over(&w);
}

static void an_as_name_in_changes_is_that_instance_alone(void **state)
{
    (void)state;
    writing w;
    write_laptop(&w);
    action a = action_of("charge", 5);
    a.change_ids = (const char *const[]){ "led_later" };
    a.change_count = 1;
    builder_action(w.b, &a);
    end_with(&w, builder_step(w.b, NODE_ASK, "led", "led_later", 41));
    const guide *g = finished(&w);
    assert_int_equal(g->actions[0].changed_slots, 1);
    assert_int_equal(g->actions[0].changes[0], 2);
    over(&w);
}

static void evidence_is_slots(void **state)
{
    (void)state;
    writing w;
    write_laptop(&w);
    escalation e = { .id = "maker", .to = "maker", .text = { "原廠", "The maker" }, .cost = 90, .line = 6 };
    e.evidence_ids = (const char *const[]){ "led", "power" };
    e.evidence_count = 2;
    builder_escalation(w.b, &e);
    const escalation *made = &finished(&w)->escalations[1];
    assert_int_equal(made->evidence[0], 1);
    assert_int_equal(made->evidence[1], 0);
    over(&w);
}

static void action_setting(writing *w, setting *sets, uint32_t count)
{
    action a = action_of("charge", 5);
    a.sets = sets;
    a.set_count = count;
    builder_action(w->b, &a);
}

static void sets_are_in_the_order_of_their_questions(void **state)
{
    (void)state;
    writing w;
    write_laptop(&w);
    question_number(&w, "volts", 7);
    setting sets[] = { { .question_id = "volts", .number = 19, .line = 8 },
                       { .question_id = "led", .text = "blue", .line = 9 } };
    action_setting(&w, sets, 2);
    const action *a = &finished(&w)->actions[0];
    assert_int_equal(a->sets[0].slot, 1);
    assert_int_equal(a->sets[0].answer, 1);
    assert_int_equal(a->sets[1].slot, 2);
    assert_true(a->sets[1].number == 19);
    over(&w);
}

static void a_choice_is_set_to_one_of_its_answers(void **state)
{
    (void)state;
    writing w;
    write_laptop(&w);
    setting sets[] = { { .question_id = "led", .text = "bleu", .line = 8 } };
    action_setting(&w, sets, 1);
    expect_mend(refused_for(&w, "WM101", 8, "bleu", "no answer of 'led'"), "'blue'");
    over(&w);
}

static void a_choice_is_not_set_to_a_number(void **state)
{
    (void)state;
    writing w;
    write_laptop(&w);
    setting sets[] = { { .question_id = "led", .number = 1, .line = 8 } };
    action_setting(&w, sets, 1);
    refused_for(&w, "WM109", 8, "led", "asks for a choice");
    over(&w);
}

static void a_number_is_set_within_its_range(void **state)
{
    (void)state;
    writing w;
    write_laptop(&w);
    question q = question_of("volts", 7);
    q.kind = WM_NUMBER;
    q.min = 0;
    q.max = 12;
    builder_question(w.b, &q, NULL, 0);
    setting sets[] = { { .question_id = "volts", .number = 19, .line = 8 } };
    action_setting(&w, sets, 1);
    refused_for(&w, "WM108", 8, "volts", "sets is out of range");
    over(&w);
}

/* An answer's id, a text that holds an answer's word, and one that is none of the answers. */
static void a_text_is_set_to_what_it_means(void **state)
{
    (void)state;
    static const char *const texts[] = { "PANIC", "log: Kernel Panic at boot", "all is well" };
    static const uint16_t answers_of[] = { 1, 1, NO_ANSWER };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        writing w;
        write_laptop(&w);
        answer answers[] = { { .id = "clean" }, { .id = "panic" } };
        match_declaration match = { "panic", "kernel panic", 7 };
        question q = question_of("console", 7);
        q.kind = WM_TEXT;
        q.answers = answers;
        q.answer_count = 2;
        builder_question(w.b, &q, &match, 1);
        setting sets[] = { { .question_id = "console", .text = texts[i], .line = 8 } };
        action_setting(&w, sets, 1);
        assert_int_equal(finished(&w)->actions[0].sets[0].answer, answers_of[i]);
        over(&w);
    }
}

/* ---- Remedies ----------------------------------------------------------------------------------------------------------------------- */

static void remedies_are_in_the_order_of_what_they_fix_a_minute(void **state)
{
    (void)state;
    writing w;
    write_laptop(&w);
    fault_plain(&w, "other_fault", 5);
    action_fixing(&w, "slow", "dead", .9, 30, 10);   /* .03 */
    action_fixing(&w, "first", "dead", .5, 10, 11);  /* .05 */
    action_fixing(&w, "never", "dead", 0, 1, 12);    /* fixes nothing */
    action_fixing(&w, "second", "dead", .5, 10, 13); /* .05, written later */
    action_fixing(&w, "free", "dead", .01, 0, 14);   /* costs nothing */
    action_fixing(&w, "elsewhere_used", "other_fault", 1, 1, 15);
    const guide *g = finished(&w);
    static const uint32_t order[] = { 4, 1, 3, 0 };
    assert_int_equal(g->faults[0].remedy_count, 4);
    assert_memory_equal(g->faults[0].remedies, order, sizeof order);
    assert_int_equal(g->faults[1].remedy_count, 1);
    assert_int_equal(g->faults[1].remedies[0], 5);
    over(&w);
}

static void fixes_are_kept_in_order_of_faults(void **state)
{
    (void)state;
    writing w;
    write_laptop(&w);
    fault_plain(&w, "worn", 5);
    rate fixes[] = { { .fault_id = "worn", .p = .3, .line = 11 }, { .fault_id = "dead", .p = .7, .line = 11 } };
    action a = action_of("charge", 10);
    a.fixes = fixes;
    a.fix_count = 2;
    builder_action(w.b, &a);
    const action *made = &finished(&w)->actions[0];
    assert_int_equal(made->fixes[0].fault, 0);
    assert_true(made->fixes[0].p == .7);
    assert_int_equal(made->fixes[1].fault, 1);
    over(&w);
}

static void fixes_name_faults_that_there_are(void **state)
{
    (void)state;
    writing w;
    write_laptop(&w);
    action_fixing(&w, "charge", "daed", .5, 10, 11);
    expect_mend(refused_for(&w, "WM101", 11, "daed", "no fault 'daed'"), "'dead'");
    over(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_declared_comes_first_in_declared_order),
        cmocka_unit_test(a_question_knows_all_its_instances),
        cmocka_unit_test(conditions_may_name_instances),
        cmocka_unit_test(an_instance_has_a_name_of_its_own),
        cmocka_unit_test(an_instance_is_of_one_question),
        cmocka_unit_test(rounds_get_slots_behind_the_others),
        cmocka_unit_test(too_many_rounds_are_refused),
        cmocka_unit_test(changes_cover_every_instance),
        cmocka_unit_test(an_as_name_in_changes_is_that_instance_alone),
        cmocka_unit_test(evidence_is_slots),
        cmocka_unit_test(sets_are_in_the_order_of_their_questions),
        cmocka_unit_test(a_choice_is_set_to_one_of_its_answers),
        cmocka_unit_test(a_choice_is_not_set_to_a_number),
        cmocka_unit_test(a_number_is_set_within_its_range),
        cmocka_unit_test(a_text_is_set_to_what_it_means),
        cmocka_unit_test(remedies_are_in_the_order_of_what_they_fix_a_minute),
        cmocka_unit_test(fixes_are_kept_in_order_of_faults),
        cmocka_unit_test(fixes_name_faults_that_there_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
