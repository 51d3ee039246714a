/* Where the guides and manuals are, and loading them. Uses waymark.h and POSIX. */
#include "cli/places.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/words.h"

#ifndef WM_DATADIR
#define WM_DATADIR "" /* not installed */
#endif

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static const char *said_folder(const invocation *use, option_id id, const char *variable)
{
    const char *said = use->values[id] != NULL ? use->values[id] : getenv(variable);
    return said != NULL && said[0] != '\0' ? said : NULL;
}

const char *rules_folder(const invocation *use)
{
    static const char here[] = "rules", installed[] = WM_DATADIR "/rules";
    const char *said = said_folder(use, OPTION_RULES, "WAYMARK_RULES");
    if (said != NULL)
        return said;
    return !is_folder(here) && is_folder(installed) ? installed : here;
}

const char *kb_folder(const invocation *use)
{
    static const char here[] = "kb", installed[] = WM_DATADIR "/kb";
    const char *said = said_folder(use, OPTION_KB, "WAYMARK_KB");
    if (said != NULL)
        return said;
    return is_folder(here) ? here : is_folder(installed) ? installed : NULL;
}

/* The backstop for loading a file, in seconds of processor time; $WAYMARK_LOAD_SECONDS raises it on machines that
 * are slow (or watched by valgrind). 0: the library's own. */
static double load_seconds(void)
{
    const char *said = getenv("WAYMARK_LOAD_SECONDS");
    double seconds = said != NULL ? strtod(said, NULL) : 0;
    return seconds > 0 && seconds < 3600 ? seconds : 0;
}

unsigned threads_wished(const invocation *use)
{
    const char *text = use->values[OPTION_THREADS];
    char *end;
    if (text == NULL)
        return 1;
    unsigned long number = text[0] >= '0' && text[0] <= '9' ? strtoul(text, &end, 10) : 0;
    return number >= 1 && number <= 256 && *end == '\0' ? (unsigned)number : 0;
}

int rules_open(const invocation *use, const char *folder, wm_rules **out)
{
    wm_config config = { .kb_dir = kb_folder(use), .load_seconds = load_seconds(), .threads = threads_wished(use) };
    wm_error error;
    if (wm_rules_load(out, &config, folder, &error) == WM_OK)
        return EXIT_DONE;
    say(stderr, use->lang, "waymark：判斷樹載不進來（%s）：%s\n", "waymark: can't load the guides (%s): %s\n", folder,
        wm_error_what(&error, use->lang));
    return EXIT_FAULT;
}

size_t rules_errors(const wm_rules *rules)
{
    const wm_finding *findings;
    size_t count = wm_rules_findings(rules, &findings), errors = 0;
    for (size_t i = 0; i < count; i++)
        errors += findings[i].severity == WM_ERROR;
    return errors;
}

static void warn_of_refused(const invocation *use, const wm_rules *rules)
{
    size_t errors = rules_errors(rules);
    if (errors > 0)
        say(stderr, use->lang, "waymark：載入時有 %zu 個錯誤，出錯的判斷樹不能用；用 waymark check 看是哪些。\n",
            "waymark: loading found %zu errors, and those guides can't be used; see waymark check.\n", errors);
}

int rules_open_for_walk(const invocation *use, wm_rules **out)
{
    const char *folder = rules_folder(use);
    int result = rules_open(use, folder, out);
    if (result != EXIT_DONE)
        return result;
    warn_of_refused(use, *out);
    if (wm_rules_guide_count(*out) > 0)
        return EXIT_DONE;
    say(stderr, use->lang, "waymark：%s 裡沒有能用的判斷樹。\n", "waymark: there is no usable guide in %s.\n", folder);
    wm_rules_free(*out);
    *out = NULL;
    return EXIT_FAULT;
}

/* ---- Paths ---------------------------------------------------------------------------------------------- */

bool path_is_below(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 &&
           (path[length] == '\0' || path[length] == '/' || strcmp(folder, "/") == 0);
}

const char *path_from_here(const char *path)
{
    char here[4096];
    if (getcwd(here, sizeof here) == NULL || !path_is_below(path, here))
        return path;
    size_t length = strlen(here);
    return path[length] == '\0' ? "." : path + length + (strcmp(here, "/") != 0);
}

void cut_to_rule_set(char *path)
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
