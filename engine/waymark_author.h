/* For those who write rules: a guide as a picture, its own walks, its mutants, all its ways. Part of waymark.h, which includes it: programs include that one. */
#ifndef WAYMARK_AUTHOR_H
#define WAYMARK_AUTHOR_H

#include "waymark.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Marks a text in a language that its author left to be translated; the other language's words stand behind it. `waymark new`
 * writes it, and check tells of it (WM223). */
#define WM_TO_TRANSLATE_ZH "（待譯）"
#define WM_TO_TRANSLATE_EN "(to translate)"

/* ---- 11. A guide as a picture ------------------------------------------------------------------ */

#define WM_NO_PLACE SIZE_MAX

typedef enum wm_node_kind {
    WM_NODE_ASK,
    WM_NODE_WHEN,
    WM_NODE_TRY,
    WM_NODE_CONCLUDE,
    WM_NODE_SUSPECT,
    WM_NODE_ESCALATE,
    WM_NODE_RESOLVE,
    WM_NODE_GO,
    WM_NODE_SEE,
    WM_NODE_INCLUDE,
    WM_NODE_ANY_ORDER,
    WM_NODE_AGAIN
} wm_node_kind;

/* A step as written. Their order is the guide's, as a tally's hits.nodes count them. */
typedef struct wm_graph_node {
    wm_node_kind kind;
    const char *id;   /* question, action, fault, escalation, flow or guide; else NULL */
    wm_text text;     /* the same in words; of a `when` its condition */
    uint32_t line;    /* of the guide's file */
    size_t end;       /* its place among hits.ends, or WM_NO_PLACE */
    unsigned at_most; /* again: rounds after the first */
    wm_risk risk;     /* try */
    bool reached;     /* from the guide's first step */
} wm_graph_node;

typedef enum wm_edge_kind {
    WM_EDGE_ANSWER,
    WM_EDGE_CONDITION, /* on(…) */
    WM_EDGE_OTHER,
    WM_EDGE_UNSURE,
    WM_EDGE_HOLDS, /* when: its condition holds */
    WM_EDGE_PART,  /* any_order: one of its questions */
    WM_EDGE_NEXT, /* whatever has no branch of its own: answers, a condition that does not hold, a remedy that failed */
    WM_EDGE_ROUND,  /* again: the flow's first step */
    WM_EDGE_UNFIXED /* conclude: where its remedies are used up */
} wm_edge_kind;

/* What may follow a step. */
typedef struct wm_graph_edge {
    wm_edge_kind kind;
    size_t from, to;
    const char *id; /* answer: its id; else NULL */
    wm_text text;   /* what is written at it; both NULL: nothing */
    size_t place;   /* of the branch among hits.edges, or WM_NO_PLACE */
    bool otherwise; /* it leads there because a flow ran out of steps */
} wm_graph_edge;

typedef struct wm_graph {
    const char *guide;
    wm_text title;
    wm_guide_kind kind;
    const char *file;
    const wm_graph_node *nodes;
    size_t node_count;
    const wm_graph_edge *edges; /* in order of `from`, as written */
    size_t edge_count;
    size_t start;                   /* the first step, or WM_NO_PLACE */
    size_t edge_places, end_places; /* how many hits.edges and hits.ends a tally has of this guide */
} wm_graph;

/* A guide's steps and what may follow them, for drawing. WM_UNKNOWN: no such guide; WM_NOTHING: it has no flow, so no
 * step is written; WM_OVERRUN: more ways than can be listed. On WM_OK *out is the caller's, to be freed by
 * wm_graph_free before the rules are. */
wm_status wm_rules_graph(wm_graph **out, const wm_rules *rules, const char *guide_name, wm_error *error);
void wm_graph_free(wm_graph *graph);

/* A step of a guide that a case's walk has passed, and by which branch it was left. */
typedef struct wm_passed {
    size_t node;
    size_t edge; /* place of the branch among hits.edges, or WM_NO_PLACE */
} wm_passed;
/* The steps of one guide that the walk passed on the facts in force, oldest first, the present one last; at most cap are
 * written. How many there are, or WM_NO_COUNT where there is no memory or the walk has no step. */
size_t wm_case_passed(wm_case *c, const char *guide_name, wm_passed *out, size_t cap);

/* ---- 12. Rules' own walks ------------------------------------------------------------------------ */

/* Walks that stand beside their rules (NAME.walks.jsonl, NAME.walks.lua): answers in, the expected end and way out. They
 * are read against a rule set, which must outlive them; one thread at a time. */
typedef struct wm_walks wm_walks;
wm_status wm_walks_new(wm_walks **out, const wm_rules *rules, wm_error *error);
void wm_walks_free(wm_walks *walks);
/* Reads a file of walks. What is wrong with one walk makes it fail, with a word why; a .walks.lua that does not load is one
 * walk that fails. WM_IO, WM_NO_MEMORY. */
wm_status wm_walks_read(wm_walks *walks, const char *path, wm_error *error);
/* Runs those that were not run yet, as a session would: each question takes the walk's answer, steps first, then facts. */
wm_status wm_walks_run(wm_walks *walks, wm_error *error);

/* What came of a walk; texts are the walks'. */
typedef struct wm_walked {
    const char *id;    /* as written, or "" */
    const char *guide; /* NULL where there is none */
    const char *where; /* "rules/x.walks.jsonl:3" */
    bool must_fail;    /* it is meant to fail, and passed where it did */
    bool passed;
    wm_text why; /* how it failed; both NULL where it did not */
} wm_walked;
size_t wm_walks_count(const wm_walks *walks);
wm_status wm_walks_at(const wm_walks *walks, size_t index, wm_walked *out);

/* What the walks that were run came by, of one guide: [0] of [1] steps, written branches of asks, ends (conclude, escalate,
 * resolve), as a replay counts them; and what they did not come by, by line. Lives until the next call. */
typedef struct wm_missed {
    const char *where; /* "rules/x.lua:28" */
    wm_text what;      /* "ask port_22: timeout" */
} wm_missed;
typedef struct wm_coverage {
    const char *guide;
    size_t walks; /* of this guide */
    uint64_t nodes[2], edges[2], ends[2];
    const wm_missed *missed;
    size_t missed_count;
} wm_coverage;
wm_status wm_walks_coverage(wm_walks *walks, const char *guide, wm_coverage *out, wm_error *error);

/* A guide with one small change, and whether the walks notice it. */
typedef enum wm_mutant_end {
    WM_MUTANT_NOTICED,    /* some walk fails on it */
    WM_MUTANT_SURVIVED,   /* none does, though it does something else: `way` leads there */
    WM_MUTANT_EQUIVALENT, /* it does the same on every way */
    WM_MUTANT_UNDECIDED   /* it did the same on as many ways as were looked at */
} wm_mutant_end;
typedef struct wm_mutant {
    const char *where; /* "rules/x.lua:28" */
    wm_text what;      /* what was changed */
    wm_mutant_end end;
    const char *noticed_by; /* a walk's id; NOTICED */
    const char *way;        /* "port_22=timeout, sg_rule=none"; SURVIVED */
    const char *was, *is; /* what the guide does there, and the mutant: "ask console", "escalate architects for …" */
} wm_mutant;
typedef struct wm_mutation_config {
    uint64_t ways; /* walks along other ways for one mutant that no walk noticed; 0: 20,000 */
    void *context;
    void (*progress)(void *context, size_t done, size_t all); /* may be NULL */
} wm_mutation_config;
/* Every change of a guide, in order of line: a step left out, neighbouring branches swapped, a condition negated, a
 * threshold moved, an end replaced. Walks that fail without any change do not count. Lives until the next call. */
wm_status wm_walks_mutate(wm_walks *walks, const char *guide, const wm_mutation_config *config, const wm_mutant **out,
                          size_t *count, wm_error *error);

/* Every way through a guide, and where it ends: each question takes each answer (of numbers one on either side of each
 * threshold, of texts each word that is looked for) and "not sure", each action is done, fails, is skipped. `text` is made
 * to be kept beside the guide and compared. */
typedef struct wm_paths {
    const char *guide, *text;
    size_t states, ends; /* paragraphs of the text; ways that were followed to their end */
    uint64_t walks;
    unsigned detours; /* actions and "not sure"s on any way that was followed */
    bool complete;    /* there are no other ways */
} wm_paths;
/* Ways with few actions and "not sure"s come first: as many of these are allowed as `walks` (0: 12,000) suffice for. Where an
 * earlier text is given (else NULL), its bound is taken, so that the two can be compared. On WM_OK *out is the caller's, to
 * be freed by wm_paths_free. */
wm_status wm_rules_paths(wm_paths **out, const wm_rules *rules, const char *guide, uint64_t walks, const char *earlier,
                         wm_error *error);
void wm_paths_free(wm_paths *paths);
/* Where an earlier text differs; the shortest way to each change. WM_BAD_INPUT: it is no such text. Lives as long as
 * the paths. */
typedef struct wm_changed_way {
    const char *way;      /* "port_22=timeout"; "" at the beginning */
    const char *was, *is; /* the steps; NULL: there was, is no such answer */
} wm_changed_way;
wm_status wm_paths_compare(wm_paths *paths, const char *earlier, const wm_changed_way **out, size_t *count,
                           wm_error *error);

/* The case as it stands, as a line of NAME.walks.jsonl (without its end): what was answered and done on the way, and where
 * it came to. The case's until the next call on it. */
wm_status wm_case_as_walk(wm_case *c, const char *id, const char **line, wm_error *error);

#ifdef __cplusplus
}
#endif
#endif
