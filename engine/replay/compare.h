/* Comparing two rule sets on the same tickets: every ticket is replayed through both in one pass; those whose result
 * changed are walked once more with their ways noted, to find where the two part. Uses replay/run.h. */
#ifndef REPLAY_COMPARE_H
#define REPLAY_COMPARE_H

#include "replay/run.h"

/* ---- The way of a ticket (compare_trail.c) --------------------------------------------------------------------------- */

/* Something that a walk passed. Steps are what a person sees of it: questions, actions, conclusions, the end. Marks lie
 * between them: a `when` that held, a flow or guide that was entered. */
typedef struct trail_entry {
    const char
        *kind; /* "ask", "try", "conclude", "escalate", "resolved", "diagnosed"; marks: "when", "flow", "include" */
    bool is_mark;
    const char *guide, *id,
        *value;        /* value: the answer, the outcome; NULL: none yet. A when's id and value: what it reads */
    bool is_open;      /* the value is a number or a text, none of the question's answers */
    const char *reads; /* when: all questions that it reads; else NULL */
    wm_text text, value_text;
    const char *file;
    uint32_t line; /* 0: none */
    /* to tell it again: the node and branch of a guide, the place of a question or action */
    uint32_t guide_number, node, branch, place;
} trail_entry;

/* A ticket's way; strings live until trail_reset. */
typedef struct trail {
    arena memory;
    vector entries; /* of trail_entry */
    replay_watch watch;
} trail;

/* The trail is where it stays: its watch points to it. */
void trail_init(trail *t, wm_allocator allocator);
void trail_free(trail *t);
void trail_reset(trail *t);
/* The last step, once the ticket was replayed. False where there is no memory. */
bool trail_end(trail *t, const replayer *y);

/* ---- Where two ways part (compare_part.c) ------------------------------------------------------------------------------ */

/* A node where walks part, and what decides there; strings are the trails' and the rule sets'. */
typedef struct parting {
    const char *guide, *kind, *id;
    wm_text text;
    const char *file, *old_file; /* NULL: it is not there */
    uint32_t line, old_line;
    const char *fact, *answer;
    wm_text fact_text, answer_text;
    bool answer_open;
    wm_named_step before, after;
} parting;

/* Of a ticket that both have replayed, with trails; `room` lives as long as the trails do. False where there is no memory. */
bool find_parting(arena *room, const replayer *old_one, const trail *old_way, const replayer *new_one,
                  const trail *new_way, parting *out);

/* ---- All tickets (compare.c) --------------------------------------------------------------------------------------------- */

/* A changed ticket, and the node that decides it. */
typedef struct change {
    wm_changed_ticket ticket;
    wm_deciding_node node; /* without its tickets */
    uint64_t order;        /* grows from ticket to ticket */
} change;

typedef struct comparison {
    vector changes; /* of change */
    vector rooms;   /* of arena: what the changes' strings live in */
    arena memory;
    wm_deciding_node *nodes; /* made by comparison_group */
    size_t node_count;
    wm_comparison_sum sum;
    uint64_t both;      /* tickets that both walked */
    int64_t asked_more; /* over these: questions after − before */
} comparison;

/* The job's other rule set. */
typedef struct compare_old {
    const replay_index *index;
    const replay_host *host;
    const char *rules_hash;
} compare_old;

void comparison_init(comparison *c, wm_allocator allocator);
void comparison_free(comparison *c);
/* Runs the job, and the old rule set behind it: fills both tallies, the caller's on WM_OK, and the comparison. Its strings
 * are its own, but for those of the rule sets. */
wm_status compare_run(const replay_job *job, const compare_old *old, tally *new_tally, tally *old_tally,
                      comparison *out, wm_error *error);
/* "against":{…} as JSON (compare_write.c). */
void comparison_write(writing *o, const comparison *c, const tally *old_tally);

/* Gathers the changes by node. False where there is no memory. */
bool comparison_group(comparison *c);

#endif
