/* `waymark check`: what can be known of the guides before a walk. How it is told is in check_plain.c, check_json.c and
 * check_sarif.c. Uses cli/check.h and POSIX. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/check.h"
#include "cli/places.h"
#include "cli/words.h"

/* ---- Places ------------------------------------------------------------------------------------------- */

/* The file of "rules/x.lua:28", as an absolute path to be freed; NULL where there is no such file. */
static char *file_of(const char *where, const char *root)
{
    size_t length = strlen(where);
    while (length > 0 && where[length - 1] >= '0' && where[length - 1] <= '9')
        length--;
    bool numbered = length > 0 && length < strlen(where) && where[length - 1] == ':';
    int size = (int)(numbered ? length - 1 : strlen(where));
    char path[4096];
    snprintf(path, sizeof path, "%.*s", size, where);
    char *found = realpath(path, NULL);
    if (found != NULL)
        return found;
    snprintf(path, sizeof path, "%s/%.*s", root, size, where);
    return realpath(path, NULL);
}

/* Whether a finding belongs to what was asked for; what can't be placed is shown. */
static bool is_asked_for(const check *k, const wm_finding *finding, const char *root)
{
    char *file = k->place_count > 0 && finding->where != NULL ? file_of(finding->where, root) : NULL;
    bool asked = file == NULL;
    for (size_t i = 0; i < k->place_count && !asked; i++)
        asked = path_is_below(file, k->places[i].asked);
    free(file);
    return asked;
}

/* ---- Checking ------------------------------------------------------------------------------------------ */

static void take_finding(check *k, const wm_finding *f)
{
    if (f->severity == WM_ERROR)
        k->errors++;
    else
        k->warnings++;
    bool kept = true;
    if (k->form == CHECK_PLAIN)
        check_print_finding(k, f);
    else
        kept = k->form == CHECK_JSON ? check_add_json(k, k->list, f) : check_add_sarif(k, k->list, f);
    k->no_memory = k->no_memory || !kept;
}

/* What a rule allows is counted, and told to programs. */
static void take_allowed(check *k, const wm_finding *f)
{
    bool kept = true;
    k->allows++;
    if (k->form != CHECK_PLAIN)
        kept = k->form == CHECK_JSON ? check_add_json(k, k->allowed, f) : check_add_sarif(k, k->list, f);
    k->no_memory = k->no_memory || !kept;
}

static void take_all(check *k, const wm_rules *rules, const wm_finding *findings, size_t count, const char *root)
{
    for (size_t i = 0; i < count; i++)
        if (is_asked_for(k, &findings[i], root))
            take_finding(k, &findings[i]);
    count = wm_rules_allowed(rules, &findings);
    for (size_t i = 0; i < count; i++)
        if (is_asked_for(k, &findings[i], root))
            take_allowed(k, &findings[i]);
}

/* Loads the rule set in `root` and takes what it finds in the places asked for. */
static int check_rule_set(check *k, const char *root)
{
    wm_rules *rules = NULL;
    const wm_finding *findings;
    size_t count;
    wm_error error;
    int result = rules_open(k->use, root, &rules);
    if (result != EXIT_DONE)
        return result;
    if (wm_rules_check(rules, NULL, &findings, &count, &error) == WM_OK) {
        k->guides += wm_rules_guide_count(rules);
        take_all(k, rules, findings, count, root);
    } else {
        say(stderr, k->use->lang, "waymark：%s\n", "waymark: %s\n", wm_error_what(&error, k->use->lang));
        result = EXIT_FAULT;
    }
    wm_rules_free(rules);
    return result;
}

/* Looks the command line's paths up before anything is printed. */
static int find_places(check *k)
{
    const invocation *use = k->use;
    k->places = calloc(use->operand_count + 1, sizeof *k->places);
    for (size_t i = 0; k->places != NULL && i < use->operand_count; i++) {
        check_place *p = &k->places[k->place_count++];
        p->asked = realpath(use->operands[i], NULL);
        if (p->asked == NULL) {
            say(stderr, use->lang, "waymark：打不開 %s：%s\n", "waymark: can't open %s: %s\n", use->operands[i],
                wm_text_in(wm_errno_words(errno), use->lang));
            return EXIT_FAULT;
        }
        p->root = copy_of(p->asked);
        if (p->root != NULL)
            cut_to_rule_set(p->root);
        k->no_memory = k->no_memory || p->root == NULL;
    }
    k->no_memory = k->no_memory || k->places == NULL;
    return k->no_memory ? EXIT_FAULT : EXIT_DONE;
}

static void free_places(check *k)
{
    for (size_t i = 0; i < k->place_count; i++) {
        free(k->places[i].asked);
        free(k->places[i].root);
    }
    free(k->places);
}

/* Whether an earlier path belongs to the same rule set, which was checked with it. */
static bool is_checked(const check *k, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(k->places[i].root, k->places[index].root) == 0)
            return true;
    }
    return false;
}

static bool wants_color(void)
{
    const char *no = getenv("NO_COLOR"); /* no-color.org: any value that is not empty */
    return isatty(STDOUT_FILENO) && (no == NULL || no[0] == '\0');
}

static int check_all(check *k)
{
    int result = find_places(k);
    if (result != EXIT_DONE)
        return result;
    if (k->place_count == 0 || k->use->values[OPTION_RULES] != NULL)
        return check_rule_set(k, rules_folder(k->use));
    for (size_t i = 0; i < k->place_count && result == EXIT_DONE; i++) {
        if (!is_checked(k, i))
            result = check_rule_set(k, path_from_here(k->places[i].root));
    }
    return result;
}

static bool print_all(const check *k)
{
    if (k->form == CHECK_PLAIN)
        check_print_sum(k);
    return k->form == CHECK_PLAIN || (k->form == CHECK_JSON ? check_print_json(k) : check_print_sarif(k));
}

static int check_and_print(check *k)
{
    bool for_programs = k->form != CHECK_PLAIN;
    k->list = for_programs ? cJSON_CreateArray() : NULL;
    k->allowed = for_programs ? cJSON_CreateArray() : NULL;
    k->no_memory = for_programs && (k->list == NULL || k->allowed == NULL);
    int result = k->no_memory ? EXIT_FAULT : check_all(k);
    if (result == EXIT_DONE && (k->no_memory || !print_all(k)))
        k->no_memory = true;
    if (k->no_memory) {
        say(stderr, k->use->lang, "waymark：記憶體不足\n", "waymark: out of memory\n");
        result = EXIT_FAULT;
    }
    cJSON_Delete(k->list);
    cJSON_Delete(k->allowed);
    free_places(k);
    return result == EXIT_DONE && k->errors > 0 ? EXIT_NO : result;
}

int run_check(const invocation *use)
{
    check k = { .use = use };
    if (use->values[OPTION_EXPLAIN] != NULL)
        return check_explain(use, use->values[OPTION_EXPLAIN]);
    k.form = use->values[OPTION_SARIF] != NULL  ? CHECK_SARIF
             : use->values[OPTION_JSON] != NULL ? CHECK_JSON
                                                : CHECK_PLAIN;
    k.color = k.form == CHECK_PLAIN && wants_color();
    return check_and_print(&k);
}
