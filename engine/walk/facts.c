/* The fold of a case's log into the facts in force, and the verification of what was done
 * (rules-language.md, "Facts and time"). Uses walk/condition.h and model/. */
#include "walk/facts.h"

#include <string.h>

#include "walk/condition.h"

static size_t bytes_of(const layout *l, bool with_evidence)
{
    return l->answer_count * sizeof(fact) * (with_evidence ? 2 : 1) + l->remedy_count * sizeof(remedy) + 1;
}

bool facts_init(facts *f, const rule_set *set, const layout *l, wm_allocator allocator, bool with_evidence)
{
    *f = (facts){ .set = set, .layout = l };
    char *memory = allocator_zero(&allocator, 1, bytes_of(l, with_evidence));
    if (!memory)
        return false;
    f->remedies = (remedy *)(void *)memory; /* first: it wants the widest alignment */
    f->answers = (fact *)(void *)(memory + l->remedy_count * sizeof(remedy));
    f->evidence = with_evidence ? f->answers + l->answer_count : NULL;
    return true;
}

void facts_free(facts *f, wm_allocator allocator)
{
    if (f->remedies)
        allocator_free(&allocator, f->remedies, bytes_of(f->layout, f->evidence != NULL));
    *f = (facts){ 0 };
}

void facts_clear(facts *f)
{
    memset(f->remedies, 0, bytes_of(f->layout, f->evidence != NULL));
    f->clock = f->open = f->fixed = 0;
}

void facts_copy(facts *to, const facts *from)
{
    memcpy(to->remedies, from->remedies, bytes_of(from->layout, from->evidence && to->evidence));
    to->clock = from->clock;
    to->open = from->open;
    to->fixed = from->fixed;
}

/* ---- Verification --------------------------------------------------------------------------- */

static scene scene_in(const facts *f, uint32_t guide_index, uint32_t flow_index, uint32_t round)
{
    const guide *g = f->set->guides[guide_index];
    return (scene){ g, layout_member(f->layout, guide_index), flow_index == NONE ? NULL : &g->flows[flow_index],
                    round };
}

static scene scene_of(const facts *f, const verification *v)
{
    return scene_in(f, v->guide, v->flow, v->round);
}

static uint32_t declaring_guide(const facts *f, const remedy *r)
{
    return f->set->guides[r->guide]->remedy_families[r->family].declared;
}

static bool is_shared(const facts *f, const remedy *r)
{
    return f->set->guides[r->guide]->remedy_families[r->family].slot >= SHARED_SLOT;
}

verification facts_verification(const facts *f, const remedy *r)
{
    facts_name name = { r->guide, r->family, r->round, 0 };
    uint32_t own = facts_action(f, &name)->verify, declared = declaring_guide(f, r);
    if (own != NONE) {
        bool same = declared == r->context.guide; /* a loop's names mean its round's in its own guide only */
        return (verification){ declared, own, same ? r->context.flow : NONE, same ? r->context.round : 1, true, false };
    }
    if (f->set->guides[r->context.guide]->kind == WM_PROCEDURE)
        return (verification){ .guide = declared, .condition = NONE, .flow = NONE, .round = 1, .none = true };
    uint32_t goal_of = is_shared(f, r) ? r->context.guide : declared;
    return (verification){ goal_of, f->set->guides[goal_of]->goal, NONE, 1, false, false };
}

bool facts_next_to_verify(const facts *f, const verification *v, facts_name *out)
{
    if (v->none)
        return false;
    if (v->condition != NONE) {
        scene at = scene_of(f, v);
        return condition_unanswered(f, &at, v->condition, out);
    }
    *out = (facts_name){ NONE, NONE, 1, SLOT_SOLVED - SHARED_SLOT };
    return f->answers[out->place].state == FACT_NONE;
}

static void keep_first(void *context, uint32_t place)
{
    uint32_t *first = context;
    if (*first == NONE)
        *first = place;
}

bool facts_first_of(const facts *f, const verification *v, facts_name *out)
{
    uint32_t first = NONE;
    if (v->none || v->condition == NONE)
        return false;
    scene at = scene_of(f, v);
    condition_places(&at, v->condition, keep_first, &first);
    if (first != NONE)
        *out = facts_question_at(f, first);
    return first != NONE;
}

static truth verified(const facts *f, const verification *v)
{
    if (v->condition != NONE) {
        scene at = scene_of(f, v);
        return condition_holds(f, &at, v->condition, NULL);
    }
    const fact *solved = &f->answers[SLOT_SOLVED - SHARED_SLOT];
    if (solved->state != FACT_KNOWN)
        return UNKNOWN_;
    return solved->answer == ANSWER_YES ? TRUE_ : FALSE_;
}

static bool verifies(const facts *f, const verification *v, uint32_t place)
{
    if (v->none)
        return false;
    if (v->condition == NONE)
        return place == SLOT_SOLVED - SHARED_SLOT;
    scene at = scene_of(f, v);
    return condition_mentions(f, &at, v->condition, place);
}

/* `solved` is asked of one action at a time: what it says later is about another one. */
bool facts_known_to_fail(const facts *f, const remedy *r)
{
    verification v = facts_verification(f, r);
    return !v.none && v.condition != NONE && verified(f, &v) == FALSE_;
}

bool facts_resolves(const facts *f, const remedy *r, bool *ask_goal, facts_name *out)
{
    const guide *g = f->set->guides[r->context.guide];
    facts_name ignored;
    if (ask_goal)
        *ask_goal = false;
    if (r->state != REMEDY_FIXED || facts_known_to_fail(f, r))
        return false;
    if (!(r->flags & REMEDY_HELD) || g->goal == NONE)
        return true;
    scene at = scene_in(f, r->context.guide, NONE, 1);
    truth goal = condition_holds(f, &at, g->goal, NULL);
    if (goal == UNKNOWN_ && ask_goal)
        *ask_goal = condition_unanswered(f, &at, g->goal, out ? out : &ignored);
    return goal == TRUE_;
}

/* ---- Going stale ---------------------------------------------------------------------------- */

static void make_stale(facts *f, uint32_t place)
{
    fact *a = &f->answers[place];
    if (a->state == FACT_NONE)
        return;
    a->state = FACT_NONE;
    a->flags = FACT_STALE;
}

typedef struct stale_before {
    facts *f;
    uint32_t at; /* what was answered at or after this event stays */
} stale_before;

static void stale_if_before(void *context, uint32_t place)
{
    const stale_before *s = context;
    if (s->f->answers[place].at < s->at)
        make_stale(s->f, place);
}

static void stale_condition(facts *f, uint32_t guide_index, uint32_t condition_, uint32_t flow_index, uint32_t round,
                            uint32_t before)
{
    stale_before s = { f, before };
    scene at = scene_in(f, guide_index, flow_index, round);
    condition_places(&at, condition_, stale_if_before, &s);
}

static void stale_verification(facts *f, const remedy *r)
{
    verification v = facts_verification(f, r);
    if (v.none)
        return;
    if (v.condition == NONE)
        make_stale(f, SLOT_SOLVED - SHARED_SLOT);
    else
        stale_condition(f, v.guide, v.condition, v.flow, v.round, UINT32_MAX);
}

/* ---- What an action does ---------------------------------------------------------------------- */

static uint32_t setting_place(const scene *at, const setting *s)
{
    if (s->slot >= SHARED_SLOT || at->round <= 1)
        return slot_place(s->slot, at->member->answers);
    return scene_answer(at, at->guide->answer_slots[s->slot].family);
}

static void apply_setting(facts *f, const scene *at, const setting *s)
{
    fact *a = &f->answers[setting_place(at, s)];
    uint8_t stale = a->state == FACT_NONE ? a->flags & FACT_STALE : FACT_STALE;
    *a = (fact){ .state = FACT_KNOWN, .flags = (uint8_t)(FACT_SET | stale), .at = f->clock };
    if (s->text)
        a->answer = s->answer;
    else
        a->as.number = s->number;
}

static void apply_effects(facts *f, const remedy *r)
{
    facts_name name = { r->guide, r->family, r->round, 0 };
    const action *a = facts_action(f, &name);
    uint32_t declared = declaring_guide(f, r);
    bool same = declared == r->context.guide;
    scene at = scene_in(f, declared, same ? r->context.flow : NONE, same ? r->context.round : 1);
    for (uint32_t i = 0; i < a->set_count; i++)
        apply_setting(f, &at, &a->sets[i]);
    for (uint32_t i = 0; i < a->changed_slots; i++)
        make_stale(f, slot_place(a->changes[i], at.member->answers));
}

/* ---- Deciding what was done -------------------------------------------------------------------- */

static void decide(facts *f, remedy *r, const verification *v, bool holds)
{
    r->flags &= (uint8_t)~REMEDY_OPEN;
    f->open--;
    r->state = holds ? REMEDY_FIXED : REMEDY_FAILED;
    if (!holds)
        return;
    f->fixed++;
    const guide *g = f->set->guides[r->context.guide];
    if (!v->own)
        return;
    r->flags |= REMEDY_HELD;
    if (g->goal != NONE && g->kind != WM_PROCEDURE)
        stale_condition(f, r->context.guide, g->goal, NONE, 1, r->at); /* the goal is asked next */
}

static void settle_open(facts *f, remedy *r)
{
    verification v = facts_verification(f, r);
    facts_name waiting;
    truth holds = verified(f, &v);
    if (holds == UNKNOWN_ && facts_next_to_verify(f, &v, &waiting))
        return;
    decide(f, r, &v, holds == TRUE_);
}

/* When an action resolves an included guide, the goals of the including guides are to be asked anew. */
static void settle_fixed(facts *f, remedy *r)
{
    if ((r->flags & REMEDY_RESOLVED) || !r->context.includer_count || !facts_resolves(f, r, NULL, NULL))
        return;
    r->flags |= REMEDY_RESOLVED;
    for (uint32_t i = 0; i < r->context.includer_count; i++) {
        uint32_t includer = r->context.includers[i];
        uint32_t goal = f->set->guides[includer]->goal;
        if (goal != NONE)
            stale_condition(f, includer, goal, NONE, 1, r->at);
    }
}

static void settle(facts *f)
{
    for (uint32_t i = 0; f->open && i < f->layout->remedy_count; i++)
        if (f->remedies[i].flags & REMEDY_OPEN)
            settle_open(f, &f->remedies[i]);
    for (uint32_t i = 0; f->fixed && i < f->layout->remedy_count; i++)
        if (f->remedies[i].state == REMEDY_FIXED)
            settle_fixed(f, &f->remedies[i]);
}

/* ---- Events -------------------------------------------------------------------------------------- */

/* The action that an answer verifies: one whose verification or, once its own held, whose goal reads it. */
static uint32_t verified_by(const facts *f, uint32_t place)
{
    if (!f->open && !f->fixed)
        return NONE;
    for (uint32_t i = 0; i < f->layout->remedy_count; i++) {
        const remedy *r = &f->remedies[i];
        if (r->flags & REMEDY_OPEN) {
            verification v = facts_verification(f, r);
            if (verifies(f, &v, place))
                return i;
        } else if (r->state == REMEDY_FIXED) {
            facts_name goal;
            bool ask_goal;
            facts_resolves(f, r, &ask_goal, &goal);
            if (ask_goal && goal.place == place)
                return i;
        }
    }
    return NONE;
}

uint32_t facts_answer(facts *f, uint32_t place, const fact *value)
{
    uint32_t verified_place = verified_by(f, place);
    fact *a = &f->answers[place];
    uint8_t stale = a->flags & FACT_STALE;
    *a = *value;
    a->flags = stale;
    a->at = ++f->clock;
    if (f->evidence && !stale && verified_place == NONE)
        f->evidence[place] = *a;
    if (f->open || f->fixed)
        settle(f);
    return verified_place;
}

static void forget_outcome(facts *f, remedy *r)
{
    if (r->flags & REMEDY_OPEN)
        f->open--;
    if (r->state == REMEDY_FIXED)
        f->fixed--;
    *r = (remedy){ 0 };
}

static void carry_out(facts *f, remedy *r, wm_outcome outcome)
{
    apply_effects(f, r);
    if (outcome != WM_FAILED)
        stale_verification(f, r);
    r->flags = outcome == WM_DONE ? 0 : REMEDY_OUTRIGHT;
    r->state = outcome == WM_FIXED ? REMEDY_FIXED : outcome == WM_FAILED ? REMEDY_FAILED : REMEDY_DONE;
    if (outcome == WM_FIXED)
        f->fixed++;
    if (outcome == WM_DONE && !facts_verification(f, r).none) {
        r->flags |= REMEDY_OPEN;
        f->open++;
    }
}

void facts_outcome(facts *f, const facts_name *name, wm_outcome outcome, const remedy_context *context)
{
    remedy *r = &f->remedies[name->place];
    forget_outcome(f, r);
    *r = (remedy){
        .at = ++f->clock, .guide = name->guide, .family = name->family, .round = name->round, .context = *context
    };
    if (outcome == WM_SKIPPED)
        r->state = REMEDY_SKIPPED;
    else
        carry_out(f, r, outcome);
    if (context->presumed)
        r->flags |= REMEDY_PRESUMED;
    if (f->open || f->fixed)
        settle(f);
}
