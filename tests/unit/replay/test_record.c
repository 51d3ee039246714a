/* test_record.c: what a ticket's record means for its walk (formats.md, "Replay walks in time"; replay/README.md): facts and steps that speak of
 * the same question, names of other guides, values that a question does not take, and walks that end in an error. Through wm_replay_run. */
#include "support/walk_support.h"
#include "unit/replay/files.h"

/* What a test has: rules of some guides in a folder of their own, and a ticket file. */
static char folder[256], *path;

static int make_folder(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/waymark_record_XXXXXX", base ? base : "/tmp");
    path = file_name("tickets");
    return mkdtemp(folder) ? 0 : -1;
}

static int drop_folder(void **state)
{
    (void)state;
    (void)remove(path);
    free(path);
    return rmdir(folder);
}

/* Rules of up to three texts, one a guide. */
static wm_rules *load_guides(const wm_config *config, const char *const *texts)
{
    wm_rules *rules;
    wm_error error;
    const wm_finding *found;
    char names[3][300];
    size_t count = 0;
    for (; texts[count]; count++) {
        snprintf(names[count], sizeof names[count], "%s/%zu.lua", folder, count);
        file_write(names[count], texts[count], strlen(texts[count]));
    }
    if (wm_rules_load(&rules, config, folder, &error) != WM_OK)
        fail_msg("%s", error.en);
    if (wm_rules_findings(rules, &found))
        fail_msg("%s %s", found[0].where, found[0].what.en);
    for (size_t i = 0; i < count; i++)
        (void)remove(names[i]);
    return rules;
}

/* The line that is told of a ticket holds each of these. */
static void expect_told(const wm_rules *rules, const char *record, const char *const *parts)
{
    told t;
    wm_error error = { 0 };
    file_write(path, record, strlen(record));
    if (told_run(&t, rules, (const char *const[]){ path }, 1, 1, &error) != WM_OK)
        fail_msg("%s", error.en);
    for (; *parts; parts++)
        if (!strstr(t.lines.data, *parts))
            fail_msg("%s is not in: %s%s, of %s", *parts, t.lines.data, t.invalid.data, record);
    told_free(&t);
}

#define TELLS(rules, ticket, ...) expect_told(rules, ticket, (const char *const[]){ __VA_ARGS__, NULL })

/* ---- Facts and steps ------------------------------------------------------------------------------------------------- */

/* The port is asked, mended by one of three actions, and asked again. */
static const char port_guide[] = GUIDE("g", "goal = is('works', 'yes')") QUESTION("works", "")
    QUESTION("port", "answers = { 'shut', 'open', 'odd' }") QUESTION("light", "") QUESTION("load", "kind = 'number'")
        QUESTION("words", "kind = 'text'") FAULT("rule", "") FAULT("cable", "") FAULT("server", "")
            ACTION("check", "verify = is('port', 'open')") ACTION("change", "changes = { 'port' }")
                ACTION("set", "sets = { port = 'open' }") ACTION("unlike", "changes = { 'light' }")
                    ACTION("nothing", "") DESK
    "flow { ask 'port' { shut = { ask 'light' { yes = try 'check', no = try 'change', unsure = try 'set' } } },\n"
    "  ask 'port' { open = conclude 'rule', odd = conclude 'cable', shut = conclude 'server' },\n"
    "  otherwise = escalate 'desk' }\n";

/* A step's answer is a fact, too; where both speak, the step does, unless what comes before it makes the answer stale: then the fact was first. */
static void a_fact_was_there_before_an_action_that_makes_it_stale(void **state)
{
    (void)state;
    static const char *const texts[] = { port_guide, NULL };
    wm_rules *rules = load_guides(NULL, texts);
    TELLS(rules,
          "{\"id\":\"1\",\"guide\":\"g\",\"facts\":{\"port\":\"shut\",\"light\":\"no\"},\"steps\":["
          "{\"ask\":\"port\",\"answer\":\"odd\"}],\"resolved\":{\"fault\":\"cable\"}}",
          "\"verdict\":\"agree\"", "\"fault\":\"cable\"");
    TELLS(rules,
          "{\"id\":\"2\",\"guide\":\"g\",\"facts\":{\"port\":\"shut\",\"light\":\"no\"},\"steps\":["
          "{\"try\":\"change\",\"outcome\":\"failed\"},{\"ask\":\"port\",\"answer\":\"odd\"}]}",
          "\"fault\":\"cable\"", "\"asked\":3");
    TELLS(rules,
          "{\"id\":\"3\",\"guide\":\"g\",\"facts\":{\"port\":\"shut\",\"light\":\"yes\"},\"steps\":["
          "{\"try\":\"check\",\"outcome\":\"done\"},{\"ask\":\"port\",\"answer\":\"odd\"}]}",
          "\"fault\":\"cable\"");
    TELLS(rules,
          "{\"id\":\"4\",\"guide\":\"g\",\"facts\":{\"port\":\"shut\",\"light\":null},\"steps\":["
          "{\"try\":\"set\",\"outcome\":\"fixed\"},{\"ask\":\"port\",\"answer\":\"odd\"}],"
          "\"resolved\":{\"action\":\"set\"}}",
          "\"verdict\":\"agree\"", "\"action\":\"set\"");
    /* what they did has nothing to do with the port: the step speaks */
    TELLS(rules,
          "{\"id\":\"5\",\"guide\":\"g\",\"facts\":{\"port\":\"shut\"},\"steps\":[{\"try\":\"unlike\"},"
          "{\"try\":\"nothing\"},{\"try\":\"what no guide has\"},{\"ask\":\"port\",\"answer\":\"odd\"}]}",
          "\"fault\":\"cable\"", "\"asked\":1");
    wm_rules_free(rules);
}

static void a_record_may_be_bare(void **state)
{
    (void)state;
    static const char *const texts[] = { port_guide, NULL };
    wm_rules *rules = load_guides(NULL, texts);
    TELLS(rules, "{\"id\":\"1\",\"guide\":\"g\",\"facts\":{},\"steps\":[]}", "\"verdict\":\"unrecorded\"",
          "\"stopped_at\":\"port\"");
    TELLS(rules, "{\"id\":\"2\",\"guide\":\"g\",\"facts\":null,\"steps\":null,\"resolved\":null,\"escalated\":null}",
          "\"verdict\":\"unrecorded\"");
    TELLS(rules,
          "{\"id\":\"3\",\"guide\":\"g\",\"steps\":[{},{\"note\":\"x\"},{\"ask\":\"port\"},{\"answer\":\"odd\"}]}",
          "\"stopped_at\":\"port\"");
    TELLS(rules, "{\"id\":\"4\",\"facts\":{\"port\":\"odd\"},\"text\":null}", "\"guide\":null",
          "\"verdict\":\"no_guide\"");
    TELLS(rules, "{\"id\":\"5\",\"guide\":\"g\",\"facts\":{\"port\":\"odd\"},\"escalated\":{\"to\":\"second_line\"}}",
          "\"verdict\":\"agree\"", "\"escalate\":\"desk\"");
    wm_rules_free(rules);
}

/* A fact twice is no ticket; a goal's too, though it waits. */
static void a_key_twice_makes_a_line_invalid(void **state)
{
    (void)state;
    static const char *const twice[] = {
        "{\"id\":\"1\",\"guide\":\"g\",\"facts\":{\"port\":\"odd\",\"port\":\"odd\"}}",
        "{\"id\":\"1\",\"guide\":\"g\",\"facts\":{\"works\":\"no\",\"light\":\"no\",\"works\":\"no\"}}",
        "{\"id\":\"1\",\"guide\":\"g\",\"facts\":{\"unknown\":1,\"unknown\":1}}",
        "{\"id\":\"1\",\"guide\":\"g\",\"steps\":[{\"ask\":\"port\",\"ask\":\"port\"}]}",
        "{\"id\":\"1\",\"guide\":\"g\",\"resolved\":{\"fault\":\"rule\",\"fault\":\"rule\"}}",
    };
    static const char *const texts[] = { port_guide, NULL };
    wm_rules *rules = load_guides(NULL, texts);
    for (size_t i = 0; i < sizeof twice / sizeof *twice; i++) {
        told t;
        file_write(path, twice[i], strlen(twice[i]));
        assert_int_equal(told_run(&t, rules, (const char *const[]){ path }, 1, 1, NULL), WM_OK);
        if (t.sum.invalid != 1)
            fail_msg("%s", twice[i]);
        told_free(&t);
    }
    wm_rules_free(rules);
}

/* A value that its question does not know makes the ticket an error, and `why` says which: the first one; what is long is cut between characters. */
static void why_says_which_value_is_wrong(void **state)
{
    (void)state;
    static const char *const texts[] = { port_guide, NULL };
    static const char *const wrong[][2] = {
        { "\"facts\":{\"port\":\"ajar\"}", "\\\"port\\\" has no answer \\\"ajar\\\"" },
        { "\"facts\":{\"port\":5}", "\\\"port\\\" takes a text, not 5" },
        { "\"facts\":{\"port\":true}", "\\\"port\\\" takes a text, not true" },
        { "\"facts\":{\"port\":[\"odd\"]}", "\\\"port\\\" takes a text" },
        { "\"facts\":{\"load\":\"much\"}", "\\\"load\\\" takes a number, not much" },
        { "\"facts\":{\"load\":false}", "\\\"load\\\" takes a number, not false" },
        { "\"facts\":{\"words\":12}", "\\\"words\\\" takes a text, not 12" },
        { "\"facts\":{\"words\":12,\"port\":\"ajar\"}", "\\\"words\\\"" },
        { "\"steps\":[{\"ask\":\"port\",\"answer\":\"ajar\"}]", "has no answer \\\"ajar\\\"" },
        { "\"steps\":[{\"try\":\"set\",\"outcome\":\"great\"}]",
          "The outcome of \\\"set\\\", \\\"great\\\", is none of" },
        { "\"steps\":[{\"try\":\"set\",\"outcome\":\"dome\"}]", "\\\"dome\\\"" }, /* as long as a right one */
        { "\"facts\":{\"port\":\"路路路路路路路路路路路路路路路路路路路路路路路路路路路路路\"}",
          "路路路路路路路路路路路路路路路路路路路路路路路路路路\\\"." }, /* 26 of three bytes: 78 of 80 */
    };
    wm_rules *rules = load_guides(NULL, texts);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char line[512];
        snprintf(line, sizeof line, "{\"id\":\"1\",\"guide\":\"g\",%s}", wrong[i][0]);
        TELLS(rules, line, "\"verdict\":\"error\"", wrong[i][1], "\"end\":null");
    }
    wm_rules_free(rules);
}

static void numbers_outside_their_range_are_errors(void **state)
{
    (void)state;
    static const char text[] = GUIDE("g", "") QUESTION("load", "kind = 'number', min = 0, max = 100") FAULT("f", "")
        DESK "flow { ask 'load' { on(at_least(90)) { conclude 'f' } }, otherwise = escalate 'desk' }\n";
    static const char *const texts[] = { text, NULL };
    wm_rules *rules = load_guides(NULL, texts);
    TELLS(rules, "{\"id\":\"1\",\"guide\":\"g\",\"facts\":{\"load\":-0.5}}",
          "The answer to \\\"load\\\", -0.5, is out of its range");
    TELLS(rules, "{\"id\":\"2\",\"guide\":\"g\",\"facts\":{\"load\":100.5}}", "100.5, is out of its range");
    TELLS(rules, "{\"id\":\"3\",\"guide\":\"g\",\"facts\":{\"load\":100}}", "\"fault\":\"f\"");
    TELLS(rules, "{\"id\":\"4\",\"guide\":\"g\",\"facts\":{\"load\":0}}", "\"end\":\"escalated\"");
    wm_rules_free(rules);
}

/* ---- Names ------------------------------------------------------------------------------------------------------------ */

/* A question of an included guide is found by its own name, the full one, or, where it is shared, from anywhere. */
static void names_are_found_as_in_a_case(void **state)
{
    (void)state;
    static const char outer[] = GUIDE("a/outer", "") QUESTION("same", "") QUESTION("own", "") FAULT("f", "") DESK
        "flow { ask 'own' { no = { include 'b/inner' } }, ask 'same' { yes = conclude 'f' }, otherwise = escalate "
        "'desk' }\n";
    static const char inner[] = GUIDE("b/inner", "") QUESTION("same", "") QUESTION("deep", "")
        QUESTION("common", "share = true") FAULT("g", "") ACTION("mend", "fixes = { g = .5 }, share = true") DESK
        "flow { ask 'same' { no = ask 'deep' { yes = conclude 'g', no = ask 'common' { yes = try 'mend' } } }, "
        "otherwise = escalate 'desk' }\n";
    static const char other[] = GUIDE("c/other", "") FAULT("h", "") DESK
        "flow { ask 'common' { yes = try 'mend' }, otherwise = escalate 'desk' }\n";
    static const char *const texts[] = { outer, inner, other, NULL };
    wm_rules *rules = load_guides(NULL, texts);
    TELLS(rules,
          "{\"id\":\"1\",\"guide\":\"a/outer\",\"facts\":{\"own\":\"no\",\"b/inner:same\":\"no\",\"deep\":\"yes\"},"
          "\"resolved\":{\"fault\":\"g\"}}",
          "\"verdict\":\"agree\"", "\"fault\":\"g\"");
    /* the outer guide's own comes first: the inner one was not answered */
    TELLS(rules, "{\"id\":\"2\",\"guide\":\"a/outer\",\"facts\":{\"own\":\"no\",\"same\":\"no\",\"deep\":\"yes\"}}",
          "\"stopped_at\":\"b/inner:same\"");
    TELLS(rules, "{\"id\":\"3\",\"guide\":\"a/outer\",\"facts\":{\"a/outer:own\":\"yes\",\"a/outer:same\":\"yes\"}}",
          "\"fault\":\"f\"");
    /* resolved within, the walk comes back to the outer guide */
    TELLS(
        rules,
        "{\"id\":\"4\",\"guide\":\"a/outer\",\"facts\":{\"own\":\"no\",\"b/inner:same\":\"no\",\"b/inner:deep\":\"no\","
        "\"common\":\"yes\",\"same\":\"yes\"},\"steps\":[{\"try\":\"b/inner:mend\",\"outcome\":\"fixed\"}]}",
        "\"fault\":\"f\"", "\"asked\":5");
    TELLS(rules,
          "{\"id\":\"5\",\"guide\":\"c/"
          "other\",\"facts\":{\"common\":\"yes\"},\"steps\":[{\"try\":\"mend\",\"outcome\":\"fixed\"}]}",
          "\"end\":\"resolved\"", "\"action\":\"mend\"");
    TELLS(rules, "{\"id\":\"6\",\"guide\":\"c/other\"}", "\"stopped_at\":\"common\"");
    TELLS(rules,
          "{\"id\":\"7\",\"guide\":\"c/other\",\"facts\":{\"b/"
          "inner:deep\":\"yes\",\"none:common\":1,\":\":2,\"common:\":3}}",
          "\"stopped_at\":\"common\""); /* nothing that this guide asks */
    wm_rules_free(rules);
}

/* A ticket that stops within a guide that knows no faults: the likeliest is one of the ticket's guide. */
static void the_likeliest_is_told_from_anywhere(void **state)
{
    (void)state;
    static const char pc[] = GUIDE("pc", "") QUESTION("slow", "") FAULT("age", "prior = .3") FAULT("heat", "prior = .7")
        DESK "flow { include 'where', ask 'slow' { yes = conclude 'heat', no = conclude 'age' }, otherwise = escalate "
             "'desk' }\n";
    static const char where[] =
        GUIDE("where", "") QUESTION("indoors", "") DESK "flow { ask 'indoors', otherwise = escalate 'desk' }\n";
    static const char *const texts[] = { pc, where, NULL };
    wm_rules *rules = load_guides(NULL, texts);
    TELLS(rules, "{\"id\":\"1\",\"guide\":\"pc\"}", "\"stopped_at\":\"indoors\"", "\"fault\":\"heat\"");
    TELLS(rules, "{\"id\":\"2\",\"guide\":\"pc\",\"facts\":{\"slow\":\"no\"},\"resolved\":{\"fault\":\"age\"}}",
          "\"fault\":\"age\"", "\"verdict\":\"agree\"");
    TELLS(rules, "{\"id\":\"3\",\"guide\":\"where\"}", "\"fault\":null"); /* opened on it */
    wm_rules_free(rules);
}

/* ---- Walks that fail ---------------------------------------------------------------------------------------------------- */

/* A walk that uses up its steps is an error of the ticket, and the next one is walked as ever. */
static void an_overrun_is_the_tickets_error(void **state)
{
    (void)state;
    static const char text[] = GUIDE("g", "") QUESTION("q", "") FAULT("f", "") DESK
        "flow { ask 'q' { yes = go 'round' }, otherwise = escalate 'desk' }\n"
        "flow 'round' { when(known 'q') { again 'round' { at_most = 900 } } }\n";
    static const char *const texts[] = { text, NULL };
    wm_config config = { .walk_steps = 200 };
    wm_rules *rules = load_guides(&config, texts);
    TELLS(rules,
          "{\"id\":\"1\",\"guide\":\"g\",\"facts\":{\"q\":\"yes\"}}\n{\"id\":\"2\",\"guide\":\"g\",\"facts\":{\"q\":"
          "\"no\"}}\n",
          "\"verdict\":\"error\"", "used up its steps", "{\"id\":\"2\",\"guide\":\"g\",\"verdict\":\"unrecorded\"");
    wm_rules_free(rules);
}

static void a_condition_that_fails_is_named(void **state)
{
    (void)state;
    static const char text[] = GUIDE("g", "") QUESTION("q", "") FAULT("f", "") DESK
        "flow { ask 'q' {\n"
        "  on(function(facts) return facts.q.x end) { conclude 'f' } }, otherwise = escalate 'desk' }\n";
    static const char *const texts[] = { text, NULL };
    wm_rules *rules = load_guides(NULL, texts);
    TELLS(rules, "{\"id\":\"1\",\"guide\":\"g\",\"facts\":{\"q\":\"yes\"}}", "\"verdict\":\"error\"",
          "0.lua:", "\"why\":\"");
    wm_rules_free(rules);
}

/* A way of more steps than there is room for at first is walked again, with room. */
static void a_long_way_is_told_whole(void **state)
{
    (void)state;
    static const char text[] = GUIDE("g", "") FAULT("f", "") DESK "local steps = { otherwise = escalate 'desk' }\n"
                                                                  "for i = 1, 700 do\n"
                                                                  "  question('q' .. i) { zh = '問', en = 'Q' }\n"
                                                                  "  steps[i] = ask('q' .. i) { no = conclude 'f' }\n"
                                                                  "end\nflow(steps)\n";
    static const char *const texts[] = { text, NULL };
    static char line[40000];
    size_t used = (size_t)snprintf(line, sizeof line, "{\"id\":\"1\",\"guide\":\"g\",\"facts\":{");
    for (int i = 1; i <= 700; i++)
        used += (size_t)snprintf(line + used, sizeof line - used, "%s\"q%d\":%s", i > 1 ? "," : "", i,
                                 i == 700 ? "null" : "\"yes\""); /* "not sure" takes the whole walk */
    snprintf(line + used, sizeof line - used, "}}");
    wm_rules *rules = load_guides(NULL, texts);
    TELLS(rules, line, "\"end\":\"escalated\"", "\"asked\":700");
    wm_rules_free(rules);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, make_folder, drop_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(a_fact_was_there_before_an_action_that_makes_it_stale),
        EACH(a_record_may_be_bare),
        EACH(a_key_twice_makes_a_line_invalid),
        EACH(why_says_which_value_is_wrong),
        EACH(numbers_outside_their_range_are_errors),
        EACH(names_are_found_as_in_a_case),
        EACH(the_likeliest_is_told_from_anywhere),
        EACH(an_overrun_is_the_tickets_error),
        EACH(a_condition_that_fails_is_named),
        EACH(a_long_way_is_told_whole),
    };
    return cmocka_run_group_tests_name("replay/record", tests, NULL, NULL);
}
