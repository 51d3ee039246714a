/* WM210–WM215: what is odd about remedies, conclusions and hand-overs. */
#include "unit/check/checked.h"

static void steps_that_a_remedy_leads_away_from(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD CHOICE("airplane", "\"on\", \"off\"") FAULT("radio") ACTION(
        "turn_off", "fixes = { radio = .5 }, sets = { airplane = \"off\" }") "\n"
                                                                             "flow {\n"
                                                                             "  ask \"airplane\" { on = {\n"
                                                                             "      try \"turn_off\",\n"
                                                                             "      conclude \"radio\" },\n"
                                                                             "    off = escalate \"team\" },\n"
                                                                             "  otherwise = escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM210", WM_WARNING, "t.lua:5", "turn_off");
    assert_witness(f, "airplane=on");
    assert_leads_to(&c, f, 5);
    checked_free(&c);
}

/* Nothing stands behind it; or what it sets leads here again. */
static void remedies_that_stay_in_their_branch(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD CHOICE("airplane", "\"on\", \"off\"") FAULT("radio") ACTION(
        "turn_off",
        "fixes = { radio = .5 }, sets = { airplane = \"off\" }") "\n"
                                                                 "flow {\n"
                                                                 "  ask \"airplane\" { on = try \"turn_off\", off = "
                                                                 "conclude \"radio\" },\n"
                                                                 "  otherwise = escalate \"team\" }\n");
    /* once it is skipped, nothing but the end follows */
    assert_none(&c, "WM210");
    checked_free(&c);
    c = check_text_of(HEAD CHOICE("airplane", "\"on\", \"off\"") FAULT("radio") ACTION(
        "turn_off",
        "fixes = { radio = .5 }, sets = { airplane = \"off\" }") "\n"
                                                                 "flow {\n"
                                                                 "  ask \"airplane\" {}, try \"turn_off\",\n"
                                                                 "  when(is(\"airplane\", \"off\")) { conclude "
                                                                 "\"radio\" },\n"
                                                                 "  otherwise = escalate \"team\" }\n");
    assert_none(&c, "WM210");
    checked_free(&c);
}

static void a_conclusion_that_nothing_repairs(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD YES_NO("a") FAULT("broken") FAULT("dirty") ACTION(
        "clean", "fixes = { dirty = .9 }") "\n"
                                           "flow {\n"
                                           "  ask \"a\" { yes =\n"
                                           "      conclude \"broken\",\n"
                                           "    no = conclude \"dirty\", unsure = escalate \"team\" },\n"
                                           "  otherwise = resolve() }\n");
    const wm_finding *f = the_only(&c, "WM211", WM_WARNING, "t.lua:5", "broken");
    assert_witness(f, "a=yes");
    assert_leads_to(&c, f, 5);
    checked_free(&c);
}

static void a_conclusion_that_is_handed_over(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD YES_NO("a") FAULT(
        "broken") "\n"
                  "flow { ask \"a\" { yes = conclude \"broken\", no = resolve() }, otherwise = go \"end\" }\n"
                  "flow \"end\" { escalate \"team\" }\n");
    assert_none(&c, "WM211");
    checked_free(&c);
}

#define NO_GOAL                                                                                                        \
    "guide \"t\" { zh = \"測試\", en = \"Test\" } "                                                                  \
    "escalation \"team\" { to = \"team\", zh = \"交接\", en = \"Hand over\", evidence = { \"a\" } }\n"

static void a_remedy_without_verification(void **state)
{
    (void)state;
    checked c =
        check_text_of(NO_GOAL YES_NO("a") FAULT("dirty") "\n" ACTION("clean", "fixes = { dirty = .9 }") "\n" ACTION(
            "wipe_off",
            "fixes = { dirty = .5 }, verify = is(\"a\", \"yes\")") "\n"
                                                                   "flow { ask \"a\" { yes = resolve(), no = conclude "
                                                                   "\"dirty\" }, otherwise = escalate \"team\" }\n");
    the_only(&c, "WM212", WM_WARNING, "t.lua:3", "clean");
    checked_free(&c);
    c = check_text_of(HEAD YES_NO("a") FAULT("dirty")
                          ACTION("clean", "fixes = { dirty = .9 }") "\n"
                                                                    "flow { ask \"a\" { yes = resolve(), no = conclude "
                                                                    "\"dirty\" }, otherwise = escalate \"team\" }\n");
    assert_none(&c, "WM212");
    checked_free(&c);
}

static void a_hand_over_without_evidence(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD YES_NO(
        "a") "\n"
             "escalation \"bare\" { to = \"x\", zh = \"交\", en = \"Hand\" }\n"
             "flow { ask \"a\" { yes = escalate \"bare\", no = resolve() }, otherwise = escalate \"team\" }\n");
    the_only(&c, "WM213", WM_WARNING, "t.lua:3", "bare");
    checked_free(&c);
}

static void remedies_against_their_worth(void **state)
{
    (void)state;
    checked c =
        check_text_of(HEAD FAULT("f") ACTION("slow", "fixes = { f = .5 }, cost = 60")
                          ACTION("quick", "fixes = { f = .5 }, cost = 5") "\n"
                                                                          "flow {\n"
                                                                          "  try \"slow\",\n"
                                                                          "  try \"quick\",\n"
                                                                          "  conclude \"f\",\n"
                                                                          "  otherwise = escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM214", WM_WARNING, "t.lua:5", "quick");
    assert_string_equal(f->what.en, "'quick' should come before 'slow': a minute spent on it repairs more often");
    assert_leads_to(&c, f, 4);
    checked_free(&c);
}

/* By stated priors: .6·.5/10 before .2·.9/10. */
static void remedies_for_different_faults(void **state)
{
    (void)state;
    static const char steps[] = "flow { try \"rare\", try \"often\", conclude \"f\", otherwise = escalate \"team\" }\n";
    char text[2048];
    static const char faults[] = "fault \"f\" { zh = \"x\", en = \"x\", prior = .2 } "
                                 "fault \"g\" { zh = \"x\", en = \"x\", prior = .6 } ";
    snprintf(text, sizeof text, "%s%s%s%s", HEAD, faults,
             ACTION("rare", "fixes = { f = .9 }, cost = 10") ACTION("often", "fixes = { g = .5 }, cost = 10") "\n",
             steps);
    checked c = check_text_of(text);
    the_only(&c, "WM214", WM_WARNING, "t.lua:3", "often");
    checked_free(&c);
    /* without priors nobody can say */
    snprintf(text, sizeof text, "%s%s%s%s", HEAD, FAULT("f") FAULT("g"),
             ACTION("rare", "fixes = { f = .9 }, cost = 10") ACTION("often", "fixes = { g = .5 }, cost = 10") "\n",
             steps);
    c = check_text_of(text);
    assert_none(&c, "WM214");
    checked_free(&c);
}

/* A remedy that needs approval comes later for a reason; one that changes things may have to come first. */
static void an_order_with_reasons(void **state)
{
    (void)state;
    checked c = check_text_of(
        HEAD FAULT("f") ACTION("slow", "fixes = { f = .5 }, cost = 60")
            ACTION("risky", "fixes = { f = .9 }, cost = 5, risk = \"approval\"")
                ACTION("change", "fixes = { f = .1 }, cost = 5, changes = { \"ok\" }") ACTION(
                    "best",
                    "fixes = { f = .9 }, cost = 1, risk = \"approval\"") "\n"
                                                                         "flow { try \"slow\", try \"risky\", try "
                                                                         "\"change\", try \"best\", conclude \"f\",\n"
                                                                         "  otherwise = escalate \"team\" }\n");
    assert_none(&c, "WM214");
    checked_free(&c);
}

static void a_remedy_that_destroys(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD FAULT(
        "f") "\n"
             "action \"reinstall\" { zh = \"重灌系統\", en = \"Reinstall\", fixes = { f = .9 } }\n"
             "action \"asked\" { zh = \"重灌系統\", en = \"Reinstall\", fixes = { f = .9 }, risk = \"approval\" }\n"
             "action \"warned\" { zh = \"清掉\", en = \"Clear\", fixes = { f = .9 },\n"
             "  steps = { { zh = \"清\", en = \"Clear\", run = \"rm -rf /tmp/x\" } }, safety = { zh = \"先備份\", en = "
             "\"Back up\" } }\n"
             "flow { conclude \"f\", otherwise = escalate \"team\" }\n");
    the_only(&c, "WM215", WM_WARNING, "t.lua:3", "reinstall");
    checked_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_that_a_remedy_leads_away_from),
        cmocka_unit_test(remedies_that_stay_in_their_branch),
        cmocka_unit_test(a_conclusion_that_nothing_repairs),
        cmocka_unit_test(a_conclusion_that_is_handed_over),
        cmocka_unit_test(a_remedy_without_verification),
        cmocka_unit_test(a_hand_over_without_evidence),
        cmocka_unit_test(remedies_against_their_worth),
        cmocka_unit_test(remedies_for_different_faults),
        cmocka_unit_test(an_order_with_reasons),
        cmocka_unit_test(a_remedy_that_destroys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
