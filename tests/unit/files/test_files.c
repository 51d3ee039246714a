/* test_files.c: which files of a folder are rules, how they are found and named, and kb/teams.json; through wm_rules_load. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "support/tap.h"
#include "support/walk_support.h"

/* ---- A folder for each test ---------------------------------------------------------------------------------------- */

static char home[256], start[1024];

static int make_home(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    snprintf(home, sizeof home, "%s/waymark_files_XXXXXX", base ? base : "/tmp");
    return getcwd(start, sizeof start) && mkdtemp(home) && chdir(home) == 0 ? 0 : -1;
}

static void remove_all(const char *dir)
{
    DIR *d = opendir(dir);
    for (const struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d)) {
        char path[4096];
        struct stat info;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        if (lstat(path, &info) == 0 && S_ISDIR(info.st_mode))
            remove_all(path);
        else
            (void)unlink(path);
    }
    if (d)
        closedir(d);
    (void)rmdir(dir);
}

static int drop_home(void **state)
{
    (void)state;
    remove_all(home);
    return chdir(start);
}

static void write_text(const char *path, const char *text)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

/* A guide that is right, in a file. */
static void write_guide(const char *path, const char *name)
{
    char text[1024];
    snprintf(text, sizeof text,
             "guide '%s' { zh = '指引', en = 'Guide' }\n" QUESTION("q", "") FAULT("f", "") DESK
             "flow { ask 'q' { yes = conclude 'f' }, otherwise = escalate 'desk' }\n",
             name);
    write_text(path, text);
}

static wm_rules *load_folder(const char *dir)
{
    wm_rules *rules;
    wm_error error;
    if (wm_rules_load(&rules, NULL, dir, &error) != WM_OK)
        fail_msg("%s", error.en);
    return rules;
}

/* The usable guides with their files: "a rules/a.lua, b rules/b.lua". */
static void expect_guides(const wm_rules *rules, const char *expected)
{
    char all[1024] = "";
    wm_guide_info info;
    for (size_t i = 0; wm_rules_guide(rules, i, &info) == WM_OK; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s %s", i ? ", " : "", info.name, info.file);
    assert_string_equal(all, expected);
}

static void expect_folder(const char *dir, const char *expected)
{
    wm_rules *rules = load_folder(dir);
    expect_guides(rules, expected);
    wm_rules_free(rules);
}

/* ---- Finding ----------------------------------------------------------------------------------------------------------- */

static void rules_are_the_lua_files_below_a_folder(void **state)
{
    (void)state;
    assert_int_equal(mkdir("rules", 0700) | mkdir("rules/net", 0700) | mkdir("rules/.git", 0700), 0);
    write_guide("rules/b.lua", "b");
    write_guide("rules/net/a.lua", "net/a");
    write_guide("rules/.hidden.lua", "hidden");
    write_guide("rules/.git/c.lua", "c");
    write_text("rules/b.walks.lua", "not a guide");
    write_text("rules/notes.txt", "not a guide");
    write_text("rules/lua", "not a guide");
    assert_int_equal(mkfifo("rules/pipe.lua", 0600), 0); /* is not waited for */
    expect_folder("rules", "b rules/b.lua, net/a rules/net/a.lua");
}

/* Findings name a file as short as it can be opened. */
static void a_folder_has_one_name(void **state)
{
    (void)state;
    char whole[512], expected[600];
    assert_int_equal(mkdir("rules", 0700), 0);
    write_guide("rules/b.lua", "b");
    expect_folder("rules/", "b rules/b.lua");
    expect_folder("rules///", "b rules/b.lua");
    expect_folder("./rules", "b rules/b.lua");
    expect_folder("././rules/", "b rules/b.lua");
    snprintf(whole, sizeof whole, "%s/rules", home);
    snprintf(expected, sizeof expected, "b %s/b.lua", whole);
    expect_folder(whole, expected);
    assert_int_equal(chdir("rules"), 0);
    expect_folder(".", "b b.lua");
    expect_folder("./", "b b.lua");
    assert_int_equal(chdir(home), 0);
}

static void links_stay_within_the_folder(void **state)
{
    (void)state;
    assert_int_equal(mkdir("rules", 0700) | mkdir("rules/in", 0700) | mkdir("rules2", 0700), 0);
    write_guide("rules/in/a.lua", "a");
    write_guide("rules2/out.lua", "out"); /* begins with the same letters */
    assert_int_equal(symlink("../rules2/out.lua", "rules/out.lua"), 0);
    assert_int_equal(symlink("../rules2", "rules/out"), 0);
    assert_int_equal(symlink("nowhere.lua", "rules/broken.lua"), 0);
    assert_int_equal(symlink("loop.lua", "rules/loop.lua"), 0);
    expect_folder("rules", "a rules/in/a.lua");
    assert_int_equal(symlink("rules", "name"), 0); /* the folder itself may be given by a link */
    expect_folder("name", "a name/in/a.lua");
}

/* Where a folder leads into itself, the search ends; every name of the file is read, and the guide is there twice (WM110 or WM107 says so). */
static void a_folder_within_itself_ends(void **state)
{
    (void)state;
    assert_int_equal(mkdir("rules", 0700), 0);
    assert_int_equal(symlink(".", "rules/again"), 0);
    write_text("rules/notes.txt", "no guide");
    expect_folder("rules", "");
}

static void what_is_no_folder_cannot_be_loaded(void **state)
{
    (void)state;
    static const char *const dirs[] = { "nowhere", "file", "" };
    write_text("file", "no folder");
    for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++) {
        wm_rules *rules = NULL;
        wm_error error = { 0 };
        assert_int_equal(wm_rules_load(&rules, NULL, dirs[i], &error), WM_IO);
        assert_null(rules);
        assert_int_equal(error.status, WM_IO);
        assert_non_null(strstr(error.en, "Cannot read"));
        assert_int_equal(wm_rules_load(&rules, NULL, dirs[i], NULL), WM_IO);
    }
}

/* ---- Reading ----------------------------------------------------------------------------------------------------------- */

/* A file that can't be read is refused by itself, in both languages; a folder that was named as a file is such a one. */
static void an_unreadable_file_is_lost_alone(void **state)
{
    (void)state;
    const char *const more[] = { "more.lua", "missing.lua", "folder.lua", NULL };
    wm_config config = { .extra_files = more };
    wm_rules *rules;
    wm_error error;
    const wm_finding *found;
    assert_int_equal(mkdir("rules", 0700) | mkdir("folder.lua", 0700), 0);
    write_guide("rules/a.lua", "a");
    write_guide("more.lua", "more");
    assert_int_equal(wm_rules_load(&rules, &config, "rules", &error), WM_OK);
    expect_guides(rules, "a rules/a.lua, more more.lua");
    assert_int_equal(wm_rules_findings(rules, &found), 2);
    for (size_t i = 0; i < 2; i++) { /* in order of their names */
        assert_string_equal(found[i].code, "WM003");
        assert_string_equal(found[i].where, more[2 - i]);
        assert_non_null(strstr(found[i].what.zh, "讀不到"));
        assert_non_null(strstr(found[i].what.en, "Cannot read"));
    }
    wm_rules_free(rules);
}

/* Root reads whatever there is. */
static void what_may_not_be_read_is_said(void **state)
{
    (void)state;
    if (geteuid() == 0)
        skip_because("root may read everything");
    wm_rules *rules;
    wm_error error;
    const wm_finding *found;
    assert_int_equal(mkdir("rules", 0700), 0);
    write_guide("rules/a.lua", "a");
    write_guide("rules/b.lua", "b");
    assert_int_equal(chmod("rules/a.lua", 0), 0);
    rules = load_folder("rules");
    expect_guides(rules, "b rules/b.lua");
    assert_int_equal(wm_rules_findings(rules, &found), 1);
    assert_string_equal(found[0].where, "rules/a.lua");
    wm_rules_free(rules);
    assert_int_equal(mkdir("rules/shut", 0), 0);
    assert_int_equal(wm_rules_load(&rules, NULL, "rules", &error), WM_IO);
}

/* A file may be as large as the configuration says, and not a byte larger. */
static void a_file_has_a_largest_size(void **state)
{
    (void)state;
    struct stat info;
    wm_rules *rules;
    const wm_finding *found;
    assert_int_equal(mkdir("rules", 0700), 0);
    write_guide("rules/a.lua", "a");
    assert_int_equal(stat("rules/a.lua", &info), 0);
    wm_config config = { .file_bytes = (size_t)info.st_size };
    assert_int_equal(wm_rules_load(&rules, &config, "rules", NULL), WM_OK);
    assert_int_equal(wm_rules_findings(rules, &found), 0);
    wm_rules_free(rules);
    config.file_bytes--;
    assert_int_equal(wm_rules_load(&rules, &config, "rules", NULL), WM_OK);
    assert_int_equal(wm_rules_findings(rules, &found), 1);
    assert_string_equal(found[0].code, "WM001");
    assert_non_null(strstr(found[0].what.en, "too large"));
    wm_rules_free(rules);
}

static void an_empty_file_has_no_guide(void **state)
{
    (void)state;
    const wm_finding *found;
    assert_int_equal(mkdir("rules", 0700), 0);
    write_text("rules/empty.lua", "");
    wm_rules *rules = load_folder("rules");
    assert_int_equal(wm_rules_findings(rules, &found), 1);
    assert_string_equal(found[0].code, "WM115");
    wm_rules_free(rules);
}

/* The hash changes whenever a file does, or its name. */
static void the_hash_is_that_of_the_files(void **state)
{
    (void)state;
    char first[32];
    assert_int_equal(mkdir("rules", 0700), 0);
    write_guide("rules/a.lua", "a");
    wm_rules *rules = load_folder("rules"), *again = load_folder("./rules/");
    assert_int_equal(strlen(wm_rules_hash(rules)), 16);
    assert_string_equal(wm_rules_hash(rules), wm_rules_hash(again));
    snprintf(first, sizeof first, "%s", wm_rules_hash(rules));
    wm_rules_free(rules);
    wm_rules_free(again);
    assert_int_equal(rename("rules/a.lua", "rules/b.lua"), 0);
    rules = load_folder("rules");
    assert_string_not_equal(wm_rules_hash(rules), first);
    wm_rules_free(rules);
}

/* ---- kb/teams.json -------------------------------------------------------------------------------------------------------- */

static wm_status load_with_teams(const char *teams, wm_rules **rules, wm_error *error)
{
    wm_config config = { .kb_dir = "kb" };
    (void)mkdir("kb", 0700);
    (void)mkdir("rules", 0700);
    write_guide("rules/a.lua", "a");
    write_text("kb/teams.json", teams);
    return wm_rules_load(rules, &config, "rules", error);
}

static void teams_are_told_of_at_a_handover(void **state)
{
    (void)state;
    wm_rules *rules;
    wm_case *c;
    wm_step step;
    wm_error error;
    assert_int_equal(load_with_teams("{\"second_line\":{\"zh\":\"二線\",\"en\":\"Second line\",\"level\":2},"
                                     "\"vendor\":{\"zh\":\"原廠\",\"en\":\"Vendor\",\"level\":\"3\"}}",
                                     &rules, &error),
                     WM_OK);
    assert_int_equal(wm_case_new(&c, rules, "a", &error), WM_OK);
    assert_int_equal(wm_case_answer(c, "q", "no", &error), WM_OK);
    assert_int_equal(wm_case_step(c, &step, &error), WM_OK);
    assert_int_equal(step.kind, WM_ESCALATE);
    assert_string_equal(step.to, "second_line");
    assert_string_equal(step.to_text.zh, "二線");
    assert_int_equal(step.level, 2);
    wm_case_free(c);
    wm_rules_free(rules);
}

/* Without the file any team will do; with it, one that is not there is an error of the guide. */
static void a_team_that_is_not_listed_is_found(void **state)
{
    (void)state;
    wm_rules *rules;
    wm_error error;
    const wm_finding *found;
    assert_int_equal(load_with_teams("{}", &rules, &error), WM_OK);
    assert_int_equal(wm_rules_findings(rules, &found), 1);
    assert_string_equal(found[0].code, "WM104");
    assert_string_equal(found[0].node, "second_line");
    expect_guides(rules, "");
    wm_rules_free(rules);
    assert_int_equal(unlink("kb/teams.json"), 0);
    assert_int_equal(wm_rules_load(&rules, &(wm_config){ .kb_dir = "kb" }, "rules", &error), WM_OK);
    assert_int_equal(wm_rules_findings(rules, &found), 0);
    wm_rules_free(rules);
}

static void wrong_teams_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } wrong[] = {
        { "", "kb/teams.json: JSON" },
        { "no JSON", "kb/teams.json: JSON" },
        { "[]", "should be one object" },
        { "\"second_line\"", "should be one object" },
        { "{\"x\":5}", "\"x\", needs both names" },
        { "{\"x\":{\"zh\":\"甲\"}}", "\"x\", needs both names" },
        { "{\"x\":{\"en\":\"A\"}}", "\"x\", needs both names" },
        { "{\"x\":{\"zh\":\"甲\",\"en\":1}}", "\"x\", needs both names" },
        { "{\"second_line\":{\"zh\":\"二線\",\"en\":\"L2\"},\"x\":{}}", "\"x\", needs both names" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        wm_rules *rules = NULL;
        wm_error error = { 0 };
        assert_int_equal(load_with_teams(wrong[i].text, &rules, &error), WM_BAD_INPUT);
        assert_null(rules);
        assert_true(error.en[0] && error.zh[0]);
        if (!strstr(error.en, wrong[i].says))
            fail_msg("%s is not in: %s", wrong[i].says, error.en);
    }
}

/* cJSON's hooks take no context, so what the failing allocator knows is the file's. */
static size_t requests, fail_at;

static void *failing_malloc(size_t size)
{
    if (++requests != fail_at)
        return malloc(size);
    errno = ENOMEM;
    return NULL;
}

static void teams_without_memory_are_not_wrong(void **state)
{
    (void)state;
    static const char teams[] = "{\"second_line\":{\"zh\":\"二線\",\"en\":\"Second line\",\"level\":2}}";
    cJSON_Hooks hooks = { .malloc_fn = failing_malloc, .free_fn = free };
    wm_rules *rules;
    wm_error error;
    cJSON_InitHooks(&hooks);
    fail_at = requests = 0;
    assert_int_equal(load_with_teams(teams, &rules, &error), WM_OK);
    wm_rules_free(rules);
    size_t all = requests;
    assert_in_range(all, 5, 100);
    for (fail_at = 1; fail_at <= all; fail_at++) {
        requests = 0;
        assert_int_equal(load_with_teams(teams, &rules, &error), WM_NO_MEMORY);
        assert_int_equal(error.status, WM_NO_MEMORY);
        assert_null(rules);
    }
    cJSON_InitHooks(NULL);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, make_home, drop_home)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(rules_are_the_lua_files_below_a_folder),
        EACH(a_folder_has_one_name),
        EACH(links_stay_within_the_folder),
        EACH(a_folder_within_itself_ends),
        EACH(what_is_no_folder_cannot_be_loaded),
        EACH(an_unreadable_file_is_lost_alone),
        EACH(what_may_not_be_read_is_said),
        EACH(a_file_has_a_largest_size),
        EACH(an_empty_file_has_no_guide),
        EACH(the_hash_is_that_of_the_files),
        EACH(teams_are_told_of_at_a_handover),
        EACH(a_team_that_is_not_listed_is_found),
        EACH(wrong_teams_are_refused),
        EACH(teams_without_memory_are_not_wrong),
    };
    return cmocka_run_group_tests_name("files", tests, NULL, NULL);
}
