/* test_load_allocations.c: loading and checking rules, good and wrong ones, with every request for memory failing in turn, those of arenas and
 * vectors too. What is found of a wrong guide is found whole, or WM_NO_MEMORY is said. Uses failing.h. */
#include "fault/failing.h"
#include "support/walk_support.h"

/* Rules as texts: the file at a path, or the text itself; teams where they are to be known. */
typedef struct source {
    const char *name, *text; /* text NULL: the folder `name` */
    const char *kb;
    uint64_t load_instructions;
} source;

static void tell_findings(text *out, const wm_finding *found, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        text_add(out, "%s %s %s: %s | %s | %s | %s\n", found[i].where, found[i].code, or_none(found[i].node),
                 wm_text_in(found[i].what, WM_ZH), wm_text_in(found[i].what, WM_EN), wm_text_in(found[i].mend, WM_ZH),
                 wm_text_in(found[i].mend, WM_EN));
        for (size_t k = 0; k < found[i].witness_count; k++)
            text_add(out, "  %s = %s\n", found[i].witness[k].question, found[i].witness[k].answer);
    }
}

static wm_status tell_check(text *out, wm_rules *rules)
{
    const wm_finding *found;
    size_t count;
    wm_error error;
    wm_status status;
    AGAIN_IF_NO_MEMORY(status, wm_rules_check(rules, NULL, &found, &count, &error));
    assert_int_equal(status, WM_OK);
    tell_findings(out, found, count);
    return status;
}

static void tell_guides(text *out, const wm_rules *rules)
{
    wm_guide_info info;
    text_add(out, "%s\n", wm_rules_hash(rules));
    for (size_t i = 0; wm_rules_guide(rules, i, &info) == WM_OK; i++)
        text_add(out, "guide %s: %zu questions, %zu faults, %zu actions, %zu nodes\n", info.name, info.questions,
                 info.faults, info.actions, info.nodes);
}

static wm_status load(failing *f, void *what)
{
    const source *s = what;
    wm_rules *rules = NULL;
    wm_error error = { 0 };
    wm_config config = { .allocator = counting_alloc_hook(&f->memory),
                         .kb_dir = s->kb,
                         .load_instructions = s->load_instructions };
    begin_failing(f);
    wm_status status = s->text ? wm_rules_load_text(&rules, &config, s->name, s->text, strlen(s->text), &error)
                               : wm_rules_load(&rules, &config, s->name, &error);
    if (status != WM_OK) {
        assert_int_equal(error.status, status);
        assert_null(rules);
        return status;
    }
    const wm_finding *found;
    size_t count = wm_rules_findings(rules, &found);
    tell_findings(&f->told, found, count);
    tell_guides(&f->told, rules);
    status = tell_check(&f->told, rules);
    wm_rules_free(rules);
    return status;
}

static void test_rules_of_everything(void **state)
{
    (void)state;
    fail_each("everything/", load, &(source){ "tests/fault/everything", NULL, "tests/fault/kb", 0 }, 1200);
}

/* The teams, the prices and the manuals of the project's own kb/. */
static void test_what_rules_refer_to(void **state)
{
    (void)state;
    static const source alone = {
        "alone",
        GUIDE("g", "manual = 'vm-connection'") QUESTION("q", "cite = '#nowhere'")
            FAULT("f", "") "escalation 'desk' { to = 'cloud_architects', zh = '架構', en = 'Architects' }\n"
                           "flow { ask 'q' { yes = conclude 'f' }, otherwise = escalate 'desk' }",
        "kb", 0
    };
    fail_each("kb/", load, (void *)(uintptr_t)&alone, 700);
}

/* ---- Wrong guides: what is said of each ---------------------------------------------------------------------------- */

#define END  "\nflow { ask 'q' { yes = conclude 'f' }, otherwise = escalate 'desk' }\n"
#define SOME GUIDE("g", "") QUESTION("q", "") FAULT("f", "") ACTION("a", "fixes = { f = .5 }") DESK

static const source wrong[] = {
    { "fields",
      GUIDE("g", "kind = 'diagnose', reviewed = '2026-13-01', colour = 1") QUESTION("q", "knid = 'text', cost = 'much'")
          QUESTION("unsure", "min = 0 / 0, kind = 'number'") QUESTION("Bad Name", "cite = 'm'") QUESTION(
              "r", "answers = { 502, { zh = '是', en = 'Yes' }, y = 1 }") FAULT("f", "prior = 2, tell = { zh = '好' }")
              FAULT("f", "") ACTION("a", "fixes = { 'f' }, changes = 'q', risk = 'high', share = 1, cost = "
                                         "-1") "fault 'x' { '甲', zh = '甲', [{}] = 1 }\n"
                                               "fault 'long' { zh = string.rep('長', 60000), en = "
                                               "'A\\u{202E}B' }\n"
                                               "escalation 'desk' { zh = '二線', en = 'Second line', level "
                                               "= 1.5 }\n" END,
      NULL, 0 },
    { "names",
      GUIDE("g", "goal = is('nothing', 'yes')") QUESTION("q", "given = { g = { yes = .1 }, f = { maybe = .2 } }")
          QUESTION("t", "kind = 'text', answers = { 'one' }, match = { two = 'x' }") FAULT("f", "")
              ACTION("a", "fixes = { none = .5 }, verify = is('q', 'maybe')") ACTION(
                  "b",
                  "sets = { q = 'maybe', none = 1 }, changes = { 'none' }") "escalation 'desk' { to = 'nobody', zh = "
                                                                            "'二線', en = 'x', evidence = { 'none' } "
                                                                            "}\n"
                                                                            "flow { ask 'none' { yes = conclude 'none' "
                                                                            "}, try 'none', go 'none', see 'none',\n"
                                                                            "  include 'none', when(below('q', 5)) { "
                                                                            "again 'none' { at_most = 2 } },\n"
                                                                            "  ask 'q' { maybe = escalate 'none' }, "
                                                                            "otherwise = escalate 'none' }\n",
      "tests/fault/kb", 0 },
    { "links",
      GUIDE("g", "goal = is('elsewhere:q', 'yes')") QUESTION("q", "share = true") ACTION("a", "share = true")
          FAULT("f", "") ACTION("b", "stuck = 'none', sets = { ['h:q'] = 'yes' }, changes = { "
                                     "'h:q' }") "escalation 'desk' { to = 'nobody', zh = '二線', "
                                                "en = 'x' }\n"
                                                "flow { ask 'nothing', include 'nothing', try "
                                                "'h:x', see 'h', otherwise = escalate 'desk' }\n",
      "tests/fault/kb", 0 },
    { "values",
      GUIDE("g", "") QUESTION("q", "given = { f = { yes = .8, no = .7 } }")
          QUESTION("n", "kind = 'number', min = 5, max = 1, answers = { 'a' }") QUESTION("none", "answers = {}")
              FAULT("f", "prior = .7") FAULT("h", "prior = .6") ACTION("a", "sets = { q = 5 }, fixes = { f = 1.5 }")
                  DESK "flow { ask 'q' { on(below(5)) { resolve() }, on(contains('x')) { resolve() } },\n"
                       "  when(between('n', 9, 1)) { resolve() }, when(is('n', 'yes')) { resolve() },\n"
                       "  when(at_least('n', 1 / 0)) { resolve() }, otherwise = escalate 'desk' }\n",
      NULL, 0 },
    { "steps",
      SOME "flow { 'resolve', resolve, { conclude 'f' }, known 'q', on(known 'q') { resolve() }, when(known 'q'),\n"
           "  ask 'q' { [true] = resolve() }, ask 'q' { [502] = resolve() }, ask 'q' { 'x' }, ask(),\n"
           "  ask 'q' { yes = { { resolve() } } }, ask 'q' { no = 5 },\n"
           "  conclude('f', 'f'), any_order { try 'a' }, when(function() end) { resolve() },\n"
           "  when(all { 'q' }) { resolve() }, when(is 'q') { resolve() }, when(is('q', true)) { resolve() },\n"
           "  ask('q', { at = 'r' }), other = 1, otherwise = 'desk' }\nflow { resolve() }\n",
      NULL, 0 },
    { "statements",
      SOME "question 'x'\nquestion(5)\nquestion { zh = '甲' }\nquestion('x', { zh = '甲' })\nfault 'x' 'y'\n"
           "fault 'y' { zh = '甲', en = 'A' } { zh = '乙' }\nguide 'h' { zh = '甲', en = 'A' }\nquestoin 'z' { }\n" END,
      NULL, 0 },
    { "flows",
      SOME "flow { go 'one', otherwise = escalate 'desk' }\nflow 'one' { go 'two' }\nflow 'two' { go 'one' }\n"
           "flow 'left' { again 'left' }\nflow 'two' { resolve() }\n",
      NULL, 0 },
    { "twice",
      GUIDE("g", "owner = 'a', owner = 'b'") "question 'q' { zh = '問', ['z\\104'] = '又', ['\\x7ah'] = 1 }\n" END,
      NULL, 0 },
    { "functions",
      SOME "local seen = {}\nlocal function no() return os.time() end\n"
           "flow { when(function(facts) seen.x = 1 return facts.q end) { resolve() },\n"
           "  when(function() y = 2 return no() end) { resolve() }, otherwise = escalate 'desk' }\n",
      NULL, 0 },
    { "syntax", SOME "flow { ask 'q' { yes = } }\n", NULL, 0 },
    { "raised", SOME "error('stop')\n", NULL, 0 },
    { "unknown word", SOME "flow { conclud 'f', otherwise = escalate 'desk' }\n", NULL, 0 },
    { "not UTF-8", "guide 'g' { zh = '\xff' }", NULL, 0 },
    { "overrun", SOME "while true do end\n", NULL, 100000 },
    { "no guide", FAULT("f", "") DESK, NULL, 0 },
    { "no way out", GUIDE("g", "") QUESTION("q", "") FAULT("f", "") "flow { ask 'q' { yes = conclude 'f' } }\n", NULL,
      0 },
    { "many answers",
      SOME "local all = {}\nfor i = 1, 1100 do all[i] = 'a' .. i end\n"
           "question 'many' { zh = '多', en = 'Many', answers = all }\n" END,
      NULL, 0 },
};

static void test_wrong_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        fail_each(wrong[i].name, load, (void *)(uintptr_t)&wrong[i], 250);
}

/* Errors and warnings that the checker finds, with the answers that lead there. */
static const source doubtful[] = {
    { "dead branches and holes",
      GUIDE("g", "goal = is('ok', 'yes'), manual = 'none'") QUESTION("ok", "") QUESTION("a", "") QUESTION("idle", "")
          QUESTION("n", "kind = 'number', min = 0, max = 100")
              QUESTION("t", "kind = 'text', answers = { 'x', 'y' }, match = { x = 'xx', y = 'yy' }") FAULT("f", "")
                  ACTION("fix", "fixes = { f = .5 }, changes = { 'a' }, cite = '#nowhere'") DESK
      "flow {\n ask 't' { x = ask 'a' { yes = when(is('a', 'no')) { conclude 'f' } },\n"
      "  on(contains('zz')) { ask 'n' { on(below(10.5)) { ask 'n', when(at_least('n', 50)) { resolve() } },\n"
      "    on(below(10)) { resolve() } } } },\n"
      " any_order { ask 'a' { no = conclude 'f' } }, ask 'a' { yes = resolve(), no = go 'part' },\n"
      " otherwise = escalate 'desk' }\nflow 'part' { ask 'a' { yes = resolve() }, try 'fix' }\n"
      "flow 'unused' { resolve() }\n",
      NULL, 0 },
    { "ends in nothing",
      GUIDE("g", "") QUESTION("a", "") QUESTION("t", "kind = 'text'") FAULT("f", "") FAULT("h", "")
          ACTION("slow", "fixes = { f = .5 }, cost = 60") ACTION(
              "quick", "fixes = { f = .5 }, cost = 1") "flow { ask 't' { on(contains('one')) { try 'slow', try "
                                                       "'quick', conclude 'h' } },\n"
                                                       "  ask 'a' { yes = conclude 'f' }, otherwise = conclude 'h' }\n",
      NULL, 0 },
};

static void test_checks_with_witnesses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof doubtful / sizeof *doubtful; i++)
        fail_each(doubtful[i].name, load, (void *)(uintptr_t)&doubtful[i], 2500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_of_everything),
        cmocka_unit_test(test_what_rules_refer_to),
        cmocka_unit_test(test_wrong_rules),
        cmocka_unit_test(test_checks_with_witnesses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
