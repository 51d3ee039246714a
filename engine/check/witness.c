/* Witnesses: the answers that lead to a place, each proven by replaying it through the walk itself. Every
 * remedy on the way fails, or, where that leads elsewhere, is skipped. Without beliefs: no answer is "not
 * sure" unless the way needs it. Uses check/inside.h and walk/. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/inside.h"

#define TRACE_ROOM   4096u
#define ANSWERS_MOST 256u /* of one witness */
#define FLIPS        12u  /* questions whose other answers are tried, too */
#define OTHER_WAYS   12u  /* to the same node */
#define SEARCHES     100u /* for such, a guide */

/* A question that has to be answered, and the how-manieth of its possibilities is tried. */
typedef struct choice {
    uint32_t family_index, pick;
} choice;

typedef struct attempt {
    subject *s;
    const target *t;
    uint64_t *sets; /* what the way leaves of each question */
    choice *choices;
    uint32_t choice_count;
    wm_outcome outcome; /* of every remedy on the way */
    vector list;        /* wm_witness */
} attempt;

/* ---- Values ------------------------------------------------------------------------------------------ */

/* The cell that a folded text falls into, by the words that lead to answers. */
static uint32_t cell_of_text(const question *q, const char *folded, size_t size)
{
    for (uint32_t i = 0; i < q->answer_count; i++)
        for (const char **m = q->answers[i].match; m != NULL && *m != NULL; m++)
            if (text_contains(folded, size, *m, strlen(*m)))
                return i;
    return q->answer_count;
}

/* A text that holds a condition's word, and is no answer's id: that would be the answer. */
static const char *text_with(subject *s, const question *q, const char *word)
{
    for (uint32_t i = 0; i < q->answer_count; i++)
        if (strcmp(q->answers[i].id, word) == 0)
            return subject_format(s, "%s -", word);
    return word;
}

/* The pick-th possible text: of each cell one, then the words that conditions look for. */
static const char *text_of(subject *s, uint32_t family_index, uint64_t set, uint32_t pick, uint32_t *cell)
{
    const question *q = s->domains[family_index].q;
    for (*cell = 0; *cell <= q->answer_count; ++*cell)
        if ((set & cell_bit(*cell)) && pick-- == 0)
            return *cell < q->answer_count ? q->answers[*cell].id : "-";
    for (uint32_t i = 0; i < s->g->condition_count; i++) {
        const condition *c = &s->g->conditions[i];
        if (c->kind != COND_CONTAINS || c->family != family_index)
            continue;
        const char *words = text_with(s, q, c->word);
        *cell = words != NULL ? cell_of_text(q, words, strlen(words)) : NONE;
        if (words != NULL && (set & cell_bit(*cell)) && pick-- == 0)
            return words;
    }
    return NULL;
}

static bool text_value(subject *s, uint32_t family_index, uint64_t set, uint32_t pick, fact *out, const char **words)
{
    uint32_t cell;
    fact_text *text = subject_zero(s, 1, sizeof *text);
    *words = text_of(s, family_index, set, pick, &cell);
    if (text == NULL || *words == NULL)
        return false;
    size_t size = 0;
    const char *folded = text_fold(&s->scratch, *words, strlen(*words), &size);
    if (folded == NULL) {
        s->failed = true;
        return false;
    }
    *text = (fact_text){ *words, folded, (uint32_t)strlen(*words), (uint32_t)size };
    out->as.text = text;
    out->answer = cell < s->domains[family_index].q->answer_count ? (uint16_t)cell : NO_ANSWER;
    return true;
}

static uint32_t nth_cell(const domain *d, uint64_t set, uint32_t pick)
{
    for (uint32_t i = 0; i < d->count; i++)
        if ((set & d->all & cell_bit(i)) && pick-- == 0)
            return i;
    return NONE;
}

/* A number in a cell: its lower bound where it has one, whole if possible. */
static double number_in(const domain *d, uint32_t cell)
{
    double low = cell == 0 ? d->q->min : fmax(d->q->min, d->cuts[cell - 1]);
    double high = cell == d->cut_count ? HUGE_VAL : d->cuts[cell];
    if (low == -HUGE_VAL)
        return high == HUGE_VAL ? fmin(0, d->q->max) : fmin(high - 1, d->q->max);
    double whole = ceil(low);
    return whole < high && whole <= d->q->max ? whole : low;
}

static const char *number_words(subject *s, double number)
{
    const char *words = subject_format(s, "%.15g", number);
    if (words != NULL && strtod(words, NULL) != number)
        words = subject_format(s, "%.17g", number);
    return words;
}

static bool known_value(subject *s, uint32_t family_index, uint64_t set, uint32_t pick, fact *out, const char **words)
{
    const domain *d = &s->domains[family_index];
    *out = (fact){ .state = FACT_KNOWN, .answer = NO_ANSWER };
    if (d->q->kind == WM_TEXT)
        return text_value(s, family_index, set, pick, out, words);
    uint32_t cell = nth_cell(d, set, pick);
    if (cell == NONE)
        return false;
    if (d->q->kind == WM_NUMBER) {
        out->as.number = number_in(d, cell);
        *words = number_words(s, out->as.number);
        return *words != NULL;
    }
    out->answer = (uint16_t)cell;
    *words = d->q->answers[cell].id;
    return true;
}

static bool value_of(subject *s, uint32_t family_index, uint64_t set, uint32_t pick, fact *out, const char **words)
{
    if (known_value(s, family_index, set, pick, out, words))
        return true;
    *words = "unsure";
    *out = (fact){ .state = FACT_UNSURE, .answer = NO_ANSWER };
    return (set & SET_UNSURE) && pick == 0;
}

/* Another guide's question, which the way leads through: any answer will do. */
static bool any_value(subject *s, const question *q, fact *out, const char **words)
{
    *out = (fact){ .state = FACT_KNOWN, .answer = NO_ANSWER };
    if (q->kind == WM_TEXT || (q->kind == WM_CHOICE && q->answer_count == 0))
        return false;
    if (q->kind == WM_CHOICE) {
        out->answer = 0;
        *words = q->answers[0].id;
        return true;
    }
    out->as.number = q->min > -HUGE_VAL ? q->min : fmin(0, q->max);
    *words = number_words(s, out->as.number);
    return *words != NULL;
}

/* ---- Replay -------------------------------------------------------------------------------------------- */

static bool make_walker(subject *s)
{
    const layout *l = &s->set->layouts[s->g->index];
    if (s->walker != NULL)
        return true;
    s->way.entries = subject_zero(s, TRACE_ROOM, sizeof *s->way.entries);
    s->way.capacity = TRACE_ROOM;
    s->walker = walk_new(s->set, l, s->allocator);
    if (s->walker == NULL || !facts_init(&s->facts, s->set, l, s->allocator, false))
        s->failed = true;
    if (!s->failed)
        walk_limit(s->walker, 100000);
    return !s->failed;
}

void witness_done(subject *s)
{
    walk_free(s->walker);
    facts_free(&s->facts, s->allocator);
    s->walker = NULL;
}

static bool is_reached(const subject *s, const target *t, const walk_step *step)
{
    if (t->kind == TARGET_END)
        return step->kind == WM_DIAGNOSED;
    if (t->kind == TARGET_NODE && step->guide == s->g->index && step->node == t->node)
        return true;
    for (size_t i = 0; i < s->way.count && i < s->way.capacity; i++) {
        const trace_entry *e = &s->way.entries[i];
        if (e->guide != s->g->index || e->node != t->node)
            continue;
        if (t->kind == TARGET_NODE || (t->kind == TARGET_WITHIN && e->kind == TRACE_WITHIN) ||
            (t->kind == TARGET_BRANCH && e->kind == TRACE_ANSWERED && e->branch == t->branch))
            return true;
    }
    return false;
}

/* The name that finds the question from outside. */
static const char *name_of(attempt *a, const facts_name *name)
{
    facts_name found;
    subject *s = a->s;
    const char *bare = facts_question_name(&s->facts, name);
    if (facts_find_question(&s->facts, bare, &found) && found.place == name->place)
        return bare;
    return subject_format(s, "%s:%s", s->set->guides[name->guide]->name, bare);
}

static bool give(attempt *a, const facts_name *name, const fact *value, const char *words)
{
    if (a->list.count >= ANSWERS_MOST)
        return false;
    wm_witness *w = vector_push(&a->list);
    if (w == NULL) {
        a->s->failed = true;
        return false;
    }
    *w = (wm_witness){ name_of(a, name), words };
    facts_answer(&a->s->facts, name->place, value);
    return w->question != NULL;
}

static bool give_choice(attempt *a, const choice *c)
{
    subject *s = a->s;
    fact value;
    const char *words;
    scene at = { s->g, layout_member(s->facts.layout, s->g->index), NULL, 1 };
    facts_name name = { s->g->index, c->family_index, 1, scene_answer(&at, c->family_index) };
    return value_of(s, c->family_index, a->sets[c->family_index], c->pick, &value, &words) &&
           give(a, &name, &value, words);
}

/* A question that nothing is said about: of this guide, what the way leaves of it. */
static bool give_asked(attempt *a, const facts_name *name)
{
    subject *s = a->s;
    fact value;
    const char *words;
    bool own = name->guide == s->g->index;
    if (s->facts.answers[name->place].state != FACT_NONE)
        return false;
    if (!(own ? value_of(s, name->family, a->sets[name->family], 0, &value, &words)
              : any_value(s, facts_question(&s->facts, name), &value, &words)))
        return false;
    return give(a, name, &value, words);
}

static bool replay(attempt *a)
{
    subject *s = a->s;
    uint64_t cost = (uint64_t)s->facts.layout->answer_count + s->facts.layout->remedy_count + 1;
    s->unproven = s->unproven || *s->replays < cost;
    if (s->failed || *s->replays < cost)
        return false;
    *s->replays -= cost;
    facts_clear(&s->facts);
    a->list.count = 0;
    for (uint32_t i = 0; i < a->choice_count; i++)
        if (!give_choice(a, &a->choices[i]))
            return false;
    for (uint32_t i = 0; i < 2 * ANSWERS_MOST; i++) {
        walk_step step;
        if (walk_next(s->walker, &s->facts, NULL, NULL, &s->way, &step) != WM_OK)
            return false;
        if (is_reached(s, a->t, &step))
            return true;
        if (step.kind == WM_TRY && s->facts.remedies[step.name.place].state == REMEDY_NONE)
            facts_outcome(&s->facts, &step.name, a->outcome, &step.context);
        else if (step.kind != WM_ASK || !give_asked(a, &step.name))
            return false;
    }
    return false;
}

/* ---- From a way to its answers ------------------------------------------------------------------------------ */

static void narrow(attempt *a, const record *r)
{
    const constraint *c = &VECTOR_AT(&a->s->paths->constraints, constraint, r->first);
    for (uint32_t i = 0; i < r->count + r->forgotten; i++)
        if (c[i].variable < a->s->g->answer_family_count) {
            uint64_t set = c[i].set & SET_UNSURE ? c[i].set | SET_UNSURE : c[i].set;
            if (a->sets[c[i].variable] & set)
                a->sets[c[i].variable] &= set;
        }
}

static void choose(attempt *a, uint32_t family_index, uint8_t *chosen)
{
    if (chosen[family_index] || (a->sets[family_index] & SET_NONE))
        return;
    chosen[family_index] = 1;
    a->choices[a->choice_count++] = (choice){ family_index, 0 };
}

/* In the order in which the way asks them; then those that conditions on it need. */
static void choose_along(attempt *a, uint32_t length)
{
    subject *s = a->s;
    uint32_t *way = subject_zero(s, length, sizeof *way), at = length;
    uint8_t *chosen = subject_zero(s, s->g->answer_family_count, 1);
    a->choices = subject_zero(s, s->g->answer_family_count, sizeof *a->choices);
    if (s->failed)
        return;
    for (uint32_t i = a->t->record; i != NONE; i = VECTOR_AT(&s->paths->records, record, i).parent)
        way[--at] = VECTOR_AT(&s->paths->records, record, i).node;
    for (uint32_t i = 0; i < length; i++)
        if (way[i] != NONE && s->g->nodes[way[i]].kind == NODE_ASK)
            choose(a, s->g->nodes[way[i]].what, chosen);
    for (uint32_t i = 0; i < s->g->answer_family_count; i++)
        choose(a, i, chosen);
}

static bool prepare(attempt *a)
{
    subject *s = a->s;
    uint32_t length = 0;
    a->sets = subject_zero(s, s->g->answer_family_count, sizeof *a->sets);
    if (a->sets == NULL)
        return false;
    for (uint32_t i = 0; i < s->g->answer_family_count; i++)
        a->sets[i] = s->paths->defaults[i];
    for (uint32_t i = a->t->record; i != NONE; i = VECTOR_AT(&s->paths->records, record, i).parent, length++)
        narrow(a, &VECTOR_AT(&s->paths->records, record, i));
    if (a->t->family_index != NONE && (a->sets[a->t->family_index] & a->t->set))
        a->sets[a->t->family_index] &= a->t->set;
    choose_along(a, length);
    return !s->failed;
}

/* As it comes, then with another answer to one of the questions: a goal may hold, or a remedy lead away. */
static bool find_answers(attempt *a)
{
    static const wm_outcome outcomes[] = { WM_FAILED, WM_SKIPPED };
    for (size_t k = 0; k < sizeof outcomes / sizeof *outcomes; k++) {
        a->outcome = outcomes[k];
        if (replay(a))
            return true;
        for (uint32_t i = 0; i < a->choice_count && i < FLIPS; i++) {
            for (a->choices[i].pick = 1; a->choices[i].pick < 4; a->choices[i].pick++)
                if (replay(a))
                    return true;
            a->choices[i].pick = 0;
        }
    }
    return false;
}

static void keep(attempt *a, wm_finding *finding)
{
    findings *found = a->s->found;
    wm_witness *list = arena_zero(&found->arena, a->list.count + 1, sizeof *list);
    bool kept = list != NULL;
    for (size_t i = 0; kept && i < a->list.count; i++) {
        const wm_witness *w = &VECTOR_AT(&a->list, wm_witness, i);
        list[i].question = arena_string(&found->arena, w->question, strlen(w->question));
        list[i].answer = arena_string(&found->arena, w->answer, strlen(w->answer));
        kept = list[i].question != NULL && list[i].answer != NULL;
    }
    a->s->failed = a->s->failed || !kept;
    if (kept) {
        finding->witness = list;
        finding->witness_count = a->list.count;
    }
}

static bool add_from(subject *s, wm_finding *finding, const target *t)
{
    attempt a = { .s = s, .t = t };
    a.list = vector_of(s->allocator, sizeof(wm_witness));
    bool found = prepare(&a) && find_answers(&a);
    if (found)
        keep(&a, finding);
    vector_free(&a.list);
    return found;
}

/* Other ways to the same node, where the first one does not replay. */
static void add_from_others(subject *s, wm_finding *finding, const target *t)
{
    target other = *t;
    uint32_t tries = 0;
    if (t->kind == TARGET_END || s->searches++ >= SEARCHES)
        return;
    for (uint32_t i = 0; i < s->paths->records.count && tries < OTHER_WAYS; i++) {
        const point *at = &VECTOR_AT(&s->paths->points, point, VECTOR_AT(&s->paths->records, record, i).point);
        if (at->kind != POINT_STEP || at->node != t->node || i == t->record)
            continue;
        other.record = i;
        tries++;
        if (add_from(s, finding, &other))
            return;
    }
}

/* A walk leaves no trace of an any_order itself: its first ask stands for it. */
static uint32_t traced_node(const guide *g, uint32_t node_index)
{
    const node *n = &g->nodes[node_index];
    while (n->kind == NODE_ANY_ORDER && node_block(g, n, 0).count > 0) {
        node_index = g->links[node_block(g, n, 0).first];
        n = &g->nodes[node_index];
    }
    return node_index;
}

void witness_add(subject *s, wm_finding *finding, const target *t)
{
    target traced = *t;
    traced.node = traced_node(s->g, t->node);
    if (finding == NULL || t->record == NONE || s->failed || !make_walker(s))
        return;
    if (!add_from(s, finding, &traced))
        add_from_others(s, finding, &traced);
}

void witness_or_nothing(subject *s, wm_finding *finding, const target *t)
{
    witness_add(s, finding, t);
    if (finding != NULL && finding->witness == NULL && !s->failed && !s->unproven)
        s->found->list.count--;
}
