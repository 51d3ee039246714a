/* A file with several errors: its author sees all of them at once, names that resolve nowhere included, and none that only
 * follows from another. Through waymark.h. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/alloc.h"
#include "support/tap.h"
#include "waymark.h"

#define GUIDE "guide 'g' { zh = '甲', en = 'A' }\n"
#define DESK  "escalation 'desk' { to = 'x', zh = '二線', en = 'Second line' }\n"
#define Q(id) "question '" id "' { zh = '問', en = 'Q' }\n"

/* "WM103:2 WM101:5": codes and lines, in order. */
static void expect(const char *text, const char *expected)
{
    char all[512] = "";
    wm_rules *rules = NULL;
    const wm_finding *found;
    assert_int_equal(wm_rules_load_text(&rules, NULL, "t.lua", text, strlen(text), NULL), WM_OK);
    size_t count = wm_rules_findings(rules, &found);
    for (size_t i = 0; i < count; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s:%s", i ? " " : "", found[i].code,
                 strchr(found[i].where, ':') + 1);
    assert_string_equal(all, expected);
    wm_rules_free(rules);
}

static void names_of_other_guides_beside_an_error(void **state)
{
    (void)state;
    expect(GUIDE DESK Q("q") "flow {\n"
                             "  ask 'nobody' {},\n"
                             "  see 'nowhere',\n"
                             "  try 'nothing',\n"
                             "  ask('q', { at = 'twice' }) {},\n"
                             "  otherwise = escalate 'desk' }\n",
           "WM101:5 WM101:6 WM101:7 WM103:8");
}

static void evidence_and_what_an_action_changes(void **state)
{
    (void)state;
    expect(GUIDE "escalation 'desk' { to = 'x', zh = '二線', en = 'Second line', evidence = { 'gone' } }\n"
                 "action 'a' { zh = '做', en = 'A', sets = { lost = 'yes' }, cots = 3 }\n"
                 "flow { try 'a', otherwise = escalate 'desk' }\n",
           "WM101:2 WM101:3 WM103:3");
}

/* A name is said once, where it is used first. */
static void each_name_once(void **state)
{
    (void)state;
    expect(GUIDE DESK "flow {\n  ask 'nobody' {},\n  ask 'nobody' {},\n  go 'nowhere',\n"
                      "  otherwise = escalate 'desk' }\n",
           "WM101:4 WM101:6");
}

/* ---- What only follows from another error ---- */

static void answers_that_could_not_be_read(void **state)
{
    (void)state;
    expect(GUIDE DESK "question 'q' { zh = '問', en = 'Q', anwsers = { 'on', 'off' } }\n"
                      "flow { ask 'q' { on = resolve(), off = escalate 'desk' }, otherwise = escalate 'desk' }\n",
           "WM103:3");
    expect(GUIDE DESK "question 'q' { zh = '問', en = 'Q', kind = 'nubmer' }\n"
                      "flow { ask 'q' { on(below(3)) { resolve() } }, otherwise = escalate 'desk' }\n",
           "WM108:3");
    expect(GUIDE DESK "question 'q' { zh = '問', en = 'Q', cots = 3, answers = { 'on', 'off' } }\n"
                      "flow { ask 'q' { onn = resolve() }, otherwise = escalate 'desk' }\n",
           "WM103:3 WM101:4"); /* the answers are known here: this one is wrong by itself */
}

static void statements_that_could_not_be_read(void **state)
{
    (void)state;
    expect(GUIDE DESK "question 'q'\nfault 'f'\nflow 'more'\n"
                      "flow { ask 'q' { yes = conclude 'f' }, go 'more', otherwise = escalate 'desk' }\n",
           "WM115:3 WM115:4 WM115:5");
    expect(GUIDE "escalation 'desk' 'x'\naction 'a' (3)\nflow { try 'a', otherwise = escalate 'desk' }\n",
           "WM113:2 WM113:3");
}

/* What follows a file's end by an error is not known: no name in it is looked up. */
static void a_file_that_ends_early(void **state)
{
    (void)state;
    expect(GUIDE DESK "flow { ask 'nobody' {}, otherwise = escalate 'desk' }\nerror('stop')\n", "WM001:4");
}

/* ---- Other files ---- */

static void put(const char *folder, const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
}

/* Who uses a question that a refused guide shares is told that, not that there is none. */
static void a_question_that_a_refused_guide_shares(void **state)
{
    (void)state;
    char folder[300], path[512];
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/at-once-XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(folder));
    put(folder, "a.lua", GUIDE DESK "flow { ask 'shared' {}, see 'h', otherwise = escalate 'desk' }\n");
    put(folder, "b.lua",
        "guide 'h' { zh = '乙', en = 'B', gaol = 3 }\n" DESK "question 'shared' { zh = '問', en = 'Q', share = true }\n"
        "flow { ask 'shared' {}, ask 'nobody' {}, see 'g', otherwise = escalate 'desk' }\n");
    wm_rules *rules = NULL;
    const wm_finding *found;
    assert_int_equal(wm_rules_load(&rules, NULL, folder, NULL), WM_OK);
    size_t count = wm_rules_findings(rules, &found);
    static const char *const expected[] = { "WM112", "WM112", "WM103", "WM101" };
    for (size_t i = 0; i < count; i++)
        print_message("# %s %s %s\n", found[i].code, strrchr(found[i].where, '/'), found[i].what.en);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(found[i].code, expected[i]);
    wm_rules_free(rules);
    snprintf(path, sizeof path, "%s/a.lua", folder), unlink(path);
    snprintf(path, sizeof path, "%s/b.lua", folder), unlink(path);
    rmdir(folder);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    const char *text =
        GUIDE DESK "fault 'f'\nflow { ask 'nobody' {}, see 'nowhere', conclude 'f', otherwise = escalate 'desk' }\n";
    for (size_t n = 1;; n++) {
        struct counting_alloc memory;
        counting_alloc_init(&memory, n);
        const wm_config config = { .allocator = counting_alloc_hook(&memory) };
        wm_rules *rules = NULL;
        const wm_finding *found;
        wm_status status = wm_rules_load_text(&rules, &config, "t.lua", text, strlen(text), NULL);
        size_t failed = memory.failed, count = status == WM_OK ? wm_rules_findings(rules, &found) : 0;
        wm_rules_free(status == WM_OK ? rules : NULL);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (status == WM_OK) /* sorting can do without memory */
            assert_int_equal(count, 3);
        else
            assert_int_equal(status, WM_NO_MEMORY);
        if (!failed)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_other_guides_beside_an_error),
        cmocka_unit_test(evidence_and_what_an_action_changes),
        cmocka_unit_test(each_name_once),
        cmocka_unit_test(answers_that_could_not_be_read),
        cmocka_unit_test(statements_that_could_not_be_read),
        cmocka_unit_test(a_file_that_ends_early),
        cmocka_unit_test(a_question_that_a_refused_guide_shares),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
