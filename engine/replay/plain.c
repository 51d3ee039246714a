/* The plain walk: the same steps as walk/ takes, for the common case, a guide whose asks and flows lead straight to an
 * end, no outcome being known. It follows the guide's program (program.h). Whatever is not common ends it, and the
 * whole walk is taken instead; the tests hold the two to the same ends. Uses replay/replayer.h. */
#include "base/text.h"
#include "replay/replayer.h"

typedef struct plain {
    replayer *y;
    const guide *g;
    const program *p;
    const fact *answers;
    uint32_t passed; /* steps in y->trail */
} plain;

/* ---- Tests ------------------------------------------------------------------------------------------------------- */

/* Conditions on texts and on other conditions want every text folded; there is no memory: unknown. */
static truth holds_elsewhere(const plain *w, uint32_t condition_index)
{
    scene at = { w->g, w->y->f.layout->members, w->g->flows, 1 };
    if (!reader_fold_all(w->y->reader))
        return UNKNOWN_;
    return condition_holds(&w->y->f, &at, condition_index, &w->y->lent.lua);
}

static bool text_holds(const plain *w, const condition *c, const fact *v)
{
    fact_text *text = (fact_text *)v->as.text;
    return text && reader_fold(w->y->reader, text) &&
           text_contains(text->folded, text->folded_size, c->word, c->word_size);
}

/* Of an ask of the family `asked`, whose answer is v. */
static bool holds(const plain *w, uint32_t test, uint32_t asked, const fact *v)
{
    if (test >= PROGRAM_ANSWER)
        return v->answer == test - PROGRAM_ANSWER;
    const condition *c = &w->g->conditions[test];
    if (c->family != asked)
        return holds_elsewhere(w, test) == TRUE_;
    switch (c->kind) {
    case COND_BELOW:
    case COND_AT_LEAST:
    case COND_BETWEEN:
        return program_is_within(c, v->as.number);
    case COND_IS:
        if (v->answer < 64)
            return c->set >> v->answer & 1;
        break;
    case COND_CONTAINS:
        return text_holds(w, c, v);
    default:
        break;
    }
    return holds_elsewhere(w, test) == TRUE_;
}

static uint32_t first_that_holds(const plain *w, const program_step *s, const fact *v)
{
    const uint32_t *tests = program_tests(s);
    uint32_t asked = w->g->nodes[w->p->from[s->number].node].what, i = 0;
    while (i < s->count && !holds(w, tests[i], asked, v))
        i++;
    return program_targets(s)[i];
}

static uint32_t interval_of(const program_step *s, double v)
{
    const double *cuts = program_cuts(s);
    uint32_t i = 0;
    for (uint32_t k = 0; k < s->count; k++)
        i += v >= cuts[k];
    return program_intervals(s)[i];
}

/* ---- Ends -------------------------------------------------------------------------------------------------------- */

static void end_at(plain *w, wm_step_kind kind, uint32_t node_index)
{
    walk_step *out = &w->y->step;
    out->kind = kind;
    out->guide = w->g->index;
    out->node = node_index;
    out->verifies = out->fault = out->fault_guide = out->action = NONE;
    out->presumed = false;
    out->context.fault = NONE;
}

/* At a question without an answer; where steps recorded any, that may be its answer. */
static bool stop_at(plain *w, const program_step *s)
{
    uint32_t node_index = w->p->from[s->number].node;
    if (w->y->reader->t.answer_count)
        return false;
    end_at(w, WM_ASK, node_index);
    w->y->step.name = (facts_name){ w->g->index, w->g->nodes[node_index].what, 1, s->what };
    tell_step(w->y);
    return true;
}

/* Nothing was tried: the fault's first remedy is the next, and the end where nothing was recorded of any. */
static bool conclude(plain *w, const program_step *s)
{
    const ticket *t = &w->y->reader->t;
    const program_end *end = program_end_of(s);
    const char *names = program_names(s);
    if (t->try_count || t->action.s)
        return false;
    end_at(w, WM_TRY, s->more);
    w->y->step.name = (facts_name){ w->g->index, end->family, 1, s->what };
    w->y->step.fault = w->y->step.context.fault = end->fault;
    w->y->step.fault_guide = w->g->index;
    tell_diagnosed(w->y, (label){ names, s->count }, (label){ names + s->count, s->action_size });
    return true;
}

static bool escalate(plain *w, const program_step *s)
{
    end_at(w, WM_ESCALATE, w->p->from[s->number].node);
    w->y->step.escalation = s->what;
    tell_step(w->y);
    return true;
}

static bool end_walk(plain *w, const program_step *s)
{
    switch (s->kind) {
    case PROGRAM_CONCLUDE:
        return conclude(w, s);
    case PROGRAM_ESCALATE:
        return escalate(w, s);
    case PROGRAM_WHOLE:
        return false;
    default:
        return stop_at(w, s);
    }
}

/* ---- The way ----------------------------------------------------------------------------------------------------- */

/* False where the walk has been there before. */
static inline bool pass(plain *w, const program_step *s)
{
    replayer *y = w->y;
    if (s->what != NONE) {
        if (y->marks[s->what] == y->stamp)
            return false;
        y->marks[s->what] = y->stamp;
    }
    y->trail[w->passed++] = s->number;
    return true;
}

/* Where an ask goes on. */
static inline uint32_t follow(plain *w, const program_step *s, const fact *v)
{
    switch (s->kind) {
    case PROGRAM_CHOICE:
        return program_targets(s)[v->answer];
    case PROGRAM_NUMBER:
        return interval_of(s, v->as.number);
    default:
        return first_that_holds(w, s, v);
    }
}

/* The step that the walk comes to, or NULL where it is not plain. */
static const program_step *walk_on(plain *w)
{
    const program_step *s = program_at(w->p, PROGRAM_BEGIN);
    for (;;) {
        uint32_t next;
        if (s->kind == PROGRAM_PASS) {
            if (!pass(w, s))
                return NULL;
            next = s->more;
        } else if (s->kind <= PROGRAM_TESTS) {
            const fact *v = &w->answers[s->what];
            if (v->state != FACT_KNOWN)
                return v->state == FACT_NONE ? s : NULL;
            take_answer(w->y, s->what);
            next = follow(w, s, v);
        } else {
            return s;
        }
        s = program_at(w->p, next);
    }
}

bool plain_walk(replayer *y)
{
    uint32_t number = y->reader->t.guide;
    const guide_index *home = &y->index->of[number];
    plain w = { .y = y, .g = home->guide, .p = &home->program, .answers = y->f.answers };
    uint64_t *counts = y->desks[number].passed;
    if (!counts)
        return false;
    y->marks[0] = y->stamp; /* the main flow */
    const program_step *s = walk_on(&w);
    if (!s || y->lent.lua.failed || !end_walk(&w, s))
        return false;
    counts[s->number]++;
    for (uint32_t i = 0; i < w.passed; i++)
        counts[y->trail[i]]++;
    return true;
}
