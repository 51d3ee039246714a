/* The table of codes: each that can be found is in it, and its example has it, and no longer once mended. */
#include <glob.h>

#include "unit/check/checked.h"

/* ---- Every code is in the table ---- */

static size_t codes_missing_from(const char *path)
{
    size_t missing = 0;
    char line[1024];
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    while (fgets(line, sizeof line, in) != NULL)
        for (const char *at = strstr(line, "\"WM"); at != NULL; at = strstr(at + 1, "\"WM")) {
            char code[6] = "";
            if (strspn(at + 3, "0123456789") != 3 || at[6] != '"')
                continue;
            memcpy(code, at + 1, 5);
            if (check_code_find(code) == NULL) {
                print_message("# %s: %s is not in the table\n", path, code);
                missing++;
            }
        }
    fclose(in);
    return missing;
}

static void every_code_that_can_be_found_is_in_the_table(void **state)
{
    (void)state;
    glob_t files = { 0 };
    size_t missing = 0;
    assert_int_equal(glob("engine/*.c", 0, NULL, &files), 0);
    assert_int_equal(glob("engine/*/*.[ch]", GLOB_APPEND, NULL, &files), 0);
    assert_true(files.gl_pathc > 50);
    for (size_t i = 0; i < files.gl_pathc; i++)
        missing += codes_missing_from(files.gl_pathv[i]);
    globfree(&files);
    assert_int_equal(missing, 0);
}

static void every_code_is_explained_in_both_languages(void **state)
{
    (void)state;
    const check_code *codes;
    size_t count = check_codes(&codes);
    for (size_t i = 0; i < count; i++) {
        assert_true(codes[i].title.zh[0] && codes[i].title.en[0]);
        assert_true(codes[i].explanation.zh[0] && codes[i].explanation.en[0]);
        assert_true(i == 0 || strcmp(codes[i - 1].code, codes[i].code) < 0);
    }
}

/* ---- Examples ---- */

#define DIVIDED "-- another file\n"
#define FILES   4

/* What an example's parts stand behind. */
static const char before[] =
    "guide \"t\" { zh = \"測試\", en = \"Test\", goal = is(\"ok\", \"yes\"), manual = \"vm\" }\n"
    "question \"ok\" { zh = \"好了嗎？\", en = \"Fine now?\" }\n"
    "escalation \"team\" { to = \"team\", zh = \"交接\", en = \"Hand over\", cost = 30, evidence = { \"ok\" } }\n";
static const char behind[] = "flow { ask \"ok\" {}, otherwise = escalate \"team\" }\n";

typedef struct files {
    char text[FILES][4096];
    size_t count;
} files;

static files files_of(const char *example)
{
    files f = { .count = 0 };
    bool whole = strncmp(example, "guide ", 6) == 0, has_flow = strstr(example, "flow {") != NULL;
    for (const char *at = example, *end; at != NULL; at = end != NULL ? end + strlen(DIVIDED) : NULL) {
        end = strstr(at, DIVIDED);
        int size = (int)(end != NULL ? (size_t)(end - at) : strlen(at));
        assert_true(f.count < FILES);
        snprintf(f.text[f.count++], sizeof f.text[0], "%s%.*s%s", whole ? "" : before, size, at,
                 whole || has_flow ? "" : behind);
    }
    return f;
}

/* The manual "vm" has a section "login". */
static bool has_login(void *context, const char *manual, const char *anchor)
{
    (void)context;
    return strcmp(manual, "vm") == 0 && (anchor == NULL || strcmp(anchor, "login") == 0);
}

static size_t times_in(const findings *found, const char *code)
{
    size_t count = 0;
    for (size_t i = 0; i < found->list.count; i++)
        count += strcmp(VECTOR_AT(&found->list, wm_finding, i).code, code) == 0;
    return count;
}

/* How often loading, linking and checking the files say the code. There is one team, "team". */
static size_t times_found(const files *f, const char *code)
{
    static const char *const teams[] = { "team", NULL };
    const check_limits limits = { .now = 1800000000, .cite_exists = has_login };
    wm_config config = { 0 };
    script_limits bounds = script_limits_of(&config);
    script_loader *loader = script_loader_new(allocator_default(), &bounds);
    draft *drafts[FILES];
    size_t made = 0;
    findings found;
    findings_init(&found, allocator_default());
    for (size_t i = 0; i < f->count; i++) {
        char name[32];
        snprintf(name, sizeof name, "f%zu.lua", i);
        drafts[made] = script_load(loader, name, f->text[i], strlen(f->text[i]), &found);
        made += drafts[made] != NULL;
    }
    linked *rules = rule_set_link(allocator_default(), drafts, made, teams, &found);
    assert_true(check_rules(linked_set(rules), NONE, &limits, allocator_default(), &found));
    size_t times = times_in(&found, code);
    linked_free(rules);
    script_loader_free(loader);
    findings_free(&found);
    return times;
}

/* Comments that allow are read outside of the checker. */
static size_t times_said(const files *f, const char *code)
{
    wm_rules *rules = NULL;
    const wm_finding *found;
    size_t count = 0, times = 0;
    wm_error error;
    assert_int_equal(wm_rules_load_text(&rules, NULL, "f.lua", f->text[0], strlen(f->text[0]), &error), WM_OK);
    assert_int_equal(wm_rules_check(rules, NULL, &found, &count, &error), WM_OK);
    for (size_t i = 0; i < count; i++)
        times += strcmp(found[i].code, code) == 0;
    wm_rules_free(rules);
    return times;
}

static size_t times_of(const char *example, const char *code)
{
    files f = files_of(example);
    bool is_allow = strcmp(code, "WM291") == 0 || strcmp(code, "WM292") == 0;
    return is_allow ? times_said(&f, code) : times_found(&f, code);
}

static void every_example_has_its_code_and_the_mended_one_has_not(void **state)
{
    (void)state;
    const check_code *codes;
    size_t count = check_codes(&codes), wrong = 0;
    for (size_t i = 0; i < count; i++) {
        const check_example *e = check_example_of(codes[i].code);
        if (e == NULL)
            continue;
        bool faulty = e->faulty == NULL || times_of(e->faulty, e->code) > 0;
        bool mended = e->mended == NULL || times_of(e->mended, e->code) == 0;
        if (!faulty || !mended)
            print_message("# %s: the %s example is not so\n", e->code, faulty ? "mended" : "faulty");
        wrong += !faulty || !mended;
    }
    assert_int_equal(wrong, 0);
}

/* A file that can't be read, weights of names that are gone, and a guide beyond the budget are no two lines of a rule. */
static void every_other_code_has_an_example(void **state)
{
    (void)state;
    static const char *const without[] = { "WM003", "WM130", "WM290" };
    const check_code *codes;
    size_t count = check_codes(&codes), expected = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_without = false;
        for (size_t k = 0; k < sizeof without / sizeof *without; k++)
            is_without = is_without || strcmp(codes[i].code, without[k]) == 0;
        if ((check_example_of(codes[i].code) == NULL) != is_without)
            print_message("# %s\n", codes[i].code);
        expected += (check_example_of(codes[i].code) == NULL) == is_without;
    }
    assert_int_equal(expected, count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_that_can_be_found_is_in_the_table),
        cmocka_unit_test(every_code_is_explained_in_both_languages),
        cmocka_unit_test(every_example_has_its_code_and_the_mended_one_has_not),
        cmocka_unit_test(every_other_code_has_an_example),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
