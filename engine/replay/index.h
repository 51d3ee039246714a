/* What replay looks up of a rule set: names of guides, questions, answers and actions, as hash tables. Built once,
 * never changed, shared by threads. Uses walk/, model/ and base/.
 *
 * A name is looked up as everywhere (rules-language.md, "Facts and time" 6): in the case's guide, then in those that
 * it includes or leads to, then among the shared; "guide:name" in full. */
#ifndef REPLAY_INDEX_H
#define REPLAY_INDEX_H

#include "replay/program.h"
#include "replay/table.h"
#include "replay/scan.h"
#include "walk/walk.h"

/* A text that is written out, with SCAN_PADDING readable bytes behind it. */
typedef struct label {
    const char *s;
    uint32_t size;
} label;

typedef struct question_index {
    const question *question;
    const name_table *answers; /* id → number */
    double min, max;           /* the question's */
    bool matches;              /* some answer has words to be matched */
} question_index;

/* What a name of a guide stands for. All that most facts need lies here: a ticket's questions are scattered over the
 * memory, and each further place is one more that the cache may not have. */
typedef struct slot_index {
    const question_index *question; /* answer slots */
    const name_table *answers;      /* the question's */
    uint32_t word;                  /* the name's number (replay_index.question_words, action_words); NONE: empty */
    uint32_t slot;                  /* local, or from SHARED_SLOT on */
    uint32_t family;
    uint16_t round;
    uint8_t kind; /* the question's */
} slot_index;

/* A guide's names, a hash table by their words: those of one guide were numbered one after the other, mostly. */
typedef struct slot_table {
    const slot_index *slots;
    uint32_t mask;
} slot_table;

static inline const slot_index *slot_table_find(const slot_table *t, uint32_t word)
{
    for (uint32_t i = word & t->mask;; i = (i + 1) & t->mask)
        if (t->slots[i].word == word || t->slots[i].word == NONE)
            return t->slots[i].word == word ? &t->slots[i] : NULL;
}

typedef struct guide_index {
    const guide *guide;
    label name;
    slot_table asked, tried;                      /* its questions and actions by name */
    const question_index *own;                    /* one a question of the guide */
    const label *faults, *remedies, *escalations; /* ids: faults, local remedy slots' names, escalations */
    const uint32_t *any_order_of;                 /* per node: the any_order that it stands in, or NONE */
    program program;                              /* its flow, for plain walks */
    bool has_functions;                           /* some guide that a case can come to has Lua conditions */
    /* of a case opened on it */
    const uint64_t *held; /* bit per place: a goal reads it, so it is known only when it was asked */
} guide_index;

typedef struct replay_index {
    const rule_set *set;
    arena memory;
    name_table guides;                       /* name → number */
    name_table question_words, action_words; /* names of all guides' questions and actions → their numbers */
    name_table fields;                       /* of a ticket's objects → ticket_field (reader_parts.h) */
    const guide_index *of;
    question_index solved;
    name_table shared_questions, shared_actions; /* id → number of the shared thing */
    const question_index *const *shared;         /* one a shared question */
    const question_index **tables;               /* questions whose answers' tables are others', too */
    size_t table_count;
    uint32_t most_answers, most_remedies; /* places of the largest layout */
    uint32_t most_marks, most_steps;      /* of any program */
} replay_index;

#define NAME_ROOM ((size_t)512) /* "guide:name" as a string; longer names are nobody's */

/* NULL where there is no memory. The rule set must outlive it. */
replay_index *replay_index_new(const rule_set *set, wm_allocator allocator);
void replay_index_free(replay_index *x);

/* What a name from outside stands for in a case. Names have padding behind them (replay/table.h). */
typedef struct index_name {
    facts_name name;
    const question_index *question; /* NULL for actions */
} index_name;
bool index_question(const replay_index *x, uint32_t home, const char *s, uint32_t size, index_name *out);
bool index_action(const replay_index *x, uint32_t home, const char *s, uint32_t size, index_name *out);
/* The question that a found name asks. */
const question_index *index_question_of(const replay_index *x, const facts_name *name);
/* The name that finds an action of a case: bare, or in full where another one has the bare name. Into `room`, which
 * is cut where it is too small; a bare one is not copied. */
label index_action_name(const replay_index *x, uint32_t home, const facts_name *name, char *room, size_t size);
/* … as a label, its own remedies' without a search. */
label index_action_label(const replay_index *x, uint32_t home, const facts_name *name, char *room, size_t size);
label index_question_name(const replay_index *x, uint32_t home, const facts_name *name, char *room, size_t size);

/* What an action of a round means by a place, in `verify` and `sets`: that of the round's own instance, told as the one
 * of round 1, as rules name it; NONE: another round's. */
uint32_t index_round_place(const guide *home, const member *m, uint32_t place, uint32_t round);
/* … and the other way round: the round's own instance of a place that rules name. */
uint32_t index_place_in_round(const guide *home, const member *m, uint32_t slot_number, uint32_t round);
static inline bool index_is_held(const guide_index *g, uint32_t place)
{
    return (g->held[place / 64] >> (place % 64) & 1) != 0;
}

#endif
