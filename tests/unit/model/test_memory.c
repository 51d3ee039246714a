/* Memory: two guides that use everything are built, finished and linked while the n-th allocation fails, for every n. Nothing leaks, nothing
 * crashes; either all is there, or the findings say that there was no memory. Also: a guide at fault leaves nothing behind. */
#include "support/alloc.h"

#include "writing.h"

static const char *const yes[] = { "yes" };

static void office_declarations(writing *w)
{
    answer systems[] = { { .id = "linux", .text = { "Linux 系統", "Linux" } },
                         { .id = "windows", .sign = "Ｃ：＼Windows" } };
    question os = question_of("os", 2);
    os.answers = systems;
    os.answer_count = 2;
    os.share = true;
    builder_question(w->b, &os, NULL, 0);
    answer seen[] = { { .id = "panic" }, { .id = "clean" } };
    match_declaration matches[] = { { "panic", "Kernel Panic 當機", 3 }, { "clean", "沒事", 3 } };
    given_cell cell = { .answer_id = "panic", .p = .9 };
    given_row given = { .fault_id = "broken", .cells = &cell, .cell_count = 1, .line = 3 };
    question console = question_of("console", 3);
    console.kind = WM_TEXT;
    console.answers = seen;
    console.answer_count = 2;
    console.given = &given;
    console.given_count = 1;
    builder_question(w->b, &console, matches, 2);
    fault_plain(w, "broken", 4);
    action reboot = action_of("reboot", 5);
    setting sets[] = { { .question_id = "console", .text = "ＣＬＥＡＮ", .line = 6 },
                       { .question_id = "os", .text = "linux", .line = 6 } };
    rate fixes = { .fault_id = "broken", .p = .5, .line = 6 };
    how steps[] = { { .text = { "重開", "Restart" }, .run = "reboot" } };
    reboot.share = true;
    reboot.sets = sets;
    reboot.set_count = 2;
    reboot.fixes = &fixes;
    reboot.fix_count = 1;
    reboot.steps = steps;
    reboot.step_count = 1;
    reboot.change_ids = (const char *const[]){ "console" };
    reboot.change_count = 1;
    reboot.stuck_name = "vpn";
    builder_action(w->b, &reboot);
    desk(w);
}

static void vpn_declarations(writing *w)
{
    question_yes_no(w, "login", 2);
    question_number(w, "speed", 3);
    question_free_text(w, "message", 4);
    fault_with(w, "slow", .5, 5);
    action_fixing(w, "tune", "slow", .7, 5, 6);
    escalation e = { .id = "architects", .to = "architects", .text = { "架構", "Architects" }, .cost = 90, .line = 7 };
    e.evidence_ids = (const char *const[]){ "login", "os" };
    e.evidence_count = 2;
    builder_escalation(w->b, &e);
    action wipe = action_of("wipe", 8);
    setting sets = { .question_id = "os", .text = "windows", .line = 8 };
    wipe.sets = &sets;
    wipe.set_count = 1;
    wipe.change_ids = (const char *const[]){ "os", "speed" };
    wipe.change_count = 2;
    wipe.verify = builder_is(w->b, "os", (const char *const[]){ "windows" }, 1, 8);
    builder_action(w->b, &wipe);
}

static void vpn_flows(writing *w)
{
    step_id conclude = step(w, NODE_CONCLUDE, "slow", 20), suspect = step(w, NODE_SUSPECT, "slow", 21);
    lua_function f = { .code = "", .line = 22 };
    condition_id parts[] = { builder_compare(w->b, COND_BELOW, NULL, 0, 60, 23), builder_lua(w->b, &f),
                             builder_contains(w->b, "message", "藍色畫面", 23),
                             builder_about(w->b, COND_FAILED, "tune", 23) };
    step_id speed = ask_on(w, "speed", 23, builder_combine(w->b, COND_ALL, parts, 4, 23), suspect);
    condition_id slow = builder_compare(w->b, COND_AT_LEAST, "speed_after", 5, 0, 24);
    step_id body[] = { speed, builder_step(w->b, NODE_ASK, "speed", "speed_after", 25),
                       builder_when(w->b, slow, &conclude, 1, 26),
                       builder_step(w->b, NODE_TRY, "reboot", "reboot_again", 27), again(w, "loop", 2, 28) };
    builder_flow(w->b, "loop", body, 5, step(w, NODE_RESOLVE, NULL, 29), 22);
    step_id os = ask(w, "os", 30, { "windows", step(w, NODE_INCLUDE, "office", 31) },
                     { "linux", step(w, NODE_GO, "loop", 32) }, { "other", conclude });
    step_id login = ask(w, "login", 33, { "no", os }, { "unsure", step(w, NODE_TRY, "tune", 34) });
    step_id asks[] = { login, os };
    main_flow(w, 35, builder_any_order(w->b, asks, 2, 35), step(w, NODE_ESCALATE, "architects", 36));
}

static draft *finish_with(writing *w, wm_allocator allocator, const char *name_, void (*write)(writing *w),
                          void (*flows)(writing *w))
{
    w->b = builder_open(allocator, "rules/x.lua", &w->found);
    if (w->b == NULL)
        return NULL;
    guide_declaration g = { .name = name_, .title = { "指引", "A guide" }, .goal = NONE, .applies = NONE, .line = 1 };
    g.symptoms = (const char *const[]){ "ＳＳＨ 連不上", NULL };
    if (flows != NULL)
        g.goal = builder_is(w->b, "login", yes, 1, 1);
    builder_guide(w->b, &g);
    write(w);
    if (flows != NULL)
        flows(w);
    return builder_finish(w->b);
}

/* Whether a rule set was made; all of it is freed again. */
static bool build_everything(struct counting_alloc *memory)
{
    wm_allocator allocator = counting_alloc_hook(memory);
    writing w = { .b = NULL };
    static const char *const teams[] = { "second_line", "architects", NULL };
    findings_init(&w.found, allocator);
    draft *drafts[] = { finish_with(&w, allocator, "office", office_declarations, NULL),
                        finish_with(&w, allocator, "vpn", vpn_declarations, vpn_flows) };
    linked *l = NULL;
    if (drafts[0] != NULL && drafts[1] != NULL) {
        l = rule_set_link(allocator, drafts, 2, teams, &w.found);
    } else {
        draft_free(drafts[0]);
        draft_free(drafts[1]);
    }
    bool made = l != NULL;
    if (made) {
        assert_int_equal(linked_set(l)->guide_count, 2);
        assert_int_equal(w.found.list.count, 0);
    } else {
        assert_true(w.found.no_memory);
        assert_int_equal(w.found.list.count, 0); /* nobody is blamed for it */
    }
    linked_free(l);
    findings_free(&w.found);
    return made;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct counting_alloc memory;
    size_t n = 1;
    for (;; n++) {
        counting_alloc_init(&memory, n);
        bool made = build_everything(&memory);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        assert_int_equal(made, memory.failed == 0);
        if (memory.failed == 0)
            break;
    }
    assert_true(n > 50); /* it was not refused for something else */
}

static void all_allocations_from_one_on_may_fail(void **state)
{
    (void)state;
    struct counting_alloc memory;
    for (size_t n = 1;; n++) {
        counting_alloc_init(&memory, n);
        memory.fail_ever_after = true;
        build_everything(&memory);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (memory.failed == 0)
            break;
    }
}

/* Findings need memory too: the file is refused whatever can be said of it. */
static void saying_what_is_wrong_may_fail(void **state)
{
    (void)state;
    struct counting_alloc memory;
    for (size_t n = 1;; n++) {
        counting_alloc_init(&memory, n);
        wm_allocator allocator = counting_alloc_hook(&memory);
        writing w = { .b = NULL };
        findings_init(&w.found, allocator);
        w.b = builder_open(allocator, "rules/x.lua", &w.found);
        if (w.b != NULL) {
            question_choice(&w, "Port", "a a", 2);
            declare_guide(&w, "vpn", WM_DIAGNOSIS);
            end_with(&w, ask(&w, "led", 4, { "red", step(&w, NODE_CONCLUDE, "sunspots", 5) }));
            assert_null(builder_finish(w.b));
        }
        assert_true(memory.failed > 0 || findings_errors(&w.found, 0) == 4);
        assert_true(memory.failed > 0 || !w.found.no_memory);
        findings_free(&w.found);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (memory.failed == 0)
            break;
    }
}

static void a_dropped_builder_leaves_nothing(void **state)
{
    (void)state;
    struct counting_alloc memory;
    counting_alloc_init(&memory, 0);
    writing w = { .b = NULL };
    findings_init(&w.found, counting_alloc_hook(&memory));
    w.b = builder_open(counting_alloc_hook(&memory), "rules/x.lua", &w.found);
    vpn_declarations(&w);
    vpn_flows(&w);
    builder_drop(w.b);
    findings_free(&w.found);
    assert_int_equal(counting_alloc_report(&memory, stderr), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(all_allocations_from_one_on_may_fail),
        cmocka_unit_test(saying_what_is_wrong_may_fail),
        cmocka_unit_test(a_dropped_builder_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
