/* The builder: opening, dropping, names, and declarations as they are made. Steps and conditions are in
 * steps.c, the end in finish.c. Uses model/draft.h. */
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "model/draft.h"

#define ACTION_COST     10 /* minutes, where a guide states none */
#define ESCALATION_COST 60

/* ---- Opening and dropping ------------------------------------------------------------------- */

static void open_vectors(builder *b)
{
    wm_allocator a = b->allocator;
    b->questions = vector_of(a, sizeof(question));
    b->faults = vector_of(a, sizeof(fault));
    b->actions = vector_of(a, sizeof(action));
    b->escalations = vector_of(a, sizeof(escalation));
    b->written = vector_of(a, sizeof(written));
    b->parts = vector_of(a, sizeof(condition_id));
    b->words = vector_of(a, sizeof(const char *));
    b->functions = vector_of(a, sizeof(lua_function));
    b->references = vector_of(a, sizeof(reference));
    b->conditions = vector_of(a, sizeof(condition));
    b->condition_parts = vector_of(a, sizeof(uint32_t));
    b->sets = vector_of(a, sizeof(uint16_t));
    b->set_words = vector_of(a, sizeof(const char *));
    for (int side = 0; side < SIDES; side++) {
        b->families[side] = vector_of(a, sizeof(family));
        b->origins[side] = vector_of(a, sizeof(origin));
    }
}

static void close_vectors(builder *b)
{
    vector *all[] = { &b->questions, &b->faults,    &b->actions,         &b->escalations, &b->written,
                      &b->parts,     &b->words,     &b->functions,       &b->references,  &b->conditions,
                      &b->sets,      &b->set_words, &b->condition_parts, b->families,     b->families + 1,
                      b->origins,    b->origins + 1 };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        vector_free(all[i]);
}

builder *builder_open(wm_allocator allocator, const char *file, findings *found)
{
    allocator = allocator_or_default(allocator);
    builder *b = allocator_zero(&allocator, 1, sizeof *b);
    if (b == NULL)
        goto failed;
    b->allocator = allocator;
    b->main_flow = NONE;
    b->first_finding = found->list.count;
    open_vectors(b);
    arena_init(&b->scratch, allocator);
    b->d = draft_new(allocator);
    if (b->d == NULL)
        goto failed;
    names_init(&b->names, allocator, &b->d->arena, &b->scratch);
    b->d->voice = (voice){ .found = found, .file = builder_keep(b, file, strlen(file)) };
    if (b->failed)
        goto failed;
    return b;
failed:
    found->no_memory = true;
    builder_drop(b);
    return NULL;
}

void builder_drop(builder *b)
{
    if (b == NULL)
        return;
    wm_allocator allocator = b->allocator;
    draft_free(b->d);
    names_free(&b->names);
    arena_free(&b->scratch);
    close_vectors(b);
    allocator_free(&allocator, b, sizeof *b);
}

void builder_unusable(builder *b, const char *id)
{
    name *n = b->failed ? NULL : builder_name(b, id);
    if (n != NULL)
        n->unusable = true;
}

/* ---- Names and words ------------------------------------------------------------------------ */

arena *builder_arena(builder *b)
{
    return &b->d->arena;
}

const char *builder_keep(builder *b, const char *s, size_t size)
{
    const name *kept = b->failed ? NULL : names_keep(&b->names, s, size);
    b->failed = kept == NULL;
    return kept != NULL ? kept->text : NULL;
}

name *builder_name(builder *b, const char *s)
{
    if (b->failed)
        return NULL;
    name *kept = names_keep(&b->names, s != NULL ? s : "", s != NULL ? strlen(s) : 0);
    b->failed = kept == NULL;
    return kept;
}

bool builder_failed_memory(const builder *b)
{
    return b->failed;
}

wm_finding *builder_complain(builder *b, const char *code, uint32_t line, const char *about, const char *zh,
                             const char *en, ...)
{
    arena *texts = &b->d->voice.found->arena;
    va_list args;
    va_start(args, en);
    const char *in_zh = arena_format_list(texts, zh, args);
    va_end(args);
    va_start(args, en);
    const char *in_en = arena_format_list(texts, en, args);
    va_end(args);
    if (in_zh != NULL && in_en != NULL)
        return voice_say(&b->d->voice, code, line, about, in_zh, in_en);
    b->d->voice.found->no_memory = true;
    return NULL;
}

/* ---- Declarations --------------------------------------------------------------------------- */

static uint32_t line_of(const builder *b, int kind, uint32_t index)
{
    switch (kind) {
    case NAME_QUESTION:
        return VECTOR_AT(&b->questions, question, index).line;
    case NAME_ACTION:
        return VECTOR_AT(&b->actions, action, index).line;
    case NAME_FAULT:
        return VECTOR_AT(&b->faults, fault, index).line;
    case NAME_ESCALATION:
        return VECTOR_AT(&b->escalations, escalation, index).line;
    default:
        return VECTOR_AT(&b->d->sketch.flows, flow, index).line;
    }
}

/* A new last one of `list`, copied from `from`, and its name, kept; NULL where there is none to be. */
static void *declare(builder *b, int kind, vector *list, const char **id, uint32_t line, const void *from)
{
    name *n = builder_name(b, *id);
    if (n == NULL)
        return NULL;
    builder_check_name(b, n->text, line, false);
    if (n->of[kind] != NONE) {
        voice_name_twice(&b->d->voice, line, n->text, line_of(b, kind, n->of[kind]));
        return NULL;
    }
    if (!vector_append(list, from, 1)) {
        b->failed = true;
        return NULL;
    }
    *id = n->text;
    n->of[kind] = (uint32_t)list->count - 1;
    if (kind == NAME_QUESTION || kind == NAME_ACTION)
        b->failed = !family_declared(b, kind, n, line);
    return b->failed ? NULL : (char *)list->data + (list->count - 1) * list->size;
}

/* A copy of an array in the guide's arena. */
static void *copied(builder *b, const void *from, size_t count, size_t size)
{
    void *copy = count > 0 ? arena_copy(&b->d->arena, from, count, size) : NULL;
    b->failed = b->failed || (copy == NULL && count > 0);
    return copy;
}

static const char *const *copied_ids(builder *b, const char *const *ids, uint32_t *count)
{
    const char **copy = copied(b, ids, *count, sizeof *ids);
    for (uint32_t i = 0; copy != NULL && i < *count; i++) {
        const name *n = builder_name(b, ids[i]);
        copy[i] = n != NULL ? n->text : "";
    }
    if (copy == NULL)
        *count = 0;
    return copy;
}

/* A list that may be NULL, as one that is not. */
static const char *const *copied_list(builder *b, const char *const *list)
{
    size_t count = 0;
    while (list != NULL && list[count] != NULL)
        count++;
    const char **copy = arena_zero(&b->d->arena, count + 1, sizeof *copy);
    b->failed = b->failed || copy == NULL;
    for (size_t i = 0; copy != NULL && i < count; i++)
        copy[i] = list[i];
    return copy;
}

void builder_guide(builder *b, const guide_declaration *g)
{
    if (b->failed)
        return;
    if (b->has_guide) {
        voice_name_twice(&b->d->voice, g->line, "guide", b->guide.line);
        return;
    }
    const name *n = builder_name(b, g->name);
    if (n == NULL)
        return;
    b->has_guide = true;
    b->guide = *g;
    b->guide.name = n->text;
    b->guide.symptoms = copied_list(b, g->symptoms);
    b->d->voice.guide = n->text;
    builder_check_name(b, n->text, g->line, true);
    builder_check_text(b, n->text, g->title, true, g->line);
}

static void copy_given(builder *b, question *q)
{
    given_row *rows = copied(b, q->given, q->given_count, sizeof *rows);
    if (rows == NULL)
        q->given_count = 0;
    for (uint32_t i = 0; i < q->given_count; i++) {
        rows[i].cells = copied(b, rows[i].cells, rows[i].cell_count, sizeof *rows[i].cells);
        if (rows[i].cells == NULL)
            rows[i].cell_count = 0;
    }
    q->given = rows;
}

void builder_question(builder *b, const question *q, const match_declaration *matches, uint32_t match_count)
{
    const char *id = q->id;
    question *mine = declare(b, NAME_QUESTION, &b->questions, &id, q->line, q);
    if (mine == NULL)
        return;
    mine->id = id;
    mine->thresholds = NULL;
    mine->threshold_count = mine->first_family = mine->family_count = 0;
    b->d->shares = b->d->shares || q->share;
    copy_given(b, mine);
    builder_check_question(b, mine);
    builder_take_answers(b, mine, matches, match_count);
}

void builder_fault(builder *b, const fault *f)
{
    const char *id = f->id;
    fault *mine = declare(b, NAME_FAULT, &b->faults, &id, f->line, f);
    if (mine == NULL)
        return;
    mine->id = id;
    builder_check_text(b, mine->id, mine->text, true, mine->line);
    builder_check_text(b, mine->id, mine->tell, false, mine->line);
    if (!isnan(mine->prior))
        builder_check_share(b, mine->id, "prior", mine->prior, mine->line);
}

/* Minutes that were written; see NOT_STATED. */
static bool is_stated(double minutes)
{
    return !signbit(minutes) || !(minutes >= 0);
}

void builder_action(builder *b, const action *a)
{
    const char *id = a->id;
    action *mine = declare(b, NAME_ACTION, &b->actions, &id, a->line, a);
    if (mine == NULL)
        return;
    mine->id = id;
    mine->stuck = NONE;
    b->d->shares = b->d->shares || a->share;
    mine->fixes = copied(b, a->fixes, a->fix_count, sizeof *a->fixes);
    mine->steps = copied(b, a->steps, a->step_count, sizeof *a->steps);
    mine->sets = copied(b, a->sets, a->set_count, sizeof *a->sets);
    mine->change_ids = copied_ids(b, a->change_ids, &mine->change_count);
    builder_check_text(b, mine->id, a->text, true, a->line);
    builder_check_text(b, mine->id, a->safety, false, a->line);
    builder_check_text(b, mine->id, a->undo, false, a->line);
    for (uint32_t i = 0; i < a->step_count; i++)
        builder_check_text(b, mine->id, a->steps[i].text, a->steps[i].run == NULL, a->line);
    for (uint32_t i = 0; i < a->fix_count; i++)
        builder_check_share(b, a->fixes[i].fault_id, "fixes", a->fixes[i].p, a->fixes[i].line);
    mine->costed = is_stated(a->cost);
    if (!mine->costed)
        mine->cost = ACTION_COST;
    builder_check_minutes(b, mine->id, "cost", mine->cost, a->line);
    builder_check_minutes(b, mine->id, "wait", a->wait, a->line);
}

void builder_escalation(builder *b, const escalation *e)
{
    const char *id = e->id;
    escalation *mine = declare(b, NAME_ESCALATION, &b->escalations, &id, e->line, e);
    if (mine == NULL)
        return;
    mine->id = id;
    mine->evidence_ids = copied_ids(b, e->evidence_ids, &mine->evidence_count);
    builder_check_text(b, mine->id, e->text, true, e->line);
    mine->costed = is_stated(e->cost);
    if (!mine->costed)
        mine->cost = ESCALATION_COST;
    builder_check_text(b, mine->id, e->say, false, e->line);
    builder_check_minutes(b, mine->id, "cost", mine->cost, e->line);
}
