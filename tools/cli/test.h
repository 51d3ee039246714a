/* What the files of `waymark test` share (verb_test.c, test_*.c). Uses waymark.h and cJSON. */
#ifndef CLI_TEST_H
#define CLI_TEST_H

#include <cjson/cJSON.h>

#include "cli/verbs.h"

#define PATH_SIZE ((size_t)4096)

/* What is tested, and what it has come to. */
typedef struct testing {
    const invocation *use;
    wm_lang lang;
    char root[PATH_SIZE]; /* of the rule set, as findings name its files */
    char **asked;         /* real paths of the command line; none: all */
    size_t asked_count;
    char **files; /* of walks, in order of name */
    size_t file_count, file_room;
    wm_rules *rules;
    wm_walks *walks;
    cJSON *json; /* --json: the report so far; else NULL */
    bool no_memory, progress;
    uint64_t budget; /* 0: the library's own */
    size_t passed, failed, changed, survived;
} testing;

/* ---- test_files.c: which walks, which guides ---- */

/* Looks the command line's paths up: root, asked. EXIT_DONE, or after a word on stderr why not. */
int test_find_root(testing *t);
/* The files of walks that were asked for. */
int test_find_files(testing *t);
/* Whether a guide was asked for: its file, or the walks beside it. */
bool test_asks_for(const testing *t, const wm_guide_info *guide);
/* "rules/x.lua" → "rules/x" and an end: ".paths", ".walks.jsonl". False where it is too long. */
bool test_beside(const char *file, const char *end, char out[PATH_SIZE]);
/* Reads a small file whole; NULL where it can't be (errno says why). To be freed. */
char *test_read_file(const char *path);

/* ---- test_walks.c, test_mutants.c, test_paths.c, test_record.c ---- */

/* Says what came of the walks, and what they came by. */
void test_tell_walks(testing *t);
void test_tell_coverage(testing *t);
/* Each asked guide's mutants. EXIT_DONE, or EXIT_FAULT after a word. */
int test_mutate(testing *t);
/* Compares snapshots beside the guides; with --accept writes them. Likewise. */
int test_paths(testing *t);
/* Adds a case's walk to those beside its guide. An exit code. */
int test_record(testing *t, const char *case_file);
/* Appends a line to a file of walks, which is made where there is none; false where it can't be written (errno). */
bool append_walk(const char *path, const char *line);

/* ---- What they say things with ---- */

/* An error of the library on stderr. EXIT_FAULT. */
int test_fault(const testing *t, const wm_error *error);
/* The report's object of a guide, made on first use; NULL without --json. */
cJSON *test_json_of(testing *t, const char *guide);
/* Notes on t->no_memory whether something could be added. */
void test_added(testing *t, bool added);

#endif
