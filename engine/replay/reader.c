/* Reading a ticket's line: its fields, in whatever order. Values of facts are facts.c's. Uses replay/reader_parts.h. */
#include "replay/reader.h"

#include <stdlib.h>

#include "replay/reader_parts.h"

/* ---- Making ----------------------------------------------------------------------------------------------------- */

/* One block; the widest alignment first. */
static bool give_room(reader *r)
{
    size_t answers = (size_t)r->index->most_answers + 1, seen = 2 * (size_t)READER_KEYS;
    size_t sizes[] = { seen * sizeof *r->seen, answers * sizeof *r->answers, answers * sizeof *r->places };
    r->block_bytes = sizes[0] + sizes[1] + sizes[2];
    char *memory = allocator_zero(&r->allocator, 1, r->block_bytes);
    r->block = memory;
    if (!memory)
        return false;
    r->seen = (seen_key *)(void *)memory;
    r->answers = (fact *)(void *)(memory + sizes[0]);
    r->places = (uint32_t *)(void *)(memory + sizes[0] + sizes[1]);
    return true;
}

reader *reader_new(const replay_index *index, wm_allocator allocator)
{
    reader *r = allocator_zero(&allocator, 1, sizeof *r);
    if (!r)
        return NULL;
    r->index = index;
    r->allocator = allocator;
    arena_init(&r->kept, allocator);
    r->scan.c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (r->scan.c_locale && give_room(r))
        return r;
    reader_free(r);
    return NULL;
}

void reader_free(reader *r)
{
    if (!r)
        return;
    wm_allocator allocator = r->allocator;
    if (r->scan.c_locale)
        freelocale(r->scan.c_locale);
    if (r->block)
        allocator_free(&allocator, r->block, r->block_bytes);
    if (r->recorded)
        allocator_free(&allocator, r->recorded, r->recorded_room * sizeof *r->recorded);
    if (r->tries)
        allocator_free(&allocator, r->tries, r->tries_room * sizeof *r->tries);
    if (r->told)
        allocator_free(&allocator, r->told, r->told_room * sizeof *r->told);
    arena_free(&r->kept);
    allocator_free(&allocator, r, sizeof *r);
}

/* ---- Keys ------------------------------------------------------------------------------------------------------- */

static bool is_same_key(const seen_key *e, const name_key *k, const char *s, uint32_t object)
{
    return e->object == object && e->head == k->head && e->tail == k->tail && e->size == k->size &&
           (k->size <= 16 || memcmp(e->s + 8, s + 8, k->size - 16) == 0);
}

/* The keys of other systems are told apart, too, so that none is lost behind another of its name. */
bool note_key(reader *r, const span *key, uint32_t object, const char *behind)
{
    name_key k = name_key_of(key->s, key->size);
    uint64_t mixed =
        (k.head ^ (k.tail << 17 | k.tail >> 47) ^ k.size ^ (uint64_t)object << 40) * UINT64_C(0x9E3779B97F4A7C15);
    uint32_t mask = 2 * READER_KEYS - 1, at = (uint32_t)(mixed >> 32) & mask;
    for (; r->seen[at].stamp == r->stamp; at = (at + 1) & mask)
        if (is_same_key(&r->seen[at], &k, key->s, object))
            return scan_fail(&r->scan, SCAN_TWICE, behind) != NULL;
    if (r->unknown_keys++ == READER_KEYS)
        return scan_fail(&r->scan, SCAN_MANY, behind) != NULL;
    r->seen[at] = (seen_key){ k.head, k.tail, key->s, k.size, object, r->stamp };
    return true;
}

/* The first other keys of an object; only an object with more of them takes places of the table. */
typedef struct few_keys {
    span keys[READER_FEW_KEYS];
    uint32_t count, object;
} few_keys;

static bool note_other_key(reader *r, const span *key, few_keys *few, const char *behind)
{
    for (uint32_t i = 0; i < few->count; i++)
        if (few->keys[i].size == key->size && memcmp(few->keys[i].s, key->s, key->size) == 0)
            return scan_fail(&r->scan, SCAN_TWICE, behind) != NULL;
    if (few->count == READER_FEW_KEYS)
        return note_key(r, key, few->object, behind);
    few->keys[few->count++] = *key;
    return true;
}

/* ---- Objects of known fields ------------------------------------------------------------------------------------ */

char *read_object(reader *r, char *p, unsigned takes, read_field *field, void *context)
{
    few_keys few = { .count = 0, .object = r->object++ };
    unsigned there = 0;
    bool more = true;
    if (*p != '{')
        return scan_fail(&r->scan, SCAN_FIELD, p);
    p = scan_space(p + 1);
    if (*p == '}')
        return p + 1;
    while (p && more) {
        span key;
        if (!(p = read_key(r, p, &key)))
            return NULL;
        name_key k = name_key_of(key.s, key.size);
        uint32_t which = name_table_find(&r->index->fields, &k, key.s);
        unsigned bit = which == UINT32_MAX ? 0 : 1u << which & takes;
        if (there & bit)
            return scan_fail(&r->scan, SCAN_TWICE, p);
        there |= bit;
        if (bit)
            p = field(r, (ticket_field)which, p, context);
        else
            p = note_other_key(r, &key, &few, p) ? scan_over(&r->scan, p) : NULL;
        p = p ? read_comma(r, p, '}', &more) : NULL;
    }
    return p;
}

static bool is_null(const char *p)
{
    return p[0] == 'n' && p[1] == 'u' && p[2] == 'l' && p[3] == 'l';
}

/* A text, or null for none. */
char *read_text(reader *r, char *p, span *out)
{
    if (*p == '"')
        return scan_string(&r->scan, p, out);
    return is_null(p) ? p + 4 : scan_fail(&r->scan, SCAN_FIELD, p);
}

/* ---- What came of it -------------------------------------------------------------------------------------------- */

static char *end_field(reader *r, ticket_field which, char *p, void *context)
{
    (void)context;
    return read_text(r, p, which == FIELD_FAULT ? &r->t.fault : which == FIELD_ACTION ? &r->t.action : &r->t.to);
}

static char *read_end(reader *r, char *p, unsigned takes)
{
    return is_null(p) ? p + 4 : read_object(r, p, takes, end_field, NULL);
}

/* ---- The ticket ------------------------------------------------------------------------------------------------- */

static void set_guide(reader *r, uint32_t number)
{
    r->t.guide = number;
    r->home = &r->index->of[number];
    r->member = &r->index->set->layouts[number].members[0];
}

static char *read_guide(reader *r, char *p)
{
    if (!(p = read_text(r, p, &r->t.guide_name)) || !r->t.guide_name.s)
        return p;
    name_key k = name_key_of(r->t.guide_name.s, r->t.guide_name.size);
    uint32_t found = name_table_find(&r->index->guides, &k, r->t.guide_name.s);
    if (found != UINT32_MAX)
        set_guide(r, found);
    return p;
}

/* Facts and steps wait until the guide is known. */
static char *read_later(reader *r, char *p, char open, char **at)
{
    if (*p != open)
        return is_null(p) ? p + 4 : scan_fail(&r->scan, SCAN_FIELD, p);
    *at = p;
    return scan_over(&r->scan, p);
}

static char *read_minutes(reader *r, char *p)
{
    if (is_null(p))
        return p + 4;
    char *behind = (*p >= '0' && *p <= '9') || *p == '-' ? scan_number(&r->scan, p, &r->t.minutes)
                                                         : scan_fail(&r->scan, SCAN_FIELD, p);
    if (behind && !(r->t.minutes >= 0 && r->t.minutes <= 1e12))
        return scan_fail(&r->scan, SCAN_RANGE, p);
    return behind;
}

static char *ticket_value(reader *r, ticket_field which, char *p, void *context)
{
    (void)context;
    switch (which) {
    case FIELD_ID:
        return *p == '"' ? scan_string(&r->scan, p, &r->t.id) : scan_fail(&r->scan, SCAN_NO_ID, p);
    case FIELD_GUIDE:
        return read_guide(r, p);
    case FIELD_TEXT:
        return read_text(r, p, &r->t.text);
    case FIELD_FACTS:
        return r->home && *p == '{' ? read_facts(r, p) : read_later(r, p, '{', &r->facts_at);
    case FIELD_STEPS:
        return read_later(r, p, '[', &r->steps_at);
    case FIELD_RESOLVED:
        return read_end(r, p, 1u << FIELD_FAULT | 1u << FIELD_ACTION);
    case FIELD_ESCALATED:
        return read_end(r, p, 1u << FIELD_TO);
    case FIELD_MINUTES:
        return read_minutes(r, p);
    default: /* opened_at */
        return *p == '"' ? scan_string(&r->scan, p, &r->t.opened) : scan_over(&r->scan, p);
    }
}

#define TICKET_FIELDS ((1u << FIELD_FAULT) - 1)

static void forget(reader *r)
{
    for (uint32_t i = 0; i < r->t.place_count; i++)
        r->answers[r->places[i]] = (fact){ 0 };
    if (r->kept_used)
        arena_reset(&r->kept);
    r->kept_used = false;
    r->t = (ticket){ .guide = NONE, .minutes = -1 };
    r->home = NULL;
    r->texts = NULL;
    r->facts_at = r->steps_at = NULL;
    r->object = r->unknown_keys = 0;
    if (!++r->stamp) { /* after 2^32 lines the stamps begin anew */
        memset(r->seen, 0, 2 * (size_t)READER_KEYS * sizeof *r->seen);
        r->stamp = 1;
    }
    r->scan.wrong = SCAN_FINE;
}

/* Without a guide of its own, the text chooses one. */
static bool choose_guide(reader *r)
{
    if (r->t.guide_name.s || !r->t.text.s || !r->choose)
        return true;
    ((char *)r->t.text.s)[r->t.text.size] = '\0'; /* where its closing quote, or what was decoded, stood */
    uint32_t found = r->choose(r->choose_context, r->t.text.s, r->t.text.size);
    if (found == READER_NO_MEMORY)
        return scan_fail(&r->scan, SCAN_NO_MEMORY, r->t.text.s) != NULL;
    if (found != NONE)
        set_guide(r, found);
    return true;
}

/* What had to wait. */
static bool read_waiting(reader *r)
{
    if (r->t.guide == NONE && !choose_guide(r))
        return false;
    return (!r->facts_at || read_facts(r, r->facts_at)) && (!r->steps_at || read_steps(r, r->steps_at));
}

/* Behind the line feed of a line that failed at `at`: what was decoded lies before it. */
static char *line_end(const char *at, const char *limit)
{
    const char *feed = memchr(at, '\n', (size_t)(limit - at));
    return (char *)(feed ? feed + 1 : limit);
}

static char *read_line(reader *r, char *p)
{
    p = scan_space(p);
    if (*p != '{')
        return scan_fail(&r->scan, SCAN_NOT_OBJECT, p);
    if (!(p = read_object(r, p, TICKET_FIELDS, ticket_value, NULL)))
        return NULL;
    p = scan_space(p);
    if (*p != '\n')
        return scan_fail(&r->scan, SCAN_BEHIND, p);
    return r->t.id.size ? p + 1 : scan_fail(&r->scan, SCAN_NO_ID, p);
}

ticket *reader_read(reader *r, char *line, const char *limit, char **behind)
{
    forget(r);
    char *end = read_line(r, line);
    *behind = end ? end : line_end(r->scan.at, limit);
    if (!end || ((r->facts_at || r->steps_at || r->t.guide == NONE) && !read_waiting(r)))
        return NULL;
    return &r->t;
}
