/* What replay looks up of a rule set. Uses replay/index.h and walk/. */
#include "replay/index.h"

#include <stdio.h>

#include "replay/reader_parts.h"

#define SAME_AS 256 /* tables of answers that a new question is compared with, the latest ones */

/* ---- Building --------------------------------------------------------------------------------------------------- */

static bool make_label(arena *memory, const char *from, label *out)
{
    size_t size = strlen(from);
    char *copy = arena_zero(memory, 1, size + SCAN_PADDING);
    if (!copy)
        return false;
    memcpy(copy, from, size);
    *out = (label){ copy, (uint32_t)size };
    return true;
}

static bool has_same_answers(const question *a, const question *b)
{
    bool same = a->answer_count == b->answer_count;
    for (uint32_t i = 0; same && i < a->answer_count; i++)
        same = strcmp(a->answers[i].id, b->answers[i].id) == 0;
    return same;
}

/* Many questions have the same answers (yes, no): one table serves them all, and stays in the cache. */
static bool find_same(const replay_index *x, const question *q, const name_table **found)
{
    size_t first = x->table_count > SAME_AS ? x->table_count - SAME_AS : 0;
    for (size_t i = x->table_count; i-- > first;)
        if (has_same_answers(x->tables[i]->question, q)) {
            *found = x->tables[i]->answers;
            return true;
        }
    return false;
}

static bool index_answers(replay_index *x, const question *q, question_index *out)
{
    *out = (question_index){ .question = q, .min = q->min, .max = q->max };
    for (uint32_t i = 0; i < q->answer_count; i++)
        out->matches = out->matches || (q->answers[i].match && q->answers[i].match[0]);
    if (find_same(x, q, &out->answers))
        return true;
    name_value *list = arena_alloc(&x->memory, (q->answer_count + 1) * sizeof *list);
    for (uint32_t i = 0; list && i < q->answer_count; i++)
        list[i] = (name_value){ q->answers[i].id, i };
    name_table *table = arena_alloc(&x->memory, sizeof *table);
    if (!list || !table || !name_table_build(table, &x->memory, list, q->answer_count))
        return false;
    out->answers = table;
    x->tables[x->table_count++] = out;
    return true;
}

static const question_index *question_of_family(const replay_index *x, const guide *g, const family *f)
{
    if (f->of == NONE)
        return &x->solved;
    return &x->of[f->declared == NONE ? g->index : f->declared].own[f->of];
}

static uint32_t rounds_of(const family *families, uint32_t count)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += families[i].rounds;
    return sum;
}

typedef struct side {
    const family *families;
    const slot *slots;
    uint32_t count;
    bool asked;
} side;

static void set_question(slot_index *s, const question_index *q)
{
    s->question = q;
    s->answers = q->answers;
    s->kind = (uint8_t)q->question->kind;
}

static side asked_of(const guide *g)
{
    return (side){ g->answer_families, g->answer_slots, g->answer_family_count, true };
}

static side tried_of(const guide *g)
{
    return (side){ g->remedy_families, g->remedy_slots, g->remedy_family_count, false };
}

static const char *name_in_round(const side *s, const family *f, uint32_t round)
{
    return round == 1 ? f->id : s->slots[family_slot(f, round)].name;
}

/* Numbers the names of all guides. */
static bool index_words(replay_index *x, bool asked, name_table *out)
{
    arena scratch;
    size_t sum = 0, at = 0;
    arena_init(&scratch, x->memory.allocator);
    for (uint32_t i = 0; i < x->set->guide_count; i++) {
        side s = asked ? asked_of(x->set->guides[i]) : tried_of(x->set->guides[i]);
        sum += rounds_of(s.families, s.count);
    }
    const char **names = arena_alloc(&scratch, (sum + 1) * sizeof *names);
    for (uint32_t i = 0; names && i < x->set->guide_count; i++) {
        side s = asked ? asked_of(x->set->guides[i]) : tried_of(x->set->guides[i]);
        for (uint32_t k = 0; k < s.count; k++)
            for (uint32_t round = 1; round <= s.families[k].rounds; round++)
                names[at++] = name_in_round(&s, &s.families[k], round);
    }
    bool made = names && name_table_number(out, &x->memory, names, at);
    arena_free(&scratch);
    return made;
}

/* Where a name comes twice, the first one stands. */
static void put_slot(slot_index *slots, uint32_t mask, const slot_index *one)
{
    uint32_t at = one->word & mask;
    while (slots[at].word != NONE && slots[at].word != one->word)
        at = (at + 1) & mask;
    if (slots[at].word == NONE)
        slots[at] = *one;
}

static uint32_t word_of(const replay_index *x, const char *name, bool asked)
{
    char padded[NAME_ROOM + SCAN_PADDING];
    size_t size = strlen(name);
    const char *s = name;
    if (size <= 8) { /* a key's bytes behind the end are read */
        memset(padded, 0, SCAN_PADDING);
        s = memcpy(padded, name, size);
    }
    name_key k = name_key_of(s, (uint32_t)size);
    return name_table_find(asked ? &x->question_words : &x->action_words, &k, s);
}

/* Every name of a guide: its families, each in all its rounds. */
static bool index_side(replay_index *x, const guide *g, side s, slot_table *out)
{
    uint32_t sum = rounds_of(s.families, s.count), room = 4;
    while (room < sum + sum / 2)
        room *= 2;
    slot_index *slots = arena_zero(&x->memory, room, sizeof *slots);
    if (!slots)
        return false;
    for (uint32_t i = 0; i < room; i++)
        slots[i].word = NONE;
    for (uint32_t i = 0; i < s.count; i++) {
        const family *f = &s.families[i];
        for (uint32_t round = 1; round <= f->rounds; round++) {
            slot_index one = { .slot = family_slot(f, round), .family = i, .round = (uint16_t)round };
            one.word = word_of(x, name_in_round(&s, f, round), s.asked);
            if (s.asked)
                set_question(&one, question_of_family(x, g, f));
            put_slot(slots, room - 1, &one);
        }
    }
    *out = (slot_table){ slots, room - 1 };
    return true;
}

static bool index_labels(replay_index *x, const guide *g, guide_index *out)
{
    label *faults = arena_zero(&x->memory, (size_t)g->fault_count + 1, sizeof *faults);
    label *remedies = arena_zero(&x->memory, (size_t)g->remedy_slot_count + 1, sizeof *remedies);
    label *escalations = arena_zero(&x->memory, (size_t)g->escalation_count + 1, sizeof *escalations);
    bool made = faults && remedies && escalations && make_label(&x->memory, g->name, &out->name);
    for (uint32_t i = 0; made && i < g->fault_count; i++)
        made = make_label(&x->memory, g->faults[i].id, &faults[i]);
    for (uint32_t i = 0; made && i < g->remedy_slot_count; i++)
        made = make_label(&x->memory, g->remedy_slots[i].name, &remedies[i]);
    for (uint32_t i = 0; made && i < g->escalation_count; i++)
        made = make_label(&x->memory, g->escalations[i].id, &escalations[i]);
    out->faults = faults;
    out->remedies = remedies;
    out->escalations = escalations;
    return made;
}

static bool index_nodes(replay_index *x, const guide *g, guide_index *out)
{
    uint32_t *within = arena_alloc(&x->memory, ((size_t)g->node_count + 1) * sizeof *within);
    if (!within)
        return false;
    for (uint32_t i = 0; i < g->node_count; i++)
        within[i] = NONE;
    for (uint32_t i = 0; i < g->node_count; i++) {
        if (g->nodes[i].kind != NODE_ANY_ORDER)
            continue;
        block asks = g->branches[g->nodes[i].first_branch].body;
        for (uint32_t k = 0; k < asks.count; k++)
            within[g->links[asks.first + k]] = i;
    }
    out->any_order_of = within;
    return true;
}

static void hold(void *context, uint32_t place)
{
    uint64_t *bits = context;
    bits[place / 64] |= UINT64_C(1) << (place % 64);
}

uint32_t index_round_place(const guide *home, const member *m, uint32_t place, uint32_t round)
{
    if (place < m->answers || place - m->answers >= home->answer_slot_count)
        return place;
    const slot *s = &home->answer_slots[place - m->answers];
    const family *f = &home->answer_families[s->family];
    if (f->rounds <= 1 || s->round == round)
        return slot_place(f->slot, m->answers);
    return NONE;
}

uint32_t index_place_in_round(const guide *home, const member *m, uint32_t slot_number, uint32_t round)
{
    if (slot_number >= SHARED_SLOT)
        return slot_place(slot_number, m->answers);
    const family *f = &home->answer_families[home->answer_slots[slot_number].family];
    bool is_later = round > 1 && round <= f->rounds;
    return slot_place(is_later ? f->later + round - 2 : slot_number, m->answers);
}

/* The places that goals read, and `solved`: what was known of them in the end was not known when the walk began. */
static bool index_held(replay_index *x, uint32_t guide_number, guide_index *out)
{
    const layout *l = &x->set->layouts[guide_number];
    uint64_t *bits = arena_zero(&x->memory, (size_t)l->answer_count / 64 + 1, sizeof *bits);
    if (!bits)
        return false;
    hold(bits, SLOT_SOLVED - SHARED_SLOT);
    for (uint32_t i = 0; i < l->reached; i++) {
        const guide *g = x->set->guides[l->members[i].guide];
        out->has_functions = out->has_functions || g->function_count;
        scene at = { g, &l->members[i], NULL, 1 };
        if (g->goal != NONE)
            condition_places(&at, g->goal, hold, bits);
    }
    out->held = bits;
    return true;
}

static bool index_guide(replay_index *x, uint32_t number, guide_index *out)
{
    const guide *g = x->set->guides[number];
    const layout *l = &x->set->layouts[number];
    x->most_answers = l->answer_count > x->most_answers ? l->answer_count : x->most_answers;
    x->most_remedies = l->remedy_count > x->most_remedies ? l->remedy_count : x->most_remedies;
    return index_side(x, g, asked_of(g), &out->asked) && index_side(x, g, tried_of(g), &out->tried) &&
           index_labels(x, g, out) && index_nodes(x, g, out) && index_held(x, number, out);
}

/* Names of every guide come before. */
static bool index_program(replay_index *x, uint32_t number, guide_index *out)
{
    const program *p = &out->program;
    if (!program_build(&out->program, &x->memory, x, number))
        return false;
    x->most_marks = p->mark_count > x->most_marks ? p->mark_count : x->most_marks;
    x->most_steps = p->step_count > x->most_steps ? p->step_count : x->most_steps;
    return true;
}

/* Questions of every guide come before anything that may speak of another guide's. */
static bool index_questions(replay_index *x, guide_index *of)
{
    size_t questions = 1;
    for (uint32_t i = 0; i < x->set->guide_count; i++)
        questions += x->set->guides[i]->question_count;
    x->tables = arena_alloc(&x->memory, questions * sizeof *x->tables);
    bool made = x->tables && index_answers(x, x->set->solved, &x->solved);
    for (uint32_t i = 0; made && i < x->set->guide_count; i++) {
        const guide *g = x->set->guides[i];
        question_index *own = arena_zero(&x->memory, (size_t)g->question_count + 1, sizeof *own);
        of[i].guide = g;
        of[i].own = own;
        made = own != NULL;
        for (uint32_t k = 0; made && k < g->question_count; k++)
            made = index_answers(x, &g->questions[k], &own[k]);
    }
    return made;
}

static bool index_ids(replay_index *x, const shared *list, uint32_t count, name_table *out)
{
    name_value *named = arena_alloc(&x->memory, ((size_t)count + 1) * sizeof *named);
    for (uint32_t i = 0; named && i < count; i++)
        named[i] = (name_value){ list[i].id, i };
    return named && name_table_build(out, &x->memory, named, count);
}

static bool index_fields(replay_index *x)
{
    static const name_value fields[] = {
        { "id", FIELD_ID },
        { "guide", FIELD_GUIDE },
        { "text", FIELD_TEXT },
        { "facts", FIELD_FACTS },
        { "steps", FIELD_STEPS },
        { "resolved", FIELD_RESOLVED },
        { "escalated", FIELD_ESCALATED },
        { "minutes", FIELD_MINUTES },
        { "opened_at", FIELD_OPENED },
        { "fault", FIELD_FAULT },
        { "action", FIELD_ACTION },
        { "to", FIELD_TO },
        { "ask", FIELD_ASK },
        { "answer", FIELD_ANSWER },
        { "try", FIELD_TRY },
        { "outcome", FIELD_OUTCOME },
        { "note", FIELD_NOTE },
    };
    return name_table_build(&x->fields, &x->memory, fields, sizeof fields / sizeof *fields);
}

static bool index_shared(replay_index *x)
{
    const rule_set *set = x->set;
    const question_index **list = arena_zero(&x->memory, (size_t)set->shared_question_count + 1, sizeof *list);
    name_value *guides = arena_alloc(&x->memory, ((size_t)set->guide_count + 1) * sizeof *guides);
    if (!list || !guides)
        return false;
    for (uint32_t i = 0; i < set->shared_question_count; i++) {
        const shared *s = &set->shared_questions[i];
        list[i] = s->guide == NONE ? &x->solved : &x->of[s->guide].own[s->what];
    }
    for (uint32_t i = 0; i < set->guide_count; i++)
        guides[i] = (name_value){ set->guides[i]->name, i };
    x->shared = list;
    return name_table_build(&x->guides, &x->memory, guides, set->guide_count) &&
           index_ids(x, set->shared_questions, set->shared_question_count, &x->shared_questions) &&
           index_ids(x, set->shared_actions, set->shared_action_count, &x->shared_actions);
}

replay_index *replay_index_new(const rule_set *set, wm_allocator allocator)
{
    replay_index *x = allocator_zero(&allocator, 1, sizeof *x);
    if (!x)
        return NULL;
    x->set = set;
    arena_init(&x->memory, allocator);
    guide_index *of = arena_zero(&x->memory, (size_t)set->guide_count + 1, sizeof *of);
    x->of = of;
    bool made = of && index_fields(x) && index_questions(x, of) && index_shared(x) &&
                index_words(x, true, &x->question_words) && index_words(x, false, &x->action_words);
    for (uint32_t i = 0; made && i < set->guide_count; i++)
        made = index_guide(x, i, &of[i]);
    for (uint32_t i = 0; made && i < set->guide_count; i++)
        made = index_program(x, i, &of[i]);
    if (made)
        return x;
    replay_index_free(x);
    return NULL;
}

void replay_index_free(replay_index *x)
{
    if (!x)
        return;
    wm_allocator allocator = x->memory.allocator;
    arena_free(&x->memory);
    allocator_free(&allocator, x, sizeof *x);
}

/* ---- Looking up ------------------------------------------------------------------------------------------------- */

const question_index *index_question_of(const replay_index *x, const facts_name *name)
{
    if (name->guide == NONE)
        return &x->solved;
    const guide *g = x->set->guides[name->guide];
    return question_of_family(x, g, &g->answer_families[name->family]);
}

static void name_slot(const member *m, const slot_index *found, uint32_t base, index_name *out)
{
    *out = (index_name){ { m->guide, found->family, found->round, slot_place(found->slot, base) }, found->question };
}

/* In one guide of the case. */
static bool find_in(const replay_index *x, const member *m, uint32_t word, bool asked, index_name *out)
{
    const guide_index *g = &x->of[m->guide];
    const slot_index *found = slot_table_find(asked ? &g->asked : &g->tried, word);
    if (found)
        name_slot(m, found, asked ? m->answers : m->remedies, out);
    return found != NULL;
}

static bool find_shared(const replay_index *x, const name_key *k, const char *s, bool asked, index_name *out)
{
    uint32_t found = name_table_find(asked ? &x->shared_questions : &x->shared_actions, k, s);
    if (found == UINT32_MAX)
        return false;
    const shared *it = asked ? &x->set->shared_questions[found] : &x->set->shared_actions[found];
    *out = (index_name){ { it->guide, it->what, 1, found }, asked ? x->shared[found] : NULL };
    return true;
}

/* "guide:name" */
static bool find_full(const replay_index *x, const layout *l, const char *s, uint32_t size, bool asked, index_name *out)
{
    const char *colon = memchr(s, ':', size);
    if (!colon)
        return false;
    uint32_t guide_size = (uint32_t)(colon - s), name_size = size - guide_size - 1;
    name_key guide_key = name_key_of(s, guide_size), key = name_key_of(colon + 1, name_size);
    uint32_t guide_number = name_table_find(&x->guides, &guide_key, s);
    const member *m = guide_number == UINT32_MAX ? NULL : layout_member(l, guide_number);
    uint32_t word = name_table_find(asked ? &x->question_words : &x->action_words, &key, colon + 1);
    return m && word != NONE && find_in(x, m, word, asked, out);
}

static bool find(const replay_index *x, uint32_t home, const char *s, uint32_t size, bool asked, index_name *out)
{
    const layout *l = &x->set->layouts[home];
    name_key k = name_key_of(s, size);
    uint32_t word = name_table_find(asked ? &x->question_words : &x->action_words, &k, s);
    for (uint32_t i = 0; word != NONE && i < l->reached; i++)
        if (find_in(x, &l->members[i], word, asked, out))
            return true;
    return find_shared(x, &k, s, asked, out) || find_full(x, l, s, size, asked, out);
}

bool index_question(const replay_index *x, uint32_t home, const char *s, uint32_t size, index_name *out)
{
    return find(x, home, s, size, true, out);
}

bool index_action(const replay_index *x, uint32_t home, const char *s, uint32_t size, index_name *out)
{
    return find(x, home, s, size, false, out);
}

/* ---- Names to tell ---------------------------------------------------------------------------------------------- */

static label tell_name(const replay_index *x, uint32_t home, const facts_name *name, bool asked, char *room,
                       size_t size)
{
    facts f = { .set = x->set, .layout = &x->set->layouts[home] };
    const char *bare = asked ? facts_question_name(&f, name) : facts_action_name(&f, name);
    char padded[NAME_ROOM + SCAN_PADDING] = { 0 };
    size_t length = strlen(bare);
    index_name found;
    if (length < NAME_ROOM)
        memcpy(padded, bare, length);
    if (name->guide == NONE || (length < NAME_ROOM && find(x, home, padded, (uint32_t)length, asked, &found) &&
                                found.name.place == name->place))
        return (label){ bare, (uint32_t)length };
    int written = snprintf(room, size, "%s:%s", x->set->guides[name->guide]->name, bare);
    return (label){ room, written < 0 ? 0 : (uint32_t)written < size ? (uint32_t)written : (uint32_t)size - 1 };
}

label index_action_name(const replay_index *x, uint32_t home, const facts_name *name, char *room, size_t size)
{
    return tell_name(x, home, name, false, room, size);
}

label index_action_label(const replay_index *x, uint32_t home, const facts_name *name, char *room, size_t size)
{
    const family *f = &x->set->guides[name->guide]->remedy_families[name->family];
    uint32_t number = family_slot(f, name->round);
    if (name->guide == home && number < SHARED_SLOT)
        return x->of[home].remedies[number];
    return index_action_name(x, home, name, room, size);
}

label index_question_name(const replay_index *x, uint32_t home, const facts_name *name, char *room, size_t size)
{
    return tell_name(x, home, name, true, room, size);
}
