/* The whole walk of a ticket, in time (formats.md, "Replay walks in time"): each question that the walk asks takes
 * its next recorded answer, each action that it proposes its recorded outcome. Uses replay/replayer.h and walk/.
 *
 * What `facts` and the first answers of steps say is known from the beginning, but for what goals read: how a case
 * ended was not known when it began. An answer counts as taken once the walk asked for it. */
#include "base/error.h"
#include "replay/replayer.h"

#define TRACE_ROOM 256 /* entries at first */
#define TRACE_MAX  ((size_t)1 << 16)

/* ---- Making ready ----------------------------------------------------------------------------------------------- */

guide_desk *desk_of(replayer *y, uint32_t guide_number)
{
    guide_desk *d = &y->desks[guide_number];
    const guide *g = y->index->set->guides[guide_number];
    if (d->nodes)
        return d;
    hit *all = allocator_zero(&y->allocator, (size_t)g->node_count + g->branch_count + 1, sizeof *all);
    if (!all)
        return NULL;
    d->nodes = all;
    d->branches = all + g->node_count;
    return d;
}

bool desk_ready_to_walk(replayer *y, uint32_t guide_number)
{
    guide_desk *d = &y->desks[guide_number];
    const layout *l = &y->index->set->layouts[guide_number];
    if (!d->walk && (d->walk = walk_new(y->index->set, l, y->allocator)) != NULL)
        walk_limit(d->walk, y->host->walk_steps);
    if (!y->chooser && y->host->model)
        y->chooser = reason_chooser_new(y->index->set, NULL, y->host->model, y->host->context, y->allocator);
    if (!y->way.entries) {
        y->way.entries = allocator_alloc(&y->allocator, TRACE_ROOM * sizeof *y->way.entries);
        y->way.capacity = y->way.entries ? TRACE_ROOM : 0;
    }
    return d->walk && y->way.entries && (y->chooser || !y->host->model);
}

/* What steps and goals' facts recorded stays in its order; facts that steps do not speak of come behind it. */
static void keep_facts(replayer *y)
{
    reader *r = y->reader;
    for (uint32_t i = 0; i < r->t.answer_count; i++)
        if (r->recorded[i].order)
            y->spoken[r->recorded[i].place] = y->stamp;
    y->recorded = 0;
    for (uint32_t i = 0; i < r->t.answer_count; i++)
        if (r->recorded[i].order || y->spoken[r->recorded[i].place] != y->stamp)
            r->recorded[y->recorded++] = r->recorded[i];
    for (uint32_t i = 0; i < r->t.place_count; i++) {
        ticket_answer known = { .place = r->places[i], .value = r->answers[r->places[i]] };
        if (known.value.at == FROM_FACT) {
            memmove(r->recorded + 1, r->recorded, y->recorded * sizeof *r->recorded);
            r->recorded[0] = known;
            y->recorded++;
        } else if (known.value.at != FROM_STEP) {
            r->recorded[y->recorded++] = known;
        }
    }
}

/* What the plain walk passed before it gave up was taken. */
static void keep_taken(replayer *y)
{
    reader *r = y->reader;
    for (uint32_t i = 0; i < y->recorded; i++)
        y->after[r->recorded[i].place] = 0;
    for (uint32_t i = 0; i < y->recorded; i++) {
        uint32_t place = r->recorded[i].place;
        r->recorded[i].taken = y->taken[place] == y->stamp && !y->after[place];
        y->after[place] = 1;
    }
    for (uint32_t i = 0; i < y->recorded; i++)
        y->after[r->recorded[i].place] = 0;
}

bool ready_for_time(replayer *y)
{
    reader *r = y->reader;
    if (y->dirty)
        return true;
    y->dirty = true;
    if (!reader_fold_all(r) || !reader_reserve(r, (size_t)r->t.place_count + 1))
        return false;
    keep_facts(y);
    for (uint32_t i = 0; i < r->t.place_count; i++) {
        fact *v = &r->answers[r->places[i]];
        v->at = ++y->f.clock;
        y->f.evidence[r->places[i]] = *v;
    }
    keep_taken(y);
    return true;
}

/* ---- What the walk passed --------------------------------------------------------------------------------------- */

/* The value that was known from the beginning is taken once its question was passed. */
static void take_known(replayer *y, uint32_t place)
{
    reader *r = y->reader;
    if (y->taken[place] == y->stamp || (r->answers[place].flags & FACT_SET))
        return;
    take_answer(y, place);
    for (uint32_t i = 0; i < y->recorded; i++)
        if (r->recorded[i].place == place && !r->recorded[i].taken) {
            r->recorded[i].taken = true;
            return;
        }
}

static bool pass_node(replayer *y, uint32_t guide_number, uint32_t node_index)
{
    guide_desk *d = desk_of(y, guide_number);
    if (!d || node_index == NONE)
        return d != NULL;
    uint32_t around = y->index->of[guide_number].any_order_of[node_index];
    reach_node(y, d, node_index);
    if (around != NONE)
        reach_node(y, d, around);
    return true;
}

static bool pass(replayer *y, const trace_entry *e)
{
    switch ((trace_kind)e->kind) {
    case TRACE_ANSWERED:
    case TRACE_PRESUMED:
        take_known(y, e->place);
        if (!pass_node(y, e->guide, e->node))
            return false;
        if (e->branch != NONE)
            reach_branch(y, &y->desks[e->guide], e->branch);
        return true;
    case TRACE_ON:
    case TRACE_RETURNED:
    case TRACE_NOT_APPLICABLE:
        return true;
    default:
        return pass_node(y, e->guide, e->node);
    }
}

static bool pass_all(replayer *y)
{
    size_t kept = y->way.count < y->way.capacity ? y->way.count : y->way.capacity;
    for (size_t i = 0; i < kept; i++)
        if (!pass(y, &y->way.entries[i]))
            return false;
    return pass_node(y, y->step.guide, y->step.node);
}

/* ---- Answers ---------------------------------------------------------------------------------------------------- */

/* The next recorded answer to a question: later than the step that an action was carried out at, where it is that
 * action that it verifies or that made the one before it stale. */
static ticket_answer *next_answer(replayer *y, uint32_t place, uint32_t after)
{
    reader *r = y->reader;
    after = y->after[place] > after ? y->after[place] : after;
    for (uint32_t i = 0; i < y->recorded; i++) {
        ticket_answer *a = &r->recorded[i];
        if (a->place == place && !a->taken && (!a->order || a->order > after))
            return a;
    }
    return NULL;
}

static uint32_t order_of_try(const replayer *y, uint32_t remedy_place)
{
    const reader *r = y->reader;
    for (uint32_t i = 0; i < r->t.try_count; i++)
        if (r->tries[i].name.place == remedy_place && r->tries[i].taken)
            return r->tries[i].order;
    return 0;
}

/* What was answered and now isn't was made stale: what is given anew must be recorded after that step. */
static void note_stale(replayer *y, uint32_t order)
{
    for (uint32_t i = 0; i < y->recorded; i++) {
        uint32_t place = y->reader->recorded[i].place;
        if (y->f.answers[place].state != FACT_NONE || y->taken[place] != y->stamp)
            continue;
        y->taken[place] = 0;
        y->after[place] = order;
    }
}

static void give_answer(replayer *y, ticket_answer *a, uint32_t order)
{
    a->taken = true;
    y->now.asked++;
    y->taken[a->place] = y->stamp;
    facts_answer(&y->f, a->place, &a->value);
    note_stale(y, order);
}

/* ---- Outcomes --------------------------------------------------------------------------------------------------- */

static bool give_outcome(replayer *y, const facts_name *name, wm_outcome outcome, const remedy_context *from,
                         uint32_t order)
{
    remedy_context context = *from;
    if (y->watch && y->watch->tried && !y->watch->tried(y->watch->context, y, name, outcome))
        return false;
    if (context.includer_count) {
        context.includers =
            arena_copy(&y->reader->kept, context.includers, context.includer_count, sizeof *context.includers);
        y->reader->kept_used = true;
        if (!context.includers)
            return false;
    }
    facts_outcome(&y->f, name, outcome, &context);
    note_stale(y, order);
    return true;
}

static ticket_try *recorded_try(replayer *y, uint32_t place)
{
    reader *r = y->reader;
    for (uint32_t i = 0; i < r->t.try_count; i++)
        if (r->tries[i].name.place == place && !r->tries[i].taken)
            return &r->tries[i];
    return NULL;
}

typedef enum turn { TURN_ON, TURN_END, TURN_NO_MEMORY } turn;

/* An action that is proposed. */
static turn try_action(replayer *y)
{
    const walk_step *s = &y->step;
    ticket_try *tried = recorded_try(y, s->name.place);
    uint32_t order = 0;
    wm_outcome outcome = WM_SKIPPED;
    if (tried) {
        tried->taken = true;
        outcome = tried->outcome;
        order = tried->order;
    } else if (is_recorded_action(y, &s->name)) {
        outcome = WM_FIXED;
    } else if (is_concluded(y)) {
        return TURN_END;
    }
    return give_outcome(y, &s->name, outcome, &s->context, order) ? TURN_ON : TURN_NO_MEMORY;
}

/* Nothing recorded verifies what was done: the action that the ticket says resolved it decides. */
static turn decide(replayer *y, uint32_t place)
{
    remedy r = y->f.remedies[place];
    facts_name name = { r.guide, r.family, r.round, place };
    if (!y->reader->t.action.s)
        return TURN_END;
    wm_outcome outcome = is_recorded_action(y, &name) ? WM_FIXED : WM_FAILED;
    return give_outcome(y, &name, outcome, &r.context, order_of_try(y, place)) ? TURN_ON : TURN_NO_MEMORY;
}

static turn ask(replayer *y)
{
    const walk_step *s = &y->step;
    bool verifies = s->verifies != NONE;
    uint32_t order = verifies ? order_of_try(y, s->verifies) : 0;
    ticket_answer *a = next_answer(y, s->name.place, order);
    if (a) {
        if (y->watch && y->watch->given && !y->watch->given(y->watch->context, y, a->place, &a->value))
            return TURN_NO_MEMORY;
        give_answer(y, a, order);
        return TURN_ON;
    }
    return verifies ? decide(y, s->verifies) : TURN_END;
}

/* ---- The loop --------------------------------------------------------------------------------------------------- */

static void walk_failed(replayer *y, wm_status status)
{
    y->now.verdict = VERDICT_ERROR;
    y->now.why = &y->error;
    if (status == WM_BAD_RULES && y->lent.error)
        y->error = *y->lent.error;
    else
        error_set(&y->error, WM_OVERRUN, "", "走這份判斷樹用完了步數：迴圈太多。",
                  "Walking this guide used up its steps: too many rounds.");
}

/* Where the way was longer than the trace, there is room for it the second time. */
static turn walk_on(replayer *y, wm_status *status)
{
    guide_desk *d = &y->desks[y->reader->t.guide];
    walk_chooser chooser = { 0 };
    if (y->chooser)
        chooser = reason_chooser_for(y->chooser);
    for (;;) {
        y->lent.lua.failed = false;
        *status = walk_next(d->walk, &y->f, y->chooser ? &chooser : NULL, &y->lent.lua, &y->way, &y->step);
        if (*status != WM_OK || y->way.count <= y->way.capacity || y->way.capacity >= TRACE_MAX)
            return TURN_ON;
        size_t wanted = 2 * y->way.count;
        void *more = allocator_resize(&y->allocator, y->way.entries, y->way.capacity * sizeof *y->way.entries,
                                      wanted * sizeof *y->way.entries);
        if (!more)
            return TURN_NO_MEMORY;
        y->way.entries = more;
        y->way.capacity = wanted;
    }
}

static turn one_walk(replayer *y)
{
    wm_status status;
    if (walk_on(y, &status) != TURN_ON || (y->chooser && y->chooser->failed))
        return TURN_NO_MEMORY;
    if (status == WM_BAD_RULES && y->lent.error && y->lent.error->status == WM_NO_MEMORY)
        return TURN_NO_MEMORY;
    if (status != WM_OK) {
        walk_failed(y, status);
        return TURN_END;
    }
    if (!pass_all(y) || (y->watch && !y->watch->walked(y->watch->context, y)))
        return TURN_NO_MEMORY;
    switch (y->step.kind) {
    case WM_ASK:
        return ask(y);
    case WM_TRY:
        return try_action(y);
    default:
        return TURN_END;
    }
}

bool walk_in_time(replayer *y)
{
    turn t = TURN_ON;
    if (!ready_for_time(y) || !desk_ready_to_walk(y, y->reader->t.guide))
        return false;
    while (t == TURN_ON)
        t = one_walk(y);
    return t == TURN_END;
}
