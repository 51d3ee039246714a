/* `waymark new`: a guide that loads and passes check: to begin with, from a flowchart, or from a manual's numbered steps. Never writes over
 * a file. Uses waymark.h, author/ and POSIX. */
#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "author/readers.h"
#include "author/write_guide.h"
#include "cli/draw_overlay.h"
#include "cli/places.h"
#include "cli/words.h"

#define PATH_SIZE 1024
#define TEAM_SIZE 128

typedef struct making {
    const invocation *use;
    const char *name;     /* of the guide */
    char team[TEAM_SIZE]; /* that takes over */
} making;

/* ---- Names ----------------------------------------------------------------------------------------------------------- */

/* "area/name": [a-z0-9_]+, parts divided by single slashes. */
static bool is_guide_name(const char *name)
{
    bool part = false;
    for (; *name != '\0'; name++) {
        bool letter = (*name >= 'a' && *name <= 'z') || (*name >= '0' && *name <= '9') || *name == '_';
        if (!letter && (*name != '/' || !part))
            return false;
        part = letter;
    }
    return part;
}

/* A team that cases can be handed over to: the first of level 2 in kb/teams.json, else its first. */
static void choose_team(making *m)
{
    char path[PATH_SIZE];
    const char *kb = kb_folder(m->use);
    bytes text = { 0 };
    snprintf(m->team, sizeof m->team, "second_line");
    snprintf(path, sizeof path, "%s/teams.json", kb != NULL ? kb : ".");
    if (kb == NULL || access(path, R_OK) != 0 || !read_whole(m->use, path, (size_t)4 << 20, &text)) {
        bytes_free(&text);
        return;
    }
    cJSON *teams = cJSON_ParseWithLength(text.data, text.size);
    const cJSON *team, *chosen = teams != NULL ? teams->child : NULL;
    cJSON_ArrayForEach(team, teams)
    {
        const cJSON *level = cJSON_GetObjectItemCaseSensitive(team, "level");
        if (cJSON_IsNumber(level) && level->valuedouble >= 2) {
            chosen = team;
            break;
        }
    }
    if (chosen != NULL && chosen->string != NULL && strlen(chosen->string) < sizeof m->team)
        snprintf(m->team, sizeof m->team, "%s", chosen->string);
    cJSON_Delete(teams);
    bytes_free(&text);
}

/* ---- Files ------------------------------------------------------------------------------------------------------------ */

static bool make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool made = mkdir(path, 0777) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made)
            return false;
    }
    return true;
}

static bool write_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t wrote = write(fd, data, size);
        if (wrote < 0 && errno != EINTR)
            return false;
        if (wrote > 0) {
            data += wrote;
            size -= (size_t)wrote;
        }
    }
    return true;
}

/* Writes a file that is not there yet. */
static int write_file(const making *m, char *path, bytes *content)
{
    const char *data = bytes_string(content);
    if (data == NULL) {
        say(stderr, m->use->lang, "waymark：記憶體不足\n", "waymark: out of memory\n");
        return EXIT_FAULT;
    }
    int fd = make_folders(path) ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : -1;
    if (fd < 0 && errno == EEXIST) {
        say(stderr, m->use->lang, "waymark：%s 已經有了，沒有動它。\n",
            "waymark: %s is there already; it was left as it is.\n", path);
        return EXIT_NO;
    }
    bool wrote = fd >= 0 && write_all(fd, data, content->size);
    if (fd >= 0)
        wrote = close(fd) == 0 && wrote;
    if (!wrote) {
        say(stderr, m->use->lang, "waymark：寫不進 %s：%s\n", "waymark: can't write %s: %s\n", path,
            wm_text_in(wm_errno_words(errno), m->use->lang));
        if (fd >= 0)
            unlink(path);
        return EXIT_FAULT;
    }
    say(stdout, m->use->lang, "寫好 %s\n", "wrote %s\n", path);
    return EXIT_DONE;
}

static bool guide_path(const making *m, char path[PATH_SIZE])
{
    int length = snprintf(path, PATH_SIZE, "%s/%s.lua", rules_folder(m->use), m->name);
    return length > 0 && length < PATH_SIZE;
}

static void tell_next(const making *m, const char *path)
{
    say(stdout, m->use->lang,
        "接下來：\n  改內容   %s\n  檢查     waymark check %s\n  看圖     waymark draw %s -o 圖.svg\n  走一遍   "
        "waymark guide %s\n",
        "Next:\n  edit    %s\n  check   waymark check %s\n  look    waymark draw %s -o picture.svg\n  walk    waymark "
        "guide %s\n",
        path, path, m->name, m->name);
}

/* ---- From nothing -------------------------------------------------------------------------------------------------------- */

/* "area-name": what the manual of "area/name" is called. */
static void manual_name(const making *m, char out[PATH_SIZE])
{
    snprintf(out, PATH_SIZE, "%s", m->name);
    for (char *at = out; *at != '\0'; at++)
        if (*at == '/' || *at == '_')
            *at = '-';
}

static int write_manual(const making *m, const char *manual, wm_lang lang)
{
    char path[2 * PATH_SIZE];
    bytes text = { 0 };
    guide_terms terms = { .name = m->name };
    snprintf(path, sizeof path, "%s/manuals/%s.%s.md", kb_folder(m->use), manual, lang == WM_EN ? "en" : "zh");
    write_first_manual(&text, &terms, lang);
    int result = write_file(m, path, &text);
    bytes_free(&text);
    return result;
}

static int new_from_nothing(const making *m, char path[PATH_SIZE])
{
    char manual[PATH_SIZE];
    bytes text = { 0 };
    guide_terms terms = { .name = m->name, .team = m->team };
    bool with_manual = kb_folder(m->use) != NULL;
    manual_name(m, manual);
    write_first_guide(&text, &terms, with_manual ? manual : NULL);
    int result = write_file(m, path, &text);
    bytes_free(&text);
    for (unsigned i = 0; i < 2 && with_manual && result == EXIT_DONE; i++)
        result = write_manual(m, manual, i == 0 ? WM_ZH : WM_EN);
    return result;
}

/* ---- From a file ----------------------------------------------------------------------------------------------------------- */

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static int say_wrong(const making *m, const chart *c, const char *file)
{
    if (c->failed) {
        say(stderr, m->use->lang, "waymark：記憶體不足\n", "waymark: out of memory\n");
        return EXIT_FAULT;
    }
    char line[32] = "";
    if (c->line > 0)
        snprintf(line, sizeof line, ":%zu", c->line);
    say(stderr, m->use->lang, "%s%s：%s\n", "%s%s: %s\n", file, line, wm_text_in(c->wrong, m->use->lang));
    return EXIT_FAULT;
}

/* A manual NAME.zh.md of kb/manuals is cited as NAME; any other is not there to be cited. */
static bool name_manual(const making *m, chart *c, const char *file)
{
    char path[2 * PATH_SIZE], name[PATH_SIZE];
    size_t length = strlen(base_of(file));
    if (length <= 6 || length >= PATH_SIZE || kb_folder(m->use) == NULL)
        return true;
    snprintf(name, sizeof name, "%.*s", (int)(length - 6), base_of(file));
    snprintf(path, sizeof path, "%s/manuals/%s", kb_folder(m->use), base_of(file));
    bool named = strcmp(base_of(file) + length - 6, ".zh.md") == 0 || strcmp(base_of(file) + length - 6, ".en.md") == 0;
    if (!named || access(path, R_OK) != 0)
        return true;
    c->manual = copy_of(name);
    return c->manual != NULL;
}

static void tell_counts(const making *m, const guide_counts *n)
{
    say(stdout, m->use->lang, "問題 %zu、原因 %zu、處置 %zu、交接 %zu。\n",
        "Questions %zu, causes %zu, remedies %zu, hand-overs %zu.\n", n->questions, n->causes, n->remedies,
        n->handovers);
}

static const char *box_words(const chart *c, size_t box)
{
    return c->boxes[box].text[0] != '\0' ? c->boxes[box].text : c->boxes[box].id;
}

/* Boxes that no way leads to, by name, and how to mend it. */
static void tell_missed(const making *m, const chart *c, const guide_counts *n, const char *path)
{
    size_t told = n->missed < MISSED_MOST ? n->missed : MISSED_MOST;
    if (n->missed == 0)
        return;
    say(stderr, m->use->lang, "waymark：有 %zu 個框沒有寫進去，因為從起點「%s」出發，沒有箭頭或步驟通到：\n",
        n->missed == 1 ? "waymark: %zu box was left out, as no arrow or step leads there from the start, \"%s\":\n"
                       : "waymark: %zu boxes were left out, as no arrow or step leads there from the start, \"%s\":\n",
        n->missed, box_words(c, n->start));
    for (size_t i = 0; i < told; i++)
        say(stderr, m->use->lang, "  「%s」\n", "  \"%s\"\n", box_words(c, n->missed_boxes[i]));
    if (told < n->missed)
        say(stderr, m->use->lang, "  … 還有 %zu 個\n", "  … and %zu more\n", n->missed - told);
    say(stderr, m->use->lang, "要用到的話，在原圖補上通到那裡的箭頭，刪掉 %s 再轉一次；或直接寫進 %s。\n",
        "If they are wanted, draw an arrow that leads there, delete %s and run this again; or write them into %s.\n",
        path, path);
}

static int write_chart(const making *m, const chart *c, const char *file, char path[PATH_SIZE])
{
    bytes text = { 0 };
    guide_counts counts = { 0 };
    guide_terms terms = { m->name, base_of(file), m->team };
    int result = EXIT_FAULT;
    if (write_guide(&text, c, &terms, &counts))
        result = write_file(m, path, &text);
    else
        say(stderr, m->use->lang, "waymark：記憶體不足\n", "waymark: out of memory\n");
    bytes_free(&text);
    if (result == EXIT_DONE) {
        tell_counts(m, &counts);
        tell_missed(m, c, &counts, path);
    }
    return result;
}

/* NAME.zh.md and NAME.en.md are one manual: the path of the other. False: the file is neither, or alone. */
static bool translation_of(const char *file, char path[PATH_SIZE])
{
    size_t length = strlen(file);
    if (length <= 6 || length >= PATH_SIZE)
        return false;
    bool zh = strcmp(file + length - 6, ".zh.md") == 0, en = strcmp(file + length - 6, ".en.md") == 0;
    snprintf(path, PATH_SIZE, "%.*s.%s.md", (int)(length - 6), file, zh ? "en" : "zh");
    return (zh || en) && access(path, R_OK) == 0;
}

/* What the translation says goes beside what was read; one that can't be read as a manual is none. False: no memory. */
static bool take_translation(const making *m, chart *c, const char *path)
{
    bytes text = { 0 };
    chart other = { 0 };
    bool read = read_whole(m->use, path, CHART_MOST_BYTES, &text);
    bool paired =
        !read || !chart_read(&other, read_markdown, text.data, text.size) ? !other.failed : chart_pair(c, &other);
    chart_free(&other);
    bytes_free(&text);
    c->failed = c->failed || !paired;
    return paired;
}

static int new_from_file(const making *m, const char *file, char path[PATH_SIZE])
{
    const char *dot = strrchr(base_of(file), '.');
    chart_reader *reader = reader_of(dot != NULL ? dot + 1 : NULL);
    bytes text = { 0 };
    chart c = { 0 };
    if (reader == NULL) {
        say(stderr, m->use->lang, "waymark：不認得 %s 這種檔案；有 .dot .gv .mmd .drawio .xml .json .md。\n",
            "waymark: %s is of no known kind; there are .dot .gv .mmd .drawio .xml .json .md.\n", file);
        return EXIT_WRONG_USE;
    }
    int result = EXIT_FAULT;
    char other[PATH_SIZE];
    bool translated = reader == read_markdown && translation_of(file, other);
    if (read_whole(m->use, file, CHART_MOST_BYTES, &text))
        result = chart_read(&c, reader, text.data, text.size) &&
                         (reader != read_markdown || name_manual(m, &c, file)) &&
                         (!translated || take_translation(m, &c, other))
                     ? write_chart(m, &c, file, path)
                     : say_wrong(m, &c, file);
    if (result == EXIT_DONE && c.title_other != NULL) /* the translation was read */
        say(stdout, m->use->lang, "另一種語言的文字取自 %s。\n", "The other language's texts are of %s.\n", other);
    chart_free(&c);
    bytes_free(&text);
    return result;
}

int run_new(const invocation *use)
{
    char path[PATH_SIZE];
    making m = { .use = use, .name = use->operand_count == 2 ? use->operands[1] : "" };
    const char *from = use->values[OPTION_FROM];
    if (use->operand_count != 2 || strcmp(use->operands[0], "guide") != 0) {
        say(stderr, use->lang, "waymark：寫成 waymark new guide 領域/名稱，用法見 waymark new --help。\n",
            "waymark: write waymark new guide AREA/NAME; see waymark new --help.\n");
        return EXIT_WRONG_USE;
    }
    if (!is_guide_name(m.name) || !guide_path(&m, path)) {
        say(stderr, use->lang, "waymark：「%s」不能當名字；只用小寫英文字母、數字、底線，領域用 / 分開。\n",
            "waymark: \"%s\" is not a name; use small letters, digits and underscores, with / after the area.\n",
            m.name);
        return EXIT_WRONG_USE;
    }
    choose_team(&m);
    int result = from != NULL ? new_from_file(&m, from, path) : new_from_nothing(&m, path);
    if (result == EXIT_DONE)
        tell_next(&m, path);
    return result;
}
