/* Everything that a guide does, as text: every way through it, equal states told once. Uses prove/explore.h and model/names.h.
 *
 *     # waymark paths 1: compute/ssh_unreachable
 *     # 12 states, 30 ways, of at most 2 actions and "not sure"s
 *
 *     ask port_22
 *       open: ask console
 *       timeout: try open_sg for sg_closed ~2
 *
 * A paragraph is a state: the step, and for each answer or outcome the step that follows, which is a paragraph's first line or
 * an end. "~2": another state at which the same is asked or tried. What has no paragraph goes on, but
 * beyond the bound. "…": not looked at, for want of walks. */
#include <string.h>

#include "model/names.h"
#include "prove/explore.h"

static const char not_seen[] = "…";

typedef struct option {
    const char *word, *end; /* end: where it is one */
    uint32_t state;         /* else */
} option;

typedef struct state {
    const char *words;
    uint32_t first, count; /* options */
    uint32_t number;       /* among those of these words, from 1; 0: not yet printed */
} state;

typedef struct level {
    walk_step step;
    const char *words, *word; /* word: of the option that is being looked into */
    uint32_t next, count, detours;
    size_t first; /* of its options among the waiting ones */
} level;

typedef struct picture {
    explorer *e;
    walker *w;
    arena *a;
    arena scratch;
    vector states, options, waiting, bytes, queue;
    names known, words;
    level *levels;
    uint32_t depth, detours; /* detours: left where the walker stands */
    uint32_t bound;
    uint32_t root;
    const char *root_end;
    size_t ends;
    bool no_memory;
} picture;

/* ---- Equal states are one -------------------------------------------------------------------------------------------- */

static void put(picture *p, const char *s)
{
    p->no_memory = p->no_memory || !vector_append(&p->bytes, s, strlen(s));
}

/* What makes a state: its step, and what follows each option. */
static name *key_of(picture *p, const level *l)
{
    arena *a = &p->scratch;
    p->bytes.count = 0;
    put(p, l->words);
    for (size_t i = l->first; i < p->waiting.count; i++) {
        const option *o = &VECTOR_AT(&p->waiting, option, i);
        const char *line = o->end ? arena_format(a, "\n%s:%s", o->word, o->end)
                                  : arena_format(a, "\n%s#%u", o->word, (unsigned)o->state);
        put(p, line ? line : "");
        p->no_memory = p->no_memory || !line;
    }
    return p->no_memory ? NULL : names_keep(&p->known, p->bytes.data, p->bytes.count);
}

/* The state that a level has become; its options are kept or dropped. */
static uint32_t settle(picture *p, const level *l)
{
    name *key = key_of(p, l);
    uint32_t number = key ? key->of[0] : NONE;
    if (key && number == NONE) {
        state made = { .words = l->words,
                       .first = (uint32_t)p->options.count,
                       .count = (uint32_t)(p->waiting.count - l->first) };
        number = key->of[0] = (uint32_t)p->states.count;
        p->no_memory = p->no_memory || !vector_append(&p->states, &made, 1) ||
                       !vector_append(&p->options, &VECTOR_AT(&p->waiting, option, l->first), made.count);
    }
    p->no_memory = p->no_memory || !key;
    p->waiting.count = l->first;
    return number;
}

/* What follows the option that the level above is at. */
static void found(picture *p, const char *end, uint32_t state_number)
{
    if (p->depth == 0) {
        p->root = state_number;
        p->root_end = end;
        return;
    }
    const level *above = &p->levels[p->depth - 1];
    option made = { above->word, end, state_number };
    p->no_memory = p->no_memory || !vector_append(&p->waiting, &made, 1);
}

/* ---- Every way ------------------------------------------------------------------------------------------------------- */

static const char *kept_words(picture *p, const char *words)
{
    const name *n = words ? names_keep(&p->words, words, strlen(words)) : NULL;
    p->no_memory = p->no_memory || !n;
    return n ? n->text : "";
}

/* Begins a level at the walker's step. */
static void enter(picture *p)
{
    level *l = &p->levels[p->depth];
    arena steps;
    arena_init(&steps, p->e->allocator);
    *l = (level){ .step = p->w->step, .first = p->waiting.count };
    remedy_context *c = &l->step.context;
    if (l->step.kind == WM_TRY && c->includer_count)
        c->includers = arena_copy(&p->w->kept, c->includers, c->includer_count, sizeof *c->includers);
    l->words = kept_words(p, walker_step_words(p->w, &steps));
    l->detours = p->detours;
    l->count = explorer_options(p->e, p->w, &l->step, p->detours);
    arena_free(&steps);
    if (l->count == 0 && !p->no_memory) {
        p->ends++;
        found(p, l->words, NONE);
        return;
    }
    p->no_memory = p->no_memory || (c->includer_count && !c->includers) || !explorer_save(p->e, 0, p->depth, p->w);
    p->depth++;
}

/* The walk where it stands: an end, or a level more. */
static void look(picture *p)
{
    arena steps;
    if (!explorer_may(p->e, p->depth)) {
        found(p, not_seen, NONE);
        return;
    }
    wm_status status = walker_step(p->w);
    p->no_memory = p->no_memory || status == WM_NO_MEMORY;
    if (status == WM_OK && !p->w->step.done) {
        enter(p);
        return;
    }
    arena_init(&steps, p->e->allocator);
    found(p, kept_words(p, status == WM_OK ? walker_step_words(p->w, &steps) : wm_status_name(status)), NONE);
    p->ends++;
    arena_free(&steps);
}

/* The next option, or the state that the level has become. */
static void go_on(picture *p)
{
    level *l = &p->levels[p->depth - 1];
    arena steps;
    if (l->next == l->count) {
        uint32_t made = settle(p, l);
        p->depth--;
        found(p, NULL, made);
        return;
    }
    arena_init(&steps, p->e->allocator);
    l->word = kept_words(p, explorer_word(p->e, p->w, &l->step, l->next, &steps));
    arena_free(&steps);
    explorer_restore(p->e, 0, p->depth - 1, p->w);
    p->detours = l->detours - explorer_cost(p->e, &l->step, l->next);
    p->no_memory = p->no_memory || !explorer_take(p->e, p->w, &l->step, l->next++);
    if (!p->no_memory)
        look(p);
}

/* ---- As text --------------------------------------------------------------------------------------------------------- */

/* Numbers states in the order in which they are first spoken of, and queues them for printing. */
static void number(picture *p, uint32_t state_number)
{
    state *s = &VECTOR_AT(&p->states, state, state_number);
    name *n = names_find(&p->words, s->words);
    if (s->number || !n)
        return;
    n->of[0] = n->of[0] == NONE ? 1 : n->of[0] + 1;
    s->number = n->of[0];
    p->no_memory = p->no_memory || !vector_append(&p->queue, &state_number, 1);
}

static void put_state(picture *p, uint32_t state_number)
{
    number(p, state_number);
    const state *s = &VECTOR_AT(&p->states, state, state_number);
    const char *more = s->number > 1 ? arena_format(&p->scratch, " ~%u", (unsigned)s->number) : "";
    put(p, s->words);
    put(p, more ? more : "");
    p->no_memory = p->no_memory || !more;
}

static void put_paragraph(picture *p, uint32_t state_number)
{
    put(p, "\n");
    put_state(p, state_number);
    put(p, "\n");
    const state s = VECTOR_AT(&p->states, state, state_number);
    for (uint32_t i = 0; i < s.count && !p->no_memory; i++) {
        const option o = VECTOR_AT(&p->options, option, s.first + i);
        put(p, "  ");
        put(p, o.word);
        put(p, ": ");
        if (o.end)
            put(p, o.end);
        else
            put_state(p, o.state);
        put(p, "\n");
    }
}

static const char bound_words[] = "of at most ";

static void print(picture *p, snapshot *out)
{
    const char *guide_name = p->w->set->guides[p->w->guide]->name;
    const char *head = arena_format(&p->scratch, "# waymark paths 1: %s\n# %zu states, %zu ways, ", guide_name,
                                    p->states.count, p->ends);
    const char *end = "complete\n";
    if (p->e->bounded)
        end = arena_format(&p->scratch, "%s%u actions and \"not sure\"s\n", bound_words, (unsigned)p->bound);
    if (p->e->cut)
        end = arena_format(&p->scratch, "%s%u actions and \"not sure\"s, cut after %llu walks\n", bound_words,
                           (unsigned)p->bound, (unsigned long long)p->e->walks);
    p->bytes.count = 0;
    put(p, head ? head : "");
    put(p, end ? end : "");
    p->no_memory = p->no_memory || !head || !end;
    if (p->root_end) {
        put(p, "\n");
        put(p, p->root_end);
        put(p, "\n");
    } else if (!p->no_memory) {
        number(p, p->root);
    }
    for (size_t i = 0; i < p->queue.count && !p->no_memory; i++)
        put_paragraph(p, VECTOR_AT(&p->queue, uint32_t, i));
    out->text = p->no_memory ? NULL : arena_string(p->a, p->bytes.data, p->bytes.count);
    p->no_memory = p->no_memory || !out->text;
}

/* ---- All of it ------------------------------------------------------------------------------------------------------- */

static void open_picture(picture *p, explorer *e, walker *w, arena *a)
{
    *p = (picture){ .e = e, .w = w, .a = a, .root = NONE };
    arena_init(&p->scratch, e->allocator);
    p->states = vector_of(e->allocator, sizeof(state));
    p->options = vector_of(e->allocator, sizeof(option));
    p->waiting = vector_of(e->allocator, sizeof(option));
    p->bytes = vector_of(e->allocator, 1);
    p->queue = vector_of(e->allocator, sizeof(uint32_t));
    names_init(&p->known, e->allocator, &p->scratch, &p->scratch);
    names_init(&p->words, e->allocator, &p->scratch, &p->scratch);
    p->levels = arena_zero(&p->scratch, EXPLORE_DEPTH, sizeof *p->levels);
    p->no_memory = !p->levels;
}

static void close_picture(picture *p)
{
    vector *all[] = { &p->states, &p->options, &p->waiting, &p->bytes, &p->queue };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        vector_free(all[i]);
    names_free(&p->known);
    names_free(&p->words);
    arena_free(&p->scratch);
}

/* One picture, with one bound. */
static wm_status take_picture(explorer *e, walker *w, uint32_t detours, arena *a, snapshot *out)
{
    picture p;
    *out = (snapshot){ 0 };
    open_picture(&p, e, w, a);
    p.detours = p.bound = detours;
    e->walks = 0;
    e->cut = e->bounded = false;
    walker_clear(w);
    if (!p.no_memory)
        look(&p);
    while (p.depth > 0 && !p.no_memory)
        go_on(&p);
    if (!p.no_memory)
        print(&p, out);
    out->states = p.states.count;
    out->ends = p.ends;
    out->walks = e->walks;
    out->complete = !e->cut && !e->bounded;
    out->detours = detours;
    bool failed = p.no_memory || e->no_memory;
    close_picture(&p);
    return failed ? WM_NO_MEMORY : WM_OK;
}

wm_status explore_snapshot(explorer *e, walker *w, uint32_t detours, arena *a, snapshot *out)
{
    bool free_choice = detours == NONE;
    wm_status status = take_picture(e, w, free_choice ? 0 : detours, a, out);
    for (uint32_t more = 1; free_choice && status == WM_OK && e->bounded && !e->cut && more <= EXPLORE_DETOURS;
         more++) {
        snapshot next;
        status = take_picture(e, w, more, a, &next);
        if (status == WM_OK && !e->cut)
            *out = next;
    }
    return status;
}

uint32_t snapshot_detours(const char *text)
{
    const char *at = strstr(text, bound_words);
    uint32_t bound = 0;
    if (!at)
        return strstr(text, "complete\n") ? EXPLORE_DETOURS : NONE;
    for (at += strlen(bound_words); *at >= '0' && *at <= '9' && bound <= EXPLORE_DETOURS; at++)
        bound = bound * 10 + (uint32_t)(*at - '0');
    return bound <= EXPLORE_DETOURS ? bound : EXPLORE_DETOURS;
}
