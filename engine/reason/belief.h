/* Beliefs: for one guide, the unnormalised vector over its faults (and `elsewhere`), computed anew from
 * the facts in force. Definitions: rules-language.md, "Beliefs"; mathematics: reasoning.md §1.
 * Uses walk/ and model/. */
#ifndef REASON_BELIEF_H
#define REASON_BELIEF_H

#include "reason/prices.h"
#include "walk/walk.h"

/* Everything about a guide that beliefs need: priors, P(cell | fault) of every question instance,
 * P(fixes | fault). Built once a guide, immutable, shared by threads. */
typedef struct belief_model belief_model;

belief_model *belief_model_new(const rule_set *set, const guide *g, wm_allocator allocator);
/* The same, its plan reckoning with an organisation's prices (which live as long as the model; NULL: minutes alone). */
belief_model *belief_model_priced(const rule_set *set, const guide *g, const prices *p, wm_allocator allocator);
void belief_model_free(belief_model *m);
/* The guide's faults, and one more at the end where there is an `elsewhere`. */
size_t belief_count(const belief_model *m);
bool belief_has_elsewhere(const belief_model *m);
/* P(cell | fault) of an answer family; `cell` < belief_cells. */
size_t belief_cells(const belief_model *m, uint32_t answer_family);
double belief_cell(const belief_model *m, uint32_t answer_family, uint32_t cell, size_t fault);
double belief_prior(const belief_model *m, size_t fault);
double belief_fixes(const belief_model *m, uint32_t action, size_t fault);

/* The vector w (belief_count numbers), from the evidence in force. Returns false where the facts
 * contradict each other: w is then the priors. Numerically safe: rescaled, never underflows. The same
 * facts give the same bits. */
bool belief_compute(const belief_model *m, const facts *f, const member *at, double *w);
/* w scaled to sum 1. */
void belief_normalise(double *w, size_t count);

#endif
