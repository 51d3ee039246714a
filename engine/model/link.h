/* Linking, shared by link.c, link_names.c and layout.c. Inside model/ only. */
#ifndef MODEL_LINK_H
#define MODEL_LINK_H

#include "model/draft.h"

/* What a name stands for while linking: shared things by their side, and these. */
enum { LINK_GUIDE = NAME_FAULT, LINK_TEAM, LINK_REFUSED };

typedef struct linker {
    wm_allocator allocator;
    findings *found;
    draft **drafts; /* in order of name, then file */
    size_t count;
    arena scratch;
    names names;
    vector shared[SIDES];     /* shared; `guide` is a draft; [SIDE_ANSWER][0] is `solved` */
    const char *const *teams; /* NULL: any */
    bool refused;             /* one was, in this round */
    uint32_t marks;           /* the last one given out, for name.mark */
} linker;

/* Refuses drafts whose names can't be resolved, and those that lead to them, until nothing changes;
 * settles what waited for others' questions. False where there is no memory. */
bool link_names(linker *k);

/* The draft of the set's guide. */
draft *linked_draft(const linked *l, uint32_t guide_index);

/* The layouts of a set whose guides are linked, in the arena; NULL where there is no memory. */
const layout *layouts_of(arena *a, wm_allocator allocator, const rule_set *set);

#endif
