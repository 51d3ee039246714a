/* Reading `-- waymark: allow …` comments: what stands between two tokens. Uses script/allow.h. */
#include "script/allow.h"

#include <string.h>

#include "script/tokens.h"

#define MARK "waymark:"

typedef struct reading {
    lexer l;
    arena *memory;
    vector *out;
    size_t waiting;      /* the first allow that waits for the next token's line */
    uint32_t token_line; /* where the last token ended; 0: there was none yet */
    bool failed;
} reading;

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r'))
        at++;
    return at;
}

/* The word that begins at `at`; *at goes behind it and its blanks. */
static const char *take_word(reading *r, const char **at, const char *end)
{
    const char *from = *at;
    while (*at < end && **at != ' ' && **at != '\t')
        ++*at;
    const char *word = arena_string(r->memory, from, (size_t)(*at - from));
    r->failed = r->failed || word == NULL;
    *at = skip_blanks(*at, end);
    return word != NULL ? word : "";
}

/* A comment's words, from behind its dashes to the end of the line. */
static void read_comment(reading *r, const char *at, const char *end)
{
    while (at < end && *at == '-')
        at++;
    at = skip_blanks(at, end);
    while (end > at && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
        end--;
    if ((size_t)(end - at) < sizeof MARK - 1 || memcmp(at, MARK, sizeof MARK - 1) != 0)
        return;
    at = skip_blanks(at + sizeof MARK - 1, end);
    allow *a = vector_push(r->out);
    if (a == NULL) {
        r->failed = true;
        return;
    }
    a->line = r->l.line;
    a->known_word = strcmp(take_word(r, &at, end), "allow") == 0;
    a->code = take_word(r, &at, end);
    a->reason = arena_string(r->memory, at, (size_t)(end - at));
    r->failed = r->failed || a->reason == NULL;
    if (r->token_line == r->l.line)
        a->covers = a->line;
}

/* The blanks and comments up to the next token. */
static void read_gap(reading *r)
{
    lexer *l = &r->l;
    while (l->at < l->end) {
        unsigned char class = token_classes[(unsigned char)*l->at];
        if (class == C_NEWLINE)
            l->line++;
        if (class == C_NEWLINE || class == C_SPACE) {
            l->at++;
            continue;
        }
        if (class != C_MINUS || l->end - l->at < 2 || l->at[1] != '-')
            return;
        const char *from = l->at;
        uint32_t line = l->line;
        skip_comment(l);
        if (l->line == line && from[2] != '[')
            read_comment(r, from, l->at);
    }
}

/* Those that stand alone are about the token that follows. */
static void settle(reading *r, bool is_first, uint32_t line)
{
    for (; r->waiting < r->out->count; r->waiting++) {
        allow *a = &VECTOR_AT(r->out, allow, r->waiting);
        if (a->covers == 0 && !is_first)
            a->covers = line;
    }
}

/* Most files allow nothing. */
static bool has_mark(const char *text, size_t size)
{
    const char *end = text + size;
    for (const char *at = text; (at = memchr(at, ':', (size_t)(end - at))) != NULL; at++)
        if ((size_t)(at - text) >= sizeof MARK - 2 && memcmp(at - (sizeof MARK - 2), MARK, sizeof MARK - 1) == 0)
            return true;
    return false;
}

bool allows_read(const char *text, size_t size, arena *memory, vector *out)
{
    if (!has_mark(text, size))
        return true;
    reading r = { .l = lexer_of(text, size), .memory = memory, .out = out, .waiting = out->count };
    for (;;) {
        read_gap(&r);
        bool is_first = r.token_line == 0;
        uint32_t line = r.l.line;
        token t = next_token(&r.l);
        settle(&r, is_first, line);
        if (t == TOKEN_END || r.failed)
            break;
        r.token_line = r.l.line;
    }
    return !r.failed;
}
