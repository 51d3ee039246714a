/* R(q, f): the cells of a question's branches below which a `conclude` or `suspect` of a fault can be reached in its
 * guide's graph (rules-language.md, "From the tree"). Inside reason/ only; uses walk/ and model/. */
#ifndef REASON_REACH_H
#define REASON_REACH_H

#include "model/guide.h"

typedef struct reach {
    size_t words;    /* of a set of faults */
    size_t *first;   /* of every answer family: where the sets of its cells begin */
    uint64_t *cells; /* the sets */
} reach;

/* Linear in the graph (but for `go` in circles, where the passes are repeated until nothing changes). The result lives
 * in the arena, the scratch too. False where there is no memory. */
bool reach_find(reach *out, const rule_set *set, const guide *g, arena *memory);

static inline bool reach_has(const reach *r, uint32_t family_index, size_t cell, size_t fault_index)
{
    const uint64_t *set = r->cells + (r->first[family_index] + cell) * r->words;
    return (set[fault_index / 64] >> (fault_index % 64) & 1) != 0;
}

#endif
