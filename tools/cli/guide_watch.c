/* `waymark guide --watch`: guides are loaded anew when their files are saved, and the case stays where it is. Uses waymark.h and
 * POSIX.
 *
 * Files are looked at every third of a second; a change counts once it has stood for a moment, so that nothing half-written
 * is read. The case's log is told again to the new guides. */
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/guide.h"
#include "cli/places.h"
#include "cli/words.h"

#define LOOK_EVERY 300 /* milliseconds */
#define SETTLED    100
#define DEPTH_MOST 16
#define SHOWN_MOST ((size_t)10)

struct watch {
    char folder[4096];
    uint64_t seen; /* what the files looked like when they were loaded */
};

/* ---- The files ------------------------------------------------------------------------------------------------------- */

static uint64_t mixed(uint64_t sum, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++)
        sum = (sum ^ at[i]) * UINT64_C(0x100000001b3); /* FNV-1a: tells changes apart */
    return sum;
}

static bool is_rule_file(const char *name)
{
    size_t size = strlen(name);
    return size > 4 && strcmp(name + size - 4, ".lua") == 0;
}

static uint64_t look_at(const char *folder, uint64_t sum, int depth)
{
    struct dirent **entries = NULL;
    int count = depth < DEPTH_MOST ? scandir(folder, &entries, NULL, alphasort) : 0;
    for (int i = 0; i < count; i++) {
        char path[4096];
        struct stat about;
        int length = snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        bool fits =
            entries[i]->d_name[0] != '.' && length > 0 && (size_t)length < sizeof path && stat(path, &about) == 0;
        if (fits && S_ISDIR(about.st_mode)) {
            sum = look_at(path, sum, depth + 1);
        } else if (fits && is_rule_file(path)) {
            int64_t when[3] = { about.st_mtim.tv_sec, about.st_mtim.tv_nsec, about.st_size };
            sum = mixed(mixed(sum, path, strlen(path)), when, sizeof when);
        }
        free(entries[i]);
    }
    free(entries);
    return sum;
}

static uint64_t look(const struct watch *at)
{
    return look_at(at->folder, UINT64_C(0xcbf29ce484222325), 0);
}

struct watch *watch_begin(const char *folder)
{
    struct watch *made = calloc(1, sizeof *made);
    if (made == NULL)
        return NULL;
    (void)setvbuf(stdin, NULL, _IONBF, 0); /* so that poll knows of every byte that was typed */
    snprintf(made->folder, sizeof made->folder, "%s", folder);
    made->seen = look(made);
    return made;
}

void watch_end(struct watch *at)
{
    free(at);
}

static bool was_changed(struct watch *at)
{
    uint64_t now = look(at), before;
    if (now == at->seen)
        return false;
    do {
        before = now;
        (void)poll(NULL, 0, SETTLED);
        now = look(at);
    } while (now != before);
    at->seen = now;
    return true;
}

bool watch_wait(walker *w)
{
    struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
    int ready = 0;
    do {
        if (was_changed(w->watch)) {
            w->stale = true;
            putchar('\n');
            return false;
        }
        ready = poll(&in, 1, LOOK_EVERY);
    } while (ready == 0 || (ready < 0 && errno == EINTR));
    return true;
}

/* ---- Findings -------------------------------------------------------------------------------------------------------- */

static bool show_finding(const walker *w, const wm_finding *f)
{
    bool is_error = f->severity == WM_ERROR;
    say(stdout, w->lang, "│ %s：%s %s：%s\n", "│ %s: %s %s: %s\n", f->where != NULL ? f->where : "",
        w->lang == WM_EN ? (is_error ? "error" : "warning") : (is_error ? "錯誤" : "警告"), f->code,
        wm_text_in(f->what, w->lang));
    if (wm_text_in(f->mend, w->lang)[0] != '\0')
        say(stdout, w->lang, "│     改法：%s\n", "│     to mend: %s\n", wm_text_in(f->mend, w->lang));
    return is_error;
}

static void show_findings(const walker *w, const wm_finding *list, size_t count, bool errors_only)
{
    size_t shown = 0;
    for (size_t i = 0; i < count; i++) {
        if (errors_only && list[i].severity != WM_ERROR)
            continue;
        if (shown++ < SHOWN_MOST)
            show_finding(w, &list[i]);
    }
    if (shown > SHOWN_MOST)
        say(stdout, w->lang, "│ 還有 %zu 個\n", "│ and %zu more\n", shown - SHOWN_MOST);
}

void watch_show_findings(walker *w)
{
    const wm_finding *list;
    size_t count;
    wm_error error;
    if (wm_rules_check(w->rules, wm_case_guide(w->c), &list, &count, &error) != WM_OK)
        show_error(w, &error);
    else if (count == 0)
        say(stdout, w->lang, "│ 檢查：沒有問題\n", "│ check: nothing found\n");
    else
        show_findings(w, list, count, false);
}

/* ---- The case in the new guides --------------------------------------------------------------------------------------- */

/* What was noted for the record goes with its event, or is left out with it. */
static void move_note(walker *w, size_t from, size_t to)
{
    for (note **at = &w->notes; *at != NULL; at = &(*at)->next) {
        note *n = *at;
        if (n->index != from)
            continue;
        if (to != SIZE_MAX) {
            n->index = to;
            return;
        }
        *at = n->next;
        free(n->text);
        free(n);
        return;
    }
}

/* Events that the new guides don't take are left out, and said. Later numbers only get smaller, so notes move one by one. */
static void tell_log(walker *w, wm_case *to)
{
    wm_event e;
    unasked there = { .events = NULL };
    for (size_t i = 0; wm_case_log(w->c, i, &e) == WM_OK; i++) {
        bool taken = case_repeat(to, &e, NULL) == WM_OK;
        if (taken && unasked_has(&w->unasked, i))
            (void)unasked_add(&there, wm_case_log_size(to) - 1);
        move_note(w, i, taken ? wm_case_log_size(to) - 1 : SIZE_MAX);
        if (!taken)
            say(stdout, w->lang, "│ 新的判斷樹不收「%s」的這個紀錄，略過了\n",
                "│ the new guides do not take what was recorded of \"%s\"; left out\n", e.id);
    }
    unasked_free(&w->unasked);
    w->unasked = there;
}

static bool go_on_in(walker *w, wm_rules *rules)
{
    wm_case *c = NULL;
    wm_error error;
    if (wm_case_new(&c, rules, wm_case_guide(w->c), &error) != WM_OK)
        return false;
    tell_log(w, c);
    wm_case_free(w->c);
    wm_rules_free(w->rules);
    w->c = c;
    w->rules = rules;
    return true;
}

void watch_reload(walker *w, const invocation *use)
{
    wm_rules *rules = NULL;
    const wm_finding *list;
    w->stale = w->left = false;
    if (rules_open(use, w->watch->folder, &rules) != EXIT_DONE)
        return;
    if (go_on_in(w, rules)) {
        say(stdout, w->lang, "│ 判斷樹改了，已重新載入。\n", "│ The guides changed and were loaded anew.\n");
        watch_show_findings(w);
        return;
    }
    say(stdout, w->lang, "│ 判斷樹改了，但載不進來；先照原本的走。\n",
        "│ The guides changed, but this one does not load; the old one goes on.\n");
    size_t count = wm_rules_findings(rules, &list);
    show_findings(w, list, count, true);
    wm_rules_free(rules);
}
