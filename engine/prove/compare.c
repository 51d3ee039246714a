/* What changed between two snapshots of a guide (prove/snapshot.c), told by the ways that lead there. Uses prove/explore.h and
 * model/names.h. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "model/names.h"
#include "prove/explore.h"

typedef struct choice {
    const char *word, *target;
} choice;

typedef struct paragraph {
    const char *head;
    uint32_t first, count;
} paragraph;

/* A snapshot as read. */
typedef struct text {
    vector paragraphs, choices;
    names heads;
} text;

/* Two paragraphs that stand for each other, and how the first way came there. */
typedef struct pair {
    uint32_t was, is;
    size_t from; /* the pair before, or SIZE_MAX */
    const char *word;
} pair;

typedef struct comparing {
    arena *a;
    arena scratch;
    text was, is;
    vector pairs;
    names seen;
    vector *out;
    bool no_memory;
} comparing;

/* ---- Reading ----------------------------------------------------------------------------------------------------------- */

static void text_begin(text *t, wm_allocator allocator, arena *scratch)
{
    t->paragraphs = vector_of(allocator, sizeof(paragraph));
    t->choices = vector_of(allocator, sizeof(choice));
    names_init(&t->heads, allocator, scratch, scratch);
}

static void text_end(text *t)
{
    vector_free(&t->paragraphs);
    vector_free(&t->choices);
    names_free(&t->heads);
}

static bool take_head(comparing *c, text *t, const char *line, size_t size)
{
    name *n = names_keep(&t->heads, line, size);
    paragraph p = { .head = n ? n->text : NULL, .first = (uint32_t)t->choices.count };
    if (!n || !vector_append(&t->paragraphs, &p, 1)) {
        c->no_memory = true;
        return false;
    }
    if (n->of[0] == NONE)
        n->of[0] = (uint32_t)t->paragraphs.count - 1;
    return true;
}

/* "  timeout: ask console": the last ": " parts it, since answers may hold any text, and steps none. */
static bool take_choice(comparing *c, text *t, const char *line, size_t size)
{
    size_t at = size;
    while (at > 3 && !(line[at - 2] == ':' && line[at - 1] == ' '))
        at--;
    if (at <= 3 || !t->paragraphs.count)
        return false;
    choice one = { arena_string(c->a, line + 2, at - 4), arena_string(c->a, line + at, size - at) };
    if (!one.word || !one.target || !vector_append(&t->choices, &one, 1)) {
        c->no_memory = true;
        return false;
    }
    VECTOR_AT(&t->paragraphs, paragraph, t->paragraphs.count - 1).count++;
    return true;
}

static bool read_text(comparing *c, text *t, const char *from)
{
    for (const char *end; *from; from = *end ? end + 1 : end) {
        end = strchr(from, '\n') ? strchr(from, '\n') : from + strlen(from);
        size_t size = (size_t)(end - from);
        size -= size > 0 && from[size - 1] == '\r';
        if (size == 0 || from[0] == '#')
            continue;
        bool indented = size > 2 && from[0] == ' ' && from[1] == ' ';
        if (!(indented ? take_choice(c, t, from, size) : take_head(c, t, from, size)))
            return false;
    }
    return t->paragraphs.count > 0;
}

/* ---- Comparing --------------------------------------------------------------------------------------------------------- */

/* The step without " ~2". */
static size_t step_size(const char *target)
{
    const char *more = strstr(target, " ~");
    return more ? (size_t)(more - target) : strlen(target);
}

static bool same_target(const char *was, const char *is)
{
    return step_size(was) == step_size(is) && strncmp(was, is, step_size(was)) == 0;
}

static const choice *choice_of(const text *t, const paragraph *p, const char *word)
{
    for (uint32_t i = 0; i < p->count; i++) {
        const choice *c = &VECTOR_AT(&t->choices, choice, p->first + i);
        if (strcmp(c->word, word) == 0)
            return c;
    }
    return NULL;
}

/* "ask port_22 to verify open_sg": what is asked or tried. */
static const char *thing_of(comparing *c, const char *head)
{
    const char *start = strchr(head, ' ') ? strchr(head, ' ') + 1 : head;
    return arena_string(&c->scratch, start, strcspn(start, " "));
}

/* "port_22=timeout, sg_rule=none": the way to an answer of a pair. */
static const char *way_to(comparing *c, size_t at, const char *word)
{
    const char *way = "";
    while (at != SIZE_MAX && way) {
        const pair *p = &VECTOR_AT(&c->pairs, pair, at);
        const char *thing = thing_of(c, VECTOR_AT(&c->is.paragraphs, paragraph, p->is).head);
        way = thing ? arena_format(&c->scratch, "%s=%s%s%s", thing, word, *way ? ", " : "", way) : NULL;
        word = p->word;
        at = p->from;
    }
    return way;
}

static void tell(comparing *c, size_t at, const char *word, const char *was, const char *is)
{
    const char *way = way_to(c, at, word);
    changed_way found = { way ? arena_string(c->a, way, strlen(way)) : NULL,
                          was ? arena_string(c->a, was, step_size(was)) : NULL,
                          is ? arena_string(c->a, is, step_size(is)) : NULL };
    bool made = found.way && (!was || found.was) && (!is || found.is);
    c->no_memory = c->no_memory || !made || !vector_append(c->out, &found, 1);
}

static void visit(comparing *c, uint32_t was, uint32_t is, size_t from, const char *word)
{
    char key[32];
    int size = snprintf(key, sizeof key, "%u,%u", (unsigned)was, (unsigned)is);
    pair p = { was, is, from, word };
    name *n = names_keep(&c->seen, key, (size_t)size);
    if (n && n->of[0] != NONE)
        return;
    c->no_memory = c->no_memory || !n || !vector_append(&c->pairs, &p, 1);
    if (n)
        n->of[0] = 0;
}

static void compare_choice(comparing *c, size_t at, const choice *was, const choice *is)
{
    if (!same_target(was->target, is->target)) {
        tell(c, at, is->word, was->target, is->target);
        return;
    }
    const name *x = names_find(&c->was.heads, was->target), *y = names_find(&c->is.heads, is->target);
    if (x && y)
        visit(c, x->of[0], y->of[0], at, is->word);
}

static void compare_pair(comparing *c, size_t at)
{
    pair p = VECTOR_AT(&c->pairs, pair, at);
    const paragraph *was = &VECTOR_AT(&c->was.paragraphs, paragraph, p.was);
    const paragraph *is = &VECTOR_AT(&c->is.paragraphs, paragraph, p.is);
    for (uint32_t i = 0; i < is->count; i++) {
        const choice *one = &VECTOR_AT(&c->is.choices, choice, is->first + i);
        const choice *other = choice_of(&c->was, was, one->word);
        if (other)
            compare_choice(c, at, other, one);
        else
            tell(c, at, one->word, NULL, one->target);
    }
    for (uint32_t i = 0; i < was->count; i++) {
        const choice *one = &VECTOR_AT(&c->was.choices, choice, was->first + i);
        if (!choice_of(&c->is, is, one->word))
            tell(c, at, one->word, one->target, NULL);
    }
}

static void compare(comparing *c)
{
    const char *was = VECTOR_AT(&c->was.paragraphs, paragraph, 0).head;
    const char *is = VECTOR_AT(&c->is.paragraphs, paragraph, 0).head;
    if (same_target(was, is))
        visit(c, 0, 0, SIZE_MAX, NULL);
    else
        tell(c, SIZE_MAX, NULL, was, is);
    for (size_t i = 0; i < c->pairs.count && !c->no_memory; i++)
        compare_pair(c, i);
}

wm_status snapshot_compare(const char *was, const char *is, vector *out, arena *a, wm_error *error)
{
    wm_allocator allocator = out->allocator;
    comparing c = { .a = a, .out = out };
    arena_init(&c.scratch, allocator);
    text_begin(&c.was, allocator, &c.scratch);
    text_begin(&c.is, allocator, &c.scratch);
    c.pairs = vector_of(allocator, sizeof(pair));
    names_init(&c.seen, allocator, &c.scratch, &c.scratch);
    bool read = read_text(&c, &c.was, was) && read_text(&c, &c.is, is);
    if (read)
        compare(&c);
    text_end(&c.was);
    text_end(&c.is);
    vector_free(&c.pairs);
    names_free(&c.seen);
    arena_free(&c.scratch);
    if (c.no_memory)
        return error_no_memory(error);
    return read ? WM_OK
                : error_set(error, WM_BAD_INPUT, NULL, "這不是判斷樹的路徑檔。", "This is no file of a guide's paths.");
}
