/* rule_text.h: the steps of a rule file, found in its text: where each is written, and how it hangs together with the others. For tests
 * that change a guide as its author would. What is not written out (a step kept in a local) is not found. Uses engine/script/tokens.h. */
#ifndef RULES_RULE_TEXT_H
#define RULES_RULE_TEXT_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "script/tokens.h"

enum { TOKENS_MOST = 60000, SITES_MOST = 4000, WORD_MOST = 64 };

typedef struct piece {
    token kind;
    char character; /* of brackets */
    uint32_t begin, end, start, size;
} piece;

/* A step as it is written. */
typedef struct site {
    uint32_t begin, end;                    /* bytes of the text */
    char kind[WORD_MOST], about[WORD_MOST]; /* "ask", the question … */
    char asked[WORD_MOST],
        answer[WORD_MOST]; /* it stands in this branch of an ask: question and key, "on" where it is one; or "" */
    char flow[WORD_MOST];  /* "" in the main flow */
    uint32_t entry_begin, entry_end; /* "answer = step", where it is a branch by itself */
    bool value;                      /* … else it is in a list */
    bool otherwise, any_order, last; /* last: the flow ends behind it, unless it leads elsewhere; not in an any_order,
                                                 where the next of its asks follows */
    uint32_t branches;               /* of an ask: answers with a branch */
    bool has_other;
} site;

typedef struct rule_text {
    const char *text;
    piece *pieces;
    uint32_t count;
    site *sites;
    uint32_t site_count;
} rule_text;

/* What the steps of a list or a branch have in common. */
typedef struct surroundings {
    const char *flow;
    char asked[WORD_MOST], answer[WORD_MOST];
    bool any_order, last;
} surroundings;

/* ---- Tokens ---------------------------------------------------------------------------------------------------------------------- */

static inline void copy_word(char *out, const char *from, size_t size)
{
    size = size < WORD_MOST ? size : WORD_MOST - 1;
    memcpy(out, from, size);
    out[size] = '\0';
}

static inline void cut_up(rule_text *r)
{
    lexer l = lexer_of(r->text, strlen(r->text));
    for (token t; r->count < TOKENS_MOST && (t = next_token(&l)) != TOKEN_END;) {
        piece *p = &r->pieces[r->count++];
        bool worded = t == TOKEN_NAME || t == TOKEN_STRING || t == TOKEN_BLOCK || t == TOKEN_UNBLOCK || t == TOKEN_JUMP;
        *p = (piece){ .kind = t, .character = l.character, .end = (uint32_t)(l.at - r->text) };
        p->start = worded ? (uint32_t)(l.start - r->text) : p->end - 1;
        p->size = worded ? (uint32_t)l.size : 1;
        p->begin = t == TOKEN_STRING ? p->start - 1 : p->start;
    }
}

static inline bool is_word(const rule_text *r, uint32_t i, const char *word)
{
    return i < r->count && r->pieces[i].kind == TOKEN_NAME && r->pieces[i].size == strlen(word) &&
           memcmp(r->text + r->pieces[i].start, word, r->pieces[i].size) == 0;
}

static inline bool is_bracket(const rule_text *r, uint32_t i, char character)
{
    return i < r->count && (r->pieces[i].kind == TOKEN_OPEN || r->pieces[i].kind == TOKEN_CLOSE) &&
           r->pieces[i].character == character;
}

/* Behind the bracket that closes the one at i. */
static inline uint32_t behind(const rule_text *r, uint32_t i)
{
    uint32_t depth = 0;
    for (; i < r->count; i++) {
        depth += r->pieces[i].kind == TOKEN_OPEN;
        if (r->pieces[i].kind == TOKEN_CLOSE && --depth == 0)
            return i + 1;
    }
    return r->count;
}

/* The comma or closing bracket at which the entry at i ends. */
static inline uint32_t end_of_entry(const rule_text *r, uint32_t i)
{
    while (i < r->count && r->pieces[i].kind != TOKEN_COMMA && r->pieces[i].kind != TOKEN_CLOSE)
        i = r->pieces[i].kind == TOKEN_OPEN ? behind(r, i) : i + 1;
    return i;
}

/* ---- Steps -------------------------------------------------------------------------------------------------------------------------- */

static inline bool is_step(const rule_text *r, uint32_t i)
{
    static const char *const words[] = { "ask", "try", "conclude", "suspect",   "escalate", "resolve",
                                         "go",  "see", "include",  "any_order", "again",    "when" };
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (is_word(r, i, words[k]))
            return true;
    return false;
}

static inline void read_list(rule_text *r, uint32_t open, const surroundings *in);
static inline void read_branches(rule_text *r, uint32_t open, const surroundings *in, site *ask);

/* The step at i; returns the token behind it. */
static inline uint32_t read_one(rule_text *r, uint32_t i, const surroundings *in)
{
    if (!is_step(r, i) || r->site_count == SITES_MOST)
        return end_of_entry(r, i);
    uint32_t number = r->site_count++, at = i + 1;
    site *s = &r->sites[number];
    *s = (site){ .begin = r->pieces[i].begin, .any_order = in->any_order, .last = in->last };
    copy_word(s->kind, r->text + r->pieces[i].start, r->pieces[i].size);
    copy_word(s->flow, in->flow, strlen(in->flow));
    strcpy(s->asked, in->asked);
    strcpy(s->answer, in->answer);
    bool named = strcmp(s->kind, "when") != 0 && strcmp(s->kind, "any_order") != 0 && strcmp(s->kind, "resolve") != 0;
    if (named && at < r->count && r->pieces[at].kind == TOKEN_STRING)
        copy_word(s->about, r->text + r->pieces[at].start, r->pieces[at].size), at++;
    else if (is_bracket(r, at, '('))
        at = behind(r, at); /* resolve(), ask("q", { as = … }): of no name that a plant could use */
    if (is_bracket(r, at, '{')) {
        surroundings inside = { .flow = in->flow, .last = in->last, .any_order = strcmp(s->kind, "any_order") == 0 };
        if (strcmp(s->kind, "ask") == 0)
            read_branches(r, at, in, s);
        else if (strcmp(s->kind, "again") != 0)
            read_list(r, at, &inside);
        at = behind(r, at);
    }
    r->sites[number].end = r->pieces[at - 1].end;
    return at;
}

/* A branch's value: a step, or a list of them. */
static inline void read_value(rule_text *r, uint32_t i, const surroundings *in, uint32_t entry)
{
    if (is_bracket(r, i, '{')) {
        read_list(r, i, in);
        return;
    }
    uint32_t number = r->site_count, end = read_one(r, i, in);
    if (r->site_count == number)
        return;
    site *s = &r->sites[number];
    s->value = true;
    s->entry_begin = r->pieces[entry].begin;
    s->entry_end = r->pieces[end - 1].end;
}

/* "key =" or '["key"] =' at i: the key's token, and the value's in *value; NONE where the entry has no key. */
static inline uint32_t key_of(const rule_text *r, uint32_t i, uint32_t *value)
{
    if (i + 1 < r->count && r->pieces[i].kind == TOKEN_NAME && r->pieces[i + 1].kind == TOKEN_ASSIGN) {
        *value = i + 2;
        return i;
    }
    if (is_bracket(r, i, '[') && i + 3 < r->count && r->pieces[i + 3].kind == TOKEN_ASSIGN) {
        *value = i + 4;
        return i + 1;
    }
    return UINT32_MAX;
}

static inline void read_branches(rule_text *r, uint32_t open, const surroundings *in, site *ask)
{
    uint32_t number = (uint32_t)(ask - r->sites), value = 0, end = behind(r, open) - 1;
    for (uint32_t i = open + 1; i < end; i = end_of_entry(r, i) + 1) {
        surroundings inside = { .flow = in->flow, .last = in->last && !in->any_order };
        uint32_t key = key_of(r, i, &value);
        copy_word(inside.asked, r->sites[number].about, strlen(r->sites[number].about));
        if (key != UINT32_MAX) {
            copy_word(inside.answer, r->text + r->pieces[key].start, r->pieces[key].size);
            bool own = strcmp(inside.answer, "other") != 0 && strcmp(inside.answer, "unsure") != 0;
            r->sites[number].branches += own;
            r->sites[number].has_other |= strcmp(inside.answer, "other") == 0;
            read_value(r, value, &inside, i);
        } else if (is_word(r, i, "on") && is_bracket(r, i + 1, '(') && is_bracket(r, behind(r, i + 1), '{')) {
            strcpy(inside.answer, "on");
            r->sites[number].branches++;
            read_list(r, behind(r, i + 1), &inside);
        } else {
            r->sites[number].has_other = true; /* written in some other way: not to be judged */
        }
    }
}

/* The last entry of a list that is a step, which its `otherwise` isn't. */
static inline uint32_t last_step_of(const rule_text *r, uint32_t open)
{
    uint32_t last = 0, value, end = behind(r, open) - 1;
    for (uint32_t i = open + 1; i < end; i = end_of_entry(r, i) + 1)
        if (key_of(r, i, &value) == UINT32_MAX)
            last = i;
    return last;
}

static inline void read_list(rule_text *r, uint32_t open, const surroundings *in)
{
    uint32_t value = 0, end = behind(r, open) - 1, last = last_step_of(r, open);
    for (uint32_t i = open + 1; i < end; i = end_of_entry(r, i) + 1) {
        surroundings inside = *in;
        inside.last = in->last && i == last;
        if (key_of(r, i, &value) == UINT32_MAX) {
            read_one(r, i, &inside);
            continue;
        }
        uint32_t number = r->site_count;
        read_value(r, value, &inside, i);
        for (uint32_t k = number; k < r->site_count; k++)
            r->sites[k].otherwise = true;
    }
}

/* ---- A file --------------------------------------------------------------------------------------------------------------------------- */

static inline rule_text rule_text_of(const char *text)
{
    rule_text r = { .text = text,
                    .pieces = calloc(TOKENS_MOST, sizeof(piece)),
                    .sites = calloc(SITES_MOST, sizeof(site)) };
    cut_up(&r);
    for (uint32_t i = 0, depth = 0; i < r.count; i++) {
        char name[WORD_MOST] = "";
        uint32_t open = i + 1;
        if (depth == 0 && is_word(&r, i, "flow")) {
            if (r.pieces[open].kind == TOKEN_STRING)
                copy_word(name, text + r.pieces[open].start, r.pieces[open].size), open++;
            const surroundings in = { .flow = name, .last = true };
            if (is_bracket(&r, open, '{'))
                read_list(&r, open, &in);
        }
        depth += r.pieces[i].kind == TOKEN_OPEN || r.pieces[i].kind == TOKEN_BLOCK;
        depth -= (r.pieces[i].kind == TOKEN_CLOSE || r.pieces[i].kind == TOKEN_UNBLOCK) && depth > 0;
    }
    return r;
}

static inline void rule_text_free(rule_text *r)
{
    free(r->pieces);
    free(r->sites);
}

#endif
