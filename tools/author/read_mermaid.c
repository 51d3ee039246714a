/* Mermaid flowcharts: boxes, arrows and what is written at them. Looks (class, style, click …) and groups are passed over;
 * what can't be read is refused with its line. Uses author/chart.h. */
#include <stdlib.h>
#include <string.h>

#include "author/chart.h"
#include "author/markup.h"

#define MOST_TOGETHER 32u /* boxes joined by & */

typedef struct cursor {
    chart *chart;
    const char *at, *end; /* of the statement */
    size_t line;
} cursor;

static void skip_blanks(cursor *k)
{
    while (k->at < k->end && (*k->at == ' ' || *k->at == '\t' || *k->at == '\r'))
        k->at++;
}

static bool sees(const cursor *k, const char *what)
{
    size_t size = strlen(what);
    return (size_t)(k->end - k->at) >= size && memcmp(k->at, what, size) == 0;
}

static bool refuse(cursor *k)
{
    return chart_refuse(k->chart, k->line, "讀不懂這一行 Mermaid", "this line of Mermaid can't be read");
}

/* ---- Boxes ------------------------------------------------------------------------------------------------------- */

static bool is_id(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* A dash is part of an id only between its letters. */
static size_t id_size(const cursor *k)
{
    const char *at = k->at;
    while (at < k->end && (is_id(*at) || (at > k->at && (*at == '-' || *at == '.') && at + 1 < k->end && is_id(at[1]) &&
                                          is_id(at[-1]))))
        at++;
    return (size_t)(at - k->at);
}

static const struct frame {
    const char *open, *close;
    bool decision, terminal;
} frames[] = {
    { "(((", ")))", false, true },  { "((", "))", false, true },  { "([", "])", false, true },
    { "[[", "]]", false, false },   { "[(", ")]", false, false }, { "[/", "/]", false, false },
    { "[\\", "\\]", false, false }, { "[", "]", false, false },   { "(", ")", false, false },
    { "{{", "}}", true, false },    { "{", "}", true, false },    { ">", "]", false, false },
};

static const struct frame *frame_at(const cursor *k)
{
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++)
        if (sees(k, frames[i].open))
            return &frames[i];
    return NULL;
}

/* Up to where some text ends: behind a closing quote, else at the mark. NULL: it does not. */
static const char *text_end(const cursor *k, const char *mark)
{
    size_t size = strlen(mark);
    const char *from = k->at;
    if (from < k->end && *from == '"') {
        const char *quote = memchr(from + 1, '"', (size_t)(k->end - from - 1));
        from = quote != NULL ? quote + 1 : k->end;
    }
    for (; from + size <= k->end; from++)
        if (memcmp(from, mark, size) == 0)
            return from;
    return NULL;
}

/* The text from the cursor to `end`, without its quotes; to be freed. NULL: no memory, which the chart notes. */
static char *text_to(const cursor *k, const char *end)
{
    const char *from = k->at;
    while (from < end && (*from == ' ' || *from == '"' || *from == '`'))
        from++;
    while (end > from && (end[-1] == ' ' || end[-1] == '"' || end[-1] == '`'))
        end--;
    char *text = markup_text(from, (size_t)(end - from));
    k->chart->failed = k->chart->failed || text == NULL;
    return text;
}

static bool set_text(cursor *k, size_t box, const struct frame *f)
{
    k->at += strlen(f->open);
    const char *end = text_end(k, f->close);
    if (end == NULL && f->open[0] == '[' && f->open[1] != '\0') /* [/ … \] */
        end = text_end(k, f->open[1] == '/' ? "\\]" : "/]");
    if (end == NULL)
        return refuse(k);
    char *text = text_to(k, end);
    bool set = text != NULL && chart_add_box(k->chart, k->chart->boxes[box].id, text) != NO_BOX;
    free(text);
    k->chart->boxes[box].decision = f->decision;
    k->chart->boxes[box].terminal = f->terminal;
    k->at = end + strlen(f->close);
    return set;
}

static bool read_box(cursor *k, size_t *box)
{
    char id[256];
    skip_blanks(k);
    size_t size = id_size(k);
    if (size == 0 || size >= sizeof id)
        return refuse(k);
    memcpy(id, k->at, size);
    id[size] = '\0';
    k->at += size;
    *box = chart_add_box(k->chart, id, NULL);
    if (*box == NO_BOX)
        return false;
    const struct frame *f = frame_at(k);
    if (f != NULL && !set_text(k, *box, f))
        return false;
    if (sees(k, ":::")) {
        k->at += 3;
        k->at += id_size(k);
    }
    skip_blanks(k);
    return !sees(k, "@{") || refuse(k);
}

static bool read_boxes(cursor *k, size_t *boxes, size_t *count)
{
    for (*count = 0; *count < MOST_TOGETHER;) {
        if (!read_box(k, &boxes[*count]))
            return false;
        ++*count;
        if (!sees(k, "&"))
            return true;
        k->at++;
    }
    return refuse(k);
}

/* ---- Arrows ------------------------------------------------------------------------------------------------------ */

static size_t stroke_size(const cursor *k)
{
    size_t size = 0;
    while (k->at + size < k->end && strchr("-=.~", k->at[size]) != NULL)
        size++;
    return size;
}

static bool skip_head(cursor *k)
{
    bool head =
        k->at < k->end &&
        (*k->at == '>' || ((*k->at == 'x' || *k->at == 'o') && k->at + 1 < k->end && strchr(" |", k->at[1]) != NULL));
    k->at += head;
    return head;
}

/* Text between the halves of an arrow: -- text -->. */
static char *text_between(cursor *k)
{
    const char *at = k->at;
    while (at + 1 < k->end && !(strchr("-=.", at[0]) != NULL && strchr("-=", at[1]) != NULL))
        at++;
    if (at + 1 >= k->end)
        return NULL;
    char *text = text_to(k, at);
    k->at = at;
    k->at += stroke_size(k);
    skip_head(k);
    return text;
}

static bool read_label(cursor *k, char **text)
{
    skip_blanks(k);
    if (!sees(k, "|"))
        return true;
    k->at++;
    const char *end = text_end(k, "|");
    if (end == NULL)
        return refuse(k);
    free(*text);
    *text = text_to(k, end);
    k->at = end + 1;
    return *text != NULL;
}

/* *text is to be freed; *shown: false for arrows that only keep boxes apart. */
static bool read_arrow(cursor *k, char **text, bool *aside, bool *shown)
{
    *text = NULL;
    if (sees(k, "<") || (k->at + 1 < k->end && (*k->at == 'x' || *k->at == 'o') && k->at[1] == '-'))
        k->at++;
    size_t size = stroke_size(k);
    if (size < 2)
        return refuse(k);
    *shown = k->at[0] != '~';
    *aside = memchr(k->at, '.', size) != NULL;
    k->at += size;
    if (!skip_head(k) && size == 2) {
        *text = text_between(k);
        if (*text == NULL)
            return !k->chart->failed && refuse(k);
    }
    return read_label(k, text);
}

static bool join(cursor *k, const size_t *from, size_t from_count, const size_t *to, size_t to_count, const char *text,
                 bool aside)
{
    for (size_t i = 0; i < from_count; i++) {
        for (size_t j = 0; j < to_count; j++) {
            chart_arrow *a = chart_add_arrow(k->chart, from[i], to[j], text != NULL ? text : "");
            if (a == NULL)
                return false;
            a->aside = aside;
        }
    }
    return true;
}

static bool read_statement(cursor *k)
{
    size_t from[MOST_TOGETHER], to[MOST_TOGETHER], from_count, to_count;
    bool read = read_boxes(k, from, &from_count);
    while (read && k->at < k->end) {
        char *text;
        bool aside = false, shown = false;
        read = read_arrow(k, &text, &aside, &shown) && read_boxes(k, to, &to_count);
        if (read && shown)
            read = join(k, from, from_count, to, to_count, text, aside);
        free(text);
        if (read)
            memcpy(from, to, to_count * sizeof *to);
        from_count = read ? to_count : from_count;
    }
    return read;
}

/* ---- Lines --------------------------------------------------------------------------------------------------------- */

static bool begins_with(const cursor *k, const char *word)
{
    size_t size = strlen(word);
    return sees(k, word) && (k->at + size == k->end || strchr(" \t\r:", k->at[size]) != NULL);
}

static bool is_passed_over(const cursor *k)
{
    static const char *const words[] = { "subgraph", "end",       "direction", "classDef", "class",
                                         "style",    "linkStyle", "click",     "accTitle", "accDescr" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (begins_with(k, words[i]))
            return true;
    return k->at == k->end || sees(k, "%%");
}

/* Where a statement ends: at a ';' or the line's end, but not within quotes or behind an entity. */
static const char *statement_end(const char *at, const char *end)
{
    bool quoted = false;
    const char *entity = NULL;
    for (; at < end; at++) {
        if (*at == '"')
            quoted = !quoted;
        if (*at == '#' || *at == '&')
            entity = at;
        else if (*at == ';' && !quoted && entity == NULL)
            return at;
        else if (entity != NULL && !is_id(*at) && *at != '#')
            entity = NULL;
    }
    return end;
}

static bool read_line(chart *c, const char *at, const char *end, size_t line)
{
    while (at < end) {
        const char *stop = statement_end(at, end);
        cursor k = { c, at, stop, line };
        skip_blanks(&k);
        while (k.end > k.at && strchr(" \t\r", k.end[-1]) != NULL)
            k.end--;
        if (!is_passed_over(&k) && !read_statement(&k))
            return false;
        at = stop + 1;
    }
    return true;
}

/* Between lines of --- at the beginning: only the title is of use. */
static void read_front(chart *c, const char *at, const char *end)
{
    cursor k = { c, at, end, 0 };
    skip_blanks(&k);
    if (c->title == NULL && sees(&k, "title:")) {
        k.at += strlen("title:");
        c->title = text_to(&k, end);
    }
}

bool read_mermaid(chart *c, const char *text, size_t size)
{
    const char *at = text, *end = text + size;
    bool headed = false, front = false, read = true;
    for (size_t line = 1; at < end && read; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop != NULL ? stop : end;
        cursor k = { c, at, stop, line };
        skip_blanks(&k);
        if (!headed && sees(&k, "---"))
            front = !front;
        else if (front)
            read_front(c, at, stop);
        else if (headed)
            read = read_line(c, at, stop, line);
        else if (begins_with(&k, "flowchart") || begins_with(&k, "graph"))
            headed = true;
        else if (k.at != k.end && !sees(&k, "%%"))
            read = chart_refuse(c, line, "不是 Mermaid 流程圖：開頭要是 flowchart 或 graph",
                                "not a Mermaid flowchart: it begins with flowchart or graph");
        at = stop + 1;
    }
    return read && !c->failed;
}
