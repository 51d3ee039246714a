/* checked.h: rule texts through the real loader and the checker, and what it found. For the tests of check/ only.
 * Uses engine/check/, engine/script/ and engine/walk/. */
#ifndef UNIT_CHECK_CHECKED_H
#define UNIT_CHECK_CHECKED_H

#include "support/tap.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/check.h"
#include "script/script.h"
#include "walk/walk.h"

/* A guide's first line: a goal, its question, a hand-over with evidence. Line 2 is the test's own. */
#define HEAD                                                                                                           \
    "guide \"t\" { zh = \"測試\", en = \"Test\", goal = is(\"ok\", \"yes\") } "                                      \
    "question \"ok\" { zh = \"好了嗎？\", en = \"Fine now?\" } "                                                   \
    "escalation \"team\" { to = \"team\", zh = \"交接\", en = \"Hand over\", cost = 30, evidence = { \"ok\" } }\n"
/* A question of yes and no; one with answers of its own; a number. */
#define YES_NO(id)          "question \"" id "\" { zh = \"" id "？\", en = \"" id "?\" } "
#define CHOICE(id, answers) "question \"" id "\" { zh = \"" id "？\", en = \"" id "?\", answers = { " answers " } } "
#define NUMBER(id, fields)  "question \"" id "\" { zh = \"" id "？\", en = \"" id "?\", kind = \"number\", " fields " } "
#define FAULT(id)           "fault \"" id "\" { zh = \"" id "\", en = \"" id "\" } "
#define ACTION(id, fields)  "action \"" id "\" { zh = \"" id "\", en = \"" id "\", " fields " } "

typedef struct checked {
    findings found;
    linked *rules;
} checked;

static inline void load_all(checked *c, const char *const *texts, size_t count, findings *loaded)
{
    wm_config config = { 0 };
    script_limits limits = script_limits_of(&config);
    script_loader *loader = script_loader_new(allocator_default(), &limits);
    draft **drafts = calloc(count + 1, sizeof(draft *));
    size_t made = 0;
    for (size_t i = 0; i < count; i++) {
        char name[32];
        snprintf(name, sizeof name, count == 1 ? "t.lua" : "t%zu.lua", i + 1);
        drafts[made] = script_load(loader, name, texts[i], strlen(texts[i]), loaded);
        made += drafts[made] != NULL;
    }
    c->rules = rule_set_link(allocator_default(), drafts, made, NULL, loaded);
    free(drafts);
    script_loader_free(loader);
}

/* Loads guides (each a file: "t.lua", or "t1.lua", "t2.lua" …), which must be without errors, and checks them. */
static inline checked check_texts(const char *const *texts, size_t count, const check_limits *limits)
{
    checked c;
    findings loaded;
    findings_init(&loaded, allocator_default());
    findings_init(&c.found, allocator_default());
    load_all(&c, texts, count, &loaded);
    for (size_t i = 0; i < loaded.list.count; i++)
        print_message("%s %s\n", VECTOR_AT(&loaded.list, wm_finding, i).where,
                      VECTOR_AT(&loaded.list, wm_finding, i).what.en);
    assert_int_equal(findings_errors(&loaded, 0), 0);
    findings_free(&loaded);
    assert_true(check_rules(linked_set(c.rules), NONE, limits, allocator_default(), &c.found));
    findings_sort(&c.found);
    return c;
}

static inline checked check_text_of(const char *text)
{
    return check_texts(&text, 1, NULL);
}

static inline void checked_free(checked *c)
{
    findings_free(&c->found);
    linked_free(c->rules);
}

static inline void print_found(const checked *c)
{
    for (size_t i = 0; i < c->found.list.count; i++) {
        const wm_finding *f = &VECTOR_AT(&c->found.list, wm_finding, i);
        print_message("# %s %s [%s] %s\n", f->code, f->where, f->node ? f->node : "-", f->what.en);
    }
}

static inline size_t count_of(const checked *c, const char *code)
{
    size_t count = 0;
    for (size_t i = 0; i < c->found.list.count; i++)
        count += strcmp(VECTOR_AT(&c->found.list, wm_finding, i).code, code) == 0;
    return count;
}

/* Nothing with that code was found. */
static inline void assert_none(const checked *c, const char *code)
{
    if (count_of(c, code) > 0)
        print_found(c);
    assert_int_equal(count_of(c, code), 0);
}

static inline void assert_nothing(const checked *c)
{
    print_found(c);
    assert_int_equal(c->found.list.count, 0);
}

/* The only finding with that code: it lies at `where`, is about `node`, and has all its words. */
static inline const wm_finding *the_only(const checked *c, const char *code, wm_severity severity, const char *where,
                                         const char *node_name)
{
    const wm_finding *only = NULL;
    if (count_of(c, code) != 1)
        print_found(c);
    assert_int_equal(count_of(c, code), 1);
    for (size_t i = 0; i < c->found.list.count; i++)
        if (strcmp(VECTOR_AT(&c->found.list, wm_finding, i).code, code) == 0)
            only = &VECTOR_AT(&c->found.list, wm_finding, i);
    assert_string_equal(only->where, where);
    assert_string_equal(only->node, node_name);
    assert_int_equal(only->severity, severity);
    assert_true(only->guide != NULL && only->what.zh[0] && only->what.en[0] && only->mend.zh[0] && only->mend.en[0]);
    assert_non_null(check_code_find(code));
    return only;
}

/* "a=yes b=12": the answers that lead there. */
static inline void assert_witness(const wm_finding *f, const char *expected)
{
    char all[512] = "";
    for (size_t i = 0; i < f->witness_count; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s=%s", i ? " " : "", f->witness[i].question,
                 f->witness[i].answer);
    assert_string_equal(all, expected);
}

/* ---- Replaying a witness, as anybody would ---------------------------------------------------------------- */

static inline void give_answer(facts *known, const wm_witness *w, fact_text *text)
{
    facts_name name;
    assert_true(facts_find_question(known, w->question, &name));
    const question *q = facts_question(known, &name);
    fact value = { .state = FACT_KNOWN, .answer = NO_ANSWER };
    if (strcmp(w->answer, "unsure") == 0)
        value.state = FACT_UNSURE;
    for (uint32_t i = 0; i < q->answer_count; i++)
        if (strcmp(q->answers[i].id, w->answer) == 0)
            value.answer = (uint16_t)i;
    if (q->kind == WM_CHOICE && value.state == FACT_KNOWN)
        assert_int_not_equal(value.answer, NO_ANSWER);
    if (q->kind == WM_NUMBER) {
        value.as.number = strtod(w->answer, NULL);
        assert_true(value.as.number >= q->min && value.as.number <= q->max);
    }
    *text = (fact_text){ w->answer, w->answer, (uint32_t)strlen(w->answer), (uint32_t)strlen(w->answer) };
    if (q->kind == WM_TEXT)
        value.as.text = text;
    facts_answer(known, name.place, &value);
}

static inline bool passes_line(const rule_set *set, const trace *way, const walk_step *step, uint32_t guide_index,
                               uint32_t line)
{
    const guide *g = set->guides[guide_index];
    if (step->guide == guide_index && step->node != NONE && g->nodes[step->node].line == line)
        return true;
    for (size_t i = 0; i < way->count; i++)
        if (way->entries[i].guide == guide_index && way->entries[i].node != NONE &&
            g->nodes[way->entries[i].node].line == line)
            return true;
    return false;
}

/* Whether these answers, and every remedy ending in `outcome`, lead past a step written on that line; *last is
 * what it ends in. */
static inline bool leads_past(const checked *c, const wm_finding *f, uint32_t line, wm_outcome outcome, walk_step *last)
{
    const rule_set *set = linked_set(c->rules);
    uint32_t guide_index = rule_set_find(set, f->guide);
    const layout *l = &set->layouts[guide_index];
    facts known;
    assert_true(facts_init(&known, set, l, allocator_default(), false));
    fact_text *texts = calloc(f->witness_count + 1, sizeof *texts);
    trace_entry entries[512];
    trace way = { entries, 512, 0 };
    walk *w = walk_new(set, l, allocator_default());
    bool past = false;
    for (size_t i = 0; i < f->witness_count; i++)
        give_answer(&known, &f->witness[i], &texts[i]);
    for (int i = 0; i < 100 && !past; i++) {
        assert_int_equal(walk_next(w, &known, NULL, NULL, &way, last), WM_OK);
        past = passes_line(set, &way, last, guide_index, line);
        if (last->kind != WM_TRY)
            break;
        facts_outcome(&known, &last->name, outcome, &last->context);
    }
    walk_free(w);
    free(texts);
    facts_free(&known, allocator_default());
    return past;
}

/* The witness leads to a step that is written on that line. */
static inline void assert_leads_to(const checked *c, const wm_finding *f, uint32_t line)
{
    walk_step last;
    assert_true(leads_past(c, f, line, WM_FAILED, &last) || leads_past(c, f, line, WM_SKIPPED, &last));
}

/* The witness leads to an end with nothing to do. */
static inline void assert_ends_in_nothing(const checked *c, const wm_finding *f)
{
    walk_step last;
    leads_past(c, f, UINT32_MAX, WM_FAILED, &last);
    assert_int_equal(last.kind, WM_DIAGNOSED);
}

#endif
