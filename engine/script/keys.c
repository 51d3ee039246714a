/* Keys written twice, found among the tokens of tables; and the line of a key. Uses keys.h, tokens.h and base/. */
#include "script/keys.h"

#include <string.h>

#include "script/tokens.h"

/* ---- the keys of one table --------------------------------------------------------------------------------------- */

typedef struct key {
    const char *start;
    size_t size;
    uint32_t line;
    uint32_t hash; /* where the table has many keys */
} key;

/* An open bracket or block; a '{' has the keys from `first_key` on. */
typedef struct frame {
    char character; /* '{', '(', '[', or 'b' of a block */
    size_t first_key;
} frame;

typedef struct scanner {
    lexer l;
    scan *out;
    wm_allocator allocator;
    arena decoded; /* keys that were written with escapes */
    vector frames, keys;
    vector table; /* hash table of a table with many keys */
    uint64_t seed;
    size_t jumps, gotos, string_limit;
    bool failed;
} scanner;

static uint32_t hash_of(uint64_t seed, const char *s, size_t size)
{
    uint64_t h = seed ^ 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; i++)
        h = (h ^ (unsigned char)s[i]) * 0x100000001b3u;
    return (uint32_t)(h >> 32);
}

static bool same_key(const key *a, const key *b)
{
    return a->size == b->size && *a->start == *b->start && memcmp(a->start, b->start, a->size) == 0;
}

static void report(scanner *s, const key *first, const key *second)
{
    static const char dots[] = "…";
    if (s->out->twice.count >= TWICE_MOST)
        return;
    twice *t = vector_push(&s->out->twice);
    if (t == NULL) {
        s->failed = true;
        return;
    }
    size_t shown = first->size < KEY_SHOWN ? first->size : KEY_SHOWN;
    while (shown < first->size && shown > 0 && ((unsigned char)first->start[shown] & 0xC0) == 0x80)
        shown--;
    memcpy(t->key, first->start, shown);
    if (shown < first->size)
        memcpy(t->key + shown, dots, sizeof dots);
    t->first = first->line;
    t->second = second->line;
}

static void compare_few(scanner *s, const key *keys, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (same_key(&keys[j], &keys[i])) {
                report(s, &keys[j], &keys[i]);
                break;
            }
}

/* Through a hash table that is at most half full. */
static void compare_many(scanner *s, key *keys, size_t count)
{
    size_t places = 64;
    while (places < 2 * count)
        places *= 2;
    s->table.count = 0;
    if (!vector_reserve(&s->table, places)) {
        s->failed = true;
        return;
    }
    uint32_t *table = s->table.data; /* 1 + index of a key; 0: free */
    memset(table, 0, places * sizeof *table);
    for (size_t i = 0; i < count; i++) {
        keys[i].hash = hash_of(s->seed, keys[i].start, keys[i].size);
        size_t at = keys[i].hash & (places - 1);
        while (table[at] != 0 &&
               (keys[table[at] - 1].hash != keys[i].hash || !same_key(&keys[table[at] - 1], &keys[i])))
            at = (at + 1) & (places - 1);
        if (table[at] != 0)
            report(s, &keys[table[at] - 1], &keys[i]);
        else
            table[at] = (uint32_t)i + 1;
    }
}

static void close_table(scanner *s, const frame *f)
{
    enum { FEW = 12 };
    key *keys = s->keys.data;
    size_t count = s->keys.count - f->first_key;
    if (count > FEW)
        compare_many(s, keys + f->first_key, count);
    else if (count > 1)
        compare_few(s, keys + f->first_key, count);
    s->keys.count = f->first_key;
}

/* ---- escapes in keys ---------------------------------------------------------------------------- */

static unsigned digits(const char **at, const char *end, unsigned base, int most)
{
    unsigned n = 0;
    for (; most > 0 && *at < end; most--, (*at)++) {
        char c = **at;
        unsigned d = c >= '0' && c <= '9'                 ? (unsigned)(c - '0')
                     : (c | 32) >= 'a' && (c | 32) <= 'f' ? (unsigned)((c | 32) - 'a') + 10
                                                          : 99;
        if (d >= base)
            break;
        n = n * base + d;
    }
    return n;
}

static char *put_code_point(char *out, unsigned c)
{
    if (c < 0x80) {
        *out++ = (char)c;
        return out;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : c < 0x200000 ? 3 : c < 0x4000000 ? 4 : 5;
    *out++ = (char)((0xFF00u >> (more + 1) & 0xFF) | c >> (6 * more));
    while (more-- > 0)
        *out++ = (char)(0x80 | (c >> (6 * more) & 0x3F));
    return out;
}

/* Decodes the escape whose letter *at is at; each takes at least as many bytes as what it stands for. */
static char *put_escape(char *out, const char **at, const char *end)
{
    static const char letters[] = "abfnrtv\\\"'\n", stand_for[] = "\a\b\f\n\r\t\v\\\"'\n";
    char c = *(*at)++;
    if (c == 'x') {
        *out++ = (char)digits(at, end, 16, 2);
    } else if (c == 'u' && *at < end) {
        (*at)++;
        out = put_code_point(out, digits(at, end, 16, 8) & 0x7FFFFFFF);
        *at += *at < end;
    } else if (c == 'z') {
        while (*at < end && (token_classes[(unsigned char)**at] == C_SPACE || **at == '\n'))
            (*at)++;
    } else if (c >= '0' && c <= '9') {
        (*at)--;
        *out++ = (char)digits(at, end, 10, 3);
    } else {
        const char *letter = memchr(letters, c, sizeof letters - 1);
        *out++ = letter != NULL ? stand_for[letter - letters] : c;
    }
    return out;
}

static void decode(scanner *s, key *k)
{
    char *out = arena_alloc(&s->decoded, k->size + 8), *to = out;
    if (out == NULL) {
        s->failed = true;
        return;
    }
    for (const char *at = k->start, *end = k->start + k->size; at < end;) {
        if (*at == '\\' && at + 1 < end) {
            at++;
            to = put_escape(to, &at, end);
        } else {
            *to++ = *at++;
        }
    }
    k->start = out;
    k->size = (size_t)(to - out);
}

/* ---- the walk over the tokens -------------------------------------------------------------------- */

static void open_frame(scanner *s, char character)
{
    if (s->frames.count == s->frames.capacity && !vector_reserve(&s->frames, 1)) {
        s->failed = true;
        return;
    }
    VECTOR_AT(&s->frames, frame, s->frames.count++) = (frame){ character, s->keys.count };
}

/* Closes the innermost frame if it is of the kind; unbalanced ones are Lua's to complain about. */
static void close_frame(scanner *s, char character)
{
    if (s->frames.count == 0)
        return;
    const frame *f = &VECTOR_AT(&s->frames, frame, s->frames.count - 1);
    if (f->character != character)
        return;
    if (character == '{')
        close_table(s, f);
    s->frames.count--;
}

static bool in_table(const scanner *s)
{
    return s->frames.count > 0 && VECTOR_AT(&s->frames, frame, s->frames.count - 1).character == '{';
}

/* Where a string in brackets stands, `["…"] =`, leaves it in the lexer and is true; the lexer is behind
 * the `=` then, else where it was. */
static bool bracketed_key(lexer *l)
{
    lexer ahead = *l;
    if (next_token(&ahead) != TOKEN_STRING)
        return false;
    lexer string = ahead;
    if (next_token(&ahead) != TOKEN_CLOSE || ahead.character != ']' || next_token(&ahead) != TOKEN_ASSIGN)
        return false;
    ahead.start = string.start;
    ahead.size = string.size;
    ahead.escaped = string.escaped;
    ahead.start_line = string.start_line;
    *l = ahead;
    return true;
}

/* Whether a lone `=` follows; it is passed over then. Nearly always it stands behind one blank. */
static bool assigned(lexer *l)
{
    const char *at = l->at;
    if (at < l->end && *at == ' ')
        at++;
    if (l->end - at > 1 && *at == '=' && at[1] != '=') {
        l->at = at + 1;
        return true;
    }
    lexer ahead = *l;
    if (next_token(&ahead) != TOKEN_ASSIGN)
        return false;
    l->at = ahead.at;
    l->line = ahead.line;
    return true;
}

static void add_key(scanner *s)
{
    key k = { s->l.start, s->l.size, s->l.start_line, 0 };
    if (s->l.escaped)
        decode(s, &k);
    if (s->keys.count == s->keys.capacity && !vector_reserve(&s->keys, 1))
        s->failed = true;
    else
        VECTOR_AT(&s->keys, key, s->keys.count++) = k;
}

static void count_one(size_t *count, size_t most, uint32_t *line, uint32_t now)
{
    if (++*count > most && *line == 0)
        *line = now;
}

/* One token; `field` tells whether a field of a table begins with it. Returns whether one does behind it. */
static bool step(scanner *s, token t, bool field)
{
    lexer *l = &s->l;
    switch (t) {
    case TOKEN_NAME:
        l->escaped = false;
        if (field && assigned(l))
            add_key(s);
        return false;
    case TOKEN_OPEN:
        if (l->character == '[' && field && bracketed_key(l)) {
            add_key(s);
            return false;
        }
        open_frame(s, l->character);
        return l->character == '{';
    case TOKEN_CLOSE:
        close_frame(s, l->character == '}' ? '{' : l->character == ')' ? '(' : '[');
        return false;
    case TOKEN_COMMA:
        return in_table(s);
    case TOKEN_BLOCK:
        open_frame(s, 'b');
        return false;
    case TOKEN_UNBLOCK:
        close_frame(s, 'b');
        return false;
    case TOKEN_JUMP:
        count_one(&s->jumps, JUMPS_MOST, &s->out->jumps_line, l->start_line);
        return false;
    case TOKEN_GOTO:
        count_one(&s->gotos, GOTOS_MOST, &s->out->gotos_line, l->start_line);
        return false;
    case TOKEN_STRING:
        if (l->size > s->string_limit && !l->escaped && s->out->string_line == 0)
            s->out->string_line = l->start_line;
        return false;
    default:
        return false;
    }
}

bool scan_source(scan *out, wm_allocator allocator, const char *text, size_t size, size_t string_limit)
{
    *out = (scan){ .twice = vector_of(allocator, sizeof(twice)) };
    scanner s = { .l = lexer_of(text, size), .out = out, .string_limit = string_limit };
    s.seed = (uint64_t)(uintptr_t)&s * 0x9E3779B97F4A7C15u;
    arena_init(&s.decoded, allocator);
    s.frames = vector_of(allocator, sizeof(frame));
    s.keys = vector_of(allocator, sizeof(key));
    s.table = vector_of(allocator, sizeof(uint32_t));
    bool field = false;
    for (token t; !s.failed && (t = next_token(&s.l)) != TOKEN_END;)
        field = step(&s, t, field);
    vector_free(&s.table);
    vector_free(&s.keys);
    vector_free(&s.frames);
    arena_free(&s.decoded);
    if (s.failed)
        scan_free(out);
    return !s.failed;
}

void scan_free(scan *s)
{
    vector_free(&s->twice);
}

/* ---- a key's line -------------------------------------------------------------------------------- */

static bool is_that_key(const lexer *l, token t, const char *name)
{
    lexer ahead = *l;
    bool named = t == TOKEN_NAME || (t == TOKEN_STRING && !l->escaped);
    if (!named || l->size != strlen(name) || memcmp(l->start, name, l->size) != 0)
        return false;
    token following = next_token(&ahead);
    if (t == TOKEN_STRING && following == TOKEN_CLOSE)
        following = next_token(&ahead);
    return following == TOKEN_ASSIGN;
}

uint32_t scan_key_line(const char *text, size_t size, uint32_t line, const char *name)
{
    lexer l = lexer_of(text, size);
    for (; l.line < line && l.at < l.end; l.line++) {
        const char *end = memchr(l.at, '\n', (size_t)(l.end - l.at));
        l.at = end != NULL ? end + 1 : l.end;
    }
    size_t depth = 0;
    for (token t; (t = next_token(&l)) != TOKEN_END;) {
        if (t == TOKEN_OPEN) {
            depth++;
        } else if (t == TOKEN_CLOSE) {
            if (depth <= 1 && l.character == '}')
                break;
            depth -= depth > 0;
        } else if (depth > 0 && is_that_key(&l, t, name)) {
            return l.start_line;
        }
    }
    return line;
}
