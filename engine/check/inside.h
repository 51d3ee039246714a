/* What the files of check/ share: the guide under check, sets of values, its shape, the paths through it.
 * Inside check/ only. Uses walk/ and model/ and base/. */
#ifndef CHECK_INSIDE_H
#define CHECK_INSIDE_H

#include "check/check.h"
#include "walk/walk.h"

/* ---- Values (values.c) ---------------------------------------------------------------------------
 * A set of what a question may be: a bit a cell (an answer, an interval of numbers), "not sure", and
 * "not answered". Facts don't change during a walk, so on a path sets only shrink. */
#define CELL_REST    60u /* this cell and all behind it share a bit */
#define CELLS        ((UINT64_C(1) << 61) - 1)
#define SET_PRESUMED (UINT64_C(1) << 61) /* not sure, and an ask on the way presumed the cells that are left */
#define SET_FRESH    (UINT64_C(1) << 62) /* not sure, and nothing is presumed yet */
#define SET_UNSURE   (SET_FRESH | SET_PRESUMED)
#define SET_NONE     (UINT64_C(1) << 63)

static inline uint64_t cell_bit(uint32_t cell)
{
    return UINT64_C(1) << (cell < CELL_REST ? cell : CELL_REST);
}

typedef struct domain {
    const question *q;
    uint64_t all;       /* the cells that there are */
    uint32_t count;     /* of cells, the impossible included */
    const double *cuts; /* numbers: cell k is cuts[k - 1] <= v < cuts[k] */
    uint32_t cut_count;
    bool exact; /* every cell has a bit of its own */
} domain;

/* The cells for which an atomic condition may hold and may fail; disjoint where it is known. */
typedef struct atom {
    uint64_t holds, fails;
} atom;

typedef enum want { WANT_TRUE, WANT_NOT_TRUE, WANT_FALSE, WANT_NOT_FALSE } want;

#define REFINE_DEPTH 64

/* ---- The guide under check -------------------------------------------------------------------------- */

typedef struct shape shape;
typedef struct paths paths;

typedef struct subject {
    const rule_set *set;
    const guide *g;
    check_limits limits;
    wm_allocator allocator;
    arena scratch; /* of this guide's check */
    findings *found;
    bool failed;           /* no memory */
    const domain *domains; /* one an answer family */
    uint64_t *spare[REFINE_DEPTH];
    const shape *shape;
    paths *paths; /* NULL: no flow */
    /* replays of witnesses, made when first needed */
    uint64_t *replays; /* slots that replays may still clear, all guides together */
    uint32_t searches;
    bool unproven; /* some witness could not be replayed for want of these */
    walk *walker;
    facts facts;
    trace way;
} subject;

/* Scratch memory; NULL (and s->failed) where there is none. */
void *subject_zero(subject *s, size_t count, size_t size);
/* Words in scratch memory, likewise. */
const char *subject_format(subject *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool domains_make(subject *s);
uint32_t domain_cell_of(const domain *d, double number);
/* The cell of what an action sets; *out is a bit. False where it is another guide's question. */
bool domain_of_setting(const subject *s, const setting *from, uint32_t *family_index, uint64_t *out);
atom atom_of(const subject *s, const condition *c);
/* Whether a condition is about answers of this one family alone, and which cells it takes. */
bool condition_cells(const subject *s, uint32_t condition_, uint32_t family_index, uint64_t *out);
/* Narrows sets (one an answer family) to what the condition wants; false where nothing is left. Never
 * takes away what is possible. */
bool refine(subject *s, uint64_t *sets, uint32_t condition_, want w);
/* The cells of a set in words: "open, refused", "10 ≤ v < 20". In scratch; never NULL. */
const char *domain_words(subject *s, uint32_t family_index, uint64_t set);

/* ---- Shape (shape.c): what is below each node, children before parents ------------------------------- */

struct shape {
    const uint32_t *order; /* of nodes, children first */
    uint32_t order_count;
    uint64_t *hash;       /* equal: the same steps, whatever stands below */
    uint8_t *hands_over;  /* an escalate, or another guide, can be below */
    uint64_t *reads;      /* words a node: the variables that are looked at below; NULL: all may be */
    uint64_t *flow_reads; /* words a flow */
    uint64_t *end_reads;  /* at the end of any flow */
    uint32_t words;
    bool *flow_reached; /* some go, again or otherwise leads there from the main flow */
    uint32_t variables;
};
/* Variables: answer families, remedy families, flows, whether a remedy was proposed. */
static inline uint32_t variable_of_remedy(const guide *g, uint32_t family_index)
{
    return g->answer_family_count + family_index;
}
static inline uint32_t variable_of_flow(const guide *g, uint32_t flow_index)
{
    return g->answer_family_count + g->remedy_family_count + flow_index;
}
static inline uint32_t variable_proposed(const guide *g)
{
    return variable_of_flow(g, g->flow_count);
}

bool shape_make(subject *s);
uint64_t shape_block(const subject *s, block b);
/* Visits the blocks of a node: its branches' bodies. */
static inline block node_block(const guide *g, const node *n, uint32_t i)
{
    return g->branches[n->first_branch + i].body;
}
static inline uint32_t node_blocks(const node *n)
{
    return n->kind == NODE_ASK ? n->branch_count : n->kind == NODE_WHEN || n->kind == NODE_ANY_ORDER;
}
/* The branch of an ask that takes an answer of its own, or NONE. */
uint32_t branch_of_answer(const guide *g, const node *n, uint32_t answer_index);

/* ---- Paths (paths.c) ---------------------------------------------------------------------------------- */

/* What the paths say about a node. */
typedef struct node_note {
    uint64_t in;       /* ask: what the question may be on arrival; try: the action, REMEDY_* */
    uint32_t first;    /* the record that came first, or NONE */
    uint64_t falls;    /* ask: cells that fall through to the end of the flow */
    uint32_t fell;     /* a record behind such a fall */
    uint32_t passed;   /* go: a record where it is passed over, or NONE */
    uint32_t dead_end; /* a record at which all ends behind this node, or NONE */
    bool entered;      /* go: it was entered, too */
    bool stays;        /* try: what it sets is possible here */
    bool through;      /* ask: some answer leads on behind it */
    bool followed;     /* try: steps stand behind it */
    bool held, missed; /* when: it may hold, it may not */
} node_note;
#define REMEDY_UNTRIED UINT64_C(1)
#define REMEDY_TRIED   UINT64_C(2)

typedef struct constraint {
    uint32_t variable;
    uint64_t set;
} constraint;

/* A point of the walk with what is known there. */
typedef struct record {
    uint32_t point, parent, older; /* older: of the same point */
    uint32_t first, count;         /* constraints: what is not named is open */
    uint32_t forgotten;            /* further ones, which nothing behind looks at: for witnesses */
    uint32_t node, branch;         /* the step that led here */
    bool merged;                   /* many ways were put together */
} record;

typedef enum point_kind { POINT_STEP, POINT_ANY_END, POINT_END } point_kind;
/* Where a walk can stand: before a step (and what comes behind it), behind an any_order, at a flow's end. */
typedef struct point {
    uint8_t kind;
    bool taken;                      /* END: the flow's otherwise was taken */
    bool any;                        /* STEP: an ask of an any_order */
    uint32_t node, next, flow, base; /* base: the END point of its flow */
    uint32_t newest, count;          /* records */
    const uint64_t *reads;           /* variables that are looked at from here on; NULL: all may be */
} point;

struct paths {
    subject *s;
    node_note *notes;   /* one a node */
    bool *branch_taken; /* one a branch */
    vector records, constraints, points, forgotten;
    uint32_t *table; /* points by what they are */
    uint32_t table_size;
    uint64_t *defaults;                 /* a set a variable, where nothing is known */
    uint64_t *now, *next, *join, *kept; /* sets a variable */
    const uint8_t *looped;              /* variables of questions and actions that a loop asks and tries anew */
    uint64_t work, work_limit, step_limit;
    uint32_t merged;       /* points at which ways were put together */
    uint32_t nothing_left; /* a record at the end of all, or NONE */
    bool tracks_proposed, overrun;
};

/* Walks all of it; s->paths. False where there is no memory. */
bool paths_make(subject *s);
void paths_free(subject *s);

/* ---- Witnesses (witness.c) ------------------------------------------------------------------------------ */

typedef enum target_kind { TARGET_NODE, TARGET_BRANCH, TARGET_WITHIN, TARGET_END } target_kind;
typedef struct target {
    uint32_t record; /* the way */
    target_kind kind;
    uint32_t node, branch; /* BRANCH: NONE is falling through */
    uint32_t family_index; /* with this question answered from `set`; NONE: as it comes */
    uint64_t set;
} target;
/* Adds the answers that lead to the target, where a replay of them comes there. `finding` may be NULL. */
void witness_add(subject *s, wm_finding *finding, const target *t);
/* The same for a finding that says that there is such a way (the last one of s->found): it is taken back where none
 * replays, because goals, loops, Lua, outcomes and combinations may make it one that no walk takes. */
void witness_or_nothing(subject *s, wm_finding *finding, const target *t);
void witness_done(subject *s);

/* ---- What is looked for --------------------------------------------------------------------------------- */

finding_place at_line(const subject *s, uint32_t line, const char *id);
finding_place at_node(const subject *s, uint32_t node_index);
/* The id that a step is about; "resolve" for one that is about none. */
const char *node_id(const subject *s, uint32_t node_index);

void find_dead(subject *s);      /* WM201 */
void find_idle_asks(subject *s); /* WM202, WM203 */
void find_holes(subject *s);     /* WM206, WM208, WM209 */
void find_flows(subject *s);     /* WM204, WM205 within a guide */
bool find_rings(const rule_set *set, uint32_t only, wm_allocator allocator, findings *found); /* WM205 among guides */
void find_unused(subject *s);                                                                 /* WM207 */
void find_remedies(subject *s);                                                               /* WM210–WM215 */
void find_texts(subject *s);                                                                  /* WM216–WM219 */
void find_numbers(subject *s);                                                                /* WM220, WM221 */
void find_languages(subject *s);                                                              /* WM222, WM223 */
/* Calls `visit` with every text that a person reads, in both languages (texts.c). */
typedef void text_visitor(subject *s, uint32_t line, const char *id, wm_text text);
void each_text(subject *s, text_visitor *visit);
/* Whether a text (NULL: none) is marked as still to be translated into the language (languages.c). */
bool is_to_translate(const char *text, wm_lang lang);
/* The first word of the mainland in a text, and Taiwan's (terms.c). */
bool terms_mainland(const char *zh, const char **word, const char **better);

#endif
