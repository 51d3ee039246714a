/* `waymark test`: which walks and which guides a command line asks for. Uses waymark.h and POSIX. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/places.h"
#include "cli/test.h"
#include "cli/words.h"

#define DEPTH_MOST 16
#define FILE_MOST  ((size_t)64 << 20)

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* ---- Paths --------------------------------------------------------------------------------------------------------- */

static void set_root(testing *t, const char *real)
{
    snprintf(t->root, sizeof t->root, "%s", path_from_here(real));
}

static int other_root(const testing *t, const char *path)
{
    say(stderr, t->lang, "waymark：%s 屬於另一組判斷樹；一次只測一組。\n",
        "waymark: %s belongs to another rule set; test one at a time.\n", path);
    return EXIT_WRONG_USE;
}

static int look_up(testing *t, const char *path)
{
    char *real = realpath(path, NULL), root[PATH_SIZE], kept[PATH_SIZE];
    if (real == NULL) {
        say(stderr, t->lang, "waymark：打不開 %s：%s\n", "waymark: can't open %s: %s\n", path,
            wm_text_in(wm_errno_words(errno), t->lang));
        return EXIT_FAULT;
    }
    t->asked[t->asked_count++] = real;
    if (t->use->values[OPTION_RULES] != NULL)
        return EXIT_DONE;
    snprintf(root, sizeof root, "%s", real);
    cut_to_rule_set(root);
    snprintf(kept, sizeof kept, "%s", t->root);
    set_root(t, root);
    return t->asked_count == 1 || strcmp(kept, t->root) == 0 ? EXIT_DONE : other_root(t, path);
}

int test_find_root(testing *t)
{
    int result = EXIT_DONE;
    snprintf(t->root, sizeof t->root, "%s", rules_folder(t->use));
    for (size_t length = strlen(t->root); length > 1 && t->root[length - 1] == '/'; length--)
        t->root[length - 1] = '\0';
    t->asked = calloc(t->use->operand_count + 1, sizeof *t->asked);
    t->no_memory = t->asked == NULL;
    for (size_t i = 0; i < t->use->operand_count && !t->no_memory && result == EXIT_DONE; i++)
        result = look_up(t, t->use->operands[i]);
    return result;
}

bool test_beside(const char *file, const char *end, char out[PATH_SIZE])
{
    size_t size = strlen(file);
    size -= size > 4 && strcmp(file + size - 4, ".lua") == 0 ? 4 : 0;
    int length = snprintf(out, PATH_SIZE, "%.*s%s", (int)size, file, end);
    return length > 0 && (size_t)length < PATH_SIZE;
}

static bool is_asked_path(const testing *t, const char *path)
{
    char *real = t->asked_count > 0 ? realpath(path, NULL) : NULL;
    bool asked = t->asked_count == 0;
    for (size_t i = 0; i < t->asked_count && real != NULL && !asked; i++)
        asked = path_is_below(real, t->asked[i]);
    free(real);
    return asked;
}

bool test_asks_for(const testing *t, const wm_guide_info *guide)
{
    char walks[PATH_SIZE];
    if (is_asked_path(t, guide->file))
        return true;
    return (test_beside(guide->file, ".walks.jsonl", walks) && is_asked_path(t, walks)) ||
           (test_beside(guide->file, ".walks.lua", walks) && is_asked_path(t, walks));
}

/* ---- Files of walks -------------------------------------------------------------------------------------------------- */

static bool ends_in(const char *name, const char *end)
{
    size_t size = strlen(name), wanted = strlen(end);
    return size > wanted && strcmp(name + size - wanted, end) == 0;
}

/* The walks' own path, or that of the rules that they stand beside. */
static bool is_asked_file(const testing *t, const char *path)
{
    char rule[PATH_SIZE];
    const char *end = ends_in(path, ".walks.lua") ? ".walks.lua" : ".walks.jsonl";
    snprintf(rule, sizeof rule, "%.*s.lua", (int)(strlen(path) - strlen(end)), path);
    return is_asked_path(t, path) || is_asked_path(t, rule);
}

static void keep_file(testing *t, const char *path)
{
    if (t->file_count == t->file_room) {
        size_t room = t->file_room * 2 + 16;
        char **more = realloc(t->files, room * sizeof *more);
        t->no_memory = t->no_memory || more == NULL;
        if (more == NULL)
            return;
        t->files = more;
        t->file_room = room;
    }
    char *kept = copy_of(path);
    t->no_memory = t->no_memory || kept == NULL;
    if (kept != NULL)
        t->files[t->file_count++] = kept;
}

static void search(testing *t, const char *folder, int depth)
{
    struct dirent **entries = NULL;
    int count = depth < DEPTH_MOST ? scandir(folder, &entries, NULL, alphasort) : 0;
    char path[PATH_SIZE];
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        int length = strcmp(folder, ".") == 0 ? snprintf(path, sizeof path, "%s", name)
                                              : snprintf(path, sizeof path, "%s/%s", folder, name);
        bool fits = length > 0 && (size_t)length < sizeof path && name[0] != '.';
        if (fits && is_folder(path))
            search(t, path, depth + 1);
        else if (fits && (ends_in(name, ".walks.jsonl") || ends_in(name, ".walks.lua")) && is_asked_file(t, path))
            keep_file(t, path);
        free(entries[i]);
    }
    free(entries);
}

int test_find_files(testing *t)
{
    search(t, t->root, 0);
    return t->no_memory ? EXIT_FAULT : EXIT_DONE;
}

char *test_read_file(const char *path)
{
    FILE *in = fopen(path, "rb");
    struct stat about;
    char *text = NULL;
    if (in == NULL)
        return NULL;
    if (fstat(fileno(in), &about) == 0 && about.st_size >= 0 && (uint64_t)about.st_size < FILE_MOST) {
        size_t size = (size_t)about.st_size, got = 0;
        text = malloc(size + 1);
        if (text != NULL)
            got = fread(text, 1, size, in);
        if (text != NULL)
            text[got] = '\0';
    } else {
        errno = EFBIG;
    }
    fclose(in);
    return text;
}
