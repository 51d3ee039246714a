/* Which branch of an `ask` an answer takes, by the cell that it lies in. Inside reason/ only; uses walk/ and model/. */
#ifndef REASON_CELLS_H
#define REASON_CELLS_H

#include "walk/condition.h"

/* An `ask` as seen from its cells. `others` tells what a condition about anything else than the question asked is;
 * NULL: it may be either. */
typedef truth cells_others(void *context, uint32_t condition);
typedef struct cells_view {
    const guide *guide;
    const node *node;
    const question *question; /* that is asked */
    cells_others *others;
    void *context;
} cells_view;

/* Whether a condition holds for an answer in `cell`; UNKNOWN_: for some of its answers, or it depends on what is not
 * known. `cell` NONE: an answer of which nothing is known (free text). */
truth cells_truth(const cells_view *v, uint32_t condition, uint32_t cell);
/* Whether a Lua function stands in a condition. */
bool cells_is_opaque(const guide *g, uint32_t condition);
/* The branches that an answer in `cell` may take, into `out` (room for on_count + 1); branches of Lua conditions are left
 * out. *falls: it may take none, and falls through. */
size_t cells_branches(const cells_view *v, uint32_t cell, uint32_t *out, bool *falls);
/* The one that it takes where `others` knows everything that can be known: what is unknown does not hold. NONE: it falls
 * through. */
uint32_t cells_branch(const cells_view *v, uint32_t cell);

#endif
