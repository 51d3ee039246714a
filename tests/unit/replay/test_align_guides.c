/* Alignment over everything that a guide may hold, by examples with their costs worked out: other guides, procedures, loops, questions in
 * any order, conditions, findings. Uses the façade and walk_support.h. */
#include <cjson/cJSON.h>

#include "support/walk_support.h"
#include "unit/replay/files.h"

#define ASKED(q, a) "{\"ask\":\"" q "\",\"answer\":\"" a "\"}"
#define TRIED(a, o) "{\"try\":\"" a "\",\"outcome\":\"" o "\"}"

static bool keep_line(void *context, const char *bytes, size_t size)
{
    assert_true(size < 1024);
    memcpy(context, bytes, size);
    return true;
}

/* A ticket of the case's guide, aligned: the line that tells of it. */
static void align_steps(example *e, const char *steps, char *line)
{
    char *path = file_name("guides"), ticket_line[2048];
    wm_replay *replay;
    wm_replay_config config = {
        .tickets = (const char *const[]){ path }, .ticket_count = 1, .align = true, .context = line, .lines = keep_line
    };
    int size = snprintf(ticket_line, sizeof ticket_line, "{\"id\":\"T\",\"guide\":\"%s\",\"steps\":[%s]}\n",
                        wm_case_guide(case_of(e)), steps);
    assert_in_range(size, 1, sizeof ticket_line - 1);
    file_write(path, ticket_line, (size_t)size);
    assert_int_equal(wm_replay_run(&replay, case_of(e)->rules, &config, NULL), WM_OK);
    wm_replay_free(replay);
    remove(path);
    free(path);
}

static bool is_number(const cJSON *object, const char *key, double wanted)
{
    const cJSON *n = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(n) && n->valuedouble == wanted;
}

/* What the steps cost, the worst (every recorded step, and the cheapest way), and the fault of the way; NULL: none. */
static void costs(example *e, const char *steps, double cost, double worst, const char *concluded)
{
    char line[1024] = { 0 };
    align_steps(e, steps, line);
    cJSON *all = cJSON_Parse(line), *got = cJSON_GetObjectItemCaseSensitive(all, "alignment");
    const char *named = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(got, "fault"));
    bool same_fault = concluded ? named && strcmp(named, concluded) == 0 : !named;
    if (!is_number(got, "cost", cost) || !is_number(got, "worst", worst) || !same_fault)
        fail_msg("%s\n%s\nexpected cost %g, worst %g, fault %s", steps, line, cost, worst,
                 concluded ? concluded : "null");
    cJSON_Delete(all);
}

static void an_included_guide_is_a_part_of_the_way(void **state)
{
    (void)state;
    example *e = given_guides(GUIDE("m", "") QUESTION("p", "") FAULT("f", "") DESK
                              "flow { include 'pre', ask 'p' { yes = conclude 'f' }, otherwise = escalate 'desk' }",
                              GUIDE("pre", "kind = 'environment'") QUESTION("wired", "")
                                  ACTION("plug", "") "flow { ask 'wired' { no = try 'plug' } }");
    costs(e, ASKED("pre:wired", "yes") "," ASKED("p", "yes"), 0, 4, "f");
    costs(e, ASKED("p", "yes"), 1, 3, "f");                               /* wired was left out */
    costs(e, ASKED("p", "yes") "," ASKED("pre:wired", "yes"), 2, 4, "f"); /* … or asked too late */
    costs(e, ASKED("pre:wired", "no") "," TRIED("pre:plug", "failed") "," ASKED("p", "yes"), 0, 5, "f");
    costs(e, ASKED("pre:wired", "no") "," TRIED("pre:plug", "fixed") "," ASKED("p", "yes"), 0, 5,
          "f");                                                          /* the includer goes on */
    costs(e, ASKED("pre:wired", "no") "," ASKED("p", "yes"), 1, 4, "f"); /* plug was left out */
    costs(e, ASKED("pre:wired", "yes") "," TRIED("pre:plug", "failed") "," ASKED("p", "yes"), 1, 5,
          "f"); /* … or not called for */
    over(e);
}

static void a_guide_that_is_seen_is_where_the_way_ends(void **state)
{
    (void)state;
    example *e = given_guides(
        GUIDE("m", "") QUESTION("p", "") QUESTION("q", "") FAULT("f", "") DESK
        "flow { ask 'p' { yes = see 'beyond' }, ask 'q' { yes = conclude 'f' }, otherwise = escalate 'desk' }",
        GUIDE("beyond", "") QUESTION("r", "") FAULT("g", "") DESK
        "flow { ask 'r' { yes = conclude 'g' }, otherwise = escalate 'desk' }");
    costs(e, ASKED("p", "yes") "," ASKED("beyond:r", "yes"), 0, 4, "g");
    costs(e, ASKED("p", "no") "," ASKED("q", "yes"), 0, 4, "f");
    costs(e, ASKED("p", "no") "," ASKED("beyond:r", "yes"), 2, 4,
          "g"); /* p was to be answered otherwise (or r is extra, and q left out) */
    costs(e, ASKED("p", "yes") "," ASKED("beyond:r", "yes") "," ASKED("q", "no"), 1, 5, "g");
    over(e);
}

static void a_procedure_opens_what_its_step_is_stuck_at(void **state)
{
    (void)state;
    example *e = given_guides(GUIDE("m", "kind = 'procedure'") ACTION("one", "") ACTION("two", "stuck = 'help'")
                                  ACTION("three", "") "flow { try 'one', try 'two', try 'three' }",
                              GUIDE("help", "") QUESTION("r", "") FAULT("g", "") DESK
                              "flow { ask 'r' { yes = conclude 'g' }, otherwise = escalate 'desk' }");
    costs(e, TRIED("one", "done") "," TRIED("two", "done") "," TRIED("three", "done"), 0, 6, NULL);
    costs(e, TRIED("one", "done") "," TRIED("three", "done"), 1, 5, NULL);
    costs(e, TRIED("one", "done") "," TRIED("two", "failed") "," ASKED("help:r", "yes"), 0, 6, "g");
    costs(e, TRIED("two", "failed") "," ASKED("help:r", "yes"), 1, 5, "g");
    costs(e, TRIED("one", "done") "," TRIED("two", "done") "," ASKED("help:r", "yes") "," TRIED("three", "done"), 1, 7,
          NULL);
    over(e);
}

static void a_loop_is_as_many_steps_as_its_rounds(void **state)
{
    (void)state;
    example *e =
        given(GUIDE("m", "") QUESTION("lamp", "") ACTION("reset", "") FAULT("f", "") DESK
              "flow { go 'round', otherwise = escalate 'desk' }\n"
              "flow 'round' { ask 'lamp' { yes = conclude 'f' }, try 'reset', again 'round' { at_most = 2 } }");
    costs(e, ASKED("lamp", "yes"), 0, 2, "f");
    costs(e, ASKED("lamp", "no") "," TRIED("reset", "failed") "," ASKED("lamp#2", "yes"), 0, 4, "f");
    costs(e,
          ASKED("lamp", "no") "," TRIED("reset", "failed") "," ASKED("lamp#2", "no") "," TRIED(
              "reset#2", "failed") "," ASKED("lamp#3", "yes"),
          0, 6, "f");
    costs(e, ASKED("lamp", "no") "," ASKED("lamp#2", "no") "," ASKED("lamp#3", "yes"), 2, 4,
          "f"); /* both resets were left out */
    costs(e, ASKED("lamp", "no") "," TRIED("reset", "failed") "," ASKED("lamp", "yes"), 2, 4,
          "f"); /* lamp#2 was left out, and lamp again is extra */
    over(e);
}

static void questions_in_any_order_have_none(void **state)
{
    (void)state;
    example *e =
        given(GUIDE("m", "") QUESTION("p", "") QUESTION("q", "") QUESTION("r", "") FAULT("f", "") FAULT("g", "") DESK
              "flow { any_order { ask 'p', ask 'q' { no = conclude 'g' } }, ask 'r' { yes = conclude 'f' },\n"
              "  otherwise = escalate 'desk' }");
    costs(e, ASKED("p", "yes") "," ASKED("q", "yes") "," ASKED("r", "yes"), 0, 5, "f");
    costs(e, ASKED("q", "yes") "," ASKED("p", "yes") "," ASKED("r", "yes"), 0, 5, "f");
    costs(e, ASKED("q", "no") "," ASKED("p", "yes"), 0, 4, "g");
    costs(e, ASKED("r", "yes") "," ASKED("p", "yes") "," ASKED("q", "yes"), 2, 5, "f"); /* r is none of them */
    costs(e, ASKED("q", "yes") "," ASKED("r", "yes"), 1, 4, "f");
    over(e);
}

/* Which way a condition goes is not looked at: whoever recorded the steps may have known more. */
static void a_when_goes_both_ways(void **state)
{
    (void)state;
    example *e = given(GUIDE("m", "") QUESTION("p", "") QUESTION("q", "") FAULT("f", "") FAULT("g", "") DESK
                       "flow { ask 'p', when(is('p', 'yes')) { ask 'q' { yes = conclude 'f' } }, conclude 'g',\n"
                       "  otherwise = escalate 'desk' }");
    costs(e, ASKED("p", "yes") "," ASKED("q", "yes"), 0, 3, "f");
    costs(e, ASKED("p", "no"), 0, 2, "g");
    costs(e, ASKED("p", "no") "," ASKED("q", "yes"), 0, 3, "f");
    costs(e, ASKED("q", "no"), 1, 2, "g");
    over(e);
}

/* Findings are gathered while the way goes on; their remedies may be tried at its end, in any order. */
static void remedies_of_findings_cost_nothing(void **state)
{
    (void)state;
    example *e =
        given(GUIDE("m", "") QUESTION("p", "") QUESTION("q", "") FAULT("f", "") FAULT("g", "")
                  ACTION("mend", "fixes = { f = .5 }") ACTION("swap", "fixes = { g = .5 }") ACTION("paint", "") DESK
              "flow { ask 'p' { yes = suspect 'f' }, ask 'q' { yes = suspect 'g' }, otherwise = escalate 'desk' }");
    costs(e, ASKED("p", "yes") "," ASKED("q", "yes") "," TRIED("swap", "failed") "," TRIED("mend", "fixed"), 0, 6, "f");
    costs(e, ASKED("p", "no") "," ASKED("q", "yes") "," TRIED("swap", "fixed"), 0, 5, "g");
    costs(e, ASKED("p", "no") "," ASKED("q", "yes") "," TRIED("mend", "failed"), 1, 5, "g"); /* f was not found */
    costs(e, ASKED("p", "yes") "," TRIED("mend", "failed") "," ASKED("q", "no"), 1, 5, "f"); /* too early */
    costs(e, ASKED("p", "no") "," ASKED("q", "no") "," TRIED("paint", "failed"), 1, 5, NULL);
    over(e);
}

/* Where no remedy helped, `otherwise` concludes something else, whose remedies may be tried as well. */
static void another_conclusion_has_its_remedies(void **state)
{
    (void)state;
    example *e = given(
        GUIDE("m", "") QUESTION("p", "") FAULT("f", "") FAULT("g", "") ACTION("mend", "fixes = { f = .5 }")
            ACTION("swap", "fixes = { g = .5 }") "flow { ask 'p' { yes = conclude 'f' }, otherwise = conclude 'g' }");
    costs(e, ASKED("p", "yes") "," TRIED("mend", "failed"), 0, 3, "f");
    costs(e, ASKED("p", "yes") "," TRIED("mend", "failed") "," TRIED("swap", "fixed"), 0, 4, "g");
    costs(e, ASKED("p", "yes") "," TRIED("swap", "failed") "," TRIED("mend", "fixed"), 1, 4,
          "f"); /* swap came too early */
    over(e);
}

/* ---- Walks that turn ---------------------------------------------------------------------------------------------- */

/* mend makes p be asked again: its answer may be another one by then. */
static void what_an_action_changes_is_asked_again(void **state)
{
    (void)state;
    example *e = given(GUIDE("m", "") QUESTION("p", "") QUESTION("q", "") FAULT("f", "")
                           ACTION("mend", "fixes = { f = .5 }, changes = { 'p' }") DESK
                       "flow { ask 'p' { yes = conclude 'f', no = ask 'q' }, otherwise = escalate 'desk' }");
    costs(e, ASKED("p", "yes") "," TRIED("mend", "failed") "," ASKED("p", "no") "," ASKED("q", "yes"), 0, 5, NULL);
    costs(e, ASKED("p", "yes") "," TRIED("mend", "failed") "," ASKED("p", "yes"), 0, 4, "f");
    costs(e, ASKED("p", "yes") "," TRIED("mend", "failed") "," ASKED("p", "no"), 1, 4,
          "f");                                                                         /* q is missing, or p extra */
    costs(e, ASKED("p", "yes") "," ASKED("p", "no") "," ASKED("q", "yes"), 1, 4, NULL); /* nothing was done */
    over(e);
}

static void what_an_action_sets_is_known(void **state)
{
    (void)state;
    example *e = given(GUIDE("m", "") QUESTION("p", "") QUESTION("q", "") FAULT("f", "")
                           ACTION("mend", "fixes = { f = .5 }, sets = { p = 'no' }") DESK
                       "flow { ask 'p' { yes = conclude 'f', no = ask 'q' }, otherwise = escalate 'desk' }");
    costs(e, ASKED("p", "yes") "," TRIED("mend", "failed") "," ASKED("q", "yes"), 0, 4, NULL);
    costs(e, ASKED("p", "yes") "," TRIED("mend", "skipped") "," ASKED("q", "yes"), 1, 4, "f"); /* not carried out */
    over(e);
}

static void conditions_read_what_is_asked_behind_them(void **state)
{
    (void)state;
    example *e = given(GUIDE("m", "") QUESTION("p", "") QUESTION("q", "") QUESTION("r", "") FAULT("f", "") DESK
                       "flow { when(is('q', 'yes')) { ask 'r', conclude 'f' }, ask 'p', ask 'q',\n"
                       "  otherwise = escalate 'desk' }");
    costs(e, ASKED("p", "yes") "," ASKED("q", "yes") "," ASKED("r", "no"), 0, 4, "f");
    costs(e, ASKED("q", "yes") "," ASKED("r", "no"), 1, 3, "f"); /* p comes before q */
    over(e);
}

static void what_was_stuck_and_mended_goes_on(void **state)
{
    (void)state;
    example *e = given_guides(
        GUIDE("m", "kind = 'procedure'") ACTION("one", "stuck = 'help'") ACTION("two", "")
            ACTION("three", "stuck = 'help'") "flow { try 'one', try 'two', try 'three', otherwise = resolve() }",
        GUIDE("help", "") QUESTION("a", "") FAULT("f", "") ACTION("mend", "fixes = { f = .5 }") DESK
        "flow { ask 'a' { yes = conclude 'f' }, otherwise = escalate 'desk' }");
#define STUCK TRIED("one", "failed") "," ASKED("a", "yes") "," TRIED("mend", "fixed") "," TRIED("two", "done")
    costs(e, STUCK "," TRIED("three", "done"), 0, 8, NULL);
    costs(e, STUCK "," TRIED("three", "failed"), 0, 8, "f"); /* the guide was resolved already */
    costs(e, TRIED("one", "failed") "," ASKED("a", "yes") "," TRIED("two", "done") "," TRIED("three", "done"), 2, 7,
          "f");
    over(e);
}

static void what_verifies_an_action_says_what_came_of_it(void **state)
{
    (void)state;
    example *e = given(GUIDE("m", "") QUESTION("p", "") QUESTION("q", "") FAULT("f", "") ACTION("plain", "")
                           ACTION("checked", "verify = is('p', 'no')") DESK
                       "flow { ask 'p' { yes = { try 'plain', try 'checked', ask 'q' { yes = conclude 'f' } } },\n"
                       "  otherwise = escalate 'desk' }");
#define PLAIN ASKED("p", "yes") "," TRIED("plain", "done")
    costs(e, PLAIN "," ASKED("solved", "yes"), 0, 4, NULL); /* the case is resolved */
    costs(e, PLAIN "," ASKED("solved", "no"), 2, 4, "f");   /* checked and q were left out */
    costs(e, PLAIN "," ASKED("solved", "no") "," TRIED("checked", "done") "," ASKED("p", "no"), 0, 6, NULL);
    costs(e, PLAIN "," ASKED("solved", "no") "," TRIED("checked", "done") "," ASKED("p", "yes"), 1, 6, "f");
    over(e);
}

static void what_is_mended_is_passed_by_a_walk_that_turned(void **state)
{
    (void)state;
    example *e = given_guides(
        GUIDE("m", "") QUESTION("p", "") FAULT("f", "") DESK
        "flow { include 'pre', ask 'p' { yes = conclude 'f' }, otherwise = escalate 'desk' }",
        GUIDE("pre", "kind = 'environment'") QUESTION("wired", "") QUESTION("lit", "")
            ACTION("plug", "verify = is('wired', 'yes')") "flow { ask 'wired' { no = try 'plug', yes = ask 'lit' } }");
#define PLUGGED ASKED("pre:wired", "no") "," TRIED("pre:plug", "done") "," ASKED("pre:wired", "yes")
    says(e, "pre:wired", "no");
    done(e, "pre:plug");
    says(e, "pre:wired", "yes");
    expect(e, "ask p"); /* the included guide is resolved: `lit` is not asked */
    costs(e, PLUGGED "," ASKED("p", "yes"), 0, 7, "f");
    costs(e, ASKED("pre:wired", "yes") "," ASKED("p", "yes"), 1, 5, "f"); /* lit was left out */
    over(e);
}

static void what_is_mended_may_be_come_to_by_another_way(void **state)
{
    (void)state;
    example *e = given_guides(
        GUIDE("m", "kind = 'procedure'") ACTION("one", "stuck = 'help'") ACTION("two", "stuck = 'more'")
            ACTION("three", "") "flow { try 'one', try 'two', try 'three', otherwise = resolve() }",
        GUIDE("help", "") QUESTION("a", "") FAULT("f", "") ACTION("mend", "fixes = { f = .5 }") DESK
        "flow { ask 'a' { yes = suspect 'f' }, otherwise = escalate 'desk' }",
        GUIDE("more", "") QUESTION("b", "") DESK "flow { ask 'b' { yes = see 'help' }, otherwise = escalate 'desk' }");
    failed(e, "one");
    says(e, "help:a", "yes");
    fixed(e, "help:mend");
    failed(e, "two");
    says(e, "more:b", "yes"); /* leads to what was mended: nothing is left to ask there */
    expect(e, "try three");
    costs(e,
          TRIED("one", "failed") "," ASKED("help:a", "yes") "," TRIED("help:mend", "fixed") "," TRIED(
              "two", "failed") "," ASKED("more:b", "yes") "," TRIED("three", "done"),
          0, 9, NULL);
    over(e);
}

static void an_answer_may_end_an_any_order(void **state)
{
    (void)state;
    example *e = given(GUIDE("m", "") QUESTION("p", "") QUESTION("q", "") QUESTION("r", "") FAULT("f", "") DESK
                       "flow { any_order { ask 'p', ask 'q' { no = escalate 'desk' }, ask 'r' }, conclude 'f',\n"
                       "  otherwise = escalate 'desk' }");
    costs(e, ASKED("q", "no"), 0, 3, NULL);
    costs(e, ASKED("r", "yes") "," ASKED("q", "no"), 0, 4, NULL);
    costs(e, ASKED("r", "yes") "," ASKED("p", "yes") "," ASKED("q", "no"), 0, 5, NULL);
    costs(e, ASKED("r", "yes") "," ASKED("q", "yes"), 1, 4, "f"); /* p is missing */
    over(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_included_guide_is_a_part_of_the_way),
        cmocka_unit_test(a_guide_that_is_seen_is_where_the_way_ends),
        cmocka_unit_test(a_procedure_opens_what_its_step_is_stuck_at),
        cmocka_unit_test(a_loop_is_as_many_steps_as_its_rounds),
        cmocka_unit_test(questions_in_any_order_have_none),
        cmocka_unit_test(a_when_goes_both_ways),
        cmocka_unit_test(remedies_of_findings_cost_nothing),
        cmocka_unit_test(another_conclusion_has_its_remedies),
        cmocka_unit_test(what_an_action_changes_is_asked_again),
        cmocka_unit_test(what_an_action_sets_is_known),
        cmocka_unit_test(conditions_read_what_is_asked_behind_them),
        cmocka_unit_test(what_was_stuck_and_mended_goes_on),
        cmocka_unit_test(what_verifies_an_action_says_what_came_of_it),
        cmocka_unit_test(what_is_mended_is_passed_by_a_walk_that_turned),
        cmocka_unit_test(what_is_mended_may_be_come_to_by_another_way),
        cmocka_unit_test(an_answer_may_end_an_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
