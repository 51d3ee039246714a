/* What needs to know the question asked: branches, tests and settings of its answers. Own questions are
 * known when a guide is finished, other guides' when it is linked. Uses model/draft.h. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/draft.h"

uint32_t answer_named(const question *q, const char *id)
{
    for (uint32_t i = 0; i < q->answer_count; i++)
        if (strcmp(q->answers[i].id, id) == 0)
            return i;
    return NONE;
}

/* ---- Words ---------------------------------------------------------------------------------- */

static void say_unknown_answer(draft *d, uint32_t line, const char *id, const question *q, bool in_branch)
{
    voice *v = &d->voice;
    if (q->doubtful)
        return;
    wm_finding *f = findings_add(v->found, "WM101", WM_ERROR, voice_at(v, line, id), "「%s」不是問題「%s」的答案",
                                 "'%s' is no answer of '%s'", id, q->id);
    guess g = guess_of(v, id);
    for (uint32_t i = 0; i < q->answer_count; i++)
        guess_offer(&g, q->answers[i].id);
    if (in_branch) {
        guess_offer(&g, "other");
        guess_offer(&g, "unsure");
        guess_mend(&g, f, "改成它的答案之一；other 接其餘的答案，unsure 接「不確定」。",
                   "Name one of its answers; other takes the rest, unsure takes \"not sure\".");
    } else {
        guess_mend(&g, f, "改成它的答案之一。", "Name one of its answers.");
    }
}

static void say_misfit(draft *d, uint32_t line, const question *q, const char *zh, const char *en)
{
    voice *v = &d->voice;
    finding_place place = voice_at(v, line, q->id);
    wm_finding *f = NULL;
    if (q->doubtful)
        return;
    if (q->kind == WM_NUMBER)
        f = findings_add(v->found, "WM109", WM_ERROR, place, "「%s」問的是數字，這裡不適用",
                         "'%s' asks for a number: this does not fit", q->id);
    else if (q->kind == WM_CHOICE)
        f = findings_add(v->found, "WM109", WM_ERROR, place, "「%s」問的是選項，這裡不適用",
                         "'%s' asks for a choice: this does not fit", q->id);
    else
        f = findings_add(v->found, "WM109", WM_ERROR, place, "「%s」問的是文字，這裡不適用",
                         "'%s' asks for a text: this does not fit", q->id);
    if (f != NULL)
        f->mend = (wm_text){ zh, en };
}

/* ---- Asks ----------------------------------------------------------------------------------- */

static bool comes_before(const branch *a, const branch *b)
{
    return a->kind != b->kind ? a->kind < b->kind : a->kind == BRANCH_ANSWER && a->what < b->what;
}

/* Answers as declared, then `on`s as written, other, unsure. Written order is nearly that one. */
static void order_branches(branch *branches, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        branch moved = branches[i];
        uint32_t at = i;
        for (; at > 0 && comes_before(&moved, &branches[at - 1]); at--)
            branches[at] = branches[at - 1];
        branches[at] = moved;
    }
}

static const char *branch_name(const branch *b, const question *q)
{
    if (b->kind == BRANCH_ANSWER)
        return q->answers[b->what].id;
    return b->kind == BRANCH_OTHER ? "other" : "unsure";
}

static void check_branches(draft *d, const branch *branches, uint32_t count, const question *q)
{
    for (uint32_t i = 1; i < count; i++) {
        const branch *a = &branches[i - 1], *b = &branches[i];
        if (a->kind != b->kind || a->what != b->what || b->kind == BRANCH_ON)
            continue;
        if (b->kind != BRANCH_ANSWER || b->what != NONE)
            voice_name_twice(&d->voice, b->line, branch_name(b, q), a->line);
    }
}

void settle_ask(draft *d, node *n, const question *q)
{
    branch *branches = n->branch_count > 0 ? &VECTOR_AT(&d->sketch.branches, branch, n->first_branch) : NULL;
    bool lists_answers = q->answer_count > 0;
    for (uint32_t i = 0; i < n->branch_count; i++) {
        if (branches[i].kind != BRANCH_ANSWER)
            continue;
        const char *word = VECTOR_AT(&d->sketch.words, const char *, branches[i].what);
        branches[i].what = answer_named(q, word);
        if (branches[i].what != NONE)
            continue;
        if (lists_answers)
            say_unknown_answer(d, branches[i].line, word, q, true);
        else if (q->kind == WM_NUMBER)
            say_misfit(d, branches[i].line, q, "改用 on(below(…))、on(at_least(…))、on(between(…))。",
                       "Use on(below(…)), on(at_least(…)), on(between(…)).");
        else
            say_misfit(d, branches[i].line, q, "改用 on(contains(\"…\"))，或替它列出 answers。",
                       "Use on(contains(\"…\")), or list its answers.");
    }
    order_branches(branches, n->branch_count);
    check_branches(d, branches, n->branch_count, q);
}

/* ---- Conditions ----------------------------------------------------------------------------- */

static void settle_is(draft *d, condition *c, const question *q, uint16_t *answers, const char *const *words)
{
    if (q->kind == WM_NUMBER) {
        say_misfit(d, c->line, q, "改用 below、at_least 或 between。", "Use below, at_least or between.");
        return;
    }
    if (q->answer_count == 0) {
        say_misfit(d, c->line, q, "改用 contains，或替它列出 answers。", "Use contains, or list its answers.");
        return;
    }
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t named = answer_named(q, words[i]);
        if (named == NONE) {
            say_unknown_answer(d, c->line, words[i], q, false);
            continue;
        }
        answers[i] = (uint16_t)named;
        if (named < 64)
            c->set |= (uint64_t)1 << named;
    }
}

void settle_condition(draft *d, condition *c, const question *q, uint16_t *answers, const char *const *words)
{
    switch (c->kind) {
    case COND_IS:
        settle_is(d, c, q, answers, words);
        break;
    case COND_BELOW:
    case COND_AT_LEAST:
    case COND_BETWEEN:
        if (q->kind != WM_NUMBER)
            say_misfit(d, c->line, q, "改用 is 或 contains。", "Use is or contains.");
        break;
    case COND_CONTAINS:
        if (q->kind == WM_CHOICE)
            say_misfit(d, c->line, q, "改用 is，或把問題改成 kind = \"text\"。",
                       "Use is, or give the question kind = \"text\".");
        else if (q->kind == WM_NUMBER)
            say_misfit(d, c->line, q, "改用 below、at_least 或 between。", "Use below, at_least or between.");
        break;
    default:
        break;
    }
}

/* ---- Settings ------------------------------------------------------------------------------- */

/* A text that is an answer's id is that answer; else the first whose word it holds. */
static uint32_t answer_of_text(const question *q, const char *folded, size_t size)
{
    uint32_t named = answer_named(q, folded);
    for (uint32_t i = 0; named == NONE && i < q->answer_count; i++)
        for (const char **word = q->answers[i].match; word != NULL && *word != NULL; word++)
            if (text_contains(folded, size, *word, strlen(*word)))
                return i;
    return named;
}

static bool settle_text(draft *d, setting *s, const question *q)
{
    size_t size;
    const char *folded = text_fold(&d->scratch, s->text, strlen(s->text), &size);
    uint32_t named = folded != NULL ? answer_of_text(q, folded, size) : NONE;
    s->answer = named != NONE ? (uint16_t)named : NO_ANSWER;
    return folded != NULL;
}

bool settle_setting(draft *d, setting *s, const question *q)
{
    if (q->kind == WM_NUMBER && s->text != NULL) {
        say_misfit(d, s->line, q, "寫一個數字。", "Write a number.");
    } else if (q->kind == WM_NUMBER) {
        if (!(s->number >= q->min && s->number <= q->max))
            voice_out_of_range(&d->voice, s->line, q->id, "sets", "[min, max]");
    } else if (s->text == NULL) {
        say_misfit(d, s->line, q, "寫它的答案之一。", "Write one of its answers.");
    } else if (q->kind == WM_TEXT) {
        return settle_text(d, s, q);
    } else {
        uint32_t named = answer_named(q, s->text);
        s->answer = named != NONE ? (uint16_t)named : NO_ANSWER;
        if (named == NONE)
            say_unknown_answer(d, s->line, s->text, q, false);
    }
    return true;
}

/* ---- Thresholds ----------------------------------------------------------------------------- */

static bool add_threshold(uint32_t guide_, uint32_t question_, double value, vector *out)
{
    threshold t = { guide_, question_, value };
    return vector_append(out, &t, 1);
}

bool thresholds_of(const condition *c, uint32_t guide_, uint32_t question_, vector *out)
{
    bool ok = true;
    if (c->kind == COND_AT_LEAST || c->kind == COND_BETWEEN)
        ok = add_threshold(guide_, question_, c->low, out);
    if (ok && (c->kind == COND_BELOW || c->kind == COND_BETWEEN))
        ok = add_threshold(guide_, question_, c->high, out);
    return ok;
}

static int by_threshold(const void *a, const void *b)
{
    const threshold *x = a, *y = b;
    if (x->guide != y->guide)
        return x->guide < y->guide ? -1 : 1;
    if (x->question != y->question)
        return x->question < y->question ? -1 : 1;
    return x->value < y->value ? -1 : x->value > y->value;
}

void thresholds_sort(vector *list)
{
    threshold *t = list->data;
    size_t kept = 0;
    if (list->count > 1)
        qsort(t, list->count, sizeof *t, by_threshold);
    for (size_t i = 0; i < list->count; i++)
        if (i == 0 || by_threshold(&t[kept - 1], &t[i]) != 0)
            t[kept++] = t[i];
    list->count = kept;
}
