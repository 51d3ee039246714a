/* Two rule sets on the same tickets: what is planted is found, at its node, with its fact, and no other ticket. */
#include "replay/input.h"
#include "support/alloc.h"
#include "unit/replay/files.h"

/* A comparison of two texts of rules over lines. */
typedef struct compared {
    wm_rules *before, *after;
    char *path;
    wm_comparison *c;
    const wm_deciding_node *nodes;
    size_t count;
    wm_comparison_sum sum;
} compared;

static wm_rules *load(const char *text)
{
    wm_rules *rules;
    wm_error error;
    const wm_finding *found;
    if (wm_rules_load_text(&rules, NULL, "rules/t.lua", text, strlen(text), &error) != WM_OK)
        fail_msg("%s", error.en);
    if (wm_rules_findings(rules, &found))
        fail_msg("%s: %s", found[0].where, found[0].what.en);
    return rules;
}

static void run(compared *r, unsigned threads)
{
    wm_error error;
    const char *paths[] = { r->path };
    wm_replay_config config = { .tickets = paths, .ticket_count = 1, .threads = threads };
    if (wm_compare(&r->c, r->after, r->before, &config, &error) != WM_OK)
        fail_msg("%s: %s", error.where, error.en);
    r->count = wm_comparison_nodes(r->c, &r->nodes);
    wm_comparison_total(r->c, &r->sum);
}

static void open_compared(compared *r, const char *before, const char *after, const char *lines)
{
    r->before = load(before);
    r->after = load(after);
    r->path = file_name("compare.jsonl");
    file_write(r->path, lines, strlen(lines));
    run(r, 1);
}

static void close_compared(compared *r)
{
    wm_comparison_free(r->c);
    wm_rules_free(r->before);
    wm_rules_free(r->after);
    remove(r->path);
    free(r->path);
}

/* The rules with one place of them changed; to be freed. */
static char *planted(const char *rules, const char *from, const char *to)
{
    const char *at = strstr(rules, from);
    char *text = malloc(strlen(rules) + strlen(to) + 1);
    assert_non_null(at);
    assert_non_null(text);
    sprintf(text, "%.*s%s%s", (int)(at - rules), rules, to, at + strlen(from));
    return text;
}

static void open_planted(compared *r, const char *from, const char *to, const char *lines)
{
    char *after = planted(bench_rules, from, to);
    open_compared(r, bench_rules, after, lines);
    free(after);
}

/* The one node that decides, and its only ticket. */
static const wm_changed_ticket *only_ticket(const compared *r, const char *kind, const char *id, const char *name)
{
    assert_int_equal(r->count, 1);
    assert_string_equal(r->nodes[0].kind, kind);
    if (id)
        assert_string_equal(r->nodes[0].id, id);
    else
        assert_null(r->nodes[0].id);
    assert_int_equal(r->nodes[0].ticket_count, 1);
    assert_string_equal(r->nodes[0].tickets[0]->id, name);
    return r->nodes[0].tickets[0];
}

#define TICKET(id, facts, end) "{\"id\":\"" id "\",\"guide\":\"compute/ssh\",\"facts\":{" facts "}" end "}\n"

/* ---- The planted branch ---------------------------------------------------------------------------------------------------- */

static const char refused[] =
    TICKET("PANIC", "\"port_22\":\"refused\",\"console\":\"panic\"", ",\"escalated\":{\"to\":\"cloud_architects\"}")
        TICKET("FULL", "\"port_22\":\"refused\",\"console\":\"disk_full\"", ",\"resolved\":{\"fault\":\"full\"}")
            TICKET("CLEAN", "\"port_22\":\"refused\",\"console\":\"clean\"", ",\"resolved\":{\"fault\":\"sshd_down\"}")
                TICKET("TIMEOUT", "\"port_22\":\"timeout\"", ",\"resolved\":{\"fault\":\"sg_closed\"}");

static void a_changed_branch_is_named_with_its_tickets(void **state)
{
    (void)state;
    compared r;
    open_planted(&r, "panic = escalate \"architects\"", "panic = conclude \"sshd_down\"", refused);
    const wm_changed_ticket *t = only_ticket(&r, "ask", "console", "PANIC");
    assert_string_equal(r.nodes[0].guide, "compute/ssh");
    assert_string_equal(r.nodes[0].where, r.nodes[0].was);
    assert_int_equal(t->change, WM_WORSE);
    assert_string_equal(t->fact, "console");
    assert_string_equal(t->answer, "panic");
    assert_false(t->answer_open);
    assert_string_equal(t->next_before.kind, "escalate");
    assert_string_equal(t->next_before.id, "architects");
    assert_string_equal(t->next_after.kind, "conclude");
    assert_string_equal(t->next_after.text.zh, "sshd 未執行");
    assert_string_equal(t->before.verdict, "agree");
    assert_string_equal(t->before.escalate, "architects");
    assert_string_equal(t->after.verdict, "disagree");
    assert_string_equal(t->after.fault, "sshd_down");
    assert_string_equal(t->after.action_text.en, "Restart sshd");
    assert_int_equal(r.sum.tickets, 4);
    assert_int_equal(r.sum.worse, 1);
    assert_int_equal(r.sum.changed, 1);
    close_compared(&r);
}

static void the_way_back_is_better(void **state)
{
    (void)state;
    compared r;
    char *before = planted(bench_rules, "panic = escalate \"architects\"", "panic = conclude \"sshd_down\"");
    open_compared(&r, before, bench_rules, refused);
    assert_int_equal(only_ticket(&r, "ask", "console", "PANIC")->change, WM_BETTER);
    assert_int_equal(r.sum.better, 1);
    free(before);
    close_compared(&r);
}

static void a_moved_threshold_moves_what_lies_between(void **state)
{
    (void)state;
    compared r;
    open_planted(&r, "at_least(90)", "at_least(80)",
                 TICKET("HIGH", "\"port_22\":\"open\",\"cpu\":95", ",\"resolved\":{\"action\":\"reboot\"}")
                     TICKET("BETWEEN", "\"port_22\":\"open\",\"cpu\":85.5", ",\"resolved\":{\"action\":\"reboot\"}")
                         TICKET("LOW", "\"port_22\":\"open\",\"cpu\":9", ",\"resolved\":{\"action\":\"reboot\"}"));
    const wm_changed_ticket *t = only_ticket(&r, "ask", "cpu", "BETWEEN");
    assert_string_equal(t->answer, "85.5");
    assert_true(t->answer_open);
    assert_string_equal(t->next_before.kind, "ask");
    assert_string_equal(t->next_before.id, "said");
    assert_string_equal(t->next_after.kind, "try");
    assert_string_equal(t->next_after.id, "reboot");
    assert_int_equal(t->change, WM_BETTER);
    close_compared(&r);
}

static void the_same_rules_change_nothing(void **state)
{
    (void)state;
    compared r;
    open_compared(&r, bench_rules, bench_rules, refused);
    assert_int_equal(r.count, 0);
    assert_int_equal(r.sum.changed, 0);
    assert_non_null(strstr(wm_comparison_json(r.c), "\"changed\":0,\"better\":0,\"worse\":0,\"different\":0,"
                                                    "\"asked\":{\"fewer\":0,\"more\":0,\"change\":0},\"nodes\":[]}}"));
    close_compared(&r);
}

/* ---- Other places where ways part ------------------------------------------------------------------------------------------- */

static void another_first_question_is_the_beginning(void **state)
{
    (void)state;
    compared r;
    open_planted(&r, "flow {\n", "flow { ask \"cpu\" { on(at_least(99)) { try \"reboot\" } },\n",
                 TICKET("T", "\"cpu\":50,\"port_22\":\"timeout\"", ",\"resolved\":{\"fault\":\"sg_closed\"}"));
    const wm_changed_ticket *t = only_ticket(&r, "start", NULL, "T");
    assert_null(t->fact);
    assert_string_equal(t->next_before.id, "port_22");
    assert_string_equal(t->next_after.id, "cpu");
    assert_int_equal(t->change, WM_DIFFERENT); /* it agrees with both: only one question more */
    assert_int_equal(t->before.asked, 1);
    assert_int_equal(t->after.asked, 2);
    assert_int_equal(r.sum.more, 1);
    assert_true(r.sum.questions_change == 1);
    close_compared(&r);
}

static void a_new_condition_decides_where_it_holds(void **state)
{
    (void)state;
    compared r;
    open_planted(&r, "timeout = { conclude \"sg_closed\" }",
                 "timeout = { when(at_least(\"cpu\", 90)) { conclude \"busy\" }, conclude \"sg_closed\" }",
                 TICKET("BUSY", "\"port_22\":\"timeout\",\"cpu\":97", ",\"resolved\":{\"fault\":\"busy\"}")
                     TICKET("IDLE", "\"port_22\":\"timeout\",\"cpu\":7", ",\"resolved\":{\"fault\":\"sg_closed\"}"));
    const wm_changed_ticket *t = only_ticket(&r, "when", "cpu", "BUSY");
    assert_string_equal(t->fact, "cpu");
    assert_string_equal(t->answer, "97");
    assert_null(r.nodes[0].was); /* the old rules have no such node */
    assert_int_equal(t->change, WM_BETTER);
    close_compared(&r);
}

/* Two conditions read the same question: each is a node of its own, with its own tickets. */
static void conditions_on_one_question_are_told_apart(void **state)
{
    (void)state;
    compared r;
    open_planted(&r, "timeout = { conclude \"sg_closed\" }",
                 "timeout = {\n when(at_least(\"cpu\", 90)) { conclude \"busy\" },\n"
                 " when(below(\"cpu\", 5)) { conclude \"sshd_down\" },\n conclude \"sg_closed\" }",
                 TICKET("BUSY", "\"port_22\":\"timeout\",\"cpu\":97", "")
                     TICKET("LAZY", "\"port_22\":\"timeout\",\"cpu\":1", "")
                         TICKET("BUSY2", "\"port_22\":\"timeout\",\"cpu\":91", ""));
    assert_int_equal(r.count, 2);
    assert_int_equal(r.nodes[0].ticket_count, 2);
    assert_string_equal(r.nodes[0].tickets[0]->id, "BUSY");
    assert_string_equal(r.nodes[0].tickets[1]->id, "BUSY2");
    assert_string_equal(r.nodes[1].tickets[0]->id, "LAZY");
    assert_string_not_equal(r.nodes[0].where, r.nodes[1].where);
    close_compared(&r);
}

/* A line that neither can read is invalid for both. */
static void a_line_that_is_too_long_counts_for_both(void **state)
{
    (void)state;
    compared r;
    wm_replay_sum now, then;
    size_t size = INPUT_LINE + 100;
    char *lines = malloc(size + 2);
    assert_non_null(lines);
    memset(lines, 'x', size);
    memcpy(lines + size, "\n", 2);
    open_compared(&r, bench_rules, bench_rules, lines);
    wm_replay_total(wm_comparison_new(r.c), &now);
    wm_replay_total(wm_comparison_old(r.c), &then);
    assert_int_equal(now.invalid, 1);
    assert_int_equal(then.invalid, 1);
    assert_int_equal(r.sum.tickets, 1);
    assert_int_equal(r.sum.changed, 0);
    close_compared(&r);
    free(lines);
}

static void another_remedy_parts_behind_the_conclusion(void **state)
{
    (void)state;
    compared r;
    open_planted(
        &r, "fixes = { sshd_down = .8 }, cost = 10", "fixes = { sshd_down = .8 }, cost = 100",
        TICKET("T", "\"port_22\":\"refused\",\"console\":\"clean\"", ",\"resolved\":{\"fault\":\"sshd_down\"}"));
    const wm_changed_ticket *t = only_ticket(&r, "conclude", "sshd_down", "T");
    assert_string_equal(t->fact, "console");
    assert_string_equal(t->before.action, "restart_sshd");
    assert_string_equal(t->after.action, "reboot");
    assert_int_equal(t->change, WM_DIFFERENT);
    close_compared(&r);
}

static void an_outcome_can_be_the_deciding_fact(void **state)
{
    static const char steps[] =
        "{\"id\":\"T\",\"guide\":\"compute/ssh\",\"facts\":{\"port_22\":\"open\",\"cpu\":95},"
        "\"steps\":[{\"try\":\"reboot\",\"outcome\":\"failed\"}],\"escalated\":{\"to\":\"cloud_architects\"}}\n";
    (void)state;
    compared r;
    open_planted(&r, "{ try \"reboot\" }", "{ try \"reboot\", conclude \"busy\" }", steps);
    const wm_changed_ticket *t = only_ticket(&r, "try", "reboot", "T");
    assert_string_equal(t->fact, "reboot");
    assert_string_equal(t->answer, "failed");
    assert_null(t->before.fault);
    assert_string_equal(t->after.fault, "busy");
    assert_int_equal(t->change, WM_DIFFERENT); /* handed over as recorded, both times */
    close_compared(&r);
}

static void beliefs_decide_where_the_way_is_the_same(void **state)
{
    (void)state;
    compared r;
    open_planted(&r, "prior = .4 }", "prior = .01 }", TICKET("T", "", ",\"resolved\":{\"fault\":\"sg_closed\"}"));
    const wm_changed_ticket *t = only_ticket(&r, "belief", "port_22", "T");
    assert_string_equal(t->next_before.id, "sg_closed");
    assert_string_equal(t->next_after.id, "sshd_down");
    assert_string_equal(t->after.verdict, "incomplete");
    assert_int_equal(t->change, WM_WORSE);
    close_compared(&r);
}

static void an_answer_that_is_gone_is_named(void **state)
{
    (void)state;
    compared r;
    char *fewer = planted(bench_rules, ", \"clean\" } }", " } }");
    char *after = planted(fewer, "kind = \"text\",\n  match", "kind = \"choice\",\n  match");
    open_compared(&r, bench_rules, after, refused);
    const wm_changed_ticket *t = only_ticket(&r, "fact", "console", "CLEAN");
    assert_string_equal(t->answer, "clean");
    assert_string_equal(t->after.verdict, "error");
    assert_string_equal(t->next_after.kind, "error");
    assert_int_equal(t->change, WM_WORSE);
    free(fewer);
    free(after);
    close_compared(&r);
}

static void a_guide_that_is_gone_is_named(void **state)
{
    (void)state;
    compared r;
    open_planted(&r, "guide \"compute/ssh\"", "guide \"compute/other\"",
                 TICKET("T", "\"port_22\":\"timeout\"", ",\"resolved\":{\"fault\":\"sg_closed\"}") "{}\n\n");
    const wm_changed_ticket *t = only_ticket(&r, "guide", NULL, "T");
    assert_string_equal(r.nodes[0].guide, "compute/ssh");
    assert_string_equal(t->next_after.kind, "no_guide");
    assert_string_equal(t->before.guide, "compute/ssh");
    assert_null(t->after.guide);
    assert_int_equal(r.sum.tickets, 2); /* the invalid line is one of both */
    close_compared(&r);
}

/* ---- All tickets -------------------------------------------------------------------------------------------------------------- */

typedef struct many {
    compared r;
    char *bytes, *after;
} many;

static void open_many(many *m, unsigned tickets)
{
    size_t size;
    m->bytes = file_bytes(0, tickets, &size);
    m->bytes[size] = '\0';
    m->after = planted(bench_rules, "timeout = { conclude \"sg_closed\" }", "timeout = { conclude \"busy\" }");
    open_compared(&m->r, bench_rules, m->after, m->bytes);
}

static void close_many(many *m)
{
    close_compared(&m->r);
    free(m->after);
    free(m->bytes);
}

/* The tickets named are those whose lines differ, each once. */
static void what_is_listed_is_what_differs(void **state)
{
    (void)state;
    many m;
    told before, after;
    wm_error error;
    open_many(&m, 3000);
    const char *paths[] = { m.r.path };
    assert_int_equal(told_run(&before, m.r.before, paths, 1, 1, &error), WM_OK);
    assert_int_equal(told_run(&after, m.r.after, paths, 1, 1, &error), WM_OK);
    const char *a = before.lines.data, *b = after.lines.data;
    size_t differ = 0;
    while (*a && *b) {
        size_t x = (size_t)(strstr(a, ",\"presumed\"") - a), y = (size_t)(strstr(b, ",\"presumed\"") - b);
        differ += x != y || memcmp(a, b, x) != 0;
        a = strchr(a, '\n') + 1;
        b = strchr(b, '\n') + 1;
    }
    assert_true(differ > 300);
    assert_int_equal(m.r.sum.changed, differ);
    assert_int_equal(m.r.sum.changed, m.r.sum.better + m.r.sum.worse + m.r.sum.different);
    assert_int_equal(m.r.count, 1);
    assert_string_equal(m.r.nodes[0].id, "port_22");
    for (size_t i = 1; i < m.r.nodes[0].ticket_count; i++)
        assert_true(m.r.nodes[0].tickets[i - 1]->change <= m.r.nodes[0].tickets[i]->change);
    assert_int_equal(after.sum.agree - before.sum.agree, m.r.sum.better - m.r.sum.worse);
    told_free(&before);
    told_free(&after);
    close_many(&m);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    many m;
    open_many(&m, 3000);
    char *alone = strdup(wm_comparison_json(m.r.c));
    assert_non_null(alone);
    for (unsigned threads = 2; threads <= 4; threads++) {
        wm_comparison_free(m.r.c);
        run(&m.r, threads);
        assert_string_equal(wm_comparison_json(m.r.c), alone);
    }
    free(alone);
    close_many(&m);
}

/* Every allocation failing in turn: it says so, and nothing leaks. */
static void memory_may_run_out(void **state)
{
    (void)state;
    many m;
    size_t failures = 0;
    open_many(&m, 12);
    const char *paths[] = { m.r.path };
    wm_replay_config config = { .tickets = paths, .ticket_count = 1, .cards = true };
    wm_comparison *c;
    assert_int_equal(wm_compare(&c, m.r.after, m.r.before, &config, NULL), WM_OK); /* the rules keep their beliefs */
    wm_comparison_free(c);
    for (size_t n = 1;; n++) {
        struct counting_alloc memory;
        wm_allocator kept[] = { m.r.after->allocator, m.r.before->allocator };
        counting_alloc_init(&memory, n);
        m.r.after->allocator = m.r.before->allocator = counting_alloc_hook(&memory);
        wm_status status = wm_compare(&c, m.r.after, m.r.before, &config, NULL);
        const wm_card *cards;
        if (status == WM_OK && wm_replay_cards(wm_comparison_new(c), &cards) != WM_NO_COUNT)
            (void)wm_comparison_json(c);
        wm_comparison_free(c);
        m.r.after->allocator = kept[0];
        m.r.before->allocator = kept[1];
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (!memory.failed)
            break;
        failures += status == WM_NO_MEMORY;
    }
    assert_true(failures > 40);
    close_many(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_changed_branch_is_named_with_its_tickets),
        cmocka_unit_test(the_way_back_is_better),
        cmocka_unit_test(a_moved_threshold_moves_what_lies_between),
        cmocka_unit_test(the_same_rules_change_nothing),
        cmocka_unit_test(another_first_question_is_the_beginning),
        cmocka_unit_test(a_new_condition_decides_where_it_holds),
        cmocka_unit_test(conditions_on_one_question_are_told_apart),
        cmocka_unit_test(a_line_that_is_too_long_counts_for_both),
        cmocka_unit_test(another_remedy_parts_behind_the_conclusion),
        cmocka_unit_test(an_outcome_can_be_the_deciding_fact),
        cmocka_unit_test(beliefs_decide_where_the_way_is_the_same),
        cmocka_unit_test(an_answer_that_is_gone_is_named),
        cmocka_unit_test(a_guide_that_is_gone_is_named),
        cmocka_unit_test(what_is_listed_is_what_differs),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(memory_may_run_out),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
