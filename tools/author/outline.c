/* From a flowchart to the plan of a guide. Uses author/outline.h. */
#include "author/outline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_NESTED 5u /* questions within questions before a flow of its own begins */

static size_t ways_out(const outline *o, size_t box)
{
    return o->first[box + 1] - o->first[box];
}

static const chart_arrow *arrow_of(const outline *o, size_t index)
{
    return &o->chart->arrows[index];
}

/* ---- Roles ------------------------------------------------------------------------------------------------------ */

static role end_of(const chart_box *b)
{
    if (b->hand_over || words_say_hand_over(b->text))
        return ROLE_HANDOVER;
    return words_say_solved(b->text) ? ROLE_SOLVED : ROLE_ADVICE;
}

static void give_roles(outline *o)
{
    for (size_t i = 0; i < o->chart->box_count; i++) {
        const chart_box *b = &o->chart->boxes[i];
        size_t ways = ways_out(o, i);
        bool answered = ways == 1 && arrow_of(o, o->out[o->first[i]])->text[0] != '\0';
        bool asks = ways > 1 || (ways == 1 && b->decision) || (answered && words_are_question(b->text));
        o->boxes[i].role = asks ? ROLE_QUESTION : ways == 1 ? ROLE_STEP : end_of(b);
        o->boxes[i].looks = words_only_look(b->text);
    }
}

/* ---- Order -------------------------------------------------------------------------------------------------------- */

static bool fan_out(outline *o)
{
    const chart *c = o->chart;
    o->first = calloc(c->box_count + 3, sizeof *o->first);
    o->out = calloc(c->arrow_count + 1, sizeof *o->out);
    if (o->first == NULL || o->out == NULL)
        return false;
    for (size_t i = 0; i < c->arrow_count; i++)
        o->first[c->arrows[i].from + 2]++;
    for (size_t i = 2; i < c->box_count + 2; i++)
        o->first[i] += o->first[i - 1];
    for (size_t i = 0; i < c->arrow_count; i++)
        o->out[o->first[c->arrows[i].from + 1]++] = i;
    return true;
}

typedef struct search {
    unsigned char *marks; /* 0 not seen, 1 open, 2 done */
    size_t *stack, *next, *depth, *led;
} search;

/* Where the chart begins: where it says so; else, of the boxes that nothing leads to, the one from which most is reached, the first among equals. */
static size_t reach(const outline *o, size_t start, search *s)
{
    size_t count = 0, depth = 0;
    memset(s->marks, 0, o->chart->box_count);
    s->stack[depth++] = start;
    s->marks[start] = 1;
    while (depth > 0) {
        size_t at = s->stack[--depth];
        count++;
        for (size_t i = o->first[at]; i < o->first[at + 1]; i++) {
            size_t to = arrow_of(o, o->out[i])->to;
            if (s->marks[to] == 0) {
                s->marks[to] = 1;
                s->stack[depth++] = to;
            }
        }
    }
    return count;
}

static void find_start(outline *o, search *s)
{
    size_t most = 0;
    for (size_t i = 0; i < o->chart->arrow_count; i++)
        s->led[arrow_of(o, i)->to] += arrow_of(o, i)->from != arrow_of(o, i)->to;
    for (size_t i = 0; i < o->chart->box_count; i++) {
        size_t count = s->led[i] == 0 ? reach(o, i, s) : 0;
        if (count > most) {
            most = count;
            o->start = i;
        }
    }
    for (size_t i = 0; i < o->chart->box_count; i++)
        if (o->chart->boxes[i].begins)
            o->start = i;
    o->missed = o->chart->box_count - reach(o, o->start, s);
}

/* An end is written wherever it is come to; anything else that has several ways in, or closes a circle, is a flow. */
static void open_box(outline *o, search *s, size_t box, size_t *top, size_t from)
{
    bool deep = from != NO_BOX && s->depth[from] + 1 >= MOST_NESTED && o->boxes[box].role == ROLE_QUESTION;
    s->marks[box] = 1;
    s->next[box] = o->first[box];
    s->stack[(*top)++] = box;
    o->boxes[box].reached = true;
    o->boxes[box].head = deep || (s->led[box] > 1 && o->boxes[box].role <= ROLE_QUESTION);
    s->depth[box] = from == NO_BOX || o->boxes[box].head ? 0 : s->depth[from] + (o->boxes[box].role == ROLE_QUESTION);
}

static void order(outline *o, search *s)
{
    size_t top = 0;
    memset(s->marks, 0, o->chart->box_count);
    open_box(o, s, o->start, &top, NO_BOX);
    while (top > 0) {
        size_t at = s->stack[top - 1];
        if (s->next[at] == o->first[at + 1]) {
            s->marks[at] = 2;
            top--;
            continue;
        }
        size_t index = o->out[s->next[at]++], to = arrow_of(o, index)->to;
        if (s->marks[to] == 1) {
            o->arrows[index].back = true;
            o->boxes[to].head = true;
        } else if (s->marks[to] == 0) {
            open_box(o, s, to, &top, at);
        }
    }
}

static bool search_all(outline *o)
{
    size_t count = o->chart->box_count + 1;
    search s = { calloc(count, 1), calloc(count, sizeof(size_t)), calloc(count, sizeof(size_t)),
                 calloc(count, sizeof(size_t)), calloc(count, sizeof(size_t)) };
    bool made = s.marks && s.stack && s.next && s.depth && s.led;
    if (made) {
        find_start(o, &s);
        order(o, &s);
    }
    free(s.marks);
    free(s.stack);
    free(s.next);
    free(s.depth);
    free(s.led);
    return made;
}

/* ---- Names ---------------------------------------------------------------------------------------------------------- */

static void number_name(char name[NAME_SIZE], const char *stem, size_t number)
{
    char fresh[NAME_SIZE];
    snprintf(fresh, sizeof fresh, "%.24s_%zu", stem, number);
    memcpy(name, fresh, sizeof fresh);
}

static bool box_name_is_taken(const outline *o, size_t box)
{
    for (size_t i = 0; i < box; i++)
        if (strcmp(o->boxes[i].name, o->boxes[box].name) == 0)
            return true;
    return false;
}

static void name_boxes(outline *o)
{
    static const char *const stems[] = { "step", "q", "end", "desk", "cause" };
    for (size_t i = 0; i < o->chart->box_count; i++) {
        const chart_box *b = &o->chart->boxes[i];
        char *name = o->boxes[i].name, stem[NAME_SIZE];
        name[0] = '\0';
        if (!o->chart->opaque && strlen(b->id) > 1)
            name_of_id(b->id, name);
        if (name[0] == '\0')
            name_of_text(b->text, name);
        if (name[0] == '\0')
            number_name(name, stems[o->boxes[i].role], i + 1);
        memcpy(stem, name, sizeof stem);
        for (size_t k = 2; box_name_is_taken(o, i); k++)
            number_name(name, stem, k);
    }
}

static bool answer_is_taken(const outline *o, size_t box, size_t before)
{
    for (size_t i = o->first[box]; i < before; i++)
        if (strcmp(o->arrows[o->out[i]].answer, o->arrows[o->out[before]].answer) == 0)
            return true;
    return false;
}

/* An arrow without words: "no" where its only sister says yes, the other way round, or what its end says. */
static void name_wordless(const outline *o, size_t box, size_t at)
{
    plan_arrow *a = &o->arrows[o->out[at]];
    bool plain;
    int sister = 0;
    if (ways_out(o, box) == 2)
        sister = words_yes_no(arrow_of(o, o->out[at == o->first[box] ? at + 1 : at - 1])->text, &plain);
    a->plain = sister != 0;
    if (sister != 0)
        memcpy(a->answer, sister > 0 ? "no" : "yes", sister > 0 ? 3 : 4);
    else
        name_of_text(o->chart->boxes[arrow_of(o, o->out[at])->to].text, a->answer);
}

static void name_answers(outline *o, size_t box)
{
    for (size_t i = o->first[box]; i < o->first[box + 1]; i++) {
        plan_arrow *a = &o->arrows[o->out[i]];
        const char *text = arrow_of(o, o->out[i])->text;
        int means = words_yes_no(text, &a->plain);
        if (text[0] == '\0')
            name_wordless(o, box, i);
        else if (means != 0)
            memcpy(a->answer, means > 0 ? "yes" : "no", means > 0 ? 4 : 3);
        else
            name_of_text(text, a->answer);
        if (means != 0 && answer_is_taken(o, box, i)) {
            name_of_text(text, a->answer);
            a->plain = false;
        }
        for (size_t k = 1; a->answer[0] == '\0' || answer_is_taken(o, box, i); k++) {
            number_name(a->answer, "a", k);
            a->plain = false;
        }
    }
}

bool outline_make(outline *o, const chart *c)
{
    *o = (outline){ .chart = c };
    o->boxes = calloc(c->box_count + 1, sizeof *o->boxes);
    o->arrows = calloc(c->arrow_count + 1, sizeof *o->arrows);
    if (o->boxes == NULL || o->arrows == NULL || !fan_out(o))
        return false;
    give_roles(o);
    if (!search_all(o))
        return false;
    name_boxes(o);
    for (size_t i = 0; i < c->box_count; i++)
        name_answers(o, i);
    return true;
}

void outline_free(outline *o)
{
    free(o->boxes);
    free(o->arrows);
    free(o->first);
    free(o->out);
    *o = (outline){ 0 };
}
