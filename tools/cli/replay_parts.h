/* What the files of `waymark replay` share: gates, the old rule set, what is told to people. Uses waymark.h. */
#ifndef CLI_REPLAY_PARTS_H
#define CLI_REPLAY_PARTS_H

#include <stdio.h>

#include "cli/verbs.h"

/* ---- Gates (replay_gates.c) --------------------------------------------------------------------------------------------- */

typedef struct gate {
    const char *text; /* as it was given */
    unsigned measure; /* of replay_gates.c's table */
    bool at_least;    /* else at most */
    double bound;
} gate;

typedef struct gates {
    gate list[GATES_MOST];
    size_t count;
    bool judged;
    bool broken[GATES_MOST];
    size_t broken_count;
} gates;

/* The command line's gates. EXIT_DONE, or EXIT_WRONG_USE after saying what is allowed. */
int gates_read(const invocation *use, gates *out);
/* Says on stderr which are broken and by how much. EXIT_DONE or EXIT_NO. `compared` may be NULL. */
int gates_judge(const invocation *use, gates *g, const wm_replay_sum *sum, const wm_comparison_sum *compared);

/* ---- The other rule set (replay_old.c, replay_git.c) ---------------------------------------------------------------------- */

/* --against: a folder, else a git revision of the folder of the guides. EXIT_DONE with *out to be freed, or an exit code
 * after saying why on stderr. */
int rules_open_against(const invocation *use, wm_rules **out);
/* The folder's rule files at a revision into a new folder `into`, below which they have their names. */
int git_take_rules(const invocation *use, const char *folder, const char *revision, const char *into);

/* ---- What changed, gathered for telling (replay_moves.c) --------------------------------------------------------------------- */

/* Tickets of a node with the same deciding fact and the same steps before and after; numbers and texts of a question are
 * taken together. */
typedef struct move {
    const wm_changed_ticket *first;
    double low, high; /* of numbers */
    size_t values;    /* how many tickets an open answer stands for */
    size_t counts[3]; /* by wm_change */
} move;
#define MOVES_MOST 12
typedef struct moves {
    move list[MOVES_MOST];
    size_t count;
    size_t others; /* tickets of further ones */
} moves;
void moves_of(const wm_deciding_node *node, moves *out);

/* Words of a step, of a ticket's result, of a deciding fact, of a node: to be shown at once, cut where too long. */
#define WORDS_SIZE 512
const char *step_words(const wm_named_step *step, wm_lang lang, char out[WORDS_SIZE]);
const char *result_words(const wm_replayed *result, wm_lang lang, char out[WORDS_SIZE]);
/* "port_22 = timeout"; "" where there is none. Of a move: "cpu = 12–57" for numbers, "said = …" for texts. */
const char *deciding_words(const wm_changed_ticket *ticket, char out[WORDS_SIZE]);
const char *move_words(const move *m, char out[WORDS_SIZE]);
/* "compute/ssh:port_22", and what kind of node it is: "" for a question. */
const char *node_name(const wm_deciding_node *node, char out[WORDS_SIZE]);
wm_text node_kind(const wm_deciding_node *node);
extern const wm_text change_names[3];

/* ---- For people (replay_print.c, replay_cards.c, replay_html.c) -------------------------------------------------------------- */

typedef struct telling {
    const invocation *use;
    wm_replay *replay;         /* the new rules' */
    wm_comparison *comparison; /* NULL: none was asked for */
    const gates *gates;
} telling;

void print_replay(const telling *t);
void print_comparison(const telling *t);
void print_cards(const telling *t);
/* The page, self-contained. EXIT_DONE, or EXIT_FAULT after saying why. */
int write_page(const telling *t, const char *path);

/* Inside the page. Text is escaped; both formats take the same arguments, which are put_text's own business. */
void put_text(FILE *out, const char *text);
void put_words(FILE *out, wm_lang lang, const char *zh, const char *en);
void page_cards(FILE *out, const telling *t);
extern const char page_style[];

static inline double share_of(uint64_t part, uint64_t whole)
{
    return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

#endif
