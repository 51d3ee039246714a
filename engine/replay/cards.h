/* Rule cards: for every fault and remedy, how often the walk came to it, how often the record has it, and how often both
 * do, by the language of the ticket's text and by month; whole numbers, so that parts add up. Uses replay/tally.h.
 *
 * A fault is reached where the line of the ticket tells it, the likeliest one at a stop included; a remedy, where the walk
 * proposes it on its way. Only tickets that record a fault count for faults, only those that record an action for
 * remedies: of the others nobody knows what would have been right. */
#ifndef REPLAY_CARDS_H
#define REPLAY_CARDS_H

#include "base/vector.h"
#include "replay/tally.h"

typedef struct card_counts {
    uint64_t reached, recorded, right; /* right: both, in the same ticket */
} card_counts;

typedef enum card_language { CARD_ZH, CARD_EN, CARD_NO_TEXT, CARD_LANGUAGES } card_language;
extern const char *const card_language_names[CARD_LANGUAGES];

#define CARD_NO_MONTH UINT32_MAX

typedef struct card_month {
    uint32_t month; /* 12 × year + month − 1, or CARD_NO_MONTH: no date */
    card_counts counts;
} card_month;

typedef struct card {
    const char *id;
    card_counts languages[CARD_LANGUAGES];
    vector months; /* of card_month, by month */
} card;

/* A guide's. */
typedef struct card_deck {
    card *faults, *remedies; /* remedies: the guide's actions, as declared */
    size_t fault_count, remedy_count;
} card_deck;

/* ---- Counting ------------------------------------------------------------------------------------------------------ */

struct replayer;

/* What one ticket's walk proposed; of one replayer. */
typedef struct card_counter {
    vector proposed; /* of facts_name, each action once */
} card_counter;

/* To be told of every step of a walk. False where there is no memory. */
bool cards_note_step(card_counter *c, const struct replayer *y);
/* Counts the ticket that the replayer has just judged, into its tally; forgets what was proposed. */
bool cards_count(card_counter *c, struct replayer *y);
/* 'zh' where the text has a Han character. */
card_language card_language_of(const char *text, size_t size);
/* Of "2026-03-…": the month as it is written, whatever the zone. */
uint32_t card_month_of(const char *opened, size_t size);

/* ---- Adding, telling ------------------------------------------------------------------------------------------------- */

/* The counts of a month, made where it has none; NULL where there is no memory. */
card_counts *card_month_counts(card *c, uint32_t month);
card_counts card_sum(const card *c);
/* Both are of the same rule set. WM_NO_MEMORY; WM_BAD_INPUT where a sum needs more than 64 bits. */
wm_status cards_add(card_deck *to, const card_deck *from, size_t guide_count);
/* Whether all sums have room in 64 bits, and no part is greater than its whole. */
bool cards_are_sound(const card_deck *decks, size_t guide_count);
/* "cards":{…} of one guide. */
void cards_write(writing *o, const card_deck *deck);
void cards_free(tally *t);
/* "2026-03" or "none". */
#define CARD_MONTH_SIZE 16
const char *card_month_name(uint32_t month, char out[CARD_MONTH_SIZE]);
uint32_t card_month_named(const char *name);
/* Wilson's score interval of a share, at 95 %. */
void cards_wilson(uint64_t right, uint64_t whole, double *low, double *high);

#endif
