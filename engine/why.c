/* What if, why, and what was said. Part of the façade. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "facade.h"
#include "reason/written.h"

/* ---- What if: the same walk on other facts ----------------------------------------------------------- */

wm_status case_imagine(wm_case *c, wm_error *error)
{
    if (!c->imagined.answers && !facts_init(&c->imagined, c->rules->set, c->layout, c->allocator, true))
        return error_no_memory(error);
    facts_copy(&c->imagined, &c->now);
    return WM_OK;
}

static wm_status imagine_answer(wm_case *c, const wm_answer *a, wm_error *error)
{
    facts_name name;
    fact value;
    if (!case_find_question(c, a->question, &name, error))
        return WM_UNKNOWN;
    wm_status status = case_value(c, &c->told, a->question, &name, &a->value, &value, error);
    if (status == WM_OK)
        facts_answer(&c->imagined, name.place, &value);
    return status;
}

wm_status wm_case_what_if(wm_case *c, const wm_answer *answers, size_t count, wm_step *out, wm_error *error)
{
    arena_reset(&c->told);
    walk_step step;
    wm_status status = case_imagine(c, error);
    for (size_t i = 0; status == WM_OK && i < count; i++)
        status = imagine_answer(c, &answers[i], error);
    c->stepped = false; /* the way will be the imagined one's */
    if (status == WM_OK)
        status = case_walk(c, &c->imagined, &step, error);
    return status == WM_OK ? case_tell_step(c, &c->imagined, &step, out, error) : status;
}

/* ---- Why: what each answer would do ----------------------------------------------------------------------- */

static wm_status tell_branch(wm_case *c, wm_branch_note *note, wm_error *error)
{
    walk_step step;
    wm_step told;
    wm_belief *ranked;
    size_t count;
    wm_status status = case_walk(c, &c->imagined, &step, error);
    if (status == WM_OK)
        status = case_tell_step(c, &c->imagined, &step, &told, error);
    if (status == WM_OK)
        status = case_rank(c, &c->imagined, &step, &ranked, &count, error);
    if (status != WM_OK)
        return status;
    note->next = told.kind;
    note->next_id = told.id;
    note->next_text = told.text;
    if (count) {
        note->likeliest = ranked[0].fault;
        note->likeliest_text = ranked[0].text;
        note->p = ranked[0].p;
    }
    return WM_OK;
}

static wm_status if_answered(wm_case *c, uint32_t place, fact value, wm_branch_note *note, wm_error *error)
{
    wm_status status = case_imagine(c, error);
    if (status != WM_OK)
        return status;
    facts_answer(&c->imagined, place, &value);
    return tell_branch(c, note, error);
}

static void name_cell(wm_case *c, const question *q, uint32_t cell, wm_branch_note *note)
{
    if (q->kind == WM_NUMBER) {
        note->answer = cell_name(&c->told, q, cell);
        note->text = (wm_text){ note->answer, note->answer };
    } else if (cell < q->answer_count) {
        note->answer = q->answers[cell].id;
        note->text = option_text(&q->answers[cell]);
    } else {
        note->answer = "other";
        note->text = (wm_text){ "都不是", "None of these" };
    }
}

static wm_status why_ask(wm_case *c, const walk_step *step, wm_why *out, wm_error *error)
{
    const question *q = facts_question(&c->now, &step->name);
    uint32_t cells = question_cells(q);
    wm_branch_note *notes = arena_zero(&c->told, (size_t)cells + 1, sizeof *notes);
    if (!notes)
        return error_no_memory(error);
    wm_status status = WM_OK;
    for (uint32_t k = 0; k < cells && status == WM_OK; k++) {
        name_cell(c, q, k, &notes[k]);
        status = notes[k].answer ? if_answered(c, step->name.place, written_answer(q, k), &notes[k], error)
                                 : error_no_memory(error);
    }
    notes[cells].answer = "unsure";
    notes[cells].text = (wm_text){ "不確定", "Not sure" };
    if (status == WM_OK)
        status =
            if_answered(c, step->name.place, (fact){ .state = FACT_UNSURE, .answer = NO_ANSWER }, &notes[cells], error);
    out->branches = notes;
    out->branch_count = (size_t)cells + 1;
    out->sentence = q->why;
    out->cite = case_tell_cite(c, &q->cite);
    return status;
}

static wm_status why_try(wm_case *c, const walk_step *step, wm_why *out, wm_error *error)
{
    static const struct {
        const char *id;
        wm_text text;
        wm_outcome outcome;
    } outcomes[] = {
        { "fixed", { "修好了", "It is fixed" }, WM_FIXED },
        { "failed", { "沒有用", "It did not help" }, WM_FAILED },
        { "skipped", { "做不到，略過", "Can't be done, skip it" }, WM_SKIPPED },
    };
    const action *a = facts_action(&c->now, &step->name);
    wm_branch_note *notes = arena_zero(&c->told, 3, sizeof *notes);
    wm_status status = notes ? WM_OK : error_no_memory(error);
    for (size_t i = 0; i < 3 && status == WM_OK; i++) {
        notes[i].answer = outcomes[i].id;
        notes[i].text = outcomes[i].text;
        status = case_imagine(c, error);
        if (status == WM_OK) {
            facts_outcome(&c->imagined, &step->name, outcomes[i].outcome, &step->context);
            status = tell_branch(c, &notes[i], error);
        }
    }
    out->branches = notes;
    out->branch_count = notes ? 3 : 0;
    out->cite = case_tell_cite(c, &a->cite);
    return status;
}

/* ---- Why: what was passed over on the way ------------------------------------------------------------------- */

static bool is_passed(const wm_case *c, const trace_entry *e, wm_pass *kind)
{
    bool unknown = e->what == (uint32_t)UNKNOWN_;
    switch ((trace_kind)e->kind) {
    case TRACE_ON:
        *kind = unknown ? WM_PASS_UNKNOWN : WM_PASS_FALSE;
        return true;
    case TRACE_WHEN:
        *kind = unknown ? WM_PASS_UNKNOWN : WM_PASS_FALSE;
        return e->what != (uint32_t)TRUE_;
    case TRACE_WITHIN:
        *kind = WM_PASS_WITHIN;
        return true;
    case TRACE_AT_MOST:
        *kind = WM_PASS_AT_MOST;
        return true;
    case TRACE_PRESUMED:
        *kind = WM_PASS_PRESUMED;
        return true;
    case TRACE_NOT_APPLICABLE:
        *kind = WM_PASS_ELSEWHERE;
        return true;
    case TRACE_TRIED:
        *kind = WM_PASS_SKIPPED;
        return c->now.remedies[e->what].state == REMEDY_SKIPPED;
    default:
        return false;
    }
}

/* The question, flow, guide or action that an entry is about. */
static const char *passed_id(wm_case *c, const guide *g, const trace_entry *e)
{
    if (e->kind == TRACE_NOT_APPLICABLE)
        return g->name;
    if (e->kind == TRACE_TRIED) {
        facts_name name = facts_action_at(&c->now, e->what);
        return case_action_name(c, &name);
    }
    const node *n = &g->nodes[e->node];
    switch ((node_kind)n->kind) {
    case NODE_ASK:
        return g->answer_families[n->what].id;
    case NODE_GO:
    case NODE_AGAIN:
        return g->flows[n->what].name;
    case NODE_SEE:
    case NODE_INCLUDE:
        return c->rules->set->guides[n->what]->name;
    default:
        return NULL;
    }
}

/* The question of a condition that tells why it did not hold: one that is not known, or the first that is. */
typedef struct reader {
    const facts *f;
    bool unknown;
    uint32_t place;
} reader;

static void read_place(void *context, uint32_t place)
{
    reader *r = context;
    bool known = r->f->answers[place].state == FACT_KNOWN;
    if (r->place == NONE && known != r->unknown)
        r->place = place;
}

static bool tell_condition(wm_case *c, const guide *g, uint32_t condition_index, wm_pass_note *out)
{
    reader r = { &c->now, out->kind == WM_PASS_UNKNOWN, NONE };
    scene at = { g, layout_member(c->layout, g->index), NULL, 1 };
    condition_places(&at, condition_index, read_place, &r);
    if (r.place == NONE)
        return true;
    wm_fact told;
    facts_name name = facts_question_at(&c->now, r.place);
    out->on = case_question_name(c, &name);
    out->on_text = facts_question(&c->now, &name)->text;
    if (!r.unknown && case_tell_fact(c, &c->now, r.place, &told)) {
        out->value = told.answer;
        out->value_text = told.answer_text;
        return out->on && case_fact_is_whole(&told);
    }
    return out->on;
}

static bool tell_pass(wm_case *c, const trace_entry *e, wm_pass kind, wm_pass_note *out)
{
    const guide *g = c->rules->set->guides[e->guide];
    uint32_t line = e->kind == TRACE_ON ? g->branches[e->branch].line
                    : e->node == NONE   ? g->line
                                        : g->nodes[e->node].line;
    *out = (wm_pass_note){ .kind = kind, .where = arena_format(&c->told, "%s:%u", g->file, line), passed_id(c, g, e) };
    if (!out->where)
        return false;
    if (e->kind == TRACE_ON)
        return tell_condition(c, g, g->branches[e->branch].what, out);
    return e->kind != TRACE_WHEN || tell_condition(c, g, g->nodes[e->node].what, out);
}

static wm_status tell_passes(wm_case *c, wm_why *out, wm_error *error)
{
    size_t entries = c->way.count < c->way.capacity ? c->way.count : c->way.capacity;
    wm_pass_note *notes = arena_zero(&c->told, entries + 1, sizeof *notes);
    if (!notes)
        return error_no_memory(error);
    for (size_t i = 0; i < entries; i++) {
        const trace_entry *e = &c->way.entries[i];
        wm_pass kind;
        if (is_passed(c, e, &kind) && !tell_pass(c, e, kind, &notes[out->pass_count++]))
            return error_no_memory(error);
    }
    out->passes = notes;
    return WM_OK;
}

/* A sentence for a question that brings none: the causes that its answers would put first. */
static wm_status make_sentence(wm_case *c, const walk_step *step, wm_why *out, wm_error *error)
{
    const wm_branch_note *first = out->branch_count ? &out->branches[0] : NULL, *second = NULL;
    for (size_t i = 1; step->kind == WM_ASK && first && first->likeliest && i + 1 < out->branch_count && !second; i++)
        if (out->branches[i].likeliest && strcmp(out->branches[i].likeliest, first->likeliest) != 0)
            second = &out->branches[i];
    if (second) {
        out->sentence.zh =
            arena_format(&c->told, "這一題能分開「%s」和「%s」。", wm_text_in(first->likeliest_text, WM_ZH),
                         wm_text_in(second->likeliest_text, WM_ZH));
        out->sentence.en =
            arena_format(&c->told, "It tells \"%s\" from \"%s\".", wm_text_in(first->likeliest_text, WM_EN),
                         wm_text_in(second->likeliest_text, WM_EN));
        return out->sentence.zh && out->sentence.en ? WM_OK : error_no_memory(error);
    }
    if (step->kind == WM_RESOLVED) {
        out->sentence = (wm_text){ "問題已經解決，沒有下一步。", "It is solved: there is no next step." };
        return WM_OK;
    }
    if (!c->rules->set->guides[step->guide]->has_flow && step->verifies == NONE) {
        out->sentence =
            (wm_text){ "依目前的可能原因，這一步最省時間。", "By the likely causes, this step costs least time." };
        return WM_OK;
    }
    out->sentence = (wm_text){ "依手冊的順序，接著是這一步。", "This comes next in the manual's order." };
    return WM_OK;
}

wm_status wm_case_why(wm_case *c, wm_why *out, wm_error *error)
{
    arena_reset(&c->told);
    *out = (wm_why){ 0 };
    wm_status status = case_step_now(c, error);
    walk_step step = c->step;
    if (status == WM_OK)
        status = tell_passes(c, out, error); /* first: imagining walks other ways */
    c->stepped = false;
    if (status == WM_OK && step.context.includer_count)
        step.context.includers =
            arena_copy(&c->told, step.context.includers, step.context.includer_count, sizeof(uint32_t));
    if (status == WM_OK && step.kind == WM_ASK)
        status = why_ask(c, &step, out, error);
    else if (status == WM_OK && step.kind == WM_TRY)
        status = why_try(c, &step, out, error);
    if (status == WM_OK && !out->sentence.zh && !out->sentence.en)
        status = make_sentence(c, &step, out, error);
    if (step.fault != NONE && !out->cite.manual) {
        const cite *found = &c->rules->set->guides[step.fault_guide]->faults[step.fault].cite;
        out->cite = case_tell_cite(c, found);
    }
    if (status == WM_OK)
        status = explain_decision(c, &step, out, error);
    if (status == WM_OK)
        status = explain_causes(c, &step, out, error);
    return status == WM_OK ? explain_in_words(c, &step, out, error) : status;
}
