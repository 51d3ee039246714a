/* What one declaration says by itself: names, texts, ranges, answers and the words that lead to them.
 * Uses model/draft.h. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "model/draft.h"

/* ---- Names and texts ------------------------------------------------------------------------ */

static bool is_reserved(const char *id)
{
    static const char *const reserved[] = { "unsure", "other", "solved", "elsewhere" };
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
        if (strcmp(reserved[i], id) == 0)
            return true;
    return false;
}

/* A name can be declared; says what is wrong with it where it can't. */
bool builder_check_name(builder *b, const char *id, uint32_t line, bool slashes)
{
    voice *v = &b->d->voice;
    if (!name_is_valid(id, strlen(id), slashes)) {
        wm_finding *f = findings_add(v->found, "WM105", WM_ERROR, voice_at(v, line, id), "「%s」不能當名字",
                                     "'%s' can't be a name", id);
        if (f != NULL && slashes)
            f->mend =
                (wm_text){ "用小寫英文字母、數字、底線，以 / 分層。", "Use a-z, 0-9 and _, in parts divided by '/'." };
        else if (f != NULL)
            f->mend = (wm_text){ "只用小寫英文字母、數字與底線。", "Use a-z, 0-9 and _ only." };
        return false;
    }
    if (is_reserved(id)) {
        wm_finding *f = findings_add(v->found, "WM106", WM_ERROR, voice_at(v, line, id), "「%s」是保留的名字",
                                     "the name '%s' is reserved", id);
        if (f != NULL)
            f->mend = (wm_text){ "換個名字；unsure、other、solved、elsewhere 都不能用。",
                                 "Take another name; unsure, other, solved and elsewhere are taken." };
        return false;
    }
    return true;
}

static bool is_empty(const char *s)
{
    return s == NULL || s[0] == '\0';
}

/* Whether this was said of that line and id already: whoever reads the file may have noticed it, too. */
static bool is_said(const voice *v, const char *code, const char *where, const char *id)
{
    size_t count = v->found->list.count, from = count > 32 ? count - 32 : 0;
    for (size_t i = from; i < count; i++) {
        const wm_finding *f = &VECTOR_AT(&v->found->list, wm_finding, i);
        bool same_id = f->node == NULL || strcmp(f->node, id) == 0;
        if (same_id && strcmp(f->code, code) == 0 && strcmp(f->where, where) == 0)
            return true;
    }
    return false;
}

void builder_check_text(builder *b, const char *id, wm_text text, bool required, uint32_t line)
{
    voice *v = &b->d->voice;
    bool no_zh = is_empty(text.zh), no_en = is_empty(text.en);
    if ((!no_zh && !no_en) || (no_zh && no_en && !required))
        return;
    const char *where = arena_format(&b->scratch, "%s:%lu", v->file, (unsigned long)line);
    if (where == NULL)
        b->failed = true;
    if (where == NULL || is_said(v, "WM102", where, id))
        return;
    const char *field = no_zh && no_en ? "zh, en" : no_zh ? "zh" : "en";
    wm_finding *f = findings_add(v->found, "WM102", WM_ERROR, voice_at(v, line, id), "「%s」缺文字：%s",
                                 "'%s' lacks a text: %s", id, field);
    if (f != NULL)
        f->mend = (wm_text){ "兩種語言都要寫：zh = \"…\", en = \"…\"。",
                             "Write it in both languages: zh = \"…\", en = \"…\"." };
}

/* ---- Numbers -------------------------------------------------------------------------------- */

/* A probability. */
void builder_check_share(builder *b, const char *id, const char *field, double p, uint32_t line)
{
    if (!(p >= 0 && p <= 1))
        voice_out_of_range(&b->d->voice, line, id, field, "[0, 1]");
}

void builder_check_minutes(builder *b, const char *id, const char *field, double minutes, uint32_t line)
{
    if (!(minutes >= 0 && minutes <= COST_MOST))
        voice_out_of_range(&b->d->voice, line, id, field, "[0, 1000000000]");
}

static void check_bounds(builder *b, question *q)
{
    if (q->kind != WM_NUMBER) {
        q->min = -HUGE_VAL;
        q->max = HUGE_VAL;
    } else if (!(q->min <= q->max)) {
        voice_out_of_range(&b->d->voice, q->line, q->id, "min", "(-∞, max]");
    }
}

static void check_given(builder *b, const question *q)
{
    bool has_cells = q->kind == WM_CHOICE || (q->kind == WM_TEXT && q->answer_count > 0);
    if (q->given_count == 0 || has_cells)
        return;
    wm_finding *f =
        findings_add(b->d->voice.found, "WM109", WM_ERROR, voice_at(&b->d->voice, q->given[0].line, q->id),
                     "「%s」沒有列出的答案，不能寫 given", "'%s' has no answers to give probabilities for", q->id);
    if (f != NULL)
        f->mend = (wm_text){ "刪掉 given，或替它列出 answers。", "Delete given, or list its answers." };
}

void builder_check_question(builder *b, question *q)
{
    builder_check_text(b, q->id, q->text, true, q->line);
    builder_check_text(b, q->id, q->say, false, q->line);
    builder_check_text(b, q->id, q->why, false, q->line);
    builder_check_text(b, q->id, q->unit, false, q->line);
    builder_check_text(b, q->id, q->how.text, false, q->line);
    builder_check_minutes(b, q->id, "cost", q->cost, q->line);
    builder_check_minutes(b, q->id, "wait", q->wait, q->line);
    check_bounds(b, q);
    check_given(b, q);
}

/* ---- Answers -------------------------------------------------------------------------------- */

static bool fits_answers(builder *b, const question *q, uint32_t match_count)
{
    voice *v = &b->d->voice;
    if (q->answer_count > ANSWERS_MAX) {
        wm_finding *f =
            voice_say(v, "WM114", q->line, q->id, "一個問題最多 1024 個答案", "a question has at most 1024 answers");
        if (f != NULL)
            f->mend = (wm_text){ "改用 kind = \"text\" 或 \"number\"。", "Use kind = \"text\" or \"number\"." };
        return false;
    }
    if (q->kind == WM_NUMBER && (q->answer_count > 0 || match_count > 0)) {
        wm_finding *f =
            findings_add(v->found, "WM109", WM_ERROR, voice_at(v, q->line, q->id), "「%s」問的是數字，不能列答案",
                         "'%s' asks for a number, so it lists no answers", q->id);
        if (f != NULL)
            f->mend = (wm_text){ "刪掉 answers 與 match，或刪掉 kind = \"number\"。",
                                 "Delete answers and match, or delete kind = \"number\"." };
        return false;
    }
    if (q->kind == WM_CHOICE && q->answers != NULL && q->answer_count == 0) {
        wm_finding *f = findings_add(v->found, "WM108", WM_ERROR, voice_at(v, q->line, q->id), "「%s」沒有任何答案可選",
                                     "'%s' has no answer to choose", q->id);
        if (f != NULL)
            f->mend =
                (wm_text){ "列出答案；是非題不必寫 answers。", "List its answers; for yes and no, leave answers out." };
        return false;
    }
    return true;
}

static const char *folded(builder *b, const char *s)
{
    const char *made = text_fold(&b->d->arena, s, strlen(s), NULL);
    b->failed = b->failed || made == NULL;
    return made;
}

static void take_answer(builder *b, const question *q, answer *a, uint32_t index)
{
    name *n = builder_name(b, a->id);
    if (n == NULL)
        return;
    a->id = n->text;
    builder_check_name(b, a->id, q->line, false);
    builder_check_text(b, a->id, a->text, false, q->line);
    if (n->mark == b->marks)
        voice_name_twice(&b->d->voice, q->line, a->id, q->line);
    n->mark = b->marks;
    n->at = index;
    a->match = NULL;
}

/* The answer that a word leads to, or NONE: of the question whose answers were marked last. */
static uint32_t answer_of_match(builder *b, const question *q, const match_declaration *m)
{
    const name *n = names_find(&b->names, m->answer_id);
    if (n != NULL && n->mark == b->marks)
        return n->at;
    if (q->doubtful)
        return NONE;
    voice *v = &b->d->voice;
    wm_finding *f =
        findings_add(v->found, "WM101", WM_ERROR, voice_at(v, m->line, m->answer_id), "match 的「%s」不是「%s」的答案",
                     "match: '%s' is no answer of '%s'", m->answer_id, q->id);
    guess g = guess_of(v, m->answer_id);
    for (uint32_t i = 0; i < q->answer_count; i++)
        guess_offer(&g, q->answers[i].id);
    guess_mend(&g, f, "把它加進 answers，或改成其中一個。", "Add it to answers, or name one of them.");
    return NONE;
}

static const char *match_word(builder *b, const match_declaration *m)
{
    const char *word = folded(b, m->word);
    if (word != NULL && word[0] == '\0')
        voice_out_of_range(&b->d->voice, m->line, m->answer_id, "match", "\"…\"");
    return word;
}

/* Answers' words, folded: counted first, so that each answer's list is as long as it must be. */
static void take_matches(builder *b, const question *q, answer *answers, const match_declaration *matches,
                         uint32_t count)
{
    uint32_t *of = arena_zero(&b->scratch, count, sizeof *of);
    uint32_t *counts = arena_zero(&b->scratch, q->answer_count, sizeof *counts);
    if (of == NULL || counts == NULL) {
        b->failed = true;
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        of[i] = answer_of_match(b, q, &matches[i]);
        if (of[i] != NONE)
            counts[of[i]]++;
    }
    for (uint32_t i = 0; i < count && !b->failed; i++) {
        if (of[i] == NONE)
            continue;
        answer *a = &answers[of[i]];
        if (a->match == NULL) {
            a->match = arena_zero(&b->d->arena, counts[of[i]] + 1, sizeof *a->match);
            counts[of[i]] = 0;
        }
        if (a->match == NULL)
            b->failed = true;
        else
            a->match[counts[of[i]]++] = match_word(b, &matches[i]);
    }
}

void builder_take_answers(builder *b, question *q, const match_declaration *matches, uint32_t match_count)
{
    static const answer yes_no[] = {
        [ANSWER_YES] = { .id = "yes", .text = { "是", "Yes" } },
        [ANSWER_NO] = { .id = "no", .text = { "否", "No" } },
    };
    if (!fits_answers(b, q, match_count)) {
        q->answer_count = 0;
        return;
    }
    if (q->kind == WM_CHOICE && q->answers == NULL) {
        q->answers = yes_no;
        q->answer_count = 2;
        if (match_count == 0)
            return;
    }
    answer *answers = arena_copy(&b->d->arena, q->answers, q->answer_count, sizeof *answers);
    b->failed = b->failed || answers == NULL;
    if (b->failed)
        return;
    q->answers = answers;
    b->marks++;
    for (uint32_t i = 0; i < q->answer_count; i++)
        take_answer(b, q, &answers[i], i);
    if (match_count > 0 && !b->failed)
        take_matches(b, q, answers, matches, match_count);
}
