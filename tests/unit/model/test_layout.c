/* Layouts: which guides a case can come to, and where their facts lie (model/guide.h, `layout`). */
#include <time.h>

#include "linking.h"

static void expect_members(const rule_set *set, const char *opened_on, const char *const *names_, uint32_t count)
{
    const layout *l = &set->layouts[guide_named(set, opened_on)->index];
    assert_int_equal(l->member_count, count);
    for (uint32_t i = 0; i < count; i++) {
        assert_string_equal(set->guides[l->members[i].guide]->name, names_[i]);
        assert_ptr_equal(layout_member(l, l->members[i].guide), &l->members[i]);
    }
}

/* d → c, b (a `see`, then a `stuck`); c → a; a → d. e stands apart. */
static const rule_set *five_guides(linking *l)
{
    begin(l);
    ends_in_see(add_guide(l, "a"), "d", 5);
    writing *w = add_guide(l, "b");
    question_yes_no(w, "q", 2);
    ends_in_see(add_guide(l, "c"), "a", 5);
    w = add_guide(l, "d");
    action stuck = action_of("press", 6);
    stuck.stuck_name = "b";
    builder_action(w->b, &stuck);
    ends_in_see(w, "c", 5);
    add_guide(l, "e");
    return linked_all(l);
}

static void members_are_those_that_a_guide_leads_to_breadth_first(void **state)
{
    (void)state;
    linking l;
    const rule_set *set = five_guides(&l);
    expect_members(set, "d", (const char *const[]){ "d", "c", "b", "a" }, 4);
    expect_members(set, "a", (const char *const[]){ "a", "d", "c", "b" }, 4);
    expect_members(set, "b", (const char *const[]){ "b" }, 1);
    expect_members(set, "e", (const char *const[]){ "e" }, 1);
    const layout *of_b = &set->layouts[guide_named(set, "b")->index];
    assert_null(layout_member(of_b, guide_named(set, "a")->index));
    close_linking(&l);
}

static void a_shared_action_that_is_stuck_leads_on(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    writing *w = add_guide(&l, "a");
    end_with(w, step(w, NODE_TRY, "press", 5));
    w = add_guide(&l, "b");
    action press = action_of("press", 6);
    press.share = true;
    press.stuck_name = "c";
    builder_action(w->b, &press);
    add_guide(&l, "c");
    const rule_set *set = linked_all(&l);
    expect_members(set, "a", (const char *const[]){ "a", "c", "b" }, 3);
    assert_int_equal(set->layouts[0].reached, 2); /* b only declares */
    close_linking(&l);
}

/* Its outcome may be told to a case on any guide, and what it sets and how it is verified are its guide's names. */
static void who_shares_an_action_is_a_member_everywhere(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    add_guide(&l, "a");
    writing *w = add_guide(&l, "b");
    share_action(w, "reboot", 3);
    end_with(w, step(w, NODE_ASK, "os", 7));
    share_question(add_guide(&l, "c"), "os", NULL, 0, 3);
    const rule_set *set = linked_all(&l);
    expect_members(set, "a", (const char *const[]){ "a", "b", "c" }, 3);
    assert_int_equal(set->layouts[0].reached, 1);
    close_linking(&l);
}

static void facts_lie_behind_the_shared_ones_member_by_member(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    writing *w = add_guide(&l, "a");
    question_yes_no(w, "q1", 2);
    question_yes_no(w, "q2", 3);
    action_plain(w, "t1", 4);
    named_flow(w, "part", 6, resolve(w));
    ends_in_see(w, "b", 5);
    w = add_guide(&l, "b");
    question_yes_no(w, "q3", 2);
    action_plain(w, "t2", 4);
    end_with(w, step(w, NODE_ASK, "os", 7));
    w = add_guide(&l, "c");
    question_yes_no(w, "q4", 2);
    share_question(w, "os", NULL, 0, 3);
    share_action(w, "reboot", 4);
    const rule_set *set = linked_all(&l);
    const layout *of_a = &set->layouts[0];
    expect_members(set, "a", (const char *const[]){ "a", "b", "c" }, 3);
    assert_int_equal(of_a->reached, 2);
    assert_int_equal(of_a->members[0].answers, 2); /* solved, os */
    assert_int_equal(of_a->members[1].answers, 4);
    assert_int_equal(of_a->members[2].answers, 5);
    assert_int_equal(of_a->answer_count, 6);
    assert_int_equal(of_a->members[0].remedies, 1); /* reboot */
    assert_int_equal(of_a->members[1].remedies, 2);
    assert_int_equal(of_a->remedy_count, 3);
    assert_int_equal(of_a->members[0].flows, 0);
    assert_int_equal(of_a->members[1].flows, 2);
    assert_int_equal(of_a->flow_count, 3);
    assert_int_equal(of_a->node_count, set->guides[0]->node_count + set->guides[1]->node_count);
    assert_int_equal(slot_place(SHARED_SLOT + 1, of_a->members[1].answers), 1);
    assert_int_equal(slot_place(0, of_a->members[1].answers), 4);
    close_linking(&l);
}

static void there_is_a_frame_for_every_block_that_a_walk_may_be_within(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    writing *w = add_guide(&l, "a");
    question_yes_no(w, "q", 2);
    step_id deep = ask(w, "q", 10, { "yes", ask(w, "q", 11, { "no", step(w, NODE_SEE, "b", 12) }) });
    end_with(w, deep);
    ends_in_see(add_guide(&l, "b"), "a", 5);
    const rule_set *set = linked_all(&l);
    uint32_t of_a = set->guides[0]->flows[0].depth, of_b = set->guides[1]->flows[0].depth;
    assert_int_equal(of_a, 3);
    assert_int_equal(of_b, 1);
    assert_true(set->layouts[0].depth >= of_a + 1 + of_b + 1 + 2);
    close_linking(&l);
}

/* Guides that don't lead to each other cost nothing together: their layouts are linear in their number. */
static void many_guides_apart_are_linked_at_once(void **state)
{
    (void)state;
    linking *l = test_calloc(1, sizeof *l);
    begin(l);
    for (uint32_t i = 0; i < 1000; i++) {
        char name_[16];
        snprintf(name_, sizeof name_, "g%04lu", (unsigned long)i);
        question_yes_no(add_guide(l, name_), "q", 2);
    }
    finish_last(l);
    clock_t before = clock();
    const rule_set *set = linked_all(l);
    double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
    assert_int_equal(set->guide_count, 1000);
    for (uint32_t i = 0; i < 1000; i++)
        assert_int_equal(set->layouts[i].member_count, 1);
    print_message("# 1000 guides linked in %.1f ms\n", seconds * 1e3);
    close_linking(l);
    test_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_those_that_a_guide_leads_to_breadth_first),
        cmocka_unit_test(a_shared_action_that_is_stuck_leads_on),
        cmocka_unit_test(who_shares_an_action_is_a_member_everywhere),
        cmocka_unit_test(facts_lie_behind_the_shared_ones_member_by_member),
        cmocka_unit_test(there_is_a_frame_for_every_block_that_a_walk_may_be_within),
        cmocka_unit_test(many_guides_apart_are_linked_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
