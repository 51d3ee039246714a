/* Conditions, three-valued after Kleene. Uses model/ and walk/facts.h. */
#include "walk/condition.h"

#include <math.h>

#include "base/text.h"

static bool is_own(const uint64_t *own, uint32_t family_index)
{
    return own && (own[family_index / 64] >> (family_index % 64) & 1) != 0;
}

/* Within a round bare names mean that round's; from outside `q` is the first. */
uint32_t scene_answer_round(const scene *at, uint32_t family_index)
{
    return at->round > 1 && at->flow && is_own(at->flow->asks, family_index) ? at->round : 1;
}

uint32_t scene_remedy_round(const scene *at, uint32_t family_index)
{
    return at->round > 1 && at->flow && is_own(at->flow->tries, family_index) ? at->round : 1;
}

uint32_t scene_answer(const scene *at, uint32_t family_index)
{
    uint32_t round = at->round > 1 ? scene_answer_round(at, family_index) : 1;
    return slot_place(family_slot(&at->guide->answer_families[family_index], round), at->member->answers);
}

uint32_t scene_remedy(const scene *at, uint32_t family_index)
{
    uint32_t round = at->round > 1 ? scene_remedy_round(at, family_index) : 1;
    return slot_place(family_slot(&at->guide->remedy_families[family_index], round), at->member->remedies);
}

static truth of_bool(bool holds)
{
    return holds ? TRUE_ : FALSE_;
}

static truth answer_is(const guide *g, const condition *c, const fact *v)
{
    if (v->answer < 64)
        return of_bool(c->set >> v->answer & 1);
    for (uint32_t i = 0; i < c->count; i++)
        if (g->sets[c->first + i] == v->answer)
            return TRUE_;
    return FALSE_;
}

static truth text_holds(const condition *c, const fact *v)
{
    const fact_text *text = v->as.text;
    return of_bool(text && text_contains(text->folded, text->folded_size, c->word, c->word_size));
}

static truth of_answer(const facts *f, const scene *at, const condition *c)
{
    const fact *v = &f->answers[scene_answer(at, c->family)];
    if (v->state != FACT_KNOWN)
        return c->kind == COND_KNOWN ? FALSE_ : UNKNOWN_;
    switch (c->kind) {
    case COND_IS:
        return answer_is(at->guide, c, v);
    case COND_BELOW:
        return of_bool(v->as.number < c->high);
    case COND_AT_LEAST:
        return of_bool(v->as.number >= c->low);
    case COND_BETWEEN:
        return of_bool(v->as.number >= c->low && v->as.number < c->high);
    case COND_CONTAINS:
        return text_holds(c, v);
    default:
        return TRUE_;
    }
}

/* An action without an outcome has neither fixed nor failed anything; one that is done and not yet
 * verified may have. */
static truth of_remedy(const facts *f, const scene *at, const condition *c)
{
    const remedy *r = &f->remedies[scene_remedy(at, c->family)];
    if (r->state == REMEDY_DONE && (r->flags & REMEDY_OPEN))
        return UNKNOWN_;
    return of_bool(r->state == (c->kind == COND_FIXED ? REMEDY_FIXED : REMEDY_FAILED));
}

/* all: the least of its parts; any: the greatest; none: the opposite of any. */
static truth of_parts(const facts *f, const scene *at, const condition *c, condition_runner *lua)
{
    truth decisive = c->kind == COND_ALL ? FALSE_ : TRUE_, sum = c->kind == COND_ALL ? TRUE_ : FALSE_;
    for (uint32_t i = 0; i < c->count && sum != decisive; i++) {
        truth part = condition_holds(f, at, at->guide->parts[c->first + i], lua);
        if (part == decisive || part == UNKNOWN_)
            sum = part;
    }
    if (c->kind != COND_NONE || sum == UNKNOWN_)
        return sum;
    return sum == TRUE_ ? FALSE_ : TRUE_;
}

static truth of_function(const facts *f, const scene *at, const condition *c, condition_runner *lua)
{
    if (!lua || !lua->call || lua->failed)
        return UNKNOWN_;
    return lua->call(lua->context, f, at, c->family, &lua->failed);
}

truth condition_holds(const facts *f, const scene *at, uint32_t condition_, condition_runner *lua)
{
    const condition *c = &at->guide->conditions[condition_];
    switch (c->kind) {
    case COND_FIXED:
    case COND_FAILED:
        return of_remedy(f, at, c);
    case COND_ALL:
    case COND_ANY:
    case COND_NONE:
        return of_parts(f, at, c, lua);
    case COND_LUA:
        return of_function(f, at, c, lua);
    default:
        return of_answer(f, at, c);
    }
}

static bool unanswered(const facts *f, const scene *at, uint32_t family_index, facts_name *out)
{
    uint32_t place = scene_answer(at, family_index);
    if (f->answers[place].state != FACT_NONE)
        return false;
    *out = (facts_name){ at->guide->index, family_index, scene_answer_round(at, family_index), place };
    return true;
}

bool condition_unanswered(const facts *f, const scene *at, uint32_t condition_, facts_name *out)
{
    const condition *c = &at->guide->conditions[condition_];
    switch (c->kind) {
    case COND_ALL:
    case COND_ANY:
    case COND_NONE:
        for (uint32_t i = 0; i < c->count; i++)
            if (condition_unanswered(f, at, at->guide->parts[c->first + i], out))
                return true;
        return false;
    case COND_FIXED:
    case COND_FAILED:
    case COND_LUA:
        return false;
    default:
        return unanswered(f, at, c->family, out);
    }
}

bool condition_mentions(const facts *f, const scene *at, uint32_t condition_, uint32_t place)
{
    const condition *c = &at->guide->conditions[condition_];
    switch (c->kind) {
    case COND_ALL:
    case COND_ANY:
    case COND_NONE:
        for (uint32_t i = 0; i < c->count; i++)
            if (condition_mentions(f, at, at->guide->parts[c->first + i], place))
                return true;
        return false;
    case COND_FIXED:
    case COND_FAILED:
    case COND_LUA:
        return false;
    default:
        return scene_answer(at, c->family) == place;
    }
}

void condition_places(const scene *at, uint32_t condition_, condition_place *visit, void *context)
{
    const condition *c = &at->guide->conditions[condition_];
    switch (c->kind) {
    case COND_ALL:
    case COND_ANY:
    case COND_NONE:
        for (uint32_t i = 0; i < c->count; i++)
            condition_places(at, at->guide->parts[c->first + i], visit, context);
        return;
    case COND_FIXED:
    case COND_FAILED:
    case COND_LUA:
        return;
    default:
        visit(context, scene_answer(at, c->family));
    }
}
