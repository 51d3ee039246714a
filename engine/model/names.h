/* The names of one guide, or of one rule set: each string once, and what it stands for. Uses base/ alone. */
#ifndef MODEL_NAMES_H
#define MODEL_NAMES_H

#include "base/arena.h"

/* What a name stands for within a guide; families of instances share the numbers of what they are of. */
enum { NAME_QUESTION, NAME_ACTION, NAME_FAULT, NAME_ESCALATION, NAME_FLOW, NAME_REFERENCE, NAME_KINDS };

typedef struct name {
    const char *text;
    uint32_t size, hash;
    uint32_t of[NAME_KINDS]; /* an index a kind, or UINT32_MAX */
    bool unusable;           /* declared, but so that nothing is known of it: said already */
    uint32_t mark, at;       /* of whoever passes through: `at` counts while `mark` is the passer's */
} name;

struct name_slot;
typedef struct names {
    wm_allocator allocator;
    arena *texts, *scratch; /* where strings live, and where the rest does */
    struct name_slot *slots;
    size_t capacity, count;
} names;

void names_init(names *n, wm_allocator allocator, arena *texts, arena *scratch);
void names_free(names *n);
/* The one name of that text; NULL where there is no memory. */
name *names_keep(names *n, const char *text, size_t size);
/* The name of that text, or NULL where nobody kept it. */
name *names_find(const names *n, const char *text);

#endif
