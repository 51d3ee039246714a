/* world.h: a random rule set, loaded, and random events in cases on it. What fails is told with its seed, the rules
 * and the events, so that a person can repeat it. Uses write_flow.h, told.h, the façade and cmocka. */
#ifndef PROPERTY_WORLD_H
#define PROPERTY_WORLD_H

#include <sys/stat.h>
#include <unistd.h>

#include "facade.h"
#include "support/tap.h"
#include "unit/property/told.h"
#include "unit/property/write_flow.h"

enum { MOST_NAMES = 512 };

/* A question or action that events may name. */
typedef struct known_name {
    char name[64];
    wm_input kind;
    size_t answers; /* as made_question's */
    bool is_action;
} known_name;

typedef struct world {
    uint64_t seed;
    chance chance;
    made_rules made;
    wm_rules *rules;
    char folder[512];
    text events; /* of the case at hand, for people */
    known_name names[MOST_NAMES];
    size_t name_count;
    text before, after; /* scratch for comparisons */
    size_t compared;    /* how often a property was looked at */
} world;

/* ---- failing ---- */

static inline void show_world(const world *w)
{
    (void)fprintf(stderr, "WAYMARK_SEED=%llu repeats this.\n", (unsigned long long)w->seed);
    for (size_t i = 0; i < w->made.guide_count; i++)
        (void)fprintf(stderr, "---- %s.lua\n%s", w->made.guides[i].name, text_of(&w->made.guides[i].file));
    (void)fprintf(stderr, "---- events\n%s", text_of(&w->events));
}

#define expect(w, holds, ...)                                                                                          \
    do {                                                                                                               \
        if (!(holds)) {                                                                                                \
            print_error(__VA_ARGS__);                                                                                  \
            print_error("\n");                                                                                         \
            show_world(w);                                                                                             \
            fail();                                                                                                    \
        }                                                                                                              \
    } while (0)

static inline void expect_same(world *w, const char *what)
{
    w->compared++;
    bool same = strcmp(text_of(&w->before), text_of(&w->after)) == 0;
    if (!same)
        show_difference(text_of(&w->before), text_of(&w->after));
    expect(w, same, "%s", what);
}

/* ---- a rule set ---- */

static inline void know(world *w, const char *of, const char *name, const made_question *q)
{
    if (w->name_count == MOST_NAMES)
        return;
    known_name *n = &w->names[w->name_count++];
    *n = (known_name){ .is_action = !q, .kind = q ? q->kind : WM_CHOICE, .answers = q ? q->answers : 0 };
    snprintf(n->name, sizeof n->name, "%s%s%s", of, *of ? ":" : "", name);
}

/* The names that events may use: short ones, full ones, those of a loop's second round (where there is one). */
static inline void know_names(world *w)
{
    char later[32];
    named_question questions[MOST_NAMED];
    named_action actions[MOST_NAMED];
    w->name_count = 0;
    for (size_t k = 0; k < w->made.guide_count; k++) {
        const made_guide *g = &w->made.guides[k];
        size_t count = questions_of(&w->made, g, true, questions);
        for (size_t i = 0; i < count; i++) {
            know(w, "", questions[i].name, questions[i].of);
            know(w, g->name, questions[i].name, questions[i].of);
            snprintf(later, sizeof later, "%s#2", questions[i].name);
            know(w, "", later, questions[i].of);
        }
        count = actions_of(&w->made, g, true, actions);
        for (size_t i = 0; i < count; i++) {
            know(w, "", actions[i].name, NULL);
            know(w, g->name, actions[i].name, NULL);
        }
    }
}

static inline void write_files(world *w)
{
    const char *base = getenv("TMPDIR");
    char path[640];
    snprintf(w->folder, sizeof w->folder, "%s/rules-XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(w->folder));
    for (int part = 0; part < 2; part++) {
        snprintf(path, sizeof path, "%s/p%d", w->folder, part);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    for (size_t i = 0; i < w->made.guide_count; i++) {
        const made_guide *g = &w->made.guides[i];
        snprintf(path, sizeof path, "%s/%s.lua", w->folder, g->name);
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        assert_int_equal(fwrite(g->file.at, 1, g->file.size, f), g->file.size);
        assert_int_equal(fclose(f), 0);
    }
}

static inline void remove_files(world *w)
{
    char path[640];
    for (size_t i = 0; i < w->made.guide_count; i++) {
        snprintf(path, sizeof path, "%s/%s.lua", w->folder, w->made.guides[i].name);
        (void)unlink(path);
    }
    for (int part = 0; part < 2; part++) {
        snprintf(path, sizeof path, "%s/p%d", w->folder, part);
        (void)rmdir(path);
    }
    (void)rmdir(w->folder);
}

static inline void world_open(world *w, uint64_t seed, bool plain)
{
    wm_error error = { 0 };
    const wm_finding *found;
    *w = (world){ .seed = seed, .chance = { seed } };
    make_rules(&w->made, &w->chance, plain);
    write_files(w);
    wm_status status = wm_rules_load(&w->rules, NULL, w->folder, &error);
    remove_files(w);
    expect(w, status == WM_OK, "does not load: %s", error.en);
    size_t count = wm_rules_findings(w->rules, &found);
    for (size_t i = 0; i < count; i++)
        expect(w, found[i].severity != WM_ERROR, "%s %s: %s", found[i].where, found[i].code, found[i].what.en);
    expect(w, wm_rules_guide_count(w->rules) == w->made.guide_count, "%zu guides are usable",
           wm_rules_guide_count(w->rules));
    know_names(w);
}

static inline void world_close(world *w)
{
    wm_rules_free(w->rules);
    free_rules(&w->made);
    text_free(&w->events);
    text_free(&w->before);
    text_free(&w->after);
}

static inline wm_case *open_case(world *w, const char *name)
{
    wm_case *c = NULL;
    wm_error error = { 0 };
    wm_status status = wm_case_new(&c, w->rules, name, &error);
    expect(w, status == WM_OK, "no case on %s: %s", name, error.en);
    return c;
}

/* ---- events ---- */

typedef struct made_event {
    wm_event_kind kind;
    char name[64];
    wm_value value; /* text NULL: what was said */
    char said[64];
    wm_outcome outcome;
} made_event;

static inline wm_value value_of(const made_event *e)
{
    wm_value value = e->value;
    if (value.kind == WM_VALUE_TEXT && !value.text)
        value.text = e->said;
    return value;
}

static inline void note_event(text *out, const made_event *e)
{
    static const char *const outcomes[] = { "done", "fixed", "failed", "skipped" };
    if (e->kind == WM_EVENT_RETRACT)
        text_add(out, "retract %s\n", e->name);
    else if (e->kind == WM_EVENT_OUTCOME)
        text_add(out, "outcome %s %s\n", e->name, outcomes[e->outcome]);
    else if (e->value.kind == WM_VALUE_NUMBER)
        text_add(out, "answer %s %g\n", e->name, e->value.number);
    else
        text_add(out, "answer %s %s\n", e->name, e->value.kind == WM_VALUE_TEXT ? value_of(e).text : "(not sure)");
}

static inline wm_status apply_event(wm_case *c, const made_event *e, wm_error *error)
{
    if (e->kind == WM_EVENT_RETRACT)
        return wm_case_retract(c, e->name, error);
    if (e->kind == WM_EVENT_OUTCOME)
        return wm_case_outcome(c, e->name, e->outcome, error);
    wm_value value = value_of(e);
    return wm_case_answer_value(c, e->name, &value, NULL, error);
}

/* Applies it and keeps it in the world's notes. */
static inline wm_status happen(world *w, wm_case *c, const made_event *e)
{
    note_event(&w->events, e);
    wm_status status = apply_event(c, e, NULL);
    if (status != WM_OK)
        text_add(&w->events, "  refused: %s\n", wm_status_name(status));
    return status;
}

/* "… crimson …", words that mean nothing, an answer's id, or nothing at all. */
static inline void say_something(world *w, made_event *e)
{
    size_t which = chance_below(&w->chance, 10);
    const char *word = answer_words[chance_below(&w->chance, MOST_ANSWERS)];
    snprintf(e->said, sizeof e->said, "%s%s%s", which < 5 ? "看到 " : "",
             which < 8   ? word
             : which < 9 ? "??"
                         : "",
             which < 3 ? " 字樣" : "");
}

static inline void some_value(world *w, made_event *e, wm_input kind, size_t answers, unsigned unsure)
{
    e->kind = WM_EVENT_ANSWER;
    e->value = (wm_value){ .kind = WM_VALUE_UNSURE };
    if (chance_is(&w->chance, unsure))
        return;
    e->value.kind = kind == WM_NUMBER ? WM_VALUE_NUMBER : WM_VALUE_TEXT;
    if (kind == WM_NUMBER)
        e->value.number = (double)chance_below(&w->chance, 2 * HIGHEST + 1) / 2;
    else if (kind == WM_TEXT && (!answers || chance_is(&w->chance, 50)))
        say_something(w, e);
    else if (answers)
        e->value.text = answer_ids[chance_below(&w->chance, answers)];
    else
        e->value.text = chance_is(&w->chance, 50) ? "yes" : "no";
}

/* An event that nobody asked for. */
static inline made_event some_event(world *w, unsigned retracts)
{
    const known_name *n = &w->names[chance_below(&w->chance, w->name_count)];
    made_event e = { .kind = WM_EVENT_OUTCOME };
    bool solved = chance_is(&w->chance, 3);
    snprintf(e.name, sizeof e.name, "%s", solved ? "solved" : n->name);
    if (chance_is(&w->chance, retracts))
        e.kind = WM_EVENT_RETRACT;
    else if (n->is_action && !solved)
        e.outcome = (wm_outcome)chance_below(&w->chance, 4);
    else
        some_value(w, &e, solved ? WM_CHOICE : n->kind, solved ? 0 : n->answers, 15);
    return e;
}

/* How many answers an option list has, as made_question counts them. */
static inline size_t answers_of(const wm_step *s)
{
    return s->option_count && strcmp(s->options[0].id, "yes") != 0 ? s->option_count : 0;
}

/* What a person does at a step. False where it is the last. */
static inline bool event_at(world *w, const wm_step *s, unsigned unsure, made_event *e)
{
    *e = (made_event){ .kind = WM_EVENT_OUTCOME };
    if (s->done)
        return false;
    snprintf(e->name, sizeof e->name, "%s", s->id);
    if (s->kind == WM_ASK)
        some_value(w, e, s->input, answers_of(s), unsure);
    else
        e->outcome = chance_is(&w->chance, 55) ? WM_DONE : (wm_outcome)chance_below(&w->chance, 4);
    return true;
}

static inline wm_step step_of(world *w, wm_case *c)
{
    wm_step step = { 0 };
    wm_error error = { 0 };
    wm_status status = wm_case_step(c, &step, &error);
    expect(w, status == WM_OK, "no step: %s %s", error.where, error.en);
    return step;
}

/* One event, asked for or not; whether it was taken. */
static inline bool something_happens(world *w, wm_case *c)
{
    made_event e;
    wm_step step = step_of(w, c);
    if (chance_is(&w->chance, 30) || !event_at(w, &step, 15, &e))
        e = some_event(w, 20);
    return happen(w, c, &e) == WM_OK;
}

#endif
