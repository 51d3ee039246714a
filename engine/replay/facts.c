/* The values of a ticket: facts into their slots, steps into lists. Uses replay/reader_parts.h and base/text.h. */
#include "base/text.h"
#include "replay/reader_parts.h"

/* ---- Texts ------------------------------------------------------------------------------------------------------ */

/* ASCII and the unified ideographs of U+4E00 to U+9FFF: each is its own NFKC form, starts a cluster and combines with
 * nothing, so folding is lower case of ASCII. `to` has room for the text and a NUL; false: it needs the whole way. */
static bool fold_simple(const char *s, uint32_t size, char *to)
{
    for (uint32_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c < 0x80) {
            to[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
            continue;
        }
        if (c < 0xE4 || c > 0xE9 || (c == 0xE4 && (unsigned char)s[i + 1] < 0xB8))
            return false;
        memcpy(to + i, s + i, 3);
        i += 2;
    }
    to[size] = '\0';
    return true;
}

bool reader_fold(reader *r, fact_text *text)
{
    if (text->folded)
        return true;
    char *simple = arena_alloc(&r->kept, (size_t)text->raw_size + 4);
    size_t size = text->raw_size;
    r->kept_used = true;
    if (simple && fold_simple(text->raw, text->raw_size, simple))
        text->folded = simple;
    else if (simple)
        text->folded = text_fold(&r->kept, text->raw, text->raw_size, &size);
    text->folded_size = (uint32_t)size;
    return text->folded != NULL;
}

bool reader_fold_all(reader *r)
{
    for (kept_text *i = r->texts; i; i = i->next)
        if (!reader_fold(r, &i->text))
            return false;
    return true;
}

/* The first answer, in their order, one of whose words the folded text holds. */
static uint16_t answer_matching(const question *q, const fact_text *text)
{
    for (uint32_t i = 0; i < q->answer_count; i++)
        for (const char **word = q->answers[i].match; word && *word; word++)
            if (text_contains(text->folded, text->folded_size, *word, strlen(*word)))
                return (uint16_t)i;
    return NO_ANSWER;
}

/* The question that a name stands for. */
typedef struct asked_for {
    const question_index *question;
    const name_table *answers;
    uint32_t place;
    uint8_t kind;
} asked_for;

/* ---- Values ------------------------------------------------------------------------------------------------------ */

static void note_wrong(reader *r, ticket_wrong wrong, const span *name, const char *from, const char *to)
{
    if (r->t.wrong)
        return;
    r->t.wrong = wrong;
    r->t.wrong_name = (label){ name->s, name->size };
    r->t.wrong_value = (label){ from, (uint32_t)(to - from) };
}

static bool is_unsure(const span *text)
{
    return text->size == 6 && memcmp(text->s, "unsure", 6) == 0;
}

static inline uint32_t answer_named(const name_table *answers, const span *text)
{
    name_key k = name_key_of(text->s, text->size);
    return name_table_find(answers, &k, text->s);
}

/* Words that match an answer. */
static bool match_answer(reader *r, const question_index *q, fact_text *text, fact *out)
{
    if (!q->matches)
        return true;
    if (!reader_fold(r, text))
        return false;
    out->answer = answer_matching(q->question, text);
    return true;
}

static bool keep_text(reader *r, const question_index *q, const span *text, fact *out)
{
    kept_text *kept = arena_alloc(&r->kept, sizeof *kept);
    r->kept_used = true;
    if (!kept)
        return false;
    *kept = (kept_text){ { text->s, NULL, text->size, 0 }, r->texts };
    r->texts = kept;
    ((char *)text->s)[text->size] = '\0'; /* where its closing quote, or what was decoded, stood */
    out->as.text = &kept->text;
    uint32_t named = answer_named(q->answers, text);
    if (named == UINT32_MAX)
        return match_answer(r, q, &kept->text, out);
    out->answer = (uint16_t)named;
    return true;
}

/* A text that is no id of a choice's answers. */
static bool other_text(reader *r, const span *text, const span *name, const question_index *q, fact *out)
{
    if (is_unsure(text)) {
        out->state = FACT_UNSURE;
        return true;
    }
    if (q->question->kind == WM_TEXT)
        return keep_text(r, q, text, out);
    if (q->question->kind == WM_NUMBER) {
        note_wrong(r, TICKET_NOT_NUMBER, name, text->s, text->s + text->size);
        return true;
    }
    fact_text matched = { text->s, NULL, text->size, 0 };
    if (!match_answer(r, q, &matched, out))
        return false;
    if (out->answer == NO_ANSWER)
        note_wrong(r, TICKET_NO_ANSWER, name, text->s, text->s + text->size);
    return true;
}

static inline char *text_value(reader *r, char *p, const span *name, const asked_for *a, fact *out)
{
    span text;
    if (!(p = scan_string(&r->scan, p, &text)))
        return NULL;
    if (a->kind == WM_CHOICE) {
        uint32_t named = answer_named(a->answers, &text);
        if (named != UINT32_MAX) {
            *out = (fact){ .state = FACT_KNOWN, .answer = (uint16_t)named };
            return p;
        }
    }
    *out = (fact){ .state = FACT_KNOWN, .answer = NO_ANSWER };
    return other_text(r, &text, name, a->question, out) ? p : scan_fail(&r->scan, SCAN_NO_MEMORY, p);
}

static char *number_value(reader *r, char *p, const span *name, const asked_for *a, fact *out)
{
    const char *start = p;
    double number;
    if (!(p = scan_number(&r->scan, p, &number)))
        return NULL;
    *out = (fact){ .state = FACT_KNOWN, .answer = NO_ANSWER, .as.number = number };
    if (a->kind == WM_NUMBER && number >= a->question->min && number <= a->question->max)
        return p;
    note_wrong(r, a->kind == WM_NUMBER ? TICKET_OUT_OF_RANGE : TICKET_NOT_TEXT, name, start, p);
    return p;
}

/* null: not sure. What is neither text nor number, no question takes. */
static char *other_value(reader *r, char *p, const span *name, const asked_for *a, fact *out)
{
    const char *start = p;
    *out = (fact){ .state = FACT_UNSURE, .answer = NO_ANSWER };
    bool is_null = *p == 'n';
    if ((p = scan_over(&r->scan, p)) && !is_null)
        note_wrong(r, a->kind == WM_NUMBER ? TICKET_NOT_NUMBER : TICKET_NOT_TEXT, name, start, p);
    return p;
}

static inline char *read_value(reader *r, char *p, const span *name, const asked_for *a, fact *out)
{
    if (*p == '"')
        return text_value(r, p, name, a, out);
    if (*p == '-' || (*p >= '0' && *p <= '9'))
        return number_value(r, p, name, a, out);
    return other_value(r, p, name, a, out);
}

/* ---- Lists ------------------------------------------------------------------------------------------------------- */

/* Room for one more element of `size` bytes, doubling; NULL where there is no memory. */
static void *grown(reader *r, void *list, size_t *room, size_t needed, size_t size)
{
    if (needed <= *room)
        return list;
    size_t wanted = *room ? *room : 16;
    while (wanted < needed)
        wanted *= 2;
    void *more = allocator_resize(&r->allocator, list, *room * size, wanted * size);
    if (more)
        *room = wanted;
    return more;
}

bool reader_reserve(reader *r, size_t more)
{
    void *list = grown(r, r->recorded, &r->recorded_room, r->t.answer_count + more, sizeof *r->recorded);
    if (list)
        r->recorded = list;
    return list != NULL;
}

static bool record(reader *r, uint32_t place, uint32_t order, const fact *value, const char *at)
{
    if (!reader_reserve(r, 1))
        return scan_fail(&r->scan, SCAN_NO_MEMORY, at) != NULL;
    r->recorded[r->t.answer_count++] = (ticket_answer){ .place = place, .order = order, .value = *value };
    return true;
}

static bool record_try(reader *r, const facts_name *name, uint32_t order, wm_outcome outcome, const char *at)
{
    void *list = grown(r, r->tries, &r->tries_room, (size_t)r->t.try_count + 1, sizeof *r->tries);
    if (!list)
        return scan_fail(&r->scan, SCAN_NO_MEMORY, at) != NULL;
    r->tries = list;
    r->tries[r->t.try_count++] = (ticket_try){ .name = *name, .order = order, .outcome = outcome };
    return true;
}

/* ---- Facts ------------------------------------------------------------------------------------------------------- */

/* Into its slot; false where it has an answer already. */
static inline bool put_fact(reader *r, uint32_t place, const fact *value)
{
    fact *to = &r->answers[place];
    if (to->state != FACT_NONE)
        return false;
    *to = *value;
    r->places[r->t.place_count++] = place;
    return true;
}

/* A goal's fact waits until it is asked. */
static bool hold_fact(reader *r, uint32_t place, const fact *value, const char *at)
{
    for (uint32_t i = 0; i < r->t.answer_count; i++)
        if (r->recorded[i].place == place)
            return scan_fail(&r->scan, SCAN_TWICE, at) != NULL;
    return record(r, place, 0, value, at);
}

/* A name that the guide itself does not have. */
static bool find_elsewhere(const reader *r, const span *key, asked_for *out)
{
    index_name found;
    if (!index_question(r->index, r->t.guide, key->s, key->size, &found))
        return false;
    const question_index *q = found.question;
    *out = (asked_for){ q, q->answers, found.name.place, (uint8_t)q->question->kind };
    return true;
}

/* Without a guide there are no questions: what is told is checked all the same. */
static inline bool find_question(const reader *r, const span *key, asked_for *out)
{
    if (!r->home)
        return false;
    name_key k = name_key_of(key->s, key->size);
    uint32_t word = name_table_find(&r->index->question_words, &k, key->s);
    const slot_index *s = word == NONE ? NULL : slot_table_find(&r->home->asked, word);
    if (!s)
        return find_elsewhere(r, key, out);
    *out = (asked_for){ s->question, s->answers, slot_place(s->slot, r->member->answers), s->kind };
    return true;
}

static char *unknown_fact(reader *r, char *p, const span *key, uint32_t object)
{
    if (!note_key(r, key, object, p))
        return NULL;
    r->t.unknown_facts++;
    return scan_over(&r->scan, p);
}

static char *read_fact(reader *r, char *p, uint32_t object)
{
    span key = { 0 };
    asked_for a;
    fact value;
    if (!(p = read_key(r, p, &key)))
        return NULL;
    if (!find_question(r, &key, &a))
        return unknown_fact(r, p, &key, object);
    if (!(p = read_value(r, p, &key, &a, &value)))
        return NULL;
    if (index_is_held(r->home, a.place))
        return hold_fact(r, a.place, &value, p) ? p : NULL;
    return put_fact(r, a.place, &value) ? p : scan_fail(&r->scan, SCAN_TWICE, p);
}

char *read_facts(reader *r, char *p)
{
    uint32_t object = r->object++;
    bool more = true;
    p = scan_space(p + 1);
    if (*p == '}')
        return p + 1;
    while (p && more)
        if ((p = read_fact(r, p, object)))
            p = read_comma(r, p, '}', &more);
    return p;
}

/* ---- Steps ------------------------------------------------------------------------------------------------------- */

typedef struct step {
    span ask, try, outcome;
    char *answer; /* its value */
} step;

static char *step_field(reader *r, ticket_field which, char *p, void *context)
{
    step *s = context;
    switch (which) {
    case FIELD_ASK:
        return read_text(r, p, &s->ask);
    case FIELD_TRY:
        return read_text(r, p, &s->try);
    case FIELD_OUTCOME:
        return read_text(r, p, &s->outcome);
    case FIELD_ANSWER:
        s->answer = p;
        return scan_over(&r->scan, p);
    default:
        return scan_over(&r->scan, p); /* note */
    }
}

static bool tell(reader *r, const told_step *told, const char *at)
{
    if (!r->tells)
        return true;
    void *list = grown(r, r->told, &r->told_room, (size_t)r->t.told_count + 1, sizeof *r->told);
    if (!list)
        return scan_fail(&r->scan, SCAN_NO_MEMORY, at) != NULL;
    r->told = list;
    r->told[r->t.told_count++] = *told;
    return true;
}

/* A step's answer is a fact, too; where both speak, the step does. */
static bool take_asked(reader *r, const step *s)
{
    asked_for a;
    told_step told = { .place = NONE };
    if (!find_question(r, &s->ask, &a)) {
        r->t.unknown_facts++;
        return tell(r, &told, s->answer);
    }
    told.place = a.place;
    return read_value(r, s->answer, &s->ask, &a, &told.value) &&
           record(r, a.place, r->t.step_count, &told.value, s->answer) && tell(r, &told, s->answer);
}

/* What was asked, and not what was answered. */
static bool take_unanswered(reader *r, const step *s)
{
    asked_for a;
    told_step told = { .place = NONE };
    if (r->tells && find_question(r, &s->ask, &a))
        told.place = a.place;
    return tell(r, &told, s->ask.s);
}

static bool outcome_of(const span *word, wm_outcome *out)
{
    static const char *const words[] = { "done", "fixed", "failed", "skipped" };
    *out = WM_DONE;
    for (size_t i = 0; word->s && i < sizeof words / sizeof *words; i++)
        if (word->size == strlen(words[i]) && memcmp(word->s, words[i], word->size) == 0) {
            *out = (wm_outcome)i;
            return true;
        }
    return !word->s;
}

/* What no guide knows is left out, as staff may do more than a manual says. */
static bool take_tried(reader *r, const step *s)
{
    index_name found;
    wm_outcome outcome;
    if (!outcome_of(&s->outcome, &outcome)) {
        note_wrong(r, TICKET_OUTCOME, &s->try, s->outcome.s, s->outcome.s + s->outcome.size);
        return true;
    }
    told_step told = { .place = NONE, .is_try = true, .outcome = outcome };
    if (!r->home || !index_action(r->index, r->t.guide, s->try.s, s->try.size, &found))
        return tell(r, &told, s->try.s);
    told.place = found.name.place;
    told.name = found.name;
    return record_try(r, &found.name, r->t.step_count, outcome, s->try.s) && tell(r, &told, s->try.s);
}

static char *read_step(reader *r, char *p)
{
    step s = { 0 };
    unsigned takes = 1u << FIELD_ASK | 1u << FIELD_ANSWER | 1u << FIELD_TRY | 1u << FIELD_OUTCOME | 1u << FIELD_NOTE;
    if (!(p = read_object(r, p, takes, step_field, &s)))
        return NULL;
    r->t.step_count++;
    if (s.ask.s && !(s.answer ? take_asked(r, &s) : take_unanswered(r, &s)))
        return NULL;
    if (s.try.s && !take_tried(r, &s))
        return NULL;
    return p;
}

static const setting *setting_of(const action *a, const member *m, uint32_t place)
{
    for (uint32_t i = 0; i < a->set_count; i++)
        if (slot_place(a->sets[i].slot, m->answers) == place)
            return &a->sets[i];
    return NULL;
}

bool reader_affects(const reader *r, const facts_name *tried, uint32_t place, bool outright, const setting **set)
{
    const rule_set *all = r->index->set;
    const family *f = &all->guides[tried->guide]->remedy_families[tried->family];
    const guide *home = all->guides[f->declared];
    const action *a = family_action(all, all->guides[tried->guide], f);
    const member *m = layout_member(&all->layouts[r->t.guide], f->declared);
    scene at = { home, m, NULL, 1 };
    *set = NULL;
    if (!m)
        return false;
    uint32_t named = index_round_place(home, m, place, tried->round);
    *set = named == NONE ? NULL : setting_of(a, m, named);
    if (*set)
        return true;
    for (uint32_t i = 0; i < a->changed_slots; i++)
        if (slot_place(a->changes[i], m->answers) == place)
            return true;
    return !outright && a->verify != NONE && named != NONE && condition_mentions(NULL, &at, a->verify, named);
}

/* A fact was there before an answer that steps give behind an action which makes it stale. */
static bool fact_came_first(const reader *r, uint32_t place, uint32_t order)
{
    const setting *set;
    for (uint32_t i = 0; i < r->t.try_count; i++)
        if (r->tries[i].order < order && reader_affects(r, &r->tries[i].name, place, false, &set))
            return true;
    return false;
}

/* The first answer that steps gave to a question is known as its fact would be. */
static void put_recorded(reader *r)
{
    for (uint32_t i = 0; i < r->t.answer_count; i++) {
        const ticket_answer *a = &r->recorded[i];
        fact *to = &r->answers[a->place];
        if (!a->order || to->at || index_is_held(r->home, a->place))
            continue;
        if (to->state != FACT_NONE && fact_came_first(r, a->place, a->order)) {
            to->at = FROM_FACT;
            continue;
        }
        if (to->state == FACT_NONE)
            r->places[r->t.place_count++] = a->place;
        *to = a->value;
        to->at = FROM_STEP;
    }
}

char *read_steps(reader *r, char *p)
{
    bool more = true;
    p = scan_space(p + 1);
    if (*p == ']')
        return p + 1;
    while (p && more)
        if ((p = read_step(r, p)))
            p = read_comma(r, p, ']', &more);
    if (p)
        put_recorded(r);
    return p;
}
