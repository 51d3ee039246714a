/* Linking guides into a rule set: shared questions and actions, guides that lead to others, teams, and what is refused with what
 * (rules-language.md, "Facts and time", 6; `share`). */
#include "linking.h"

static const char *const systems[] = { "linux", "windows" };

/* ---- Guides ------------------------------------------------------------------------------------------------------------------------- */

static void guides_are_in_order_of_name(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    add_guide(&l, "wifi");
    add_guide(&l, "net/vpn");
    add_guide(&l, "printer");
    const rule_set *set = linked_all(&l);
    assert_int_equal(set->guide_count, 3);
    assert_string_equal(set->guides[0]->name, "net/vpn");
    assert_string_equal(set->guides[1]->name, "printer");
    assert_string_equal(set->guides[2]->name, "wifi");
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(set->guides[i]->index, i);
        assert_int_equal(rule_set_find(set, set->guides[i]->name), i);
    }
    assert_int_equal(rule_set_find(set, "vpn"), NONE);
    close_linking(&l);
}

static void no_guides_are_a_rule_set_too(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    const rule_set *set = linked_all(&l);
    assert_int_equal(set->guide_count, 0);
    assert_string_equal(set->shared_questions[0].id, "solved");
    assert_int_equal(rule_set_find(set, "vpn"), NONE);
    linked_set_hash(l.linked, 42);
    assert_int_equal(set->hash, 42);
    close_linking(&l);
}

static void a_guides_name_is_taken_once(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    add_guide(&l, "vpn");
    writing *second = add_guide(&l, "wifi");
    builder_drop(second->b);
    second->b = builder_open(allocator_default(), "rules/z.lua", &l.found);
    declare_guide(second, "vpn", WM_DIAGNOSIS);
    desk(second);
    const rule_set *set = link_them(&l);
    assert_int_equal(set->guide_count, 1);
    assert_string_equal(set->guides[0]->file, "rules/vpn.lua");
    const wm_finding *f = expect_finding(&l.found, "WM110", 1, "vpn", "already there: rules/vpn.lua:1");
    assert_string_equal(f->where, "rules/z.lua:1");
    close_linking(&l);
}

static void guides_lead_to_each_other(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    ends_in_see(add_guide(&l, "a"), "c", 5);
    writing *w = add_guide(&l, "b");
    step_id include = step(w, NODE_INCLUDE, "a", 5);
    end_with(w, include);
    action stuck = action_of("press", 6);
    w = add_guide(&l, "c");
    stuck.stuck_name = "b";
    builder_action(w->b, &stuck);
    const rule_set *set = linked_all(&l);
    assert_int_equal(guide_named(set, "a")->nodes[0].what, 2);
    assert_int_equal(guide_named(set, "b")->nodes[0].what, 0);
    assert_int_equal(guide_named(set, "c")->actions[0].stuck, 1);
    close_linking(&l);
}

static void a_guide_that_is_led_to_exists(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    add_guide(&l, "net/vpn");
    ends_in_see(add_guide(&l, "wifi"), "net/vpm", 5);
    const rule_set *set = link_them(&l);
    assert_int_equal(set->guide_count, 1);
    const wm_finding *f = expect_finding(&l.found, "WM101", 5, "net/vpm", "no guide 'net/vpm'");
    expect_mend(f, "Did you mean 'net/vpn'?");
    assert_string_equal(f->guide, "wifi");
    close_linking(&l);
}

/* a leads to b, b to c, and c to nothing that exists. */
static void a_refused_guide_takes_those_that_lead_to_it(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    ends_in_see(add_guide(&l, "a"), "b", 5);
    ends_in_see(add_guide(&l, "b"), "c", 6);
    ends_in_see(add_guide(&l, "c"), "nowhere_at_all", 7);
    add_guide(&l, "d");
    const rule_set *set = link_them(&l);
    assert_int_equal(set->guide_count, 1);
    assert_string_equal(set->guides[0]->name, "d");
    assert_int_equal(l.found.list.count, 3);
    expect_finding(&l.found, "WM101", 7, "nowhere_at_all", "no guide");
    expect_finding(&l.found, "WM112", 6, "c", "leads to guide 'c', which was refused");
    expect_finding(&l.found, "WM112", 5, "b", "leads to guide 'b', which was refused");
    close_linking(&l);
}

static void so_does_one_whose_own_file_is_at_fault(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    fault_with(add_guide(&l, "a"), "off", 2, 3); /* refused before it comes to linking */
    ends_in_see(add_guide(&l, "b"), "a", 6);
    const rule_set *set = link_them(&l);
    assert_int_equal(set->guide_count, 0);
    expect_finding(&l.found, "WM108", 3, "off", "prior");
    expect_finding(&l.found, "WM112", 6, "a", "which was refused");
    close_linking(&l);
}

static void teams_are_known(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    l.teams = (const char *const[]){ "first_line", "second_lines", NULL };
    add_guide(&l, "a"); /* hands over to second_line */
    link_them(&l);
    const wm_finding *f = expect_finding(&l.found, "WM104", 80, "second_line", "no team 'second_line'");
    expect_mend(f, "'second_lines'");
    assert_int_equal(linked_set(l.linked)->guide_count, 0);
    close_linking(&l);
}

/* ---- Shared questions --------------------------------------------------------------------------------------------------------------- */

static void a_shared_question_has_one_slot_for_all_guides(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    writing *w = add_guide(&l, "office");
    question_yes_no(w, "before", 2);
    share_question(w, "os", systems, 2, 3);
    question_yes_no(w, "after", 4);
    w = add_guide(&l, "vpn");
    question_yes_no(w, "own", 2);
    end_with(w, ask(w, "os", 10, { "windows", resolve(w) }));
    const rule_set *set = linked_all(&l);
    const guide *office = guide_named(set, "office"), *vpn = guide_named(set, "vpn");
    assert_int_equal(set->shared_question_count, 2);
    assert_string_equal(set->shared_questions[1].id, "os");
    assert_int_equal(set->shared_questions[1].guide, office->index);
    assert_int_equal(set->shared_questions[1].what, 1);
    assert_int_equal(office->answer_families[1].slot, SHARED_SLOT + 1);
    assert_int_equal(office->answer_families[1].declared, office->index);
    assert_int_equal(office->answer_slot_count, 2); /* local slots are dense */
    assert_string_equal(office->answer_slots[1].name, "after");
    const family *f = &vpn->answer_families[vpn->nodes[0].what];
    assert_int_equal(f->slot, SHARED_SLOT + 1);
    assert_int_equal(f->declared, office->index);
    assert_ptr_equal(family_question(set, vpn, f), &office->questions[1]);
    assert_int_equal(vpn->answer_slot_count, 1);
    close_linking(&l);
}

static void branches_of_anothers_question_are_in_its_order(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    writing *w = add_guide(&l, "vpn");
    step_id first = builder_step(w->b, NODE_RESOLVE, NULL, NULL, 11),
            second = builder_step(w->b, NODE_RESOLVE, NULL, NULL, 12);
    end_with(w, ask(w, "os", 10, { "windows", second }, { "unsure", second }, { "linux", first }));
    share_question(add_guide(&l, "office"), "os", systems, 2, 3);
    const guide *vpn = guide_named(linked_all(&l), "vpn");
    const node *n = &vpn->nodes[0];
    assert_int_equal(vpn->nodes[1].line, 11); /* linux was declared first, so its step is walked first */
    assert_int_equal(vpn->nodes[2].line, 12);
    assert_int_equal(vpn->branches[n->first_branch].what, 0);
    assert_int_equal(vpn->answer_branch[n->by_answer + 0], n->first_branch);
    assert_int_equal(vpn->answer_branch[n->by_answer + 1], n->first_branch + 1);
    assert_int_equal(n->unsure, n->first_branch + 2);
    close_linking(&l);
}

static void anothers_question_has_its_own_answers(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    share_question(add_guide(&l, "office"), "os", systems, 2, 3);
    writing *w = add_guide(&l, "vpn");
    end_with(w, ask(w, "os", 10, { "window", resolve(w) }));
    const rule_set *set = link_them(&l);
    expect_mend(expect_finding(&l.found, "WM101", 10, "window", "no answer of 'os'"), "'windows'");
    assert_int_equal(set->guide_count, 1);
    close_linking(&l);
}

static void conditions_settings_and_evidence_may_be_about_anothers_question(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    writing *w = add_guide(&l, "a");
    action a = action_of("install", 4);
    setting sets = { .question_id = "os", .text = "windows", .line = 5 };
    a.sets = &sets;
    a.set_count = 1;
    a.change_ids = (const char *const[]){ "os" };
    a.change_count = 1;
    a.verify = builder_is(w->b, "os", (const char *const[]){ "linux", "windows" }, 2, 6);
    builder_action(w->b, &a);
    escalation e = { .id = "maker", .to = "maker", .text = { "原廠", "The maker" }, .cost = 90, .line = 6 };
    e.evidence_ids = (const char *const[]){ "solved", "os" };
    e.evidence_count = 2;
    builder_escalation(w->b, &e);
    share_question(add_guide(&l, "z"), "os", systems, 2, 3);
    const guide *g = guide_named(linked_all(&l), "a");
    assert_int_equal(g->actions[0].sets[0].slot, SHARED_SLOT + 1);
    assert_int_equal(g->actions[0].sets[0].answer, 1);
    assert_int_equal(g->actions[0].changed_slots, 1);
    assert_int_equal(g->actions[0].changes[0], SHARED_SLOT + 1);
    assert_int_equal(g->conditions[g->actions[0].verify].set, 3);
    assert_int_equal(g->escalations[1].evidence[0], SLOT_SOLVED);
    assert_int_equal(g->escalations[1].evidence[1], SHARED_SLOT + 1);
    close_linking(&l);
}

static void a_condition_on_anothers_question_must_fit_it(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    writing *w = add_guide(&l, "a");
    step_id end = resolve(w);
    end_with(w, builder_when(w->b, builder_compare(w->b, COND_BELOW, "os", 0, 5, 10), &end, 1, 10));
    share_question(add_guide(&l, "z"), "os", systems, 2, 3);
    link_them(&l);
    expect_finding(&l.found, "WM109", 10, "os", "asks for a choice");
    close_linking(&l);
}

static void another_time_of_anothers_question_is_local(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    writing *w = add_guide(&l, "a");
    step_id steps[] = { builder_step(w->b, NODE_ASK, "os", "os_after", 10), step(w, NODE_ASK, "os", 11),
                        again(w, "part", 1, 12) };
    builder_flow(w->b, "part", steps, 3, NONE, 9);
    share_question(add_guide(&l, "z"), "os", systems, 2, 3);
    const rule_set *set = linked_all(&l);
    const guide *g = guide_named(set, "a");
    const family *after = &g->answer_families[g->nodes[0].what], *os = &g->answer_families[g->nodes[1].what];
    assert_int_equal(after->slot, 0);
    assert_ptr_equal(family_question(set, g, after), &guide_named(set, "z")->questions[0]);
    assert_int_equal(os->slot, SHARED_SLOT + 1);
    assert_int_equal(family_slot(os, 2), 2);
    assert_string_equal(g->answer_slots[1].name, "os_after#2");
    assert_string_equal(g->answer_slots[2].name, "os#2");
    close_linking(&l);
}

static void ones_own_question_comes_before_a_shared_one(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    share_question(add_guide(&l, "a"), "os", systems, 2, 3);
    writing *w = add_guide(&l, "b");
    question_choice(w, "os", "ios android", 2);
    end_with(w, ask(w, "os", 10, { "android", resolve(w) }));
    const guide *g = guide_named(linked_all(&l), "b");
    assert_int_equal(g->answer_families[0].slot, 0);
    assert_int_equal(g->answer_families[0].declared, g->index);
    close_linking(&l);
}

static void the_same_question_may_be_shared_by_several_guides(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    share_question(add_guide(&l, "a"), "os", systems, 2, 3);
    share_question(add_guide(&l, "b"), "os", systems, 2, 4);
    const rule_set *set = linked_all(&l);
    assert_int_equal(set->shared_question_count, 2);
    assert_int_equal(set->shared_questions[1].guide, 0); /* the first by name is the one that counts */
    assert_int_equal(set->guides[0]->answer_families[0].slot, SHARED_SLOT + 1);
    assert_int_equal(set->guides[1]->answer_families[0].slot, SHARED_SLOT + 1);
    assert_int_equal(set->guides[1]->answer_families[0].declared, 1);
    close_linking(&l);
}

static void but_not_with_other_answers(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    share_question(add_guide(&l, "a"), "os", systems, 2, 3);
    share_question(add_guide(&l, "b"), "os", (const char *const[]){ "windows", "linux" }, 2, 4);
    const rule_set *set = link_them(&l);
    assert_int_equal(set->guide_count, 1);
    const wm_finding *f = expect_finding(&l.found, "WM111", 4, "os", "another one at rules/a.lua:3");
    assert_string_equal(f->where, "rules/b.lua:4");
    close_linking(&l);
}

static void a_question_that_nobody_declares_is_said_where_it_is_first_used(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    share_question(add_guide(&l, "a"), "os", systems, 2, 3);
    writing *w = add_guide(&l, "b");
    question_yes_no(w, "power", 2);
    step_id asks[] = { step(w, NODE_ASK, "powr", 10), step(w, NODE_ASK, "powr", 11), step(w, NODE_ASK, "oss", 12) };
    builder_flow(w->b, NULL, asks, 3, step(w, NODE_ESCALATE, "desk", 13), 9);
    link_them(&l);
    assert_int_equal(l.found.list.count, 2);
    expect_mend(expect_finding(&l.found, "WM101", 10, "powr", "no question 'powr'"), "'power'");
    expect_mend(expect_finding(&l.found, "WM101", 12, "oss", "no question 'oss'"), "'os'");
    close_linking(&l);
}

static void a_refused_guide_shares_nothing(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    writing *w = add_guide(&l, "a");
    share_question(w, "os", systems, 2, 3);
    ends_in_see(w, "nowhere_at_all", 4);
    w = add_guide(&l, "b");
    end_with(w, step(w, NODE_ASK, "os", 10));
    const rule_set *set = link_them(&l);
    assert_int_equal(set->guide_count, 0);
    assert_int_equal(set->shared_question_count, 1);
    expect_finding(&l.found, "WM112", 10, "os", "shared by guide 'a', which was refused");
    close_linking(&l);
}

static void another_guide_that_shares_the_same_takes_its_place(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    writing *w = add_guide(&l, "a");
    share_question(w, "os", systems, 2, 3);
    ends_in_see(w, "nowhere_at_all", 4);
    w = add_guide(&l, "b");
    end_with(w, ask(w, "os", 10, { "windows", resolve(w) }));
    share_question(add_guide(&l, "c"), "os", systems, 2, 3);
    const rule_set *set = link_them(&l);
    assert_int_equal(set->guide_count, 2);
    const guide *b = guide_named(set, "b"), *c = guide_named(set, "c");
    assert_int_equal(b->answer_families[b->nodes[0].what].declared, c->index);
    close_linking(&l);
}

static void a_shared_number_is_cut_by_all_guides_that_test_it(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    writing *w = add_guide(&l, "a");
    share_number(w, "speed", 3);
    end_with(w, ask_on(w, "speed", 13, builder_compare(w->b, COND_BELOW, NULL, 0, 60, 12), resolve(w)));
    w = add_guide(&l, "b");
    end_with(w, ask_on(w, "speed", 13, builder_compare(w->b, COND_BETWEEN, NULL, 20, 60, 12), resolve(w)));
    const question *speed = &guide_named(linked_all(&l), "a")->questions[0];
    assert_int_equal(speed->threshold_count, 2);
    assert_true(speed->thresholds[0] == 20 && speed->thresholds[1] == 60);
    close_linking(&l);
}

/* ---- Shared actions ----------------------------------------------------------------------------------------------------------------- */

static void a_shared_action_may_be_proposed_by_others(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    writing *w = add_guide(&l, "a");
    action_plain(w, "own", 2);
    share_action(w, "reboot", 3);
    w = add_guide(&l, "b");
    end_with(w, step(w, NODE_TRY, "reboot", 10));
    const rule_set *set = linked_all(&l);
    const guide *a = guide_named(set, "a"), *b = guide_named(set, "b");
    assert_int_equal(set->shared_action_count, 1);
    assert_int_equal(a->remedy_families[1].slot, SHARED_SLOT);
    assert_int_equal(a->remedy_slot_count, 1);
    const family *f = &b->remedy_families[b->nodes[0].what];
    assert_int_equal(f->slot, SHARED_SLOT);
    assert_ptr_equal(family_action(set, b, f), &a->actions[1]);
    assert_int_equal(b->remedy_slot_count, 0);
    close_linking(&l);
}

static void a_shared_action_is_declared_once(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    share_action(add_guide(&l, "a"), "reboot", 3);
    share_action(add_guide(&l, "b"), "reboot", 4);
    const rule_set *set = link_them(&l);
    assert_int_equal(set->guide_count, 1);
    expect_finding(&l.found, "WM111", 4, "reboot", "already there: rules/a.lua:3");
    close_linking(&l);
}

static void an_action_that_is_not_shared_is_not_others(void **state)
{
    (void)state;
    linking l;
    begin(&l);
    action_plain(add_guide(&l, "a"), "reboot", 3);
    writing *w = add_guide(&l, "b");
    end_with(w, step(w, NODE_TRY, "reboot", 10));
    link_them(&l);
    expect_mend(expect_finding(&l.found, "WM101", 10, "reboot", "no action 'reboot'"), "share = true");
    close_linking(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guides_are_in_order_of_name),
        cmocka_unit_test(no_guides_are_a_rule_set_too),
        cmocka_unit_test(a_guides_name_is_taken_once),
        cmocka_unit_test(guides_lead_to_each_other),
        cmocka_unit_test(a_guide_that_is_led_to_exists),
        cmocka_unit_test(a_refused_guide_takes_those_that_lead_to_it),
        cmocka_unit_test(so_does_one_whose_own_file_is_at_fault),
        cmocka_unit_test(teams_are_known),
        cmocka_unit_test(a_shared_question_has_one_slot_for_all_guides),
        cmocka_unit_test(branches_of_anothers_question_are_in_its_order),
        cmocka_unit_test(anothers_question_has_its_own_answers),
        cmocka_unit_test(conditions_settings_and_evidence_may_be_about_anothers_question),
        cmocka_unit_test(a_condition_on_anothers_question_must_fit_it),
        cmocka_unit_test(another_time_of_anothers_question_is_local),
        cmocka_unit_test(ones_own_question_comes_before_a_shared_one),
        cmocka_unit_test(the_same_question_may_be_shared_by_several_guides),
        cmocka_unit_test(but_not_with_other_answers),
        cmocka_unit_test(a_question_that_nobody_declares_is_said_where_it_is_first_used),
        cmocka_unit_test(a_refused_guide_shares_nothing),
        cmocka_unit_test(another_guide_that_shares_the_same_takes_its_place),
        cmocka_unit_test(a_shared_number_is_cut_by_all_guides_that_test_it),
        cmocka_unit_test(a_shared_action_may_be_proposed_by_others),
        cmocka_unit_test(a_shared_action_is_declared_once),
        cmocka_unit_test(an_action_that_is_not_shared_is_not_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
