/* A manual's numbered steps, in Markdown: "若 A，就 B。否則 C。" becomes a question with what follows from it, sentences before it and any
 * other step are done on the way; cites are the headings' anchors, {#id}. Uses author/chart.h, author/outline.h and md4c. */
#include <md4c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "author/chart.h"
#include "author/outline.h"

typedef struct item {
    bytes text;
    char *cite;
    size_t list, number; /* which list, which of its items */
    char shape[4];       /* its parts: l a lead, c a condition, o an otherwise */
    size_t of;           /* items of its list */
} item;

typedef struct reading {
    chart *chart;
    item *items;
    size_t count, room;
    size_t lists[16]; /* the ordered lists that we are in */
    size_t numbers[16];
    unsigned depth;
    size_t list_count;
    bytes heading;
    char *anchor;
    bool in_heading;
    size_t open; /* the item that text belongs to, or NO_BOX */
} reading;

/* ---- Items -------------------------------------------------------------------------------------------------------- */

static char *copy_of(reading *r, const char *text, size_t size)
{
    char *copy = malloc(size + 1);
    r->chart->failed = r->chart->failed || copy == NULL;
    if (copy != NULL) {
        memcpy(copy, text, size);
        copy[size] = '\0';
    }
    return copy;
}

static void open_item(reading *r)
{
    if (r->count == r->room) {
        size_t room = r->room != 0 ? 2 * r->room : 64;
        item *items = r->count < CHART_MOST_BOXES / 3 ? realloc(r->items, room * sizeof *items) : NULL;
        r->chart->full = r->chart->full || r->count >= CHART_MOST_BOXES / 3;
        r->chart->failed = r->chart->failed || (items == NULL && !r->chart->full);
        if (items == NULL)
            return;
        r->items = items;
        r->room = room;
    }
    item *i = &r->items[r->count];
    *i = (item){ .list = r->lists[r->depth - 1], .number = r->numbers[r->depth - 1]++ };
    if (r->anchor != NULL)
        i->cite = copy_of(r, r->anchor, strlen(r->anchor));
    r->open = r->count++;
}

/* The title is the first heading; an anchor is what cites name. */
static void close_heading(reading *r)
{
    const char *text = r->heading.data != NULL ? r->heading.data : "", *mark = strstr(text, "{#");
    const char *end = mark != NULL ? strchr(mark, '}') : NULL;
    size_t size = mark != NULL ? (size_t)(mark - text) : strlen(text);
    if (end != NULL) {
        free(r->anchor);
        r->anchor = copy_of(r, mark + 2, (size_t)(end - mark - 2));
    }
    if (r->chart->title == NULL)
        (void)chart_set_text(r->chart, &r->chart->title, text, size);
    r->in_heading = false;
    bytes_free(&r->heading);
}

/* A list may go on counting where the one before it ended. */
static size_t first_number(const MD_BLOCK_OL_DETAIL *list)
{
    return list->start < CHART_MOST_BOXES ? list->start : CHART_MOST_BOXES;
}

static int on_enter(MD_BLOCKTYPE type, void *detail, void *context)
{
    reading *r = context;
    if (type == MD_BLOCK_H)
        r->in_heading = true;
    if (type == MD_BLOCK_OL && r->depth < 16) {
        r->lists[r->depth] = ++r->list_count;
        r->numbers[r->depth++] = first_number(detail);
    }
    if (type == MD_BLOCK_UL && r->depth < 16)
        r->lists[r->depth++] = 0;
    if (type == MD_BLOCK_LI && r->depth > 0 && r->lists[r->depth - 1] != 0)
        open_item(r);
    return r->chart->failed || r->chart->full;
}

static int on_leave(MD_BLOCKTYPE type, void *detail, void *context)
{
    reading *r = context;
    (void)detail;
    if (type == MD_BLOCK_H)
        close_heading(r);
    if ((type == MD_BLOCK_OL || type == MD_BLOCK_UL) && r->depth > 0)
        r->depth--;
    if (type == MD_BLOCK_LI && r->depth == 1)
        r->open = NO_BOX;
    if (type == MD_BLOCK_P && r->open != NO_BOX)
        bytes_text(&r->items[r->open].text, " ");
    return r->chart->failed;
}

static int on_span(MD_SPANTYPE type, void *detail, void *context)
{
    (void)type;
    (void)detail;
    (void)context;
    return 0;
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context)
{
    reading *r = context;
    bytes *to = r->in_heading ? &r->heading : r->open != NO_BOX ? &r->items[r->open].text : NULL;
    if (to == NULL)
        return 0;
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
        bytes_text(to, " ");
    else if (type != MD_TEXT_HTML && type != MD_TEXT_NULLCHAR)
        bytes_put(to, text, size);
    r->chart->failed = r->chart->failed || to->failed;
    return r->chart->failed;
}

/* ---- If, then, else ------------------------------------------------------------------------------------------------ */

typedef struct part {
    const char *at;
    size_t size;
} part;

/* The first of several words in a text, at or behind `from`; *size is its own. NULL: none. */
static const char *first_of(const char *from, const char *const *words, size_t *size)
{
    const char *found = NULL;
    for (; *words != NULL; words++) {
        const char *at = strstr(from, *words);
        if (at != NULL && (found == NULL || at < found)) {
            found = at;
            *size = strlen(*words);
        }
    }
    return found;
}

static size_t begins_with(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strncmp(text, *words, strlen(*words)) == 0)
            return strlen(*words);
    return 0;
}

/* What an item says; parts may be empty. */
typedef struct parts {
    part lead, condition, then, otherwise;
} parts;

/* "If A, then B. Otherwise C." */
static bool split_sentence(const char *text, part *condition, part *then, part *otherwise)
{
    static const char *const ifs[] = { "如果", "若是", "若", "萬一", "當", "If ", "if ", "When ", "when ", NULL };
    static const char *const commas[] = { "，", ", ", "：", NULL };
    static const char *const thens[] = { "就", "則", "請", "then ", NULL };
    static const char *const elses[] = { "否則，",      "否則",       "不然",     "Otherwise, ", "Otherwise ",
                                         "otherwise, ", "otherwise ", "If not, ", "Else, ",      NULL };
    size_t size = begins_with(text, ifs), comma_size = 0, else_size = 0;
    const char *comma = size > 0 ? first_of(text + size, commas, &comma_size) : NULL;
    if (comma == NULL)
        return false;
    *condition = (part){ text + size, (size_t)(comma - text) - size };
    then->at = comma + comma_size;
    then->at += begins_with(then->at, thens);
    const char *end = first_of(then->at, elses, &else_size);
    *otherwise = (part){ end != NULL ? end + else_size : "", end != NULL ? strlen(end + else_size) : 0 };
    then->size = end != NULL ? (size_t)(end - then->at) : strlen(then->at);
    while (then->size > 0 && strchr(" ;,", then->at[then->size - 1]) != NULL)
        then->size--;
    return condition->size > 0 && then->size > 0;
}

/* Where the next sentence begins; NULL: this is the last. */
static const char *next_sentence(const char *text)
{
    static const char *const ends[] = { "。", "！", "？", ". ", "! ", "? ", NULL };
    size_t size = 0;
    const char *end = first_of(text, ends, &size);
    if (end == NULL)
        return NULL;
    end += size;
    end += strspn(end, " ");
    return *end != '\0' ? end : NULL;
}

/* "Look at D. If A, then B. Otherwise C.": false where no sentence is a condition. */
static bool split(const char *text, parts *p)
{
    const char *at = text;
    while (at != NULL && !split_sentence(at, &p->condition, &p->then, &p->otherwise))
        at = next_sentence(at);
    if (at == NULL)
        return false;
    p->lead = (part){ text, (size_t)(at - text) };
    while (p->lead.size > 0 && text[p->lead.size - 1] == ' ')
        p->lead.size--;
    return true;
}

/* "Go to step 4", "回到步驟 4", "跳到第 4 步": the number, or 0. */
static size_t step_named(const part *p)
{
    static const char *const words[] = { "步驟", "step ", "Step ", "到第", NULL };
    char text[160];
    size_t size = 0;
    snprintf(text, sizeof text, "%.*s", (int)(p->size < 150 ? p->size : 150), p->at);
    const char *at = first_of(text, words, &size);
    bool goes = strstr(text, "到") != NULL || strstr(text, "go ") != NULL || strstr(text, "Go ") != NULL ||
                strstr(text, "eturn") != NULL || strstr(text, "ontinue") != NULL;
    unsigned long number = at != NULL && goes ? strtoul(at + size + strspn(at + size, " "), NULL, 10) : 0;
    return number < CHART_MOST_BOXES ? number : 0;
}

/* ---- From items to boxes ------------------------------------------------------------------------------------------- */

/* Part of a sentence begins one of its own. */
static void begin_sentence(char *text)
{
    if (text != NULL && text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char)(text[0] - 'a' + 'A');
}

/* A translation has it, too: the same item of as long a list in the same section, with the same parts. */
static void set_place(reading *r, chart_box *b, const item *i, const char *kind)
{
    bytes place = { 0 };
    bytes_format(&place, "%zu/%zu.%zu %s %s #%s", i->list, i->of, i->number, i->shape, kind,
                 i->cite != NULL ? i->cite : "");
    if (place.failed || b->place != NULL)
        bytes_free(&place);
    else
        b->place = place.data;
    r->chart->failed = r->chart->failed || b->place == NULL;
}

static size_t add_box(reading *r, size_t index, const char *kind, const char *text, size_t size, const char *behind)
{
    char id[48];
    bytes all = { 0 };
    snprintf(id, sizeof id, "%s_%zu", kind, index + 1);
    bytes_put(&all, text, size);
    bytes_text(&all, behind);
    begin_sentence(all.data);
    r->chart->failed = r->chart->failed || all.failed;
    size_t box = all.failed ? NO_BOX : chart_add_box(r->chart, id, all.data);
    bytes_free(&all);
    if (box == NO_BOX)
        return box;
    if (r->items[index].cite != NULL)
        r->chart->boxes[box].cite = copy_of(r, r->items[index].cite, strlen(r->items[index].cite));
    set_place(r, &r->chart->boxes[box], &r->items[index], kind);
    return box;
}

static size_t box_of_step(const reading *r, size_t list, size_t number, const size_t *boxes)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->items[i].list == list && r->items[i].number == number)
            return boxes[i];
    for (size_t i = 0; i < r->count; i++)
        if (r->items[i].number == number)
            return boxes[i];
    return NO_BOX;
}

/* What a condition leads to: a step that is named, a hand-over, an end, or a cause with its remedy. */
static size_t consequence(reading *r, size_t index, const part *condition, const part *then, const char *kind,
                          const size_t *boxes)
{
    size_t named = step_named(then);
    size_t box = named > 0 ? box_of_step(r, r->items[index].list, named, boxes) : NO_BOX;
    if (box != NO_BOX)
        return box;
    char *what = NULL;
    if (!chart_set_text(r->chart, &what, then->at, then->size))
        return NO_BOX;
    begin_sentence(what);
    bool ends = words_say_hand_over(what) || words_say_solved(what);
    box = add_box(r, index, kind, ends ? then->at : condition->at, ends ? then->size : condition->size, "");
    if (box != NO_BOX && !ends)
        r->chart->boxes[box].more = what;
    else
        free(what);
    return box;
}

static void join_item(reading *r, size_t index, const size_t *boxes, const size_t *asks, size_t next)
{
    parts p;
    bool zh = words_lang(r->items[index].text.data) == WM_ZH;
    if (asks[index] == NO_BOX || !split(r->items[index].text.data, &p)) {
        chart_add_arrow(r->chart, boxes[index], next, "");
        return;
    }
    if (asks[index] != boxes[index])
        chart_add_arrow(r->chart, boxes[index], asks[index], "");
    size_t yes = consequence(r, index, &p.condition, &p.then, "cause", boxes), no = next;
    if (p.otherwise.size > 0)
        no = consequence(r, index, &p.otherwise, &p.otherwise, "else", boxes);
    chart_add_arrow(r->chart, asks[index], yes, zh ? "是" : "Yes");
    chart_add_arrow(r->chart, asks[index], no, zh ? "否" : "No");
}

/* The boxes of an item: the first, which is what leads to it, and the question; NO_BOX where it asks none. */
static void add_item(reading *r, size_t index, size_t *first, size_t *asks)
{
    item *i = &r->items[index];
    const char *text = i->text.data;
    parts p;
    if (text == NULL)
        return;
    if (!split(text, &p)) {
        *first = add_box(r, index, "step", text, strlen(text), "");
        return;
    }
    snprintf(i->shape, sizeof i->shape, "%sc%s", p.lead.size > 0 ? "l" : "", p.otherwise.size > 0 ? "o" : "");
    if (p.lead.size > 0)
        *first = add_box(r, index, "look", p.lead.at, p.lead.size, "");
    *asks = add_box(r, index, "step", p.condition.at, p.condition.size, words_lang(text) == WM_ZH ? "？" : "?");
    if (*asks != NO_BOX)
        r->chart->boxes[*asks].decision = true;
    if (p.lead.size == 0)
        *first = *asks;
}

static void count_lists(reading *r)
{
    for (size_t i = 0; i < r->count; i++)
        for (size_t k = 0; k < r->count; k++)
            r->items[i].of += r->items[k].list == r->items[i].list;
}

/* Behind the last item. */
static size_t add_end(reading *r)
{
    static const char *const zh = "照手冊做完仍未排除，交接", *const en = "Every step was taken: hand over";
    bool is_zh = r->count > 0 && r->items[0].text.data != NULL && words_lang(r->items[0].text.data) == WM_ZH;
    const char *other = is_zh ? en : zh;
    size_t last = r->chart->failed ? NO_BOX : chart_add_box(r->chart, "after_all", is_zh ? zh : en);
    if (last != NO_BOX) {
        r->chart->boxes[last].hand_over = true;
        r->chart->boxes[last].text_other = copy_of(r, other, strlen(other));
    }
    return last;
}

static bool join_items(reading *r)
{
    size_t *boxes = calloc(2 * r->count + 2, sizeof *boxes), *asks = boxes != NULL ? boxes + r->count + 1 : NULL;
    bool begun = false;
    r->chart->failed = r->chart->failed || boxes == NULL;
    count_lists(r);
    for (size_t i = 0; i < r->count && !r->chart->failed; i++) {
        bytes_text(&r->items[i].text, "");
        r->chart->failed = r->items[i].text.failed;
        boxes[i] = asks[i] = NO_BOX;
        add_item(r, i, &boxes[i], &asks[i]);
        if (boxes[i] != NO_BOX && !begun)
            begun = r->chart->boxes[boxes[i]].begins = true;
    }
    size_t last = add_end(r);
    for (size_t i = 0; i < r->count && last != NO_BOX && !r->chart->failed; i++)
        if (boxes[i] != NO_BOX)
            join_item(r, i, boxes, asks, i + 1 < r->count ? boxes[i + 1] : last);
    free(boxes);
    return !r->chart->failed;
}

bool read_markdown(chart *c, const char *text, size_t size)
{
    static const MD_PARSER parser = {
        .enter_block = on_enter, .leave_block = on_leave, .enter_span = on_span, .leave_span = on_span, .text = on_text
    };
    reading r = { .chart = c, .open = NO_BOX };
    bool read = md_parse(text, (MD_SIZE)size, &parser, &r) == 0 && !c->failed;
    c->failed = c->failed || (!read && !c->full); /* md4c refuses no text */
    if (read && r.count == 0)
        read = chart_refuse(c, 0, "手冊裡沒有編號的步驟（1. 2. 3.）", "the manual has no numbered steps (1. 2. 3.)");
    read = read && join_items(&r);
    for (size_t i = 0; i < r.count; i++) {
        bytes_free(&r.items[i].text);
        free(r.items[i].cite);
    }
    free(r.items);
    free(r.anchor);
    bytes_free(&r.heading);
    return read;
}
