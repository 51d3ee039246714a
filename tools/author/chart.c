/* Boxes and arrows. Uses author/chart.h and utf8proc. */
#include "author/chart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* ---- Texts ------------------------------------------------------------------------------------------------------ */

static bool is_bidi(utf8proc_int32_t c)
{
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* What a rule's text can't hold: controls, separators of lines, marks of direction. */
static bool is_blank(utf8proc_int32_t c)
{
    return c <= 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || is_bidi(c);
}

char *chart_text(const char *text, size_t size)
{
    bytes out = { 0 };
    for (size_t at = 0; at < size && out.size < CHART_MOST_TEXT;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t got = utf8proc_iterate((const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(size - at), &c);
        if (got <= 0)
            bytes_text(&out, "\xEF\xBF\xBD"); /* U+FFFD */
        else if (!is_blank(c))
            bytes_put(&out, text + at, (size_t)got);
        else if (out.size > 0 && out.data[out.size - 1] != ' ')
            bytes_text(&out, " ");
        at += got > 0 ? (size_t)got : 1;
    }
    if (out.size > 0 && out.data[out.size - 1] == ' ')
        out.data[--out.size] = '\0';
    bytes_text(&out, "");
    if (out.failed)
        bytes_free(&out);
    return out.data;
}

/* ---- Boxes and arrows ------------------------------------------------------------------------------------------- */

size_t chart_find_box(const chart *c, const char *id)
{
    for (size_t i = 0; i < c->box_count; i++)
        if (strcmp(c->boxes[i].id, id) == 0)
            return i;
    return NO_BOX;
}

bool chart_set_text(chart *c, char **to, const char *text, size_t size)
{
    char *fresh = chart_text(text, size);
    c->failed = c->failed || fresh == NULL;
    if (fresh == NULL)
        return false;
    free(*to);
    *to = fresh;
    return true;
}

static bool set_text(chart *c, char **to, const char *text)
{
    return chart_set_text(c, to, text, strlen(text));
}

static void *grown(chart *c, void *items, size_t *room, size_t size)
{
    size_t more = *room != 0 ? 2 * *room : 64;
    void *fresh = realloc(items, more * size);
    c->failed = c->failed || fresh == NULL;
    if (fresh == NULL)
        return items;
    *room = more;
    return fresh;
}

size_t chart_add_box(chart *c, const char *id, const char *text)
{
    size_t index = chart_find_box(c, id);
    if (index != NO_BOX)
        return text == NULL || set_text(c, &c->boxes[index].text, text) ? index : NO_BOX;
    c->full = c->full || c->box_count >= CHART_MOST_BOXES;
    if (!c->full && c->box_count == c->box_room)
        c->boxes = grown(c, c->boxes, &c->box_room, sizeof *c->boxes);
    if (c->full || c->box_count == c->box_room)
        return NO_BOX;
    chart_box b = { 0 };
    if (!set_text(c, &b.id, id) || !set_text(c, &b.text, text != NULL ? text : id)) {
        free(b.id);
        return NO_BOX;
    }
    c->boxes[c->box_count] = b;
    return c->box_count++;
}

chart_arrow *chart_add_arrow(chart *c, size_t from, size_t to, const char *text)
{
    c->full = c->full || c->arrow_count >= CHART_MOST_ARROWS;
    if (from == NO_BOX || to == NO_BOX || c->full)
        return NULL;
    if (c->arrow_count == c->arrow_room)
        c->arrows = grown(c, c->arrows, &c->arrow_room, sizeof *c->arrows);
    if (c->arrow_count == c->arrow_room)
        return NULL;
    chart_arrow a = { .from = from, .to = to };
    if (!set_text(c, &a.text, text != NULL ? text : ""))
        return NULL;
    c->arrows[c->arrow_count] = a;
    return &c->arrows[c->arrow_count++];
}

bool chart_refuse(chart *c, size_t line, const char *zh, const char *en)
{
    if (c->wrong.zh == NULL) {
        c->wrong = (wm_text){ zh, en };
        c->line = line;
    }
    return false;
}

void chart_free(chart *c)
{
    for (size_t i = 0; i < c->box_count; i++) {
        free(c->boxes[i].id);
        free(c->boxes[i].text);
        free(c->boxes[i].more);
        free(c->boxes[i].text_other);
        free(c->boxes[i].more_other);
        free(c->boxes[i].place);
        free(c->boxes[i].cite);
    }
    for (size_t i = 0; i < c->arrow_count; i++)
        free(c->arrows[i].text);
    free(c->boxes);
    free(c->arrows);
    free(c->title);
    free(c->title_other);
    free(c->manual);
    *c = (chart){ 0 };
}

/* ---- Translations -------------------------------------------------------------------------------------------------- */

static const chart_box *box_in_place(const chart *c, const char *place)
{
    for (size_t i = 0; i < c->box_count; i++)
        if (c->boxes[i].place != NULL && strcmp(c->boxes[i].place, place) == 0)
            return &c->boxes[i];
    return NULL;
}

bool chart_pair(chart *c, const chart *translation)
{
    if (translation->title != NULL)
        (void)set_text(c, &c->title_other, translation->title);
    for (size_t i = 0; i < c->box_count && !c->failed; i++) {
        chart_box *b = &c->boxes[i];
        const chart_box *t = b->place != NULL ? box_in_place(translation, b->place) : NULL;
        if (t == NULL || t->decision != b->decision || (t->more != NULL) != (b->more != NULL))
            continue;
        if (set_text(c, &b->text_other, t->text) && t->more != NULL)
            (void)set_text(c, &b->more_other, t->more);
    }
    return !c->failed;
}

/* ---- Settling ----------------------------------------------------------------------------------------------------- */

static size_t arrows_from(const chart *c, size_t box, size_t *last)
{
    size_t count = 0;
    for (size_t i = 0; i < c->arrow_count; i++) {
        if (c->arrows[i].from == box) {
            *last = i;
            count++;
        }
    }
    return count;
}

/* The box itself where nothing else leads to it, else a copy. */
static size_t box_between(chart *c, size_t aside)
{
    char id[32];
    size_t over = c->arrows[aside].to, ways = 0;
    for (size_t i = 0; i < c->arrow_count; i++)
        ways += c->arrows[i].to == over;
    if (ways == 1)
        return over;
    snprintf(id, sizeof id, "aside_%zu", aside);
    bytes text = { 0 };
    bytes_text(&text, c->boxes[over].text);
    size_t copy = text.failed ? NO_BOX : chart_add_box(c, id, text.data);
    c->failed = c->failed || text.failed;
    bytes_free(&text);
    return copy;
}

/* A dashed arrow to a box that leads nowhere is something to do on the way: the box goes between. */
static void put_between(chart *c, size_t aside, size_t way)
{
    size_t between = box_between(c, aside);
    if (between == NO_BOX || chart_add_arrow(c, between, c->arrows[way].to, "") == NULL)
        return;
    c->arrows[aside].to = between;
    c->arrows[aside].aside = false;
    free(c->arrows[way].text);
    c->arrows[way] = c->arrows[--c->arrow_count];
}

static void settle_asides(chart *c)
{
    size_t count = c->arrow_count, last;
    for (size_t i = 0; i < count && i < c->arrow_count && !c->failed; i++) {
        if (!c->arrows[i].aside || arrows_from(c, c->arrows[i].to, &last) != 0)
            continue;
        size_t way = NO_BOX, others = 0;
        for (size_t k = 0; k < c->arrow_count; k++) {
            if (k != i && c->arrows[k].from == c->arrows[i].from) {
                way = k;
                others++;
            }
        }
        if (others == 1)
            put_between(c, i, way);
    }
}

/* What says nothing is called by its id. */
static void settle_texts(chart *c)
{
    for (size_t i = 0; i < c->box_count && !c->failed; i++) {
        chart_box *b = &c->boxes[i];
        if (b->text[0] == '\0')
            set_text(c, &b->text, b->id[0] != '\0' ? b->id : "?");
        if (b->more != NULL && b->more[0] == '\0') {
            free(b->more);
            b->more = NULL;
        }
    }
}

bool chart_settle(chart *c)
{
    if (c->full)
        return chart_refuse(c, 0, "太大了：最多 4000 個框、16000 個箭頭；把它拆成幾張",
                            "too large: at most 4000 boxes and 16000 arrows; divide it");
    if (c->failed || c->wrong.zh != NULL)
        return false;
    if (c->box_count == 0)
        return chart_refuse(c, 0, "裡面沒有任何一個框", "there is no box in it");
    settle_texts(c);
    settle_asides(c);
    return !c->failed;
}
