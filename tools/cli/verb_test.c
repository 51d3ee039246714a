/* `waymark test`: the guides' own walks, what they came by, what they don't notice, and what changed. Uses waymark.h and
 * cJSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/places.h"
#include "cli/test.h"
#include "cli/words.h"

int test_fault(const testing *t, const wm_error *error)
{
    if (error->where[0] != '\0')
        say(stderr, t->lang, "waymark：%s：%s\n", "waymark: %s: %s\n", error->where, wm_error_what(error, t->lang));
    else
        say(stderr, t->lang, "waymark：%s\n", "waymark: %s\n", wm_error_what(error, t->lang));
    return EXIT_FAULT;
}

cJSON *test_json_of(testing *t, const char *guide)
{
    cJSON *all = cJSON_GetObjectItemCaseSensitive(t->json, "guides");
    cJSON *of = cJSON_GetObjectItemCaseSensitive(all, guide);
    return of != NULL || all == NULL ? of : cJSON_AddObjectToObject(all, guide);
}

void test_added(testing *t, bool added)
{
    t->no_memory = t->no_memory || !added;
}

/* ---- The sum --------------------------------------------------------------------------------------------------------- */

static bool add_sum(testing *t)
{
    return cJSON_AddNumberToObject(t->json, "walks", (double)(t->passed + t->failed)) != NULL &&
           cJSON_AddNumberToObject(t->json, "passed", (double)t->passed) != NULL &&
           cJSON_AddNumberToObject(t->json, "failed", (double)t->failed) != NULL &&
           cJSON_AddNumberToObject(t->json, "changed", (double)t->changed) != NULL;
}

static void tell_sum(testing *t)
{
    if (t->json == NULL) {
        say(stdout, t->lang, "%zu 條走法：%zu 條通過，%zu 條失敗。\n", "%zu walks: %zu passed, %zu failed.\n",
            t->passed + t->failed, t->passed, t->failed);
        return;
    }
    char *text = add_sum(t) ? cJSON_PrintUnformatted(t->json) : NULL;
    t->no_memory = t->no_memory || text == NULL;
    if (text != NULL)
        puts(text);
    cJSON_free(text);
}

/* ---- All of it ------------------------------------------------------------------------------------------------------- */

static int read_walks(testing *t)
{
    wm_error error;
    if (wm_walks_new(&t->walks, t->rules, &error) != WM_OK)
        return test_fault(t, &error);
    for (size_t i = 0; i < t->file_count; i++)
        if (wm_walks_read(t->walks, t->files[i], &error) != WM_OK)
            return test_fault(t, &error);
    return wm_walks_run(t->walks, &error) == WM_OK ? EXIT_DONE : test_fault(t, &error);
}

static int run_walks(testing *t)
{
    int result = test_find_files(t);
    if (result == EXIT_DONE)
        result = read_walks(t);
    if (result != EXIT_DONE)
        return result;
    test_tell_walks(t);
    test_tell_coverage(t);
    if (t->use->values[OPTION_MUTATE] != NULL)
        result = test_mutate(t);
    if (result == EXIT_DONE)
        result = test_paths(t);
    if (result == EXIT_DONE)
        tell_sum(t);
    return result;
}

static bool read_budget(testing *t)
{
    const char *text = t->use->values[OPTION_BUDGET];
    if (text == NULL)
        return true;
    char *end;
    double value = strtod(text, &end);
    t->budget = value >= 1 && value <= 1e12 ? (uint64_t)value : 0;
    if (*end == '\0' && t->budget > 0)
        return true;
    say(stderr, t->lang, "waymark：--budget 要接一個正整數，不是 %s。\n",
        "waymark: --budget takes a positive number, not %s.\n", text);
    return false;
}

static bool begin_json(testing *t)
{
    if (t->use->values[OPTION_JSON] == NULL)
        return true;
    t->json = cJSON_CreateObject();
    return t->json != NULL && cJSON_AddArrayToObject(t->json, "failures") != NULL &&
           cJSON_AddObjectToObject(t->json, "guides") != NULL;
}

/* A rule file that does not load has walks that can't be run: they fail, and say which. */
static int open_and_run(testing *t)
{
    int result = test_find_root(t);
    if (result == EXIT_DONE)
        result = rules_open(t->use, t->root, &t->rules);
    if (result != EXIT_DONE)
        return result;
    const char *case_file = t->use->values[OPTION_RECORD];
    return case_file != NULL ? test_record(t, case_file) : run_walks(t);
}

static void close_all(testing *t)
{
    for (size_t i = 0; i < t->asked_count; i++)
        free(t->asked[i]);
    for (size_t i = 0; i < t->file_count; i++)
        free(t->files[i]);
    free(t->asked);
    free(t->files);
    cJSON_Delete(t->json);
    wm_walks_free(t->walks);
    wm_rules_free(t->rules);
}

int run_test(const invocation *use)
{
    testing t = { .use = use, .lang = use->lang, .progress = isatty(STDERR_FILENO) != 0 };
    if (!read_budget(&t))
        return EXIT_WRONG_USE;
    t.no_memory = !begin_json(&t);
    int result = t.no_memory ? EXIT_FAULT : open_and_run(&t);
    if (t.no_memory) {
        say(stderr, use->lang, "waymark：記憶體不足\n", "waymark: out of memory\n");
        result = EXIT_FAULT;
    }
    if (result == EXIT_DONE && (t.failed > 0 || t.changed > 0 || t.survived > 0))
        result = EXIT_NO;
    close_all(&t);
    return result;
}
