/* `waymark check --sarif` against what SARIF 2.1.0 requires (OASIS, sections 3.13 to 3.58): which properties must be there, of which type,
 * and what refers to what. Runs the program that WAYMARK names. Uses cJSON and cmocka. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "support/tap.h"

static const char rules[] =
    "guide \"form\" { zh = \"表單\", en = \"The form\", goal = is(\"ok\", \"yes\") }\n"
    "question \"ok\" { zh = \"好了嗎？\", en = \"Fine now?\" }\n"
    "question \"q\" { zh = \"問？\", en = \"Q?\" }\n"
    "escalation \"team\" { to = \"anybody\", zh = \"交接\", en = \"Hand over\", cost = 30, evidence = { \"ok\" } }\n"
    "flow {\n"
    "  ask \"q\" {}, -- waymark: allow WM203 the form has it\n"
    "  ask \"ok\" { no = { ask \"q\" { yes = { ask \"q\" {\n"
    "    no = resolve() } } } } },\n"
    "  otherwise = escalate \"team\" }\n";

static const cJSON *get(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    if (item == NULL)
        fail_msg("no %s", name);
    return item;
}

static const char *string_in(const cJSON *object, const char *name)
{
    const char *s = cJSON_GetStringValue(get(object, name));
    assert_non_null(s);
    return s;
}

/* What the program prints for a folder with that file, whose name has a blank and a letter beyond ASCII. */
static cJSON *sarif_of(const char *text)
{
    static char out[1 << 18];
    char folder[300], path[400], command[1200];
    const char *base = getenv("TMPDIR"), *program = getenv("WAYMARK");
    if (program == NULL)
        skip_because("WAYMARK names no program");
    snprintf(folder, sizeof folder, "%s/sarif-XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a é.lua", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    snprintf(command, sizeof command, "cd '%s' && '%s' check --sarif --lang en --kb nowhere --rules .", folder,
             program);
    FILE *from = popen(command, "r"); /* NOLINT(cert-env33-c) a fixed command */
    assert_non_null(from);
    size_t size = fread(out, 1, sizeof out - 1, from);
    out[size] = '\0';
    pclose(from);
    unlink(path);
    rmdir(folder);
    cJSON *root = cJSON_Parse(out);
    assert_non_null(root);
    return root;
}

static const cJSON *the_run(const cJSON *root)
{
    assert_string_equal(string_in(root, "version"), "2.1.0");
    assert_non_null(strstr(string_in(root, "$schema"), "sarif-schema-2.1.0.json"));
    assert_int_equal(cJSON_GetArraySize(get(root, "runs")), 1);
    return cJSON_GetArrayItem(get(root, "runs"), 0);
}

static bool is_level(const char *level)
{
    return strcmp(level, "error") == 0 || strcmp(level, "warning") == 0;
}

/* 3.18, 3.19: a tool has a driver, which has a name; 3.49: a rule has an id, each once. */
static void the_tool_and_its_rules(void **state)
{
    (void)state;
    cJSON *root = sarif_of(rules);
    const cJSON *driver = get(get(the_run(root), "tool"), "driver"), *rule;
    const char *before = "";
    assert_string_equal(string_in(driver, "name"), "waymark");
    assert_true(string_in(driver, "version")[0] >= '0');
    assert_true(cJSON_GetArraySize(get(driver, "rules")) > 40);
    cJSON_ArrayForEach(rule, get(driver, "rules"))
    {
        assert_true(strcmp(before, string_in(rule, "id")) < 0);
        before = string_in(rule, "id");
        assert_true(string_in(get(rule, "shortDescription"), "text")[0] != '\0');
        assert_true(string_in(get(rule, "fullDescription"), "text")[0] != '\0');
        assert_true(is_level(string_in(get(rule, "defaultConfiguration"), "level")));
    }
    cJSON_Delete(root);
}

/* 3.27: a result has a message, and a ruleIndex that is its ruleId's; 3.28 and 3.29: where it is, as a URI and a line from 1. */
static void every_result(void **state)
{
    (void)state;
    cJSON *root = sarif_of(rules);
    const cJSON *run = the_run(root), *result;
    const cJSON *table = get(get(get(run, "tool"), "driver"), "rules");
    assert_true(cJSON_GetArraySize(get(run, "results")) >= 3);
    cJSON_ArrayForEach(result, get(run, "results"))
    {
        const cJSON *rule = cJSON_GetArrayItem(table, (int)cJSON_GetNumberValue(get(result, "ruleIndex")));
        const cJSON *place = get(cJSON_GetArrayItem(get(result, "locations"), 0), "physicalLocation");
        assert_string_equal(string_in(rule, "id"), string_in(result, "ruleId"));
        assert_true(is_level(string_in(result, "level")));
        assert_true(string_in(get(result, "message"), "text")[0] != '\0');
        assert_string_equal(string_in(get(place, "artifactLocation"), "uri"), "a%20%C3%A9.lua");
        assert_true(cJSON_GetNumberValue(get(get(place, "region"), "startLine")) >= 1);
        assert_true(cJSON_IsObject(get(result, "properties")));
    }
    cJSON_Delete(root);
}

static const cJSON *result_of(const cJSON *root, const char *code)
{
    const cJSON *result;
    cJSON_ArrayForEach(result,
                       get(the_run(root), "results")) if (strcmp(string_in(result, "ruleId"), code) == 0) return result;
    fail_msg("no result %s", code);
    return NULL;
}

/* 3.35: what a rule allows is a result that is suppressed in the source. */
static void what_a_rule_allows(void **state)
{
    (void)state;
    cJSON *root = sarif_of("-- waymark: allow WM213 nobody reads it\n"
                           "guide \"g\" { zh = \"測\", en = \"T\", goal = is(\"ok\", \"yes\") }\n"
                           "question \"ok\" { zh = \"好了嗎？\", en = \"Fine now?\" }\n"
                           "escalation \"team\" { to = \"anybody\", zh = \"交接\", en = \"Hand over\", cost = 30 }\n"
                           "flow { ask \"ok\" {}, otherwise = escalate \"team\" }\n");
    const cJSON *suppression = cJSON_GetArrayItem(get(result_of(root, "WM213"), "suppressions"), 0);
    assert_string_equal(string_in(suppression, "kind"), "inSource");
    assert_string_equal(string_in(suppression, "justification"), "nobody reads it");
    cJSON_Delete(root);
}

/* The message says how to mend it and what to answer: a code host shows nothing else. */
static void the_message_says_all(void **state)
{
    (void)state;
    cJSON *root = sarif_of(rules);
    const cJSON *result = result_of(root, "WM201");
    assert_null(cJSON_GetObjectItemCaseSensitive(result, "suppressions"));
    assert_string_equal(string_in(result, "level"), "error");
    assert_non_null(strstr(string_in(get(result, "message"), "text"), "q is already 'yes' here"));
    assert_non_null(strstr(string_in(get(result, "message"), "text"), "\nDelete the branch"));
    assert_non_null(strstr(string_in(get(result, "message"), "text"), "q = yes"));
    cJSON_Delete(root);
}

/* Without findings there is a run with no results. */
static void nothing_found(void **state)
{
    (void)state;
    cJSON *root = sarif_of("guide \"g\" { zh = \"測\", en = \"T\", kind = \"environment\" }\n"
                           "question \"ok\" { zh = \"好了嗎？\", en = \"Fine now?\", environment = true }\n"
                           "flow { ask \"ok\" {}, resolve() }\n");
    assert_true(cJSON_IsArray(get(the_run(root), "results")));
    assert_int_equal(cJSON_GetArraySize(get(the_run(root), "results")), 0);
    cJSON_Delete(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tool_and_its_rules), cmocka_unit_test(every_result),  cmocka_unit_test(what_a_rule_allows),
        cmocka_unit_test(the_message_says_all),   cmocka_unit_test(nothing_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
