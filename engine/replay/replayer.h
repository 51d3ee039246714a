/* Replaying one ticket after the other: the walk in time, the verdict, the line. One replayer a thread; it allocates
 * at the first ticket of a guide, and never again for tickets that have facts only. Uses reason/ and walk/. */
#ifndef REPLAY_REPLAYER_H
#define REPLAY_REPLAYER_H

#include "reason/chooser.h"
#include "replay/cards.h"
#include "replay/reader.h"
#include "replay/tally.h"

/* Lua conditions for one thread. */
typedef struct replay_lent {
    condition_runner lua;
    const wm_error *error; /* filled where a condition failed */
    void *handle;
} replay_lent;

/* What the façade lends; every function may be NULL. Called by several threads at once. */
typedef struct replay_host {
    void *context;
    reader_choose *choose;
    reason_models *model;
    bool (*lend)(void *context, replay_lent *out); /* false: no memory */
    void (*take_back)(void *context, replay_lent *lent);
    uint64_t walk_steps; /* of one walk; 0: the walk's own limit */
} replay_host;

typedef struct replay_wishes {
    bool per_ticket, beliefs;
    bool cards;                 /* counts a card for every fault and remedy */
    struct align_forest *align; /* aligns; NULL: nothing of it is paid for */
    bool any_order;             /* … whatever the order of the recorded steps */
    bool whole;                 /* never the plain walk: what it gives must be the same */
    wm_lang lang;               /* of `why` */
} replay_wishes;

typedef enum replay_end { END_NONE, END_RESOLVED, END_ESCALATED, END_DIAGNOSED, END_INCOMPLETE } replay_end;

/* What came of a ticket. Labels without s are null. */
typedef struct replayed {
    verdict verdict;
    replay_end end;
    label fault, action, escalate, stopped_at;
    const char *to; /* the team of the escalation, or NULL */
    uint32_t asked;
    bool presumed;
    uint32_t belief_guide;              /* whose beliefs count, or NONE */
    uint32_t fault_number, fault_guide; /* of `fault`, or NONE */
    const wm_error *why;
    double p;             /* of the fault; < 0: not told */
    bool aligned;         /* the ticket is one to be aligned; set where that is wished for */
    uint8_t unaligned;    /* align_state: why it can't be */
    uint32_t cost, worst; /* of the alignment, in halves */
    uint32_t inversions;
    label aligned_fault;
} replayed;

/* How often something was reached, at most once a ticket. Small, so that many guides' stay in the cache: when the stamps
 * have come round, the counts go into the tally. */
typedef struct hit {
    uint32_t count, stamp;
} hit;

typedef struct guide_desk { /* what a guide needs, made at its first ticket */
    walk *walk;             /* of a case opened on it */
    hit *nodes, *branches;  /* reached by whole walks */
    uint64_t *passed;       /* by plain walks: one a step of the program (program.h) */
} guide_desk;

typedef struct replayer replayer; /* cards.h knows its tag */

/* Is told what a whole walk does on its way, as it does it. False: there is no memory. */
typedef struct replay_watch {
    void *context;
    bool (*walked)(void *context, const replayer *y); /* a walk was taken: y->way, y->step */
    /* An answer to the question asked, or an outcome of the action proposed, before it is given. May be NULL. */
    bool (*given)(void *context, const replayer *y, uint32_t place, const fact *value);
    bool (*tried)(void *context, const replayer *y, const facts_name *name, wm_outcome outcome);
} replay_watch;

struct replayer {
    const replay_index *index;
    const replay_host *host;
    replay_wishes wishes;
    wm_allocator allocator;
    reader *reader;
    tally tally;
    guide_desk *desks; /* one a guide */
    replay_lent lent;
    facts f;                 /* answers are the reader's */
    uint32_t *taken;         /* per place: stamp of the ticket whose question was asked */
    uint32_t *after;         /* per place: answers must be recorded after this step */
    uint32_t *spoken;        /* per place: stamp of the ticket whose steps speak of it */
    uint32_t *marks;         /* per mark of the guide's program: stamp of the ticket that passed it */
    uint32_t *trail;         /* steps that the plain walk passed */
    uint32_t stamp;          /* of the ticket */
    uint32_t recorded;       /* answers of the ticket, facts included */
    bool dirty;              /* remedies and evidence are in use */
    bool starved;            /* there was no memory for beliefs: what is told is not to be had */
    reason_chooser *chooser; /* made at the first whole walk */
    trace way;
    walk_step step;
    replayed now;
    wm_error error;
    char room[3][NAME_ROOM];   /* names in full: action, stopped at, alignment */
    const replay_watch *watch; /* NULL: nobody watches; a plain walk is not watched */
    struct aligner *aligner;   /* NULL: alignments are not wished for */
    card_counter proposed;     /* where cards are wished for */
    replay_watch card_watch;
    void *block;
    size_t block_bytes;
};

replayer *replayer_new(const replay_index *index, const replay_host *host, const replay_wishes *wishes,
                       const char *rules_hash, wm_allocator allocator);
void replayer_free(replayer *y);
/* Replays the line at `line` (as reader_read): counts it, and appends its line to `lines` where wished for. False where
 * there is no memory. *behind is the place behind it. An invalid line is counted; y->reader->scan says why. */
bool replayer_line(replayer *y, char *line, const char *limit, char **behind, writing *lines);
/* What it counted, with hits; the replayer's. */
const tally *replayer_tally(replayer *y);

/* ---- Inside replay/ ---------------------------------------------------------------------------------------------- */

static inline void reach_node(replayer *y, guide_desk *d, uint32_t node_index)
{
    hit *h = &d->nodes[node_index];
    h->count += h->stamp != y->stamp;
    h->stamp = y->stamp;
}

static inline void reach_branch(replayer *y, guide_desk *d, uint32_t branch_index)
{
    hit *h = &d->branches[branch_index];
    h->count += h->stamp != y->stamp;
    h->stamp = y->stamp;
}

static inline void take_answer(replayer *y, uint32_t place)
{
    y->now.asked += y->taken[place] != y->stamp;
    y->taken[place] = y->stamp;
}

/* plain.c: the walk of a case with answers only, through asks and flows to its end. False where something else comes
 * on the way: the whole walk is then to be taken; questions that were asked until then stay taken, nothing else is
 * counted. Fills y->step and y->now but its verdict. */
bool plain_walk(replayer *y);
/* time.c: the whole walk, in time. False where there is no memory. Fills y->now but its verdict. */
bool walk_in_time(replayer *y);
/* Readies facts for beliefs and the whole walk. */
bool ready_for_time(replayer *y);
/* Makes what whole walks of a guide count in; NULL where there is no memory. */
guide_desk *desk_of(replayer *y, uint32_t guide_number);
bool desk_ready_to_walk(replayer *y, uint32_t guide_number);
/* verdict.c */
void tell_step(replayer *y);
/* The same for a conclusion whose names are at hand. */
void tell_diagnosed(replayer *y, label fault_name, label action_name);
void tell_beliefs(replayer *y);
bool is_concluded(const replayer *y);
bool is_recorded_action(const replayer *y, const facts_name *name);
void judge(replayer *y);
/* line.c */
bool write_line(replayer *y, writing *lines);
void explain_wrong(const ticket *t, wm_error *error);

#endif
