/* Numbers learned from records, put in the place of a guide's stated ones: priors, P(cell | fault), P(fixes | fault).
 * Done once, between linking and the first use of the rule set; everything later reads one set of numbers.
 * Uses model/builder.h. */
#ifndef MODEL_LEARNED_H
#define MODEL_LEARNED_H

#include "model/builder.h"

typedef struct learned_share { /* a probability, and from how many cases it comes (0: an expert's) */
    double p;
    uint32_t cases;
} learned_share;

/* One fault's cells of one question: question_cells(q) numbers, NAN where none was learned. */
typedef struct learned_row {
    uint32_t question, fault;
    const double *p;
    uint32_t cases;
} learned_row;

typedef struct learned_rate {
    uint32_t action, fault; /* that the action fixes by its rule */
    learned_share share;    /* p above 0 */
} learned_rate;

/* All of it about one guide. What is not learned stands as written. */
typedef struct learned {
    uint32_t cases;              /* all that it was learned from */
    const learned_share *priors; /* one a fault, p NAN: it shares what the others leave; NULL: the stated ones stand */
    const learned_row *rows;
    size_t row_count;
    const learned_rate *rates;
    size_t rate_count;
} learned;

/* Takes them into the set's guide; a later row or rate of the same pair stands. Each fault's remedies are put into their
 * order of P/C anew. False where there is no memory; the rule set is then to be freed. */
bool linked_learn(linked *l, uint32_t guide_index, const learned *x);

#endif
