/* Reading a tally back, so that parts can be added: whole numbers exactly, to all 64 bits. Uses replay/tally.h and
 * replay/cards.h and replay/scan.h. */
#include "base/error.h"
#include "base/vector.h"
#include "replay/cards.h"

typedef struct reading {
    tally *t;
    scan scan;
    vector list; /* of uint64_t: the counts of one list */
    vector guides;
    guide_tally *guide;
    vector decks; /* of card_deck, one a guide */
    vector cards; /* of card: those of the list being read */
    card *card;
    bool no_memory;
} reading;

static char *wrong(reading *r, const char *at)
{
    return scan_fail(&r->scan, SCAN_FIELD, at);
}

static char *no_memory(reading *r, const char *at)
{
    r->no_memory = true;
    return wrong(r, at);
}

/* A whole number of 64 bits. */
static char *whole_number(reading *r, char *p, uint64_t *out)
{
    uint64_t value = 0;
    const char *start = p;
    for (; *p >= '0' && *p <= '9'; p++) {
        uint64_t digit = (uint64_t)(*p - '0');
        if (value > (UINT64_MAX - digit) / 10)
            return wrong(r, start);
        value = value * 10 + digit;
    }
    *out = value;
    return p == start || *p == '.' || *p == 'e' || *p == 'E' ? wrong(r, start) : p;
}

/* A sum of minutes is written in 10⁻⁹ and counted in 10⁻⁶: its last three digits are noughts, and only those before them
 * need have room in 64 bits. */
static char *sum_number(reading *r, char *p, sum_kind kind)
{
    uint64_t *out = &r->guide->figures.sums[kind];
    size_t size = strspn(p, "0123456789");
    if (!sum_is_of_minutes(kind) || (size == 1 && *p == '0'))
        return whole_number(r, p, out);
    if (size < 4 || memcmp(p + size - 3, "000", 3) != 0 || p[size] == '.' || p[size] == 'e' || p[size] == 'E')
        return wrong(r, p);
    p[size - 3] = '\0';
    char *behind = whole_number(r, p, out);
    p[size - 3] = '0';
    return behind ? p + size : NULL;
}

/* An object: every member is given to `take` at its value, as a NUL-terminated key. */
typedef char *take_member(reading *r, const char *key, char *p);

/* The first keys of an object; guides and cards, which may be more, are held in order (tally_is_sound, tally_matches). */
#define KEYS_TOLD_APART 64
typedef struct seen_keys {
    const char *keys[KEYS_TOLD_APART];
    size_t count;
} seen_keys;

static bool is_new(seen_keys *seen, const char *key)
{
    for (size_t i = 0; i < seen->count; i++)
        if (strcmp(seen->keys[i], key) == 0)
            return false;
    if (seen->count < KEYS_TOLD_APART)
        seen->keys[seen->count++] = key;
    return true;
}

static char *object(reading *r, char *p, take_member *take)
{
    seen_keys seen = { .count = 0 };
    if (*p != '{')
        return wrong(r, p);
    p = scan_space(p + 1);
    if (*p == '}')
        return p + 1;
    for (;;) {
        span key;
        if (!(p = scan_string(&r->scan, p, &key)))
            return NULL;
        p = scan_space(p);
        if (*p != ':')
            return wrong(r, p);
        ((char *)key.s)[key.size] = '\0';
        if (!is_new(&seen, key.s))
            return wrong(r, p);
        if (!(p = take(r, key.s, scan_space(p + 1))))
            return NULL;
        p = scan_space(p);
        if (*p == '}')
            return p + 1;
        if (*p != ',')
            return wrong(r, p);
        p = scan_space(p + 1);
    }
}

static char *count_list(reading *r, char *p, hits *out)
{
    r->list.count = 0;
    if (*p != '[')
        return wrong(r, p);
    p = scan_space(p + 1);
    for (bool more = *p != ']'; more;) {
        uint64_t count;
        if (!(p = whole_number(r, p, &count)))
            return NULL;
        if (!vector_append(&r->list, &count, 1))
            return no_memory(r, p);
        p = scan_space(p);
        more = *p == ',';
        if (more)
            p = scan_space(p + 1);
        else if (*p != ']')
            return wrong(r, p);
    }
    out->count = r->list.count;
    out->counts = arena_zero(&r->t->memory, out->count + 1, sizeof *out->counts);
    if (!out->counts)
        return no_memory(r, p);
    if (out->count)
        memcpy(out->counts, r->list.data, out->count * sizeof *out->counts);
    return p + 1;
}

static char *hits_member(reading *r, const char *key, char *p)
{
    guide_tally *g = r->guide;
    hits *out = strcmp(key, "nodes") == 0 ? &g->nodes : strcmp(key, "edges") == 0 ? &g->edges : &g->ends;
    return out == &g->ends && strcmp(key, "ends") != 0 ? wrong(r, p) : count_list(r, p, out);
}

static char *sums_member(reading *r, const char *key, char *p)
{
    for (size_t i = 0; i < SUM_COUNT; i++)
        if (strcmp(key, tally_sum_names[i]) == 0)
            return sum_number(r, p, (sum_kind)i);
    return wrong(r, p);
}

static char *questions_member(reading *r, const char *key, char *p)
{
    return strcmp(key, "max") == 0 ? whole_number(r, p, &r->guide->figures.questions_max) : scan_over(&r->scan, p);
}

/* ---- Cards ------------------------------------------------------------------------------------------------------ */

/* [reached, recorded, right] */
static char *three_counts(reading *r, char *p, card_counts *out)
{
    uint64_t *to[] = { &out->reached, &out->recorded, &out->right };
    for (size_t i = 0; i < 3; i++) {
        if (*p != (i ? ',' : '['))
            return wrong(r, p);
        if (!(p = whole_number(r, scan_space(p + 1), to[i])))
            return NULL;
        p = scan_space(p);
    }
    return *p == ']' ? p + 1 : wrong(r, p);
}

static char *language_member(reading *r, const char *key, char *p)
{
    for (size_t i = 0; i < CARD_LANGUAGES; i++)
        if (strcmp(key, card_language_names[i]) == 0)
            return three_counts(r, p, &r->card->languages[i]);
    return wrong(r, p);
}

static char *month_member(reading *r, const char *key, char *p)
{
    uint32_t month = card_month_named(key);
    if (month == CARD_NO_MONTH && strcmp(key, "none") != 0)
        return wrong(r, p);
    card_counts *counts = card_month_counts(r->card, month);
    return counts ? three_counts(r, p, counts) : no_memory(r, p);
}

static char *card_member(reading *r, const char *key, char *p)
{
    if (strcmp(key, "languages") == 0)
        return object(r, p, language_member);
    return strcmp(key, "months") == 0 ? object(r, p, month_member) : scan_over(&r->scan, p);
}

static char *card_of_list(reading *r, const char *key, char *p)
{
    r->card = vector_push(&r->cards);
    if (!r->card)
        return no_memory(r, p);
    r->card->months = vector_of(r->t->allocator, sizeof(card_month));
    r->card->id = arena_string(&r->t->memory, key, strlen(key));
    return r->card->id ? object(r, p, card_member) : no_memory(r, p);
}

/* The list's cards are the deck's from here on. */
static char *cards_member(reading *r, const char *key, char *p)
{
    card_deck *d = &VECTOR_AT(&r->decks, card_deck, r->decks.count - 1);
    bool faults = strcmp(key, "faults") == 0;
    if ((!faults && strcmp(key, "remedies") != 0) || (faults ? d->faults : d->remedies))
        return wrong(r, p);
    if (!(p = object(r, p, card_of_list)))
        return NULL;
    card *list = arena_zero(&r->t->memory, r->cards.count + 1, sizeof *list);
    if (!list)
        return no_memory(r, p);
    if (r->cards.count)
        memcpy(list, r->cards.data, r->cards.count * sizeof *list);
    *(faults ? &d->faults : &d->remedies) = list;
    *(faults ? &d->fault_count : &d->remedy_count) = r->cards.count;
    r->cards.count = 0;
    return p;
}

static bool keep_cards(reading *r)
{
    size_t with = 0;
    for (size_t i = 0; i < r->decks.count; i++) {
        const card_deck *d = &VECTOR_AT(&r->decks, card_deck, i);
        with += d->faults && d->remedies;
    }
    if (with && with == r->decks.count)
        r->t->cards = arena_copy(&r->t->memory, r->decks.data, with, sizeof(card_deck));
    r->no_memory = r->no_memory || (with && with == r->decks.count && !r->t->cards);
    return !with || r->t->cards;
}

/* What no tally has taken. */
static void drop_cards(reading *r)
{
    tally left = { .cards = r->decks.data, .guide_count = r->decks.count };
    for (size_t i = 0; i < r->cards.count; i++)
        vector_free(&VECTOR_AT(&r->cards, card, i).months);
    cards_free(&left);
}

/* ---- Guides ----------------------------------------------------------------------------------------------------- */

/* A ticket without a guide, and a line that is none, are counted beside the guides: in one they would count twice. */
static char *guide_verdict(reading *r, char *p, verdict of)
{
    uint64_t *out = &r->guide->figures.verdicts[of];
    char *end = whole_number(r, p, out);
    return end && *out && (of == VERDICT_NO_GUIDE || of == VERDICT_INVALID) ? wrong(r, p) : end;
}

/* Figures that are derived are derived anew. */
static char *guide_member(reading *r, const char *key, char *p)
{
    for (size_t i = 0; i < VERDICT_COUNT; i++)
        if (strcmp(key, verdict_words[i]) == 0)
            return guide_verdict(r, p, (verdict)i);
    if (strcmp(key, "unknown_facts") == 0)
        return whole_number(r, p, &r->guide->figures.unknown_facts);
    if (strcmp(key, "questions") == 0)
        return object(r, p, questions_member);
    if (strcmp(key, "hits") == 0)
        return object(r, p, hits_member);
    if (strcmp(key, "sums") == 0)
        return object(r, p, sums_member);
    if (strcmp(key, "cards") == 0)
        return object(r, p, cards_member);
    return scan_over(&r->scan, p);
}

static char *guides_member(reading *r, const char *key, char *p)
{
    r->guide = vector_push(&r->guides);
    if (!r->guide || !vector_push(&r->decks) || !(r->guide->name = arena_string(&r->t->memory, key, strlen(key))))
        return no_memory(r, p);
    p = object(r, p, guide_member);
    return p && (!r->guide->nodes.counts || !r->guide->edges.counts || !r->guide->ends.counts) ? wrong(r, p) : p;
}

static char *rules_member(reading *r, char *p)
{
    span text;
    if (!(p = scan_string(&r->scan, p, &text)))
        return NULL;
    if (text.size >= sizeof r->t->rules)
        return wrong(r, p);
    memcpy(r->t->rules, text.s, text.size);
    r->t->rules[text.size] = '\0';
    return p;
}

static char *tally_member(reading *r, const char *key, char *p)
{
    if (strcmp(key, "rules") == 0)
        return rules_member(r, p);
    if (strcmp(key, "no_guide") == 0)
        return whole_number(r, p, &r->t->no_guide);
    if (strcmp(key, "invalid") == 0)
        return whole_number(r, p, &r->t->invalid);
    if (strcmp(key, "guides") == 0)
        return object(r, p, guides_member);
    return scan_over(&r->scan, p);
}

static bool keep_guides(reading *r)
{
    r->t->guide_count = r->guides.count;
    r->t->guides = arena_zero(&r->t->memory, r->guides.count + 1, sizeof *r->t->guides);
    if (r->t->guides && r->guides.count)
        memcpy(r->t->guides, r->guides.data, r->guides.count * sizeof *r->t->guides);
    r->no_memory = r->no_memory || !r->t->guides;
    return r->t->guides && keep_cards(r);
}

wm_status tally_read(tally *t, char *text, wm_allocator allocator, wm_error *error)
{
    *t = (tally){ .allocator = allocator };
    arena_init(&t->memory, allocator);
    reading r = { .t = t,
                  .list = vector_of(allocator, sizeof(uint64_t)),
                  .guides = vector_of(allocator, sizeof(guide_tally)),
                  .decks = vector_of(allocator, sizeof(card_deck)),
                  .cards = vector_of(allocator, sizeof(card)) };
    r.scan.c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    char *end = r.scan.c_locale ? object(&r, scan_space(text), tally_member) : no_memory(&r, text);
    if (end && *scan_space(end) != '\n')
        end = wrong(&r, end);
    bool kept = end && t->rules[0] && keep_guides(&r) && tally_is_sound(t);
    if (!t->cards)
        drop_cards(&r);
    vector_free(&r.decks);
    vector_free(&r.cards);
    vector_free(&r.list);
    vector_free(&r.guides);
    if (r.scan.c_locale)
        freelocale(r.scan.c_locale);
    if (kept)
        return WM_OK;
    tally_free(t);
    if (r.no_memory)
        return error_no_memory(error);
    return error_set(error, WM_BAD_INPUT, "", "這不是重播的統計（waymark replay --json 印出的）。",
                     "This is no tally of a replay (as waymark replay --json prints it).");
}
