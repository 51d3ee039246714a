/* Counting rule cards, adding and writing them. Uses replay/cards.h and replay/replayer.h. */
#include "replay/cards.h"

#include <math.h>
#include <stdio.h>

#include "replay/replayer.h"

const char *const card_language_names[CARD_LANGUAGES] = { "zh", "en", "none" };

/* ---- Making ---------------------------------------------------------------------------------------------------------- */

static bool make_cards(tally *t, size_t count, card **out)
{
    *out = arena_zero(&t->memory, count + 1, sizeof **out);
    for (size_t i = 0; *out && i < count; i++)
        (*out)[i].months = vector_of(t->allocator, sizeof(card_month));
    return *out != NULL;
}

bool tally_add_cards(tally *t, const rule_set *set)
{
    card_deck *decks = arena_zero(&t->memory, (size_t)set->guide_count + 1, sizeof *decks);
    bool made = decks != NULL;
    for (uint32_t i = 0; made && i < set->guide_count; i++) {
        const guide *g = set->guides[i];
        card_deck *d = &decks[i];
        made = make_cards(t, g->fault_count, &d->faults) && make_cards(t, g->action_count, &d->remedies);
        for (uint32_t k = 0; made && k < g->fault_count; k++)
            d->faults[d->fault_count++].id = g->faults[k].id;
        for (uint32_t k = 0; made && k < g->action_count; k++)
            d->remedies[d->remedy_count++].id = g->actions[k].id;
    }
    if (made)
        t->cards = decks;
    return made;
}

static void free_months(card *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        vector_free(&list[i].months);
}

void cards_free(tally *t)
{
    for (size_t i = 0; t->cards && i < t->guide_count; i++) {
        free_months(t->cards[i].faults, t->cards[i].fault_count);
        free_months(t->cards[i].remedies, t->cards[i].remedy_count);
    }
    t->cards = NULL;
}

/* ---- Language and month ------------------------------------------------------------------------------------------------ */

/* The Han characters of Unicode's blocks: unified, extension A, compatibility, and the two planes behind. */
static bool is_han(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x3FFFF);
}

/* The text is well-formed UTF-8: the reader saw to it. */
card_language card_language_of(const char *text, size_t size)
{
    const unsigned char *s = (const unsigned char *)text;
    for (size_t i = 0; i < size; i++) {
        if (s[i] >= 0xE0 && s[i] < 0xF0 && i + 2 < size) {
            if (is_han((s[i] & 0x0Fu) << 12 | (s[i + 1] & 0x3Fu) << 6 | (s[i + 2] & 0x3Fu)))
                return CARD_ZH;
        } else if (s[i] >= 0xF0 && i + 3 < size) {
            if (is_han((s[i] & 0x07u) << 18 | (s[i + 1] & 0x3Fu) << 12 | (s[i + 2] & 0x3Fu) << 6 | (s[i + 3] & 0x3Fu)))
                return CARD_ZH;
        }
    }
    return size ? CARD_EN : CARD_NO_TEXT;
}

static bool digits(const char *s, size_t count, uint32_t *out)
{
    *out = 0;
    for (size_t i = 0; i < count; i++) {
        if (s[i] < '0' || s[i] > '9')
            return false;
        *out = *out * 10 + (uint32_t)(s[i] - '0');
    }
    return true;
}

uint32_t card_month_of(const char *opened, size_t size)
{
    uint32_t year, month;
    if (size < 7 || !digits(opened, 4, &year) || opened[4] != '-' || !digits(opened + 5, 2, &month))
        return CARD_NO_MONTH;
    bool ends = size == 7 || opened[7] == '-';
    return ends && month >= 1 && month <= 12 ? 12 * year + month - 1 : CARD_NO_MONTH;
}

uint32_t card_month_named(const char *name)
{
    return card_month_of(name, strlen(name));
}

const char *card_month_name(uint32_t month, char out[CARD_MONTH_SIZE])
{
    if (month == CARD_NO_MONTH)
        snprintf(out, CARD_MONTH_SIZE, "none");
    else
        snprintf(out, CARD_MONTH_SIZE, "%04u-%02u", (unsigned)(month / 12 % 10000), (unsigned)(month % 12 + 1));
    return out;
}

card_counts *card_month_counts(card *c, uint32_t month)
{
    size_t low = 0, high = c->months.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (VECTOR_AT(&c->months, card_month, middle).month < month)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < c->months.count && VECTOR_AT(&c->months, card_month, low).month == month)
        return &VECTOR_AT(&c->months, card_month, low).counts;
    if (!vector_push(&c->months))
        return NULL;
    card_month *at = &VECTOR_AT(&c->months, card_month, low);
    memmove(at + 1, at, (c->months.count - 1 - low) * sizeof *at);
    *at = (card_month){ .month = month };
    return &at->counts;
}

/* ---- Counting ------------------------------------------------------------------------------------------------------------ */

bool cards_note_step(card_counter *c, const replayer *y)
{
    const facts_name *name = &y->step.name;
    if (y->step.kind != WM_TRY)
        return true;
    for (size_t i = 0; i < c->proposed.count; i++)
        if (VECTOR_AT(&c->proposed, facts_name, i).place == name->place)
            return true;
    return vector_append(&c->proposed, name, 1);
}

typedef struct occasion {
    card_language language;
    uint32_t month;
} occasion;

static bool count_one(card *c, const occasion *on, bool reached, bool recorded)
{
    card_counts *month = card_month_counts(c, on->month);
    card_counts *each[] = { &c->languages[on->language], month };
    if (!month)
        return false;
    for (size_t i = 0; i < 2; i++) {
        each[i]->reached += reached;
        each[i]->recorded += recorded;
        each[i]->right += reached && recorded;
    }
    return true;
}

/* The fault that a name stands for in a ticket: of its guide, else of those that this one includes or leads to. */
static card *fault_named(const replayer *y, const span *name)
{
    const layout *l = &y->index->set->layouts[y->reader->t.guide];
    for (uint32_t i = 0; i < l->reached; i++) {
        card_deck *d = &y->tally.cards[l->members[i].guide];
        const guide_index *g = &y->index->of[l->members[i].guide];
        for (size_t k = 0; k < d->fault_count; k++)
            if (g->faults[k].size == name->size && memcmp(g->faults[k].s, name->s, name->size) == 0)
                return &d->faults[k];
    }
    return NULL;
}

static bool count_faults(replayer *y, const occasion *on)
{
    const replayed *n = &y->now;
    const span *name = &y->reader->t.fault;
    if (!name->s)
        return true;
    card *reached = n->fault_number == NONE ? NULL : &y->tally.cards[n->fault_guide].faults[n->fault_number];
    bool same = reached && n->fault.size == name->size && memcmp(n->fault.s, name->s, name->size) == 0;
    card *recorded = same ? reached : fault_named(y, name);
    if (reached && !count_one(reached, on, true, same))
        return false;
    return same || !recorded || count_one(recorded, on, false, true);
}

/* Cards are of actions, whatever their instances and rounds. */
static card *remedy_of(const replayer *y, const facts_name *name)
{
    const family *f = &y->index->set->guides[name->guide]->remedy_families[name->family];
    return &y->tally.cards[f->declared == NONE ? name->guide : f->declared].remedies[f->of];
}

static card *remedy_named(const replayer *y, const span *name)
{
    index_name found;
    return index_action(y->index, y->reader->t.guide, name->s, name->size, &found) ? remedy_of(y, &found.name) : NULL;
}

/* Another instance of an action is the same remedy. */
static bool is_first_of(const card_counter *c, const replayer *y, size_t which, const card *it)
{
    for (size_t i = 0; i < which; i++)
        if (remedy_of(y, &VECTOR_AT(&c->proposed, facts_name, i)) == it)
            return false;
    return true;
}

static bool count_remedies(card_counter *c, replayer *y, const occasion *on)
{
    const span *name = &y->reader->t.action;
    if (!name->s)
        return true;
    card *recorded = remedy_named(y, name);
    bool found = false;
    for (size_t i = 0; i < c->proposed.count; i++) {
        card *it = remedy_of(y, &VECTOR_AT(&c->proposed, facts_name, i));
        found = found || it == recorded;
        if (is_first_of(c, y, i, it) && !count_one(it, on, true, it == recorded))
            return false;
    }
    return found || !recorded || count_one(recorded, on, false, true);
}

bool cards_count(card_counter *c, replayer *y)
{
    const ticket *t = &y->reader->t;
    bool counted = true;
    if (t->guide != NONE) {
        occasion on = { t->text.s ? card_language_of(t->text.s, t->text.size) : CARD_NO_TEXT,
                        t->opened.s ? card_month_of(t->opened.s, t->opened.size) : CARD_NO_MONTH };
        counted = (y->now.why || cards_note_step(c, y)) && count_faults(y, &on) && count_remedies(c, y, &on);
    }
    c->proposed.count = 0;
    return counted;
}

/* ---- Adding -------------------------------------------------------------------------------------------------------------- */

static bool add_counts(card_counts *to, const card_counts *from)
{
    return tally_count(&to->reached, from->reached) && tally_count(&to->recorded, from->recorded) &&
           tally_count(&to->right, from->right);
}

static bool counts_are_sound(const card_counts *c)
{
    return c->right <= c->reached && c->right <= c->recorded;
}

card_counts card_sum(const card *c)
{
    card_counts sum = { 0, 0, 0 };
    for (size_t i = 0; i < CARD_LANGUAGES; i++)
        (void)add_counts(&sum, &c->languages[i]); /* that it fits was seen to: cards_are_sound */
    return sum;
}

static wm_status add_card(card *to, const card *from)
{
    bool fits = true;
    for (size_t i = 0; i < CARD_LANGUAGES; i++)
        fits = add_counts(&to->languages[i], &from->languages[i]) && fits;
    for (size_t i = 0; fits && i < from->months.count; i++) {
        const card_month *m = &VECTOR_AT(&from->months, card_month, i);
        card_counts *counts = card_month_counts(to, m->month);
        if (!counts)
            return WM_NO_MEMORY;
        fits = add_counts(counts, &m->counts);
    }
    return fits ? WM_OK : WM_BAD_INPUT;
}

static wm_status add_list(card *to, const card *from, size_t count)
{
    wm_status status = WM_OK;
    for (size_t i = 0; status == WM_OK && i < count; i++)
        status = add_card(&to[i], &from[i]);
    return status;
}

wm_status cards_add(card_deck *to, const card_deck *from, size_t guide_count)
{
    wm_status status = WM_OK;
    for (size_t i = 0; status == WM_OK && i < guide_count; i++) {
        status = add_list(to[i].faults, from[i].faults, to[i].fault_count);
        if (status == WM_OK)
            status = add_list(to[i].remedies, from[i].remedies, to[i].remedy_count);
    }
    return status;
}

static bool list_is_sound(const card *list, size_t count)
{
    bool sound = true;
    for (size_t i = 0; sound && i < count; i++) {
        card_counts sum = { 0, 0, 0 };
        for (size_t k = 0; k < CARD_LANGUAGES; k++)
            sound = add_counts(&sum, &list[i].languages[k]) && counts_are_sound(&list[i].languages[k]) && sound;
        for (size_t k = 0; k < list[i].months.count; k++)
            sound = counts_are_sound(&VECTOR_AT(&list[i].months, card_month, k).counts) && sound;
    }
    return sound;
}

bool cards_are_sound(const card_deck *decks, size_t guide_count)
{
    bool sound = true;
    for (size_t i = 0; sound && i < guide_count; i++)
        sound = list_is_sound(decks[i].faults, decks[i].fault_count) &&
                list_is_sound(decks[i].remedies, decks[i].remedy_count);
    return sound;
}

/* ---- Telling ------------------------------------------------------------------------------------------------------------- */

#define Z95 1.959963984540054 /* the normal distribution's 97.5 % quantile */

/* E. B. Wilson, Probable inference, the law of succession, and statistical inference (JASA 22, 1927): the shares p with
 * |p̂ − p| ≤ z √(p (1 − p) / n). */
void cards_wilson(uint64_t right, uint64_t whole, double *low, double *high)
{
    *low = 0;
    *high = 1;
    if (!whole)
        return;
    double n = (double)whole, p = (double)right / n, zz = Z95 * Z95;
    double middle = (p + zz / (2 * n)) / (1 + zz / n);
    double half = Z95 * sqrt(p * (1 - p) / n + zz / (4 * n * n)) / (1 + zz / n);
    *low = right ? fmax(0, middle - half) : 0;
    *high = right < whole ? fmin(1, middle + half) : 1;
}

/* [share, low, high]; null where nothing was counted. */
static void write_share(writing *o, const char *name, uint64_t right, uint64_t whole)
{
    double low, high;
    out_text(o, ",\"");
    out_text(o, name);
    out_text(o, whole ? "\":[" : "\":null");
    if (!whole)
        return;
    cards_wilson(right, whole, &low, &high);
    out_ratio(o, right, whole);
    out_text(o, ",");
    out_ratio(o, (uint64_t)(low * TALLY_UNITS + .5), TALLY_UNITS);
    out_text(o, ",");
    out_ratio(o, (uint64_t)(high * TALLY_UNITS + .5), TALLY_UNITS);
    out_text(o, "]");
}

static void write_counts(writing *o, const char *name, const card_counts *c, bool first)
{
    out_text(o, first ? "\"" : ",\"");
    out_text(o, name);
    out_text(o, "\":[");
    out_count(o, c->reached);
    out_text(o, ",");
    out_count(o, c->recorded);
    out_text(o, ",");
    out_count(o, c->right);
    out_text(o, "]");
}

static void write_splits(writing *o, const card *c)
{
    char name[CARD_MONTH_SIZE];
    bool first = true;
    out_text(o, ",\"languages\":{");
    for (size_t i = 0; i < CARD_LANGUAGES; i++) {
        if (c->languages[i].reached + c->languages[i].recorded == 0)
            continue;
        write_counts(o, card_language_names[i], &c->languages[i], first);
        first = false;
    }
    out_text(o, "},\"months\":{");
    for (size_t i = 0; i < c->months.count; i++) {
        const card_month *m = &VECTOR_AT(&c->months, card_month, i);
        write_counts(o, card_month_name(m->month, name), &m->counts, i == 0);
    }
    out_text(o, "}");
}

static void write_card(writing *o, const card *c)
{
    card_counts sum = card_sum(c);
    out_string(o, c->id, strlen(c->id));
    out_text(o, ":{\"tickets\":");
    out_count(o, sum.reached + sum.recorded - sum.right);
    write_share(o, "precision", sum.right, sum.reached);
    write_share(o, "recall", sum.right, sum.recorded);
    write_splits(o, c);
    out_text(o, "}");
}

static void write_list(writing *o, const char *name, const card *list, size_t count)
{
    out_text(o, "\"");
    out_text(o, name);
    out_text(o, "\":{");
    for (size_t i = 0; i < count; i++) {
        if (i)
            out_text(o, ",");
        write_card(o, &list[i]);
    }
    out_text(o, "}");
}

void cards_write(writing *o, const card_deck *deck)
{
    out_text(o, "\"cards\":{");
    write_list(o, "faults", deck->faults, deck->fault_count);
    out_text(o, ",");
    write_list(o, "remedies", deck->remedies, deck->remedy_count);
    out_text(o, "}");
}
