/* Rule files and kb/teams.json: finding and reading them. Part of the façade; reads nothing outside of
 * the folders that it is given. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/json.h"
#include "facade.h"

#define MAX_DEPTH       16
#define MAX_TEAMS_BYTES ((size_t)4 << 20)

/* FNV-1a's step over eight bytes at a time, mixed: tells changed files apart; not against forgery. */
uint64_t rules_hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (; size > 0; at += size < 8 ? size : 8, size -= size < 8 ? size : 8) {
        uint64_t word = size; /* so that a short end is told from zeros */
        memcpy(&word, at, size < 8 ? size : 8);
        hash = (hash ^ word) * 0x100000001b3u;
        hash ^= hash >> 29;
    }
    return hash;
}

/* ---- Reading one file ------------------------------------------------------------------------------ */

static wm_status io_error(wm_error *error, const char *path)
{
    wm_text why = wm_errno_words(errno);
    return error_set(error, WM_IO, path, "讀不到 %s：%s%.0s。", "Cannot read %s: %.0s%s.", path, why.zh, why.en);
}

static wm_status read_open(const wm_allocator *a, int fd, size_t limit, const char *path, file_contents *out,
                           wm_error *error)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return io_error(error, path);
    size_t expected = info.st_size > 0 ? (size_t)info.st_size : 0;
    out->room = (expected > limit ? limit : expected) + 2;
    out->text = allocator_alloc(a, out->room);
    if (!out->text)
        return error_no_memory(error);
    while (out->size < out->room - 1) {
        ssize_t got = read(fd, out->text + out->size, out->room - 1 - out->size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return io_error(error, path);
        if (got == 0)
            break;
        out->size += (size_t)got;
    }
    out->text[out->size] = '\0';
    return WM_OK;
}

wm_status rules_read_file(const wm_rules *r, const char *path, size_t limit, file_contents *out, wm_error *error)
{
    *out = (file_contents){ 0 };
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return io_error(error, path);
    wm_status status = read_open(&r->allocator, fd, limit, path, out, error);
    close(fd);
    return status;
}

void rules_drop_file(const wm_rules *r, file_contents *contents)
{
    if (contents->text)
        allocator_free(&r->allocator, contents->text, contents->room);
}

/* ---- Finding the files ------------------------------------------------------------------------------- */

typedef struct search {
    wm_rules *rules;
    arena memory;
    vector paths;     /* of char * */
    const char *root; /* resolved: links may not lead out of it */
    wm_error *error;
} search;

static bool is_rule_name(const char *name)
{
    size_t size = strlen(name);
    return size > 4 && strcmp(name + size - 4, ".lua") == 0 &&
           !(size > 10 && strcmp(name + size - 10, ".walks.lua") == 0);
}

static bool stays_inside(const search *s, const char *path)
{
    char *real = realpath(path, NULL);
    size_t size = strlen(s->root);
    bool inside = real && strncmp(real, s->root, size) == 0 && (real[size] == '/' || !real[size]);
    free(real);
    return inside;
}

static wm_status search_folder(search *s, const char *dir, int depth);

static wm_status search_entry(search *s, const char *dir, const char *name, int depth)
{
    struct stat info;
    const char *path = strcmp(dir, ".") == 0 ? arena_string(&s->memory, name, strlen(name))
                                             : arena_format(&s->memory, "%s/%s", dir, name);
    if (!path)
        return error_no_memory(s->error);
    if (lstat(path, &info) != 0)
        return WM_OK; /* gone since */
    if (S_ISLNK(info.st_mode) && (!stays_inside(s, path) || stat(path, &info) != 0))
        return WM_OK;
    if (S_ISDIR(info.st_mode))
        return search_folder(s, path, depth + 1);
    if (!S_ISREG(info.st_mode) || !is_rule_name(name))
        return WM_OK;
    return vector_append(&s->paths, &path, 1) ? WM_OK : error_no_memory(s->error);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static wm_status list_folder(search *s, const char *dir, vector *names)
{
    DIR *d = opendir(dir);
    if (!d)
        return io_error(s->error, dir);
    wm_status status = WM_OK;
    const struct dirent *e;
    while (status == WM_OK && (e = readdir(d)) != NULL) {
        if (e->d_name[0] == '.')
            continue;
        const char *name = arena_string(&s->memory, e->d_name, strlen(e->d_name));
        if (!name || !vector_append(names, &name, 1))
            status = error_no_memory(s->error);
    }
    closedir(d);
    if (names->count)
        qsort(names->data, names->count, sizeof(char *), by_name);
    return status;
}

static wm_status search_folder(search *s, const char *dir, int depth)
{
    if (depth > MAX_DEPTH)
        return WM_OK;
    vector names = vector_of(s->rules->allocator, sizeof(char *));
    wm_status status = list_folder(s, dir, &names);
    for (size_t i = 0; status == WM_OK && i < names.count; i++)
        status = search_entry(s, dir, VECTOR_AT(&names, const char *, i), depth);
    vector_free(&names);
    return status;
}

/* "./rules/" is "rules": findings name the files as short as they can be opened. */
static const char *tidy_path(arena *a, const char *dir)
{
    while (dir[0] == '.' && dir[1] == '/' && dir[2])
        dir += 2;
    size_t size = strlen(dir);
    while (size > 1 && dir[size - 1] == '/')
        size--;
    return arena_string(a, dir, size);
}

wm_status rules_load_files(wm_rules *r, const char *dir, vector *drafts, uint64_t *hash, wm_error *error)
{
    search s = { .rules = r, .error = error, .paths = vector_of(r->allocator, sizeof(char *)) };
    arena_init(&s.memory, r->allocator);
    char *root = realpath(dir, NULL);
    s.root = root;
    *hash = RULES_HASH_START;
    const char *tidy = tidy_path(&s.memory, dir);
    wm_status status = !root ? io_error(error, dir) : !tidy ? error_no_memory(error) : search_folder(&s, tidy, 0);
    if (status == WM_OK)
        status = rules_load_paths(r, &s.paths, drafts, hash, error);
    free(root);
    vector_free(&s.paths);
    arena_free(&s.memory);
    return status;
}

/* ---- kb/teams.json: {"id": {"zh", "en", "level"}, …} --------------------------------------------------------- */

static wm_status keep_team(wm_rules *r, const cJSON *entry, const char *path, team *out, wm_error *error)
{
    const char *zh = json_string(entry, "zh"), *en = json_string(entry, "en");
    const cJSON *level = json_get(entry, "level");
    if (!zh || !en)
        return error_set(error, WM_BAD_INPUT, path, "%s 裡的單位「%s」要有 zh 和 en 兩個名稱。",
                         "The team in %s, \"%s\", needs both names, zh and en.", path, entry->string);
    out->id = arena_string(&r->memory, entry->string, strlen(entry->string));
    out->text.zh = arena_string(&r->memory, zh, strlen(zh));
    out->text.en = arena_string(&r->memory, en, strlen(en));
    out->level = cJSON_IsNumber(level) ? level->valueint : 0;
    return out->id && out->text.zh && out->text.en ? WM_OK : error_no_memory(error);
}

static wm_status keep_teams(wm_rules *r, const cJSON *all, const char *path, wm_error *error)
{
    if (!cJSON_IsObject(all))
        return error_set(error, WM_BAD_INPUT, path, "%s 應是一個物件：單位的 id 對到它的名稱。",
                         "%s should be one object: a team's id and its names.", path);
    size_t count = (size_t)cJSON_GetArraySize(all);
    r->teams = arena_zero(&r->memory, count + 1, sizeof *r->teams);
    if (!r->teams)
        return error_no_memory(error);
    wm_status status = WM_OK;
    for (const cJSON *e = all->child; e && status == WM_OK; e = e->next)
        status = keep_team(r, e, path, &r->teams[r->team_count++], error);
    return status;
}

static wm_status take_teams(wm_rules *r, const char *path, const file_contents *file, wm_error *error)
{
    wm_error wrong;
    cJSON *all = json_parse(file->text, file->size, &wrong);
    if (!all)
        return wrong.status == WM_NO_MEMORY
                   ? error_no_memory(error)
                   : error_set(error, wrong.status, path, "%s：%s%.0s", "%s: %.0s%s", path, wrong.zh, wrong.en);
    wm_status status = keep_teams(r, all, path, error);
    json_free(all);
    return status;
}

wm_status rules_read_teams(wm_rules *r, wm_error *error)
{
    if (!r->config.kb_dir)
        return WM_OK;
    file_contents file;
    char *path = arena_format(&r->memory, "%s/teams.json", r->config.kb_dir);
    if (!path)
        return error_no_memory(error);
    if (access(path, F_OK) != 0)
        return WM_OK; /* any team is accepted */
    wm_status status = rules_read_file(r, path, MAX_TEAMS_BYTES, &file, error);
    if (status == WM_OK)
        status = take_teams(r, path, &file, error);
    rules_drop_file(r, &file);
    return status;
}
