/* Families: a question or action at one time of asking; and their slots. Uses model/draft.h. */
#include "model/draft.h"

bool builder_owns(const builder *b, const name *n, int side)
{
    const vector *declared = side == SIDE_ANSWER ? &b->questions : &b->actions;
    return n->of[side] < declared->count;
}

static uint32_t add_family(builder *b, int side, family made, origin from)
{
    if (b->families[side].count >= STEPS_MAX || !vector_append(&b->families[side], &made, 1) ||
        !vector_append(&b->origins[side], &from, 1)) {
        b->failed = true;
        return NONE;
    }
    return (uint32_t)b->families[side].count - 1;
}

/* Where a question or action comes from, and its number where it is this guide's. */
static origin origin_of(const builder *b, int side, name *what, uint32_t line, uint32_t *of)
{
    origin made = { .what = what, .line = line, .next = NONE };
    *of = NONE;
    if (builder_owns(b, what, side)) {
        *of = what->of[side];
        if (side == SIDE_ANSWER)
            made.asked = &b->d->questions[*of];
    } else if (side == SIDE_ANSWER && what == names_find(&b->names, question_solved.id)) {
        made.asked = &question_solved;
    } else {
        made.missing = what->text;
    }
    return made;
}

static uint32_t add_base(builder *b, int side, name *what, uint32_t line)
{
    family made = { .id = what->text, .declared = NONE, .slot = NONE, .later = NONE, .rounds = 1 };
    origin from = origin_of(b, side, what, line, &made.of);
    b->d->foreign = b->d->foreign || from.missing != NULL;
    return add_family(b, side, made, from);
}

uint32_t family_named(builder *b, int side, name *n, uint32_t line)
{
    if (n->of[side] == NONE)
        n->of[side] = add_base(b, side, n, line);
    return n->of[side];
}

/* The first families are the declared things, by their numbers. */
bool family_declared(builder *b, int side, name *n, uint32_t line)
{
    family made = { .id = n->text, .of = n->of[side], .declared = NONE, .slot = NONE, .later = NONE, .rounds = 1 };
    return add_family(b, side, made, (origin){ .what = n, .line = line, .next = NONE }) == n->of[side];
}

void families_begin(builder *b)
{
    for (uint32_t i = 0; i < b->questions.count; i++)
        VECTOR_AT(&b->origins[SIDE_ANSWER], origin, i).asked = &b->d->questions[i];
}

/* `as` names one instance: not something declared, nor another question's instance. */
uint32_t family_as(builder *b, int side, const step_name *step, uint32_t line)
{
    uint32_t known = step->as->of[side];
    if (known == NONE) {
        family made = { .id = step->as->text, .declared = NONE, .slot = NONE, .later = NONE, .rounds = 1, .as = true };
        origin from = origin_of(b, side, step->what, line, &made.of);
        b->d->foreign = b->d->foreign || from.missing != NULL;
        step->as->of[side] = add_family(b, side, made, from);
        return step->as->of[side];
    }
    const family *f = &VECTOR_AT(&b->families[side], family, known);
    const origin *from = &VECTOR_AT(&b->origins[side], origin, known);
    if (!f->as || from->what != step->what)
        voice_name_twice(&b->d->voice, line, f->id, from->line);
    return known;
}

/* ---- Slots ---------------------------------------------------------------------------------- */

/* What is shared has its slot from the rule set; until then it holds its own family's number. */
static bool is_local(const builder *b, int side, const family *f)
{
    if (f->as)
        return true;
    if (f->of == NONE)
        return false;
    return side == SIDE_ANSWER ? !b->d->questions[f->of].share : !b->d->actions[f->of].share;
}

static size_t number_slots(builder *b, int side)
{
    family *families = b->families[side].data;
    size_t count = 0;
    for (uint32_t i = 0; i < b->families[side].count; i++)
        families[i].slot = is_local(b, side, &families[i]) ? (uint32_t)count++ : SHARED_SLOT + i;
    for (uint32_t i = 0; i < b->families[side].count && count <= SLOTS_MAX; i++) {
        if (families[i].rounds > 1)
            families[i].later = (uint32_t)count;
        count += families[i].rounds - 1;
    }
    return count;
}

static bool name_slots(builder *b, int side, slot *slots)
{
    const family *families = b->families[side].data;
    for (uint32_t i = 0; i < b->families[side].count; i++) {
        const family *f = &families[i];
        if (f->slot < SHARED_SLOT)
            slots[f->slot] = (slot){ .name = f->id, .family = i, .round = 1 };
        for (uint32_t round = 2; round <= f->rounds; round++) {
            const char *id = arena_format(&b->d->arena, "%s#%lu", f->id, (unsigned long)round);
            if (id == NULL)
                return false;
            slots[f->later + round - 2] = (slot){ .name = id, .family = i, .round = round };
        }
    }
    return true;
}

static bool place_side(builder *b, int side, const slot **out, uint32_t *out_count)
{
    size_t count = number_slots(b, side);
    if (count > SLOTS_MAX) {
        wm_finding *f = voice_say(&b->d->voice, "WM114", b->guide.line, NULL, "迴圈的輪數乘上其中的問題與處置太多",
                                  "too many rounds times what is asked and tried in them");
        if (f != NULL)
            f->mend = (wm_text){ "把 at_most 改小。", "Make at_most smaller." };
        return true;
    }
    slot *slots = arena_zero(&b->d->arena, count, sizeof *slots);
    if (slots == NULL || !name_slots(b, side, slots))
        return false;
    *out = slots;
    *out_count = (uint32_t)count;
    return true;
}

/* Own questions' instances, side by side: counted, then filled in. */
static bool group_questions(builder *b)
{
    draft *d = b->d;
    uint32_t count = (uint32_t)b->families[SIDE_ANSWER].count, at = 0;
    const family *families = b->families[SIDE_ANSWER].data;
    uint32_t *grouped = arena_zero(&d->arena, count, sizeof *grouped);
    if (grouped == NULL)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (families[i].of != NONE)
            d->questions[families[i].of].family_count++;
    for (uint32_t i = 0; i < b->questions.count; i++) {
        d->questions[i].first_family = at;
        at += d->questions[i].family_count;
        d->questions[i].family_count = 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        question *q = families[i].of != NONE ? &d->questions[families[i].of] : NULL;
        if (q != NULL)
            grouped[q->first_family + q->family_count++] = i;
    }
    d->guide.families_of_question = grouped;
    return true;
}

/* Chains families of the same thing: the thing's name leads to the first. */
static void chain_families(builder *b, int side)
{
    origin *origins = b->origins[side].data;
    b->marks++;
    for (size_t i = b->origins[side].count; i-- > 0;) {
        name *what = origins[i].what;
        origins[i].next = what->mark == b->marks ? what->at : NONE;
        what->mark = b->marks;
        what->at = (uint32_t)i;
    }
}

static bool keep_side(builder *b, int side)
{
    draft *d = b->d;
    size_t count = b->families[side].count;
    d->families[side] = arena_copy(&d->arena, b->families[side].data, count, sizeof(family));
    d->origins[side] = arena_copy(&d->scratch, b->origins[side].data, count, sizeof(origin));
    return d->families[side] != NULL && d->origins[side] != NULL;
}

bool families_keep_names(builder *b)
{
    guide *g = &b->d->guide;
    if (!keep_side(b, SIDE_ANSWER) || !keep_side(b, SIDE_REMEDY))
        return false;
    g->answer_family_count = (uint32_t)b->families[SIDE_ANSWER].count;
    g->remedy_family_count = (uint32_t)b->families[SIDE_REMEDY].count;
    return true;
}

bool families_place(builder *b)
{
    guide *g = &b->d->guide;
    chain_families(b, SIDE_REMEDY);
    chain_families(b, SIDE_ANSWER); /* last: `changes` follows it */
    if (!place_side(b, SIDE_ANSWER, &g->answer_slots, &g->answer_slot_count) ||
        !place_side(b, SIDE_REMEDY, &g->remedy_slots, &g->remedy_slot_count) || !group_questions(b) ||
        !keep_side(b, SIDE_ANSWER) || !keep_side(b, SIDE_REMEDY))
        return false;
    g->answer_families = b->d->families[SIDE_ANSWER];
    g->remedy_families = b->d->families[SIDE_REMEDY];
    g->answer_family_count = (uint32_t)b->families[SIDE_ANSWER].count;
    g->remedy_family_count = (uint32_t)b->families[SIDE_REMEDY].count;
    return true;
}
