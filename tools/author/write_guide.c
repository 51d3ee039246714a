/* Writing a flowchart's guide. Uses author/write_guide.h and author/outline.h. */
#include "author/write_guide.h"

#include <string.h>

#include "author/outline.h"

typedef struct writer {
    bytes *out;
    const chart *chart;
    const guide_terms *terms;
    outline plan;
    guide_counts counts;
} writer;

/* ---- Texts ------------------------------------------------------------------------------------------------------ */

void write_string(bytes *out, const char *text)
{
    bytes_text(out, "\"");
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            bytes_text(out, "\\");
        bytes_put(out, c < 0x20 || c == 0x7F ? " " : text, 1);
    }
    bytes_text(out, "\"");
}

static void put_both(bytes *out, const char *zh, const char *en)
{
    bytes_text(out, "zh = ");
    write_string(out, zh);
    bytes_text(out, ", en = ");
    write_string(out, en);
}

/* zh = "…", en = "…". `other` is the text in the other language, or NULL: what the source lacks is marked, and stands there
 * as it is. */
static void put_texts(bytes *out, const char *text, const char *other)
{
    bool zh = words_lang(text) == WM_ZH;
    if (other != NULL && words_lang(other) != words_lang(text)) {
        put_both(out, zh ? text : other, zh ? other : text);
        return;
    }
    bytes marked = { 0 };
    bytes_text(&marked, zh ? MARK_EN : MARK_ZH);
    bytes_text(&marked, text);
    const char *lacking = marked.data != NULL ? marked.data : "";
    put_both(out, zh ? text : lacking, zh ? lacking : text);
    out->failed = out->failed || marked.failed;
    bytes_free(&marked);
}

static void put_cite(writer *w, const chart_box *b)
{
    if (b->cite == NULL || w->chart->manual == NULL)
        return;
    bytes_text(w->out, ", cite = \"#");
    for (const char *at = b->cite; *at != '\0'; at++)
        bytes_put(w->out, *at == '"' || *at == '\\' ? "_" : at, 1);
    bytes_text(w->out, "\"");
}

static const chart_box *box_of(const writer *w, size_t box)
{
    return &w->chart->boxes[box];
}

static const plan_box *plan_of(const writer *w, size_t box)
{
    return &w->plan.boxes[box];
}

/* ---- Runs of steps ------------------------------------------------------------------------------------------------ */

/* Steps one after the other, from `first` to before `stop`: a question, an end or a flow's beginning. */
typedef struct run {
    size_t first, stop;
    size_t count; /* of its steps */
    bool back;    /* stop is where the walk came from */
    bool acts;    /* something is done in it */
    bool verify;  /* its question says whether it helped: yes ends the guide */
    size_t yes;   /* the arrow that says so */
} run;

static size_t only_way(const writer *w, size_t box)
{
    return w->plan.out[w->plan.first[box]];
}

static bool is_step(const writer *w, size_t box)
{
    return plan_of(w, box)->role == ROLE_STEP;
}

/* A yes that leads to the end: then the question before it verifies what was done. */
static void find_verify(const writer *w, run *r)
{
    bool plain;
    if (r->back || !r->acts || plan_of(w, r->stop)->role != ROLE_QUESTION)
        return;
    for (size_t i = w->plan.first[r->stop]; i < w->plan.first[r->stop + 1]; i++) {
        size_t arrow = w->plan.out[i];
        if (words_yes_no(w->chart->arrows[arrow].text, &plain) > 0 &&
            plan_of(w, w->chart->arrows[arrow].to)->role == ROLE_SOLVED) {
            r->verify = true;
            r->yes = arrow;
        }
    }
}

static size_t next_step(const writer *w, size_t at)
{
    return w->chart->arrows[only_way(w, at)].to;
}

static run run_from(const writer *w, size_t first)
{
    run r = { .first = first, .stop = first };
    while (is_step(w, r.stop) && (r.stop == first || !plan_of(w, r.stop)->head) && !r.back) {
        size_t way = only_way(w, r.stop);
        bool heading = box_of(w, r.stop)->terminal;
        r.acts = r.acts || (!plan_of(w, r.stop)->looks && !heading);
        r.back = w->plan.arrows[way].back;
        r.stop = w->chart->arrows[way].to;
        r.count++;
    }
    find_verify(w, &r);
    return r;
}

/* Whether the run is told with the question behind it ("do this, then: …") instead of as a remedy. */
static bool is_told_with_question(const writer *w, const run *r)
{
    return !r->back && plan_of(w, r->stop)->role == ROLE_QUESTION && !plan_of(w, r->stop)->head &&
           !(r->acts && r->verify);
}

/* The last steps of a run that only look are told with its question, too. */
static size_t first_look(const writer *w, const run *r)
{
    size_t from = 0;
    for (size_t i = 0, at = r->first; i < r->count; i++, at = next_step(w, at))
        if (!plan_of(w, at)->looks)
            from = i + 1;
    return from;
}

/* The title's boxes at the beginning say nothing to do. */
static bool is_heading(const writer *w, size_t box)
{
    return box_of(w, box)->terminal || words_begin(box_of(w, box)->text);
}

/* What stands between two sentences, by how the first ends. */
static const char *link_behind(const bytes *all, bool zh)
{
    const size_t wide = strlen("。");
    if (all->size == 0)
        return "";
    if (all->size >= wide && strcmp(all->data + all->size - wide, "。") == 0)
        return "";
    return all->data[all->size - 1] == '.' ? " " : zh ? "；" : "; ";
}

static void add_text(bytes *all, const char *text)
{
    bytes_format(all, "%s%s", link_behind(all, words_lang(text) == WM_ZH), text);
}

/* What to do before a question, in both languages; data NULL: nothing, or not all of it in the other one. */
typedef struct telling {
    bytes text, other;
} telling;

static void telling_free(telling *t)
{
    bytes_free(&t->text);
    bytes_free(&t->other);
}

/* What the steps of a run say from one of them on. To be freed. */
static telling joined_texts(const writer *w, const run *r, size_t from)
{
    telling all = { .text = { 0 } };
    bool whole = true;
    for (size_t i = 0, at = r->first; i < r->count; i++, at = next_step(w, at)) {
        if (i < from || is_heading(w, at))
            continue;
        const chart_box *b = box_of(w, at);
        add_text(&all.text, b->text);
        whole = whole && b->text_other != NULL;
        if (whole)
            add_text(&all.other, b->text_other);
    }
    w->out->failed = w->out->failed || all.text.failed || all.other.failed;
    if (w->out->failed)
        telling_free(&all);
    else if (!whole)
        bytes_free(&all.other);
    return all;
}

/* ---- Declarations --------------------------------------------------------------------------------------------------- */

static void put_answers(writer *w, size_t box)
{
    bool all_plain = true;
    for (size_t i = w->plan.first[box]; i < w->plan.first[box + 1]; i++)
        all_plain = all_plain && w->plan.arrows[w->plan.out[i]].plain;
    if (all_plain)
        return; /* yes and no, which every question has */
    bytes_text(w->out, ",\n  answers = {\n");
    for (size_t i = w->plan.first[box]; i < w->plan.first[box + 1]; i++) {
        size_t arrow = w->plan.out[i];
        const char *text = w->chart->arrows[arrow].text;
        bytes_format(w->out, "    { \"%s\"", w->plan.arrows[arrow].answer);
        if (!w->plan.arrows[arrow].plain) {
            bytes_text(w->out, ", ");
            const chart_box *to = box_of(w, w->chart->arrows[arrow].to);
            put_texts(w->out, text[0] != '\0' ? text : to->text, text[0] != '\0' ? NULL : to->text_other);
        }
        bytes_text(w->out, " },\n");
    }
    bytes_text(w->out, "  }");
}

static void put_question(writer *w, size_t box, const telling *how)
{
    const chart_box *b = box_of(w, box);
    bytes_format(w->out, "question \"%s\" {\n  ", plan_of(w, box)->name);
    put_texts(w->out, b->text, b->text_other);
    if (b->more != NULL && strcmp(b->more, b->text) != 0) {
        bytes_text(w->out, ",\n  say = { ");
        put_texts(w->out, b->more, b->more_other);
        bytes_text(w->out, " }");
    }
    if (how->text.data != NULL) {
        bytes_text(w->out, ",\n  how = { ");
        put_texts(w->out, how->text.data, how->other.data);
        bytes_text(w->out, " }");
    }
    put_answers(w, box);
    put_cite(w, b);
    bytes_text(w->out, ",\n}\n");
    w->counts.questions++;
}

static void put_advice(writer *w, size_t box)
{
    const chart_box *b = box_of(w, box);
    const char *name = plan_of(w, box)->name;
    bytes_format(w->out, "fault \"%s\" { ", name);
    put_texts(w->out, b->text, b->text_other);
    put_cite(w, b);
    bytes_format(w->out, " }\naction \"do_%s\" {\n  ", name);
    put_texts(w->out, b->more != NULL ? b->more : b->text, b->more != NULL ? b->more_other : b->text_other);
    bytes_format(w->out, ",\n  fixes = { [\"%s\"] = .5 }", name);
    put_cite(w, b);
    bytes_text(w->out, ",\n}\n");
    w->counts.causes++;
    w->counts.remedies++;
}

static void put_handover(writer *w, size_t box)
{
    bytes_format(w->out, "escalation \"%s\" { to = ", plan_of(w, box)->name);
    write_string(w->out, w->terms->team);
    bytes_text(w->out, ", ");
    put_texts(w->out, box_of(w, box)->text, box_of(w, box)->text_other);
    bytes_text(w->out, " }\n");
    w->counts.handovers++;
}

/* How many of a run's steps are its remedy's: none where its question tells them. */
static size_t remedy_steps(const writer *w, const run *r)
{
    if (is_told_with_question(w, r))
        return 0;
    return r->verify ? first_look(w, r) : r->count;
}

/* The step that names a run's remedy: the first that does something. NO_BOX: there is none. */
static size_t naming_step(const writer *w, const run *r, size_t *count)
{
    size_t steps = remedy_steps(w, r), named = NO_BOX;
    *count = 0;
    for (size_t i = 0, at = r->first; i < steps; i++, at = next_step(w, at)) {
        if (is_heading(w, at))
            continue;
        if (named == NO_BOX || (plan_of(w, named)->looks && !plan_of(w, at)->looks))
            named = at;
        ++*count;
    }
    return named;
}

static void put_steps(writer *w, const run *r)
{
    size_t steps = remedy_steps(w, r);
    bytes_text(w->out, ",\n  steps = {\n");
    for (size_t i = 0, at = r->first; i < steps; i++, at = next_step(w, at)) {
        if (is_heading(w, at))
            continue;
        bytes_text(w->out, "    { ");
        put_texts(w->out, box_of(w, at)->text, box_of(w, at)->text_other);
        bytes_text(w->out, " },\n");
    }
    bytes_text(w->out, "  }");
}

/* A run as one remedy with its steps. */
static void put_remedy(writer *w, const run *r)
{
    size_t count, named = naming_step(w, r, &count);
    if (named == NO_BOX)
        return;
    bytes_format(w->out, "action \"do_%s\" {\n  ", plan_of(w, r->first)->name);
    put_texts(w->out, box_of(w, named)->text, box_of(w, named)->text_other);
    if (count > 1)
        put_steps(w, r);
    if (r->verify)
        bytes_format(w->out, ",\n  verify = is(\"%s\", \"%s\")", plan_of(w, r->stop)->name,
                     w->plan.arrows[r->yes].answer);
    put_cite(w, box_of(w, named));
    bytes_text(w->out, ",\n}\n");
    w->counts.remedies++;
}

/* ---- Walking the plan: every box that is reached, once, where its text is written ------------------------------------- */

/* Whether a step begins a run: it is not the middle of one. */
static bool begins_run(const writer *w, size_t box)
{
    if (!is_step(w, box))
        return false;
    if (plan_of(w, box)->head || box == w->plan.start)
        return true;
    for (size_t i = 0; i < w->chart->arrow_count; i++)
        if (w->chart->arrows[i].to == box && plan_of(w, w->chart->arrows[i].from)->reached)
            return !is_step(w, w->chart->arrows[i].from);
    return true;
}

/* The run whose words a question takes, where there is one. */
static telling how_of(const writer *w, size_t question)
{
    for (size_t i = 0; i < w->chart->box_count; i++) {
        if (!plan_of(w, i)->reached || !begins_run(w, i))
            continue;
        run r = run_from(w, i);
        if (r.back || r.stop != question || plan_of(w, question)->head)
            continue;
        if (is_told_with_question(w, &r))
            return joined_texts(w, &r, 0);
        return r.verify ? joined_texts(w, &r, first_look(w, &r)) : (telling){ .text = { 0 } };
    }
    return (telling){ .text = { 0 } };
}

static void put_declarations(writer *w)
{
    for (size_t i = 0; i < w->chart->box_count; i++) {
        if (!plan_of(w, i)->reached)
            continue;
        if (plan_of(w, i)->role == ROLE_QUESTION) {
            telling how = how_of(w, i);
            put_question(w, i, &how);
            telling_free(&how);
        } else if (plan_of(w, i)->role == ROLE_ADVICE) {
            put_advice(w, i);
        } else if (plan_of(w, i)->role == ROLE_HANDOVER) {
            put_handover(w, i);
        } else if (begins_run(w, i)) {
            run r = run_from(w, i);
            put_remedy(w, &r);
        }
    }
    bytes_text(w->out, "escalation \"next_line\" { to = ");
    write_string(w->out, w->terms->team);
    bytes_text(w->out, ", zh = \"交給下一線處理\", en = \"Hand over to the next line\" }\n");
    w->counts.handovers++;
}

/* ---- Flows -------------------------------------------------------------------------------------------------------------- */

static void put_block(writer *w, size_t box, bool back, size_t depth);

static void indent(writer *w, size_t depth)
{
    for (size_t i = 0; i < depth; i++)
        bytes_text(w->out, "  ");
}

static void put_ask(writer *w, size_t box, size_t depth)
{
    bytes_format(w->out, "ask \"%s\" {\n", plan_of(w, box)->name);
    for (size_t i = w->plan.first[box]; i < w->plan.first[box + 1]; i++) {
        size_t arrow = w->plan.out[i];
        indent(w, depth + 1);
        bytes_format(w->out, "[\"%s\"] = { ", w->plan.arrows[arrow].answer);
        put_block(w, w->chart->arrows[arrow].to, w->plan.arrows[arrow].back, depth + 1);
        bytes_text(w->out, " },\n");
    }
    indent(w, depth);
    bytes_text(w->out, "}");
}

static void put_inside(writer *w, size_t box, size_t depth)
{
    const plan_box *p = plan_of(w, box);
    if (p->role == ROLE_QUESTION) {
        put_ask(w, box, depth);
    } else if (p->role == ROLE_SOLVED) {
        bytes_text(w->out, "resolve()");
    } else if (p->role == ROLE_HANDOVER) {
        bytes_format(w->out, "escalate \"%s\"", p->name);
    } else if (p->role == ROLE_ADVICE) {
        bytes_format(w->out, "conclude \"%s\"", p->name);
    } else {
        size_t count;
        run r = run_from(w, box);
        if (naming_step(w, &r, &count) != NO_BOX)
            bytes_format(w->out, "try \"do_%s\", ", plan_of(w, r.first)->name);
        put_block(w, r.stop, r.back, depth);
    }
}

/* A box in its place: itself, or the way to its flow. */
static void put_block(writer *w, size_t box, bool back, size_t depth)
{
    const plan_box *p = plan_of(w, box);
    if (back)
        bytes_format(w->out, "again \"%s\" { at_most = 2 }", p->name);
    else if (p->head)
        bytes_format(w->out, "go \"%s\"", p->name);
    else
        put_inside(w, box, depth);
}

static void put_flows(writer *w)
{
    bytes_text(w->out, "\nflow {\n  ");
    put_block(w, w->plan.start, false, 1);
    bytes_text(w->out, ",\n  otherwise = escalate \"next_line\",\n}\n");
    for (size_t i = 0; i < w->chart->box_count; i++) {
        if (!plan_of(w, i)->reached || !plan_of(w, i)->head)
            continue;
        bytes_format(w->out, "\nflow \"%s\" {\n  ", plan_of(w, i)->name);
        put_inside(w, i, 1);
        bytes_text(w->out, ",\n}\n");
    }
}

/* ---- All of it ------------------------------------------------------------------------------------------------------------ */

/* The chart's title, else what its first boxes say; *other: in the other language, or NULL. */
static const char *title_of(const writer *w, const char **other)
{
    const char *title = w->chart->title;
    size_t at = w->plan.start;
    *other = w->chart->title_other;
    if (title != NULL && title[0] != '\0')
        return title;
    while (is_step(w, at) && words_begin(box_of(w, at)->text) && !w->plan.arrows[only_way(w, at)].back)
        at = w->chart->arrows[only_way(w, at)].to;
    *other = box_of(w, at)->text_other;
    return box_of(w, at)->text;
}

static void put_head(writer *w)
{
    const char *other, *title = title_of(w, &other);
    if (w->terms->source != NULL) {
        bytes_text(w->out, "-- ");
        write_string(w->out, w->terms->source);
        bytes_text(w->out, "：由 waymark new 轉成 · made of it by waymark new.\n");
    }
    bytes_text(
        w->out,
        "-- 標了" MARK_ZH "的要翻譯；to、fixes、cost、evidence 是暫定的。\n"
        "-- What is marked (to translate) is to be translated; to, fixes, cost and evidence are provisional.\n\n");
    bytes_format(w->out, "guide \"%s\" {\n  ", w->terms->name);
    put_texts(w->out, title, other);
    bytes_text(w->out, ",\n  symptoms = { ");
    write_string(w->out, title);
    if (other != NULL && strcmp(other, title) != 0) {
        bytes_text(w->out, ", ");
        write_string(w->out, other);
    }
    bytes_text(w->out, " },\n");
    if (w->chart->manual != NULL) {
        bytes_text(w->out, "  manual = ");
        write_string(w->out, w->chart->manual);
        bytes_text(w->out, ",\n");
    }
    bytes_text(w->out, "}\n\n");
}

static void count_missed(writer *w)
{
    size_t told = 0;
    for (size_t i = 0; i < w->chart->box_count && told < MISSED_MOST; i++)
        if (!plan_of(w, i)->reached)
            w->counts.missed_boxes[told++] = i;
    w->counts.missed = w->plan.missed;
    w->counts.start = w->plan.start;
}

bool write_guide(bytes *out, const chart *c, const guide_terms *terms, guide_counts *counts)
{
    writer w = { .out = out, .chart = c, .terms = terms };
    bool made = outline_make(&w.plan, c);
    if (made) {
        put_head(&w);
        put_declarations(&w);
        put_flows(&w);
        count_missed(&w);
    }
    outline_free(&w.plan);
    *counts = w.counts;
    return made && !out->failed;
}
