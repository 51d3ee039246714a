/* `waymark check`: what can be known of the guides before a walk. Uses waymark.h, cJSON and POSIX. */
#include <cjson/cJSON.h>
#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/places.h"
#include "cli/words.h"

/* A path of the command line and the rule set that it belongs to, both absolute. */
typedef struct place {
    char *asked, *root;
} place;

/* What is checked, and everything that it has come to. */
typedef struct check {
    const invocation *use;
    place *places; /* none: all is asked for */
    size_t place_count;
    cJSON *list; /* --json: the findings so far */
    bool color, no_memory;
    size_t errors, warnings, guides;
} check;

/* ---- Places ------------------------------------------------------------------------------------------- */

static bool is_below(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 &&
           (path[length] == '\0' || path[length] == '/' || strcmp(folder, "/") == 0);
}

/* The nearest folder named `rules` on the way up from an absolute path, itself included; else the
 * folder itself, or that of the file. Cuts `path`. */
static void cut_to_rule_set(char *path)
{
    struct stat about;
    if (stat(path, &about) == 0 && !S_ISDIR(about.st_mode))
        path[strlen(dirname(path))] = '\0';
    for (char *end = path + strlen(path); end > path;) {
        char *slash = end;
        while (slash > path && slash[-1] != '/')
            slash--;
        if (end - slash == 5 && memcmp(slash, "rules", 5) == 0) {
            *end = '\0';
            return;
        }
        end = slash > path ? slash - 1 : path;
    }
}

/* The folder as seen from the working directory, where that is shorter to read. Points into `path`. */
static const char *seen_from_here(const char *path)
{
    char here[4096];
    if (getcwd(here, sizeof here) == NULL || !is_below(path, here))
        return path;
    size_t length = strlen(here);
    return path[length] == '\0' ? "." : path + length + (strcmp(here, "/") != 0);
}

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
        asked = is_below(file, k->places[i].asked);
    free(file);
    return asked;
}

/* ---- For people --------------------------------------------------------------------------------------- */

static void paint(const check *k, const char *sequence)
{
    if (k->color)
        fputs(sequence, stdout);
}

static void print_finding(const check *k, const wm_finding *f)
{
    wm_lang lang = k->use->lang;
    bool is_error = f->severity == WM_ERROR;
    paint(k, "\033[1m");
    say(stdout, lang,
        "%s: ", "%s: ", f->where != NULL ? f->where : ""); /* the form that editors read, in any language */
    paint(k, is_error ? "\033[31m" : "\033[33m");
    if (is_error)
        say(stdout, lang, "錯誤 %s", "error %s", f->code);
    else
        say(stdout, lang, "警告 %s", "warning %s", f->code);
    paint(k, "\033[0m");
    say(stdout, lang, "：%s\n", ": %s\n", wm_text_in(f->what, lang));
    if (wm_text_in(f->mend, lang)[0] != '\0')
        say(stdout, lang, "    改法：%s\n", "    to mend: %s\n", wm_text_in(f->mend, lang));
    for (size_t i = 0; i < f->witness_count; i++) {
        if (i == 0)
            say(stdout, lang, "    這樣答會走到：", "    answers that lead there: ");
        say(stdout, lang, "%s%s = %s", "%s%s = %s", i > 0 ? (lang == WM_EN ? ", " : "、") : "", f->witness[i].question,
            f->witness[i].answer);
    }
    if (f->witness_count > 0)
        putchar('\n');
}

static const char *plural(wm_lang lang, size_t count)
{
    return lang == WM_EN && count != 1 ? "s" : "";
}

static void print_sum(const check *k)
{
    wm_lang lang = k->use->lang;
    if (k->errors + k->warnings == 0)
        say(stdout, lang, "沒有問題：%zu 份判斷樹%s。\n", "Nothing found: %zu guide%s.\n", k->guides,
            plural(lang, k->guides));
    else
        say(stdout, lang, "%zu 個錯誤%s，%zu 個警告%s；%zu 份判斷樹可用%s。\n",
            "%zu error%s, %zu warning%s; %zu usable guide%s.\n", k->errors, plural(lang, k->errors), k->warnings,
            plural(lang, k->warnings), k->guides, plural(lang, k->guides));
}

/* ---- For programs ------------------------------------------------------------------------------------- */

static bool add_string(cJSON *object, const char *name, const char *s)
{
    return (s != NULL ? cJSON_AddStringToObject(object, name, s) : cJSON_AddNullToObject(object, name)) != NULL;
}

static bool add_witness(cJSON *object, const wm_finding *f)
{
    cJSON *list = cJSON_AddArrayToObject(object, "witness");
    bool made = list != NULL;
    for (size_t i = 0; made && i < f->witness_count; i++) {
        cJSON *item = cJSON_CreateObject();
        made = cJSON_AddItemToArray(list, item) && add_string(item, f->witness[i].question, f->witness[i].answer);
    }
    return made;
}

static bool add_finding(const check *k, const wm_finding *f)
{
    wm_lang lang = k->use->lang;
    cJSON *object = cJSON_CreateObject();
    return cJSON_AddItemToArray(k->list, object) && add_string(object, "code", f->code) &&
           add_string(object, "severity", f->severity == WM_ERROR ? "error" : "warning") &&
           add_string(object, "where", f->where) && add_string(object, "guide", f->guide) &&
           add_string(object, "node", f->node) && add_string(object, "what", wm_text_in(f->what, lang)) &&
           add_string(object, "mend", wm_text_in(f->mend, lang)) && add_witness(object, f);
}

static bool print_json(const check *k)
{
    cJSON *root = cJSON_CreateObject();
    bool made = cJSON_AddNumberToObject(root, "errors", (double)k->errors) != NULL &&
                cJSON_AddNumberToObject(root, "warnings", (double)k->warnings) != NULL &&
                cJSON_AddItemReferenceToObject(root, "findings", k->list);
    char *text = made ? cJSON_PrintUnformatted(root) : NULL;
    if (text != NULL)
        puts(text);
    cJSON_free(text);
    cJSON_Delete(root);
    return text != NULL;
}

/* ---- Checking ------------------------------------------------------------------------------------------ */

static void take_finding(check *k, const wm_finding *f)
{
    if (f->severity == WM_ERROR)
        k->errors++;
    else
        k->warnings++;
    if (k->list == NULL)
        print_finding(k, f);
    else if (!add_finding(k, f))
        k->no_memory = true;
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
        for (size_t i = 0; i < count; i++) {
            if (is_asked_for(k, &findings[i], root))
                take_finding(k, &findings[i]);
        }
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
        place *p = &k->places[k->place_count++];
        p->asked = realpath(use->operands[i], NULL);
        if (p->asked == NULL) {
            say(stderr, use->lang, "waymark：打不開 %s：%s\n", "waymark: can't open %s: %s\n", use->operands[i],
                strerror(errno));
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
            result = check_rule_set(k, seen_from_here(k->places[i].root));
    }
    return result;
}

int run_check(const invocation *use)
{
    bool json = use->values[OPTION_JSON] != NULL;
    check k = { .use = use, .list = json ? cJSON_CreateArray() : NULL, .color = !json && wants_color() };
    k.no_memory = json && k.list == NULL;
    int result = k.no_memory ? EXIT_FAULT : check_all(&k);
    if (result == EXIT_DONE && !json)
        print_sum(&k);
    else if (result == EXIT_DONE && (k.no_memory || !print_json(&k)))
        k.no_memory = true;
    if (k.no_memory) {
        say(stderr, use->lang, "waymark：記憶體不足\n", "waymark: out of memory\n");
        result = EXIT_FAULT;
    }
    cJSON_Delete(k.list);
    free_places(&k);
    return result == EXIT_DONE && k.errors > 0 ? EXIT_NO : result;
}
