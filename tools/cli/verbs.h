/* The table of verbs and options, and what a command line came to. One table drives parsing, help and
 * completion. Uses waymark.h. */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

#include "waymark.h"

/* Exit codes: what other programs may rely on. */
enum {
    EXIT_DONE = 0,
    EXIT_NO = 1,        /* the answer is "no": check found errors */
    EXIT_WRONG_USE = 2, /* the command line is not one */
    EXIT_FAULT = 3      /* a fault of the machine or the data */
};

typedef enum option_id {
    OPTION_HELP,
    OPTION_LANG,
    OPTION_RULES,
    OPTION_KB,
    OPTION_DB,
    OPTION_JSON,
    OPTION_CASE,
    OPTION_FACTS,
    OPTION_IMPACT,
    OPTION_PLAIN,
    OPTION_VERSION,
    OPTION_PER_TICKET,
    OPTION_THREADS,
    OPTION_STRICT,
    OPTION_MERGE,
    OPTION_BELIEFS,
    OPTION_OUTPUT,
    OPTION_AS,
    OPTION_TRAFFIC,
    OPTION_WALK,
    OPTION_FROM,
    OPTION_AGAINST,
    OPTION_GATE,
    OPTION_CARDS,
    OPTION_ALIGN,
    OPTION_ANY_ORDER,
    OPTION_HTML,
    OPTION_SARIF,
    OPTION_EXPLAIN,
    OPTION_MUTATE,
    OPTION_COVERAGE,
    OPTION_SNAPSHOT,
    OPTION_ACCEPT,
    OPTION_BUDGET,
    OPTION_RECORD,
    OPTION_WATCH,
    OPTION_COUNT
} option_id;

#define GATES_MOST 16 /* --gate may be given so often */

typedef struct option {
    const char *name;  /* without "--" */
    const char *value; /* what its value is called in help; NULL: it takes none */
    wm_text help;
} option;

typedef struct verb verb;

/* A command line. Strings are those of main's argv. */
typedef struct invocation {
    const verb *verb;
    wm_lang lang;
    const char *values[OPTION_COUNT]; /* NULL: not given; "" for options without a value */
    const char *gates[GATES_MOST];    /* of every --gate, in order */
    size_t gate_count;
    char *const *operands;
    size_t operand_count;
} invocation;

struct verb {
    const char *name;
    const char *operands; /* "[NAME]" */
    size_t operands_max;
    wm_text summary;                   /* one line */
    const wm_text *help;               /* further paragraphs */
    uint64_t options;                  /* a bit an option_id, besides those of every verb */
    int (*run)(const invocation *use); /* returns an exit code; NULL: not in this build yet */
};

#define OPTIONS_OF_ALL (1u << OPTION_HELP | 1u << OPTION_LANG | 1u << OPTION_RULES | 1u << OPTION_KB | 1u << OPTION_DB)

extern const option options[OPTION_COUNT];
extern const verb verbs[];
extern const size_t verb_count;

const verb *verb_find(const char *name);
/* The verb that was likely meant, or NULL. */
const verb *verb_nearest(const char *name);
bool verb_takes(const verb *v, option_id id);

/* Takes a command line apart. EXIT_DONE, or EXIT_WRONG_USE after saying on stderr what is wrong. The
 * operands are gathered at the beginning of argv. use->verb NULL: none was named. */
int invocation_read(invocation *use, int argc, char **argv);

/* On stdout. */
void help_of_program(wm_lang lang);
void help_of_verb(const verb *v, wm_lang lang);

int run_guide(const invocation *use);
int run_session(const invocation *use);
int run_check(const invocation *use);
int run_test(const invocation *use);
int run_replay(const invocation *use);
int run_plan(const invocation *use);
int run_draw(const invocation *use);
int run_new(const invocation *use);

#endif
