/* Beliefs of one guide from the facts in force (reasoning.md §1). Uses reason/tables.h. */
#include "reason/belief.h"

#include <math.h>
#include <string.h>

#include "reason/tables.h"

/* ---- The model --------------------------------------------------------------------------------------------------- */

belief_model *belief_model_new(const rule_set *set, const guide *g, wm_allocator allocator)
{
    return belief_model_priced(set, g, NULL, allocator);
}

belief_model *belief_model_priced(const rule_set *set, const guide *g, const prices *p, wm_allocator allocator)
{
    belief_model *m = allocator_zero(&allocator, 1, sizeof *m);
    if (!m)
        return NULL;
    arena_init(&m->memory, allocator);
    m->allocator = allocator;
    m->set = set;
    m->guide = g;
    m->prices = p;
    if (tables_priors(m) && tables_families(m) && tables_plan(m))
        return m;
    belief_model_free(m);
    return NULL;
}

void belief_model_free(belief_model *m)
{
    if (!m)
        return;
    wm_allocator allocator = m->allocator;
    arena_free(&m->memory);
    allocator_free(&allocator, m, sizeof *m);
}

size_t belief_count(const belief_model *m)
{
    return m->count;
}

bool belief_has_elsewhere(const belief_model *m)
{
    return m->elsewhere;
}

size_t belief_cells(const belief_model *m, uint32_t answer_family)
{
    return m->families[answer_family].cells;
}

double belief_cell(const belief_model *m, uint32_t answer_family, uint32_t cell, size_t fault_index)
{
    const family_table *t = &m->families[answer_family];
    return t->p ? t->p[cell * m->count + fault_index] : 1 / (double)t->cells;
}

double belief_prior(const belief_model *m, size_t fault_index)
{
    return m->priors[fault_index];
}

double belief_fixes(const belief_model *m, uint32_t action_index, size_t fault_index)
{
    const action *a = &m->guide->actions[action_index];
    for (uint32_t i = 0; i < a->fix_count; i++)
        if (a->fixes[i].fault == fault_index)
            return a->fixes[i].p;
    return 0;
}

/* ---- Products that do not underflow -------------------------------------------------------------------------------- */

#define BLOCK 64  /* faults at a time, so that no memory is needed */
#define UNIT  200 /* bits: a weight is mantissa · 2^(UNIT · exponent) */

typedef struct weights {
    size_t first, count; /* faults */
    double mantissa[BLOCK];
    int32_t exponent[BLOCK];
} weights;

static void multiply(weights *b, size_t i, double p)
{
    b->mantissa[i] *= p;
    if (b->mantissa[i] < 0x1p-200 && b->mantissa[i] > 0) {
        b->mantissa[i] *= 0x1p200;
        b->exponent[i]--;
    }
}

static void begin(weights *b, const belief_model *m, size_t first)
{
    b->first = first;
    b->count = m->count - first < BLOCK ? m->count - first : BLOCK;
    for (size_t i = 0; i < b->count; i++) {
        b->mantissa[i] = m->priors[first + i];
        b->exponent[i] = 0;
    }
}

/* ---- Evidence ---------------------------------------------------------------------------------------------------- */

/* A place of the case that beliefs may use. Without an evidence array, answers that came from `sets` or after an action
 * made the question stale are left out; the stale answer itself is gone. */
static const fact *evidence_at(const facts *f, uint32_t place)
{
    const fact *v = f->evidence ? &f->evidence[place] : &f->answers[place];
    if (v->state != FACT_KNOWN || (!f->evidence && (v->flags & (FACT_SET | FACT_STALE))))
        return NULL;
    return v;
}

static uint32_t cell_of(const question *q, const fact *v)
{
    if (q->kind == WM_NUMBER)
        return question_cell_of(q, v->as.number);
    return v->answer == NO_ANSWER ? q->answer_count : v->answer;
}

static void weigh_cell(weights *b, const belief_model *m, const family_table *t, size_t cell)
{
    for (size_t i = 0; i < b->count; i++)
        multiply(b, i, t->p ? t->p[cell * m->count + b->first + i] : 1 / (double)t->cells);
}

/* The answers of round 1; in later rounds the same is asked of a changed world: no evidence. */
static void weigh_answers(weights *b, const belief_model *m, const facts *f, const member *at, bool as)
{
    for (uint32_t i = 0; i < m->guide->answer_family_count; i++) {
        const family *fam = &m->guide->answer_families[i];
        if (fam->as != as || fam->of == NONE || m->families[i].cells == 0)
            continue;
        const fact *v = evidence_at(f, slot_place(fam->slot, at->answers));
        uint32_t cell = v ? cell_of(family_question(m->set, m->guide, fam), v) : NONE;
        if (cell < m->families[i].cells)
            weigh_cell(b, m, &m->families[i], cell);
    }
}

static void weigh_failure(weights *b, const action *a)
{
    for (uint32_t i = 0; i < a->fix_count; i++)
        if (a->fixes[i].fault >= b->first && a->fixes[i].fault - b->first < b->count)
            multiply(b, a->fixes[i].fault - b->first, 1 - a->fixes[i].p);
}

/* Only the guide's own actions can repair its faults. */
static void weigh_remedy(weights *b, const belief_model *m, const facts *f, const family *fam, uint32_t place)
{
    if (fam->declared == m->guide->index && f->remedies[place].state == REMEDY_FAILED)
        weigh_failure(b, &m->guide->actions[fam->of]);
}

/* Every instance that failed: the shared ones first, as they lie in the case's arrays. */
static void weigh_remedies(weights *b, const belief_model *m, const facts *f, const member *at)
{
    const guide *g = m->guide;
    for (uint32_t i = 0; i < g->remedy_family_count; i++)
        if (g->remedy_families[i].slot >= SHARED_SLOT)
            weigh_remedy(b, m, f, &g->remedy_families[i], slot_place(g->remedy_families[i].slot, at->remedies));
    for (uint32_t s = 0; s < g->remedy_slot_count; s++)
        weigh_remedy(b, m, f, &g->remedy_families[g->remedy_slots[s].family], slot_place(s, at->remedies));
}

static void weigh(weights *b, const belief_model *m, const facts *f, const member *at, size_t first)
{
    begin(b, m, first);
    weigh_answers(b, m, f, at, false);
    weigh_answers(b, m, f, at, true);
    weigh_remedies(b, m, f, at);
}

/* The largest exponent among the faults that are possible; false where none is. */
static bool largest(const weights *b, int32_t *exponent)
{
    bool any = false;
    for (size_t i = 0; i < b->count; i++)
        if (b->mantissa[i] > 0 && (!any || b->exponent[i] > *exponent)) {
            *exponent = b->exponent[i];
            any = true;
        }
    return any;
}

static void write_scaled(const weights *b, int32_t exponent, double *w)
{
    for (size_t i = 0; i < b->count; i++)
        w[b->first + i] = ldexp(b->mantissa[i], UNIT * (b->exponent[i] - exponent));
}

/* In two passes over blocks of faults: the common exponent, then the numbers. One block needs no second look. */
bool belief_compute(const belief_model *m, const facts *f, const member *at, double *w)
{
    weights b;
    int32_t exponent = 0, here = 0;
    bool any = false;
    for (size_t first = 0; first < m->count; first += BLOCK) {
        weigh(&b, m, f, at, first);
        if (largest(&b, &here) && (!any || here > exponent)) {
            exponent = here;
            any = true;
        }
    }
    if (!any) {
        memcpy(w, m->priors, m->count * sizeof *w);
        return m->count == 0;
    }
    for (size_t first = 0; first < m->count; first += BLOCK) {
        if (m->count > BLOCK)
            weigh(&b, m, f, at, first);
        write_scaled(&b, exponent, w);
    }
    return true;
}

void belief_normalise(double *w, size_t count)
{
    double sum = plan_norm(w, count);
    for (size_t i = 0; sum > 0 && i < count; i++)
        w[i] /= sum;
}
