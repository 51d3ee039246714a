/* Tallies: counts over tickets, whole numbers only, so that the tallies of parts add up to that of the whole to the
 * last bit (formats.md, "The tally"). Uses replay/out.h and base/. */
#ifndef REPLAY_TALLY_H
#define REPLAY_TALLY_H

#include "replay/out.h"

#define TALLY_UNITS 1000000000u /* sums of what is no whole number count in 10⁻⁹, and are written in it … */
#define MINUTE_UNITS                                                                                                   \
    1000000u /* … but those of minutes count in 10⁻⁶: 64 bits have room for 10⁷ tickets of MINUTES_MOST */
#define MINUTES_MOST 1e6 /* two years: more is neither a measure of work nor a forecast */

typedef enum verdict {
    VERDICT_AGREE,
    VERDICT_DISAGREE,
    VERDICT_INCOMPLETE,
    VERDICT_UNRECORDED,
    VERDICT_NO_GUIDE,
    VERDICT_ERROR,
    VERDICT_INVALID,
    VERDICT_COUNT
} verdict;
extern const char *const verdict_words[VERDICT_COUNT];

typedef enum sum_kind {
    SUM_QUESTIONS,
    SUM_ALIGNED, /* tickets that were aligned */
    SUM_COST,
    SUM_WORST,
    SUM_BELIEVED, /* tickets whose recorded fault the guide has */
    SUM_TOP3,
    SUM_BRIER,
    SUM_TIMED, /* tickets whose minutes are known both ways; from here to SUM_MINUTES, in MINUTE_UNITS */
    SUM_AS_WRITTEN,
    SUM_RERANKED,
    SUM_RECORDED,  /* tickets that record their minutes */
    SUM_MINUTES,   /* which they record */
    SUM_UNALIGNED, /* tickets that could not be aligned, of those that should be */
    SUM_COUNT
} sum_kind;
extern const char *const tally_sum_names[SUM_COUNT];

typedef struct figures {
    uint64_t verdicts[VERDICT_COUNT];
    uint64_t unknown_facts, questions_max;
    uint64_t sums[SUM_COUNT];
} figures;

/* Counts of one kind of thing of a guide, in the guide's order. */
typedef struct hits {
    uint64_t *counts;
    size_t count;
} hits;

typedef struct guide_tally {
    const char *name;
    figures figures;
    hits nodes, edges, ends;
} guide_tally;

typedef struct tally {
    wm_allocator allocator;
    arena memory;
    char rules[33];
    guide_tally *guides; /* in order of name */
    size_t guide_count;
    uint64_t no_guide, invalid; /* tickets of no guide */
    struct card_deck *cards;    /* one a guide; NULL: they were not asked for */
} tally;

/* All zero, for the guides of a rule set; names are the rule set's. False where there is no memory. */
bool tally_init(tally *t, const rule_set *set, const char *rules_hash, wm_allocator allocator);
void tally_free(tally *t);
/* Cards for every fault and remedy of the rule set. False where there is no memory. */
bool tally_add_cards(tally *t, const rule_set *set);
/* A sum is in MINUTE_UNITS. */
static inline bool sum_is_of_minutes(sum_kind kind)
{
    return kind >= SUM_TIMED && kind <= SUM_MINUTES;
}
/* Adds one count to another; false where the sum needs more than 64 bits. */
static inline bool tally_count(uint64_t *to, uint64_t more)
{
    bool fits = *to <= UINT64_MAX - more;
    *to += fits ? more : 0;
    return fits;
}
/* Adds what another one of the same rule set counted; cards, where both have them. WM_NO_MEMORY; WM_BAD_INPUT
 * where a sum needs more than 64 bits. */
wm_status tally_add(tally *to, const tally *from);
/* The tally as JSON, one line without its end. */
void tally_write(writing *o, const tally *t);
/* Reads what tally_write wrote. WM_BAD_INPUT where it is no tally. `text` ends in a line feed and has SCAN_PADDING
 * readable bytes behind. */
wm_status tally_read(tally *t, char *text, wm_allocator allocator, wm_error *error);
/* Whether both are of the same rules: the same hash, guides and sizes. */
bool tally_matches(const tally *a, const tally *b);
/* All guides' figures, and those of tickets without one. */
figures tally_sum(const tally *t);
/* Whether that sum has room in 64 bits, and no part is greater than its whole. */
bool tally_is_sound(const tally *t);
uint64_t figures_tickets(const figures *f);

/* Kinds of a guide's nodes and branches. */
static inline bool node_is_end(const node *n)
{
    return n->kind == NODE_CONCLUDE || n->kind == NODE_ESCALATE || n->kind == NODE_RESOLVE;
}
static inline bool branch_is_edge(const branch *b)
{
    return b->kind != BRANCH_BODY;
}

#endif
