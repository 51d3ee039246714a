/* What can be known before a walk: findings about a linked rule set, each with words to mend it and a
 * witness, a list of answers that anybody can replay. Uses walk/ and model/ and base/. */
#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

#include "base/findings.h"
#include "model/guide.h"

/* Bounds, so that guides whose shared steps make 2^40 paths end; what was not reached is said. And what
 * the checker has to be told from outside. All zero: the defaults, and neither dates nor cites are looked at. */
typedef struct check_limits {
    uint64_t steps_per_guide; /* 0: 200,000 */
    int64_t now;              /* UTC seconds; 0: reviews are not looked at */
    /* Whether a manual has the anchor (NULL: whether there is the manual); NULL: cites are not looked at. */
    bool (*cite_exists)(void *context, const char *manual, const char *anchor);
    /* Whether an organisation has priced a hand-over to the team; NULL: none is. */
    bool (*team_is_priced)(void *context, const char *team);
    void *context; /* of both */
} check_limits;

/* Adds what it finds about guide `only` (NONE: all) to *found, in no particular order (findings_sort).
 * What loading reports (WM0xx, WM1xx) is not repeated. `limits` may be NULL. False where there is no
 * memory; what was found until then stays. O(guides + steps looked at), see README.md. */
bool check_rules(const rule_set *set, uint32_t only, const check_limits *limits, wm_allocator allocator,
                 findings *found);

/* What a code stands for. */
typedef wm_code check_code;
/* All codes, loading's included, in order. */
size_t check_codes(const check_code **out);
/* One of them by name, or NULL. */
const check_code *check_code_find(const char *code);

/* Rules that are found fault with by that code, and what they are once mended (examples.c). */
typedef struct check_example {
    const char *code;
    const char *faulty, *mended; /* either may be NULL; see wm_code_example */
} check_example;
/* NULL where there is none. */
const check_example *check_example_of(const char *code);

#endif
