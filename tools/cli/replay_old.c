/* The rule set that another one is compared with: a folder, or a git revision of the folder of the guides. Uses waymark.h
 * and POSIX. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/places.h"
#include "cli/replay_parts.h"
#include "cli/words.h"

#define FOLDERS_OPEN 16

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* ---- A folder of our own -------------------------------------------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *at)
{
    (void)about;
    (void)kind;
    (void)at;
    return remove(path);
}

/* To be freed and removed; NULL after saying why. */
static char *new_folder(const invocation *use)
{
    const char *above = getenv("TMPDIR");
    if (above == NULL || above[0] != '/')
        above = "/tmp";
    size_t room = strlen(above) + sizeof "/waymark-XXXXXX";
    char *path = malloc(room);
    if (path != NULL) {
        snprintf(path, room, "%s/waymark-XXXXXX", above);
        if (mkdtemp(path) != NULL)
            return path;
    }
    say(stderr, use->lang, "waymark：在 %s 建不了資料夾：%s\n", "waymark: can't make a folder in %s: %s\n", above,
        wm_text_in(wm_errno_words(errno), use->lang));
    free(path);
    return NULL;
}

/* ---- Loading --------------------------------------------------------------------------------------------------------------- */

/* The old files have the names that they would have if they lay where the new ones do, so that what is told of them can be
 * opened with git, and their hash is that of the revision. A folder outside of here is called "rules". */
static const char *name_below(const char *folder)
{
    while (folder[0] == '.' && folder[1] == '/')
        folder += 2;
    return folder[0] == '/' || folder[0] == '\0' || strstr(folder, "..") != NULL || folder[0] == '.' ? "rules" : folder;
}

static int load_there(const invocation *use, const char *root, const char *name, wm_rules **out)
{
    invocation there = *use;
    const char *kb = kb_folder(use);
    char *kb_path = kb != NULL ? realpath(kb, NULL) : NULL;
    int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), result = EXIT_FAULT;
    there.values[OPTION_KB] = kb_path;
    if (here >= 0 && chdir(root) == 0) {
        result = rules_open(&there, name, out);
        if (fchdir(here) != 0)
            result = EXIT_FAULT;
    }
    if (result != EXIT_DONE)
        say(stderr, use->lang, "waymark：舊的判斷樹載不進來。\n", "waymark: the old guides can't be loaded.\n");
    if (here >= 0)
        close(here);
    free(kb_path);
    return result;
}

static int open_revision(const invocation *use, const char *revision, wm_rules **out)
{
    const char *folder = rules_folder(use), *name = name_below(folder);
    char *root = new_folder(use);
    if (root == NULL)
        return EXIT_FAULT;
    size_t room = strlen(root) + strlen(name) + 2;
    char *into = malloc(room);
    int result = EXIT_FAULT;
    if (into != NULL) {
        snprintf(into, room, "%s/%s", root, name);
        for (size_t size = strlen(into); into[size - 1] == '/'; size--)
            into[size - 1] = '\0';
        for (char *slash = into + strlen(root) + 1; (slash = strchr(slash, '/')) != NULL; *slash++ = '/') {
            *slash = '\0';
            mkdir(into, 0700); /* where it fails, the next one says so */
        }
        if (mkdir(into, 0700) == 0)
            result = git_take_rules(use, folder, revision, into);
    }
    if (result == EXIT_DONE)
        result = load_there(use, root, name, out);
    nftw(root, remove_one, FOLDERS_OPEN, FTW_DEPTH | FTW_PHYS);
    free(into);
    free(root);
    return result;
}

/* A guide that is missing makes its tickets look better than they are. */
static void warn_of_refused(const invocation *use, const wm_rules *rules)
{
    size_t errors = rules_errors(rules);
    if (errors > 0)
        say(stderr, use->lang, "waymark：舊的判斷樹載入時有 %zu 個錯誤，出錯的那些不能用，沒有算進來。\n",
            "waymark: loading the old guides found %zu errors; those guides are left out.\n", errors);
}

int rules_open_against(const invocation *use, wm_rules **out)
{
    const char *against = use->values[OPTION_AGAINST];
    *out = NULL;
    int result = is_folder(against) ? rules_open(use, against, out) : open_revision(use, against, out);
    if (result == EXIT_DONE)
        warn_of_refused(use, *out);
    if (result != EXIT_DONE || wm_rules_guide_count(*out) > 0)
        return result;
    say(stderr, use->lang, "waymark：%s 裡沒有能用的判斷樹。\n", "waymark: there is no usable guide in %s.\n", against);
    wm_rules_free(*out);
    *out = NULL;
    return EXIT_FAULT;
}
