/* Replay: recorded tickets through a rule set, and two rule sets compared on the same tickets. Part of waymark.h, which includes it: programs include that one. */
#ifndef WAYMARK_REPLAY_H
#define WAYMARK_REPLAY_H

#include "waymark.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- 9. Replay: recorded tickets through a rule set ------------------------------------------- */

/* What to replay, and where the results go. Functions may be NULL; they are called one after the other, in the order
 * of the tickets, by whichever thread; they must not call back into the replay. */
typedef struct wm_replay_config {
    const char *const *tickets; /* files of JSON Lines: plain, .gz, .zst; "-" is standard input */
    size_t ticket_count;
    unsigned threads; /* 0: 1. What comes out does not depend on it */
    wm_lang lang;     /* of `why` */
    bool beliefs;     /* p, top3, brier and minutes, too */
    bool cards;       /* a card for every fault and remedy (wm_replay_cards), and minutes */
    bool align;       /* the cost of each ticket's steps against its guide's tree, and the fitness of all */
    bool any_order;   /* … whatever the order of the steps */
    bool coverage;    /* wm_replay_json lists what no ticket came by, too, as "missed" */
    void *context;
    /* Per-ticket lines (formats.md, "A replayed ticket"), whole ones. False ends the replay with WM_IO. */
    bool (*lines)(void *context, const char *bytes, size_t size);
    /* A line that is no ticket: its file, its number from 1, what is wrong with it. */
    void (*invalid)(void *context, const char *file, uint64_t line, wm_text why);
    /* Now and then: bytes of the files read, tickets done. */
    void (*progress)(void *context, uint64_t bytes, uint64_t tickets);
} wm_replay_config;

/* What a replay counted. */
typedef struct wm_replay wm_replay;

/* Replays all tickets. WM_IO: a file can't be read, or is damaged; `where` says which. On WM_OK *out is the caller's,
 * to be freed by wm_replay_free. The rule set is only read; several replays may share it. */
wm_status wm_replay_run(wm_replay **out, const wm_rules *rules, const wm_replay_config *config, wm_error *error);
/* Adds tallies that wm_replay_json wrote of the parts of a log, replayed through the same rules (WM_BAD_INPUT else):
 * the sum is the tally of the whole, to the last bit. */
wm_status wm_replay_merge(wm_replay **out, const char *const *files, size_t count, wm_error *error);
void wm_replay_free(wm_replay *replay);

/* The sums over all guides; what was not asked for is 0. */
typedef struct wm_replay_sum {
    uint64_t tickets, agree, disagree, incomplete, unrecorded, no_guide, error, invalid, unknown_facts;
    uint64_t questions_max;
    double questions_mean;
    uint64_t nodes[2], edges[2], ends[2]; /* reached by some ticket, all */
    /* What was measured, and over how many tickets; 0: nothing, and the figure says nothing. */
    uint64_t aligned, believed, timed, recorded;
    uint64_t unaligned;                       /* that could not be: too many ways or steps, or a guide without a flow */
    double fitness;                           /* over `aligned` */
    double top3, brier;                       /* over `believed` */
    double minutes_written, minutes_reranked; /* over `timed`: model-implied, expected from a guide's beginning on */
    double minutes_recorded;                  /* over `recorded`: the mean of the tickets' own */
} wm_replay_sum;
void wm_replay_total(const wm_replay *replay, wm_replay_sum *out);
/* The tally as one line of JSON without its end, NUL-terminated (formats.md, "The tally"); the replay's. NULL where
 * there is no memory. */
const char *wm_replay_json(wm_replay *replay);

/* What no ticket came by in the guide of that number, in order of name (wm_coverage below): steps, and the written branches
 * of asks that were reached. Lives until the next call; `walks` counts its tickets. WM_NOTHING: there is no such number;
 * WM_LATER: parts were added, and no rules are at hand. */
struct wm_coverage;
wm_status wm_replay_coverage(wm_replay *replay, size_t index, struct wm_coverage *out, wm_error *error);

/* How often a fault or a remedy was right, over tickets that record a fault, or an action. A fault is *reached* where the
 * ticket's line tells it, a remedy where the walk proposes it; precision is right / reached, recall right / recorded. */
typedef struct wm_card_counts {
    uint64_t reached, recorded, right;
} wm_card_counts;
typedef struct wm_card_month {
    char month[8]; /* "2026-03" as written in opened_at; "none" */
    wm_card_counts counts;
} wm_card_month;
typedef struct wm_card {
    const char *guide, *id;
    bool is_remedy;
    wm_text text; /* both NULL where only a tally is known (wm_replay_merge) */
    wm_card_counts all;
    wm_card_counts zh, en, no_text; /* by the language of the ticket's text: zh where it has a Han character */
    const wm_card_month *months;    /* in order */
    size_t month_count;
} wm_card;
/* The cards of all guides, faults before remedies, as declared; the replay's. 0 where they were not asked for;
 * WM_NO_COUNT where there is no memory. */
size_t wm_replay_cards(wm_replay *replay, const wm_card **out);
/* Wilson's score interval of a share, at 95 %; [0, 1] where whole is 0. */
void wm_wilson(uint64_t right, uint64_t whole, double *low, double *high);

/* ---- 10. Comparing two rule sets on the same tickets -------------------------------------------- */

/* What came of a ticket, as its line tells it (formats.md, "A replayed ticket"); NULL: null. */
typedef struct wm_replayed {
    const char *verdict, *end, *guide, *fault, *action, *escalate;
    wm_text fault_text, action_text, escalate_text;
    unsigned asked;
} wm_replayed;

/* A step of a walk by name. `kind`: "ask", "try", "conclude", "escalate", "resolved", "diagnosed"; "guide" (walked by
 * that one), "no_guide", "error", "invalid". */
typedef struct wm_named_step {
    const char *kind;
    const char *id; /* NULL: none */
    wm_text text;
} wm_named_step;

/* Better: it agrees with the record now; worse: it did so before; different: neither. */
typedef enum wm_change { WM_WORSE, WM_BETTER, WM_DIFFERENT } wm_change;

/* A ticket whose verdict, end, fault, remedy, hand-over or number of questions changed. */
typedef struct wm_changed_ticket {
    const char *id;
    wm_change change;
    wm_replayed before, after; /* by the old rules, by the new */
    /* The deciding fact: the last one that both walks took before they part; NULL: there was none. */
    const char *fact, *answer; /* a question and its answer ("unsure"), or an action and its outcome */
    wm_text fact_text, answer_text;
    bool answer_open;                      /* the answer is a number or a text, none of the question's answers */
    wm_named_step next_before, next_after; /* what either walk did next */
} wm_changed_ticket;

/* Where walks part: the last step that both took. `kind`: "ask", "try" or "conclude": that step leads elsewhere now;
 * "when", "flow": its body does; "include": a guide included or gone to; "start": the first step is another;
 * "belief": the same way, but another fault is the likeliest; "guide": another guide is chosen; "fact": an answer that only
 * one of them knows; "end": the same way, and only the end is judged or named otherwise; "error": only one gets through. */
typedef struct wm_deciding_node {
    const char *guide, *kind, *id; /* guide: where the node is; id NULL: the guide itself */
    wm_text text;
    const char *where, *was; /* "rules/x.lua:28": by the new rules, by the old; NULL: it is not there */
    size_t better, worse, different;
    const wm_changed_ticket *const *tickets; /* worse first, then better, then different; in order of the tickets */
    size_t ticket_count;
} wm_deciding_node;

typedef struct wm_comparison_sum {
    uint64_t tickets, changed, better, worse, different;
    uint64_t fewer, more;    /* tickets that both walk, with fewer or more questions than before */
    double questions_change; /* mean of after − before over the tickets that both walk */
} wm_comparison_sum;

typedef struct wm_comparison wm_comparison;

/* Replays all tickets through both rule sets in one pass. config's lines, beliefs and cards are of `rules`, the new ones.
 * WM_IO as wm_replay_run. On WM_OK *out is the caller's, to be freed by wm_comparison_free before the rules are. */
wm_status wm_compare(wm_comparison **out, const wm_rules *rules, const wm_rules *against,
                     const wm_replay_config *config, wm_error *error);
void wm_comparison_free(wm_comparison *c);
void wm_comparison_total(const wm_comparison *c, wm_comparison_sum *out);
/* The replays of the new rules and of the old; the comparison's. */
wm_replay *wm_comparison_new(wm_comparison *c);
wm_replay *wm_comparison_old(wm_comparison *c);
/* The nodes that decide, those that make most tickets worse first; the comparison's. */
size_t wm_comparison_nodes(const wm_comparison *c, const wm_deciding_node **out);
/* The tally of the new rules as wm_replay_json, with one more key: "against" (engine/replay/README.md). */
const char *wm_comparison_json(wm_comparison *c);

#ifdef __cplusplus
}
#endif
#endif
