/* Rule files as they stood at a git revision: git is run as a child process, with argument vectors and no shell. Uses POSIX. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/replay_parts.h"
#include "cli/words.h"

extern char **environ;

#define MOST_BYTES ((size_t)256 << 20) /* of what git may print */

typedef struct printed {
    char *bytes; /* NUL-terminated */
    size_t size, room;
} printed;

typedef enum git_result { GIT_DONE, GIT_NO, GIT_ABSENT, GIT_FAULT } git_result;

/* ---- Running git ------------------------------------------------------------------------------------------------------------ */

static bool read_all(int from, printed *out)
{
    ssize_t got = 1;
    while (got > 0) {
        if (out->room - out->size < 65536) {
            char *more = out->room < MOST_BYTES ? realloc(out->bytes, 2 * out->room + 131072) : NULL;
            if (more == NULL)
                return false;
            out->bytes = more;
            out->room = 2 * out->room + 131072;
        }
        got = read(from, out->bytes + out->size, out->room - out->size - 1);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            out->size += (size_t)got;
    }
    out->bytes[out->size] = '\0';
    return got == 0;
}

/* Its standard input is the file `in`, its standard output the pipe; what it would say on stderr we say ourselves. */
static int spawn_git(const char *const *arguments, const char *in, const int ends[2], pid_t *child)
{
    posix_spawn_file_actions_t actions;
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed != 0)
        return failed;
    failed = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, in, O_RDONLY, 0) ||
             posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO) ||
             posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) ||
             posix_spawn_file_actions_addclose(&actions, ends[0]) ||
             posix_spawn_file_actions_addclose(&actions, ends[1]);
    if (!failed) /* posix_spawn writes neither into the list nor the strings */
        failed = posix_spawnp(child, "git", &actions, NULL, (char *const *)(uintptr_t)arguments, environ);
    else
        failed = ENOMEM;
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

/* 127: some systems say only so that there is no such program. */
static git_result wait_for(pid_t child, bool was_read)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return GIT_FAULT;
    if (!WIFEXITED(status) || !was_read)
        return GIT_FAULT;
    return WEXITSTATUS(status) == 0 ? GIT_DONE : WEXITSTATUS(status) == 127 ? GIT_ABSENT : GIT_NO;
}

/* out->bytes is to be freed, whatever the result. */
static git_result run_git(const char *const *arguments, const char *in, printed *out)
{
    int ends[2];
    pid_t child;
    *out = (printed){ NULL, 0, 0 };
    if (pipe(ends) != 0)
        return GIT_FAULT;
    int failed = spawn_git(arguments, in, ends, &child);
    close(ends[1]);
    bool was_read = failed == 0 && read_all(ends[0], out);
    close(ends[0]);
    if (failed != 0)
        return failed == ENOENT ? GIT_ABSENT : GIT_FAULT;
    return wait_for(child, was_read);
}

/* ---- Writing what it gave ----------------------------------------------------------------------------------------------------- */

/* The files that loading would read: *.lua, nothing whose name begins with '.', no links. */
static bool is_rule_file(const char *entry, const char *path)
{
    size_t size = strlen(path);
    if (strncmp(entry, "100", 3) != 0 || size < 5 || strcmp(path + size - 4, ".lua") != 0 || path[0] == '/')
        return false;
    for (const char *part = path; part != NULL; part = strchr(part, '/')) {
        part += *part == '/';
        if (*part == '.' || *part == '/')
            return false;
    }
    return true;
}

/* Makes the folders above a file. */
static bool make_folders(char *path, size_t from)
{
    for (char *slash = strchr(path + from, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made)
            return false;
    }
    return true;
}

static bool write_file(const char *into, const char *name, const char *bytes, size_t size)
{
    size_t from = strlen(into) + 1, room = from + strlen(name) + 1;
    char *path = malloc(room);
    FILE *file = NULL;
    if (path == NULL)
        return false;
    snprintf(path, room, "%s/%s", into, name);
    if (make_folders(path, from))
        file = fopen(path, "wb");
    bool written = file != NULL && fwrite(bytes, 1, size, file) == size;
    written = file != NULL && fclose(file) == 0 && written;
    free(path);
    return written;
}

/* The entries of `git ls-tree -r -z`: "MODE blob OBJECT<tab>PATH", each ended by NUL. `each` is given the object's name. */
typedef bool take_entry(void *context, const char *object, size_t object_size, const char *path);

static bool every_entry(const printed *list, take_entry *each, void *context)
{
    bool fine = true;
    for (size_t at = 0; fine && at < list->size; at += strlen(list->bytes + at) + 1) {
        const char *entry = list->bytes + at, *tab = strchr(entry, '\t'), *object = strstr(entry, " blob ");
        if (tab == NULL || object == NULL || object > tab || !is_rule_file(entry, tab + 1))
            continue;
        object += 6;
        fine = each(context, object, (size_t)(tab - object), tab + 1);
    }
    return fine;
}

static bool ask_for(void *context, const char *object, size_t object_size, const char *path)
{
    (void)path;
    FILE *to = context;
    return fwrite(object, 1, object_size, to) == object_size && fputc('\n', to) != EOF;
}

/* What `git cat-file --batch` answers: "OBJECT blob SIZE\n", the bytes, "\n"; in the order of the entries. */
typedef struct answers {
    const printed *given;
    size_t at;
    const char *into;
    size_t count;
} answers;

static bool take_file(void *context, const char *object, size_t object_size, const char *path)
{
    answers *a = context;
    const char *head = a->given->bytes + a->at, *end = a->given->bytes + a->given->size;
    const char *feed = memchr(head, '\n', (size_t)(end - head));
    if (feed == NULL || (size_t)(feed - head) < object_size + 6 || memcmp(head, object, object_size) != 0)
        return false;
    unsigned long long size = strtoull(head + object_size + 6, NULL, 10);
    if (size >= (unsigned long long)(end - feed) - 1)
        return false;
    a->at = (size_t)(feed - a->given->bytes) + 1 + (size_t)size + 1;
    a->count++;
    return write_file(a->into, path, feed + 1, (size_t)size);
}

/* ---- Three questions to git ------------------------------------------------------------------------------------------------------ */

static int git_failed(const invocation *use, git_result result, const char *folder, const char *revision)
{
    if (result == GIT_ABSENT)
        say(stderr, use->lang, "waymark：沒有「%s」這個資料夾；要當成 git 版本，這台機器得先裝 git。\n",
            "waymark: there is no folder %s, and to take it for a revision git would have to be installed.\n",
            revision);
    else if (result == GIT_NO)
        say(stderr, use->lang, "waymark：「%s」不是資料夾，也不是 %s 所在 git 儲存庫裡的版本。\n",
            "waymark: %s is no folder, and no revision of a git repository that %s lies in.\n", revision, folder);
    else
        say(stderr, use->lang, "waymark：從 git 取不出「%s」的判斷樹。\n",
            "waymark: the guides can't be had from git at %s.\n", revision);
    return result == GIT_FAULT ? EXIT_FAULT : EXIT_WRONG_USE;
}

/* The commit's object name, to be freed; a revision may mean something else a moment later. */
static git_result find_commit(const char *folder, const char *revision, char **out)
{
    size_t room = strlen(revision) + sizeof "^{commit}";
    char *wanted = malloc(room);
    printed name = { NULL, 0, 0 };
    if (wanted == NULL)
        return GIT_FAULT;
    snprintf(wanted, room, "%s^{commit}", revision);
    const char *const arguments[] = { "git", "-C", folder, "rev-parse", "--verify", "--quiet", wanted, NULL };
    git_result result = run_git(arguments, "/dev/null", &name);
    free(wanted);
    if (result == GIT_DONE)
        name.bytes[strcspn(name.bytes, "\n")] = '\0';
    else
        free(name.bytes);
    *out = result == GIT_DONE ? name.bytes : NULL;
    return result;
}

static git_result fetch(const printed *list, const char *folder, const char *into, size_t *count)
{
    static const char wanted[] = "/objects";
    size_t room = strlen(into) + sizeof wanted;
    char *path = malloc(room);
    printed contents = { NULL, 0, 0 };
    git_result result = GIT_FAULT;
    if (path == NULL)
        return GIT_FAULT;
    snprintf(path, room, "%s%s", into, wanted);
    FILE *objects = fopen(path, "wb");
    bool asked = objects != NULL && every_entry(list, ask_for, objects);
    asked = objects != NULL && fclose(objects) == 0 && asked;
    const char *const arguments[] = { "git", "-C", folder, "cat-file", "--batch", NULL };
    if (asked)
        result = run_git(arguments, path, &contents);
    answers a = { &contents, 0, into, 0 };
    if (result == GIT_DONE && !every_entry(list, take_file, &a))
        result = GIT_FAULT;
    *count = a.count;
    remove(path);
    free(path);
    free(contents.bytes);
    return result;
}

int git_take_rules(const invocation *use, const char *folder, const char *revision, const char *into)
{
    char *commit = NULL;
    printed list = { NULL, 0, 0 };
    size_t count = 0;
    git_result result = revision[0] == '-' ? GIT_NO : find_commit(folder, revision, &commit);
    if (result == GIT_DONE) {
        const char *const arguments[] = { "git", "-C", folder, "ls-tree", "-r", "-z", commit, ".", NULL };
        result = run_git(arguments, "/dev/null", &list);
        result = result == GIT_NO ? GIT_FAULT : result;
    }
    if (result == GIT_DONE)
        result = fetch(&list, folder, into, &count);
    free(list.bytes);
    free(commit);
    if (result != GIT_DONE)
        return git_failed(use, result, folder, revision);
    if (count > 0)
        return EXIT_DONE;
    say(stderr, use->lang, "waymark：在「%s」這個版本，%s 裡沒有判斷樹。\n",
        "waymark: at %s there is no rule file in %s.\n", revision, folder);
    return EXIT_FAULT;
}
