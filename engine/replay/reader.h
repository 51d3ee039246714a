/* The ticket reader: one strict pass over a line, straight into fact slots of the ticket's guide, no tree of values
 * (formats.md, "A ticket"). Uses replay/index.h and replay/scan.h.
 *
 * Stricter than most: bad UTF-8, control characters, \u0000, half surrogates, a byte order mark, leading zeros,
 * numbers that no double holds or longer than 63 bytes, a key twice in the ticket or in the objects that it defines,
 * anything behind the object — each makes the line invalid, and only this line. */
#ifndef REPLAY_READER_H
#define REPLAY_READER_H

#include "replay/index.h"

/* Keys that are no field and no question: so many an object, and READER_KEYS more a ticket; with more, the line is invalid. */
#define READER_FEW_KEYS 4u
#define READER_KEYS     1024u

/* Why a ticket can't be replayed though its line is one. */
typedef enum ticket_wrong {
    TICKET_FINE,
    TICKET_NO_ANSWER,  /* a text that its question does not know */
    TICKET_NOT_NUMBER, /* its question takes a number */
    TICKET_NOT_TEXT,   /* its question takes an answer or a text */
    TICKET_OUT_OF_RANGE,
    TICKET_OUTCOME /* no such outcome */
} ticket_wrong;

/* An answer that steps recorded, or that a fact keeps for when its question is asked. */
typedef struct ticket_answer {
    uint32_t place;
    uint32_t order; /* the step's number, from 1; 0: from `facts` */
    bool taken;
    fact value;
} ticket_answer;

typedef struct ticket_try {
    facts_name name; /* of the action */
    uint32_t order;  /* the step's number, from 1 */
    bool taken;
    wm_outcome outcome;
} ticket_try;

/* A step as told, in its place among the others; kept only where steps are aligned. */
typedef struct told_step {
    uint32_t place; /* of the question or action; NONE: no guide has its name */
    bool is_try;
    wm_outcome outcome;
    facts_name name; /* of the action */
    fact value;      /* FACT_NONE: the step does not say what was answered */
} told_step;

/* In `at` of an answer that is known from the beginning, where steps speak of its question, too. */
enum {
    FROM_STEP = 1, /* the first step's */
    FROM_FACT = 2  /* the fact's: the step asked again, behind an action that makes the fact stale */
};

/* What a line said. Texts are in the line, decoded in place. */
typedef struct ticket {
    span id, guide_name, text, fault, action, to; /* s NULL: not there */
    span opened;                                  /* opened_at as written; s NULL where it is no text */
    uint32_t guide;                               /* of the rule set, or NONE */
    double minutes;                               /* < 0: not there */
    uint32_t unknown_facts;                       /* facts whose name no question has */
    uint32_t step_count;
    ticket_wrong wrong; /* the first */
    label wrong_name;   /* the question or action, as written */
    label wrong_value;  /* as written */
    /* Answers before any was asked: reader.answers[places[i]]; a goal's are not among them. */
    uint32_t place_count;
    /* What steps recorded, and facts that goals read. */
    uint32_t answer_count, try_count;
    uint32_t told_count; /* questions and actions of steps: reader.told */
} ticket;

/* A key that was seen; empty where its stamp is not the ticket's. */
typedef struct seen_key {
    uint64_t head, tail;
    const char *s;
    uint32_t size, object, stamp;
} seen_key;

typedef struct kept_text {
    fact_text text;
    struct kept_text *next;
} kept_text;

#define READER_NO_MEMORY (NONE - 1)
/* The guide that a text leads to, NONE, or READER_NO_MEMORY; the text is NUL-terminated. */
typedef uint32_t reader_choose(void *context, const char *text, size_t size);

typedef struct reader {
    const replay_index *index;
    wm_allocator allocator;
    reader_choose *choose; /* NULL: a text chooses nothing */
    void *choose_context;
    fact *answers;    /* the case's, by place: what the walk reads */
    uint32_t *places; /* those that `facts` and steps gave */
    kept_text *texts; /* of the ticket, the last one first */
    arena kept;       /* texts of the ticket, folded where a condition reads them */
    bool kept_used;
    ticket t;
    ticket_answer *recorded;
    ticket_try *tries;
    size_t recorded_room, tries_room;
    bool tells; /* keeps `told` */
    told_step *told;
    size_t told_room;
    /* the line being read */
    scan scan;
    const guide_index *home;
    const member *member;
    char *facts_at, *steps_at; /* to be read once the guide is known */
    unsigned fields;           /* bits of those that were there */
    uint32_t stamp, object, unknown_keys;
    seen_key *seen;
    void *block;
    size_t block_bytes;
} reader;

/* NULL where there is no memory. */
reader *reader_new(const replay_index *index, wm_allocator allocator);
void reader_free(reader *r);

/* Reads the line at `line`. What is before `limit` ends in a line feed, with SCAN_PADDING readable bytes behind.
 * Returns the ticket, the reader's until the next call, or NULL (r->scan says why and where). *behind is the place
 * behind the line feed. */
ticket *reader_read(reader *r, char *line, const char *limit, char **behind);

/* Folds a text once. False where there is no memory. */
bool reader_fold(reader *r, fact_text *text);
/* … and all texts of the ticket's facts, so that any condition may read them. */
bool reader_fold_all(reader *r);
/* Whether doing an action makes an answer stale or sets it: by its `sets` (*set is what it sets, or NULL), its `changes`,
 * or, unless it failed outright, by what verifies it. */
bool reader_affects(const reader *r, const facts_name *tried, uint32_t place, bool outright, const setting **set);
/* Makes room for further recorded answers. */
bool reader_reserve(reader *r, size_t more);

#endif
