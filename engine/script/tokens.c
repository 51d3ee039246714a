/* Lua's tokens, fast: a rule file is gone through once more than Lua does it. Uses the C library alone. */
#include "script/tokens.h"

#include <string.h>

lexer lexer_of(const char *text, size_t size)
{
    return (
        lexer){ .at = text, .end = text + size, .line = 1, .escapes = size > 0 && memchr(text, '\\', size) != NULL };
}

#define L C_LETTER
#define D C_DIGIT
#define O C_OTHER
const unsigned char token_classes[256] = {
    O,         O,         O,       O,         O, O,       O,       O,       O, C_SPACE, C_NEWLINE,
    C_SPACE,   C_SPACE,   C_SPACE, O,         O, /* controls */
    O,         O,         O,       O,         O, O,       O,       O,       O, O,       O,
    O,         O,         O,       O,         O, C_SPACE, O,       C_QUOTE, O, O,       O,
    O,         C_QUOTE,   C_OPEN,  C_CLOSE,   O, O,       C_COMMA, C_MINUS, O, O, /* ' ' to '/' */
    D,         D,         D,       D,         D, D,       D,       D,       D, D,       C_COLON,
    C_COMMA,   C_COMPARE, C_EQUAL, C_COMPARE, O, O,       L,       L,       L, L,       L,
    L,         L,         L,       L,         L, L,       L,       L,       L, L, /* '@' to 'O' */
    L,         L,         L,       L,         L, L,       L,       L,       L, L,       L,
    C_BRACKET, O,         C_CLOSE, O,         L, O,       L,       L,       L, L,       L,
    L,         L,         L,       L,         L, L,       L,       L,       L, L, /* '`' to 'o' */
    L,         L,         L,       L,         L, L,       L,       L,       L, L,       L,
    C_OPEN,    O,         C_CLOSE, C_COMPARE, O,
};
#undef L
#undef D
#undef O

static bool is_word(const lexer *l, const char *word, size_t size)
{
    return l->size == size && memcmp(l->start, word, size) == 0;
}

#define WORD(text) is_word(l, text, sizeof(text) - 1)

/* The words that matter here; the others pass for names. */
token token_of_name(const lexer *l)
{
    switch (*l->start) {
    case 'a':
        return WORD("and") ? TOKEN_JUMP : TOKEN_NAME;
    case 'b':
        return WORD("break") ? TOKEN_GOTO : TOKEN_NAME;
    case 'd':
        return WORD("do") ? TOKEN_BLOCK : TOKEN_NAME;
    case 'e':
        return WORD("end") ? TOKEN_UNBLOCK : WORD("elseif") ? TOKEN_JUMP : TOKEN_NAME;
    case 'f':
        return WORD("function") ? TOKEN_BLOCK : TOKEN_NAME;
    case 'g':
        return WORD("goto") ? TOKEN_GOTO : TOKEN_NAME;
    case 'i':
        return WORD("if") ? TOKEN_BLOCK : TOKEN_NAME;
    case 'o':
        return WORD("or") ? TOKEN_JUMP : TOKEN_NAME;
    case 'r':
        return WORD("repeat") ? TOKEN_BLOCK : TOKEN_NAME;
    case 'u':
        return WORD("until") ? TOKEN_UNBLOCK : TOKEN_NAME;
    default:
        return TOKEN_NAME;
    }
}

/* Moves to `to`, counting lines. */
static void skip_to(lexer *l, const char *to)
{
    while ((l->at = memchr(l->at, '\n', (size_t)(to - l->at))) != NULL) {
        l->line++;
        l->at++;
    }
    l->at = to;
}

/* The number of '=' in a long bracket that opens here, or -1 where none does. */
static int long_level(const lexer *l)
{
    const char *at = l->at + 1;
    while (at < l->end && *at == '=')
        at++;
    return at < l->end && *at == '[' && at - l->at < 1000 ? (int)(at - l->at) - 1 : -1;
}

/* Reads what a long bracket holds and goes behind it. */
static void read_long(lexer *l, int level)
{
    const char *at = l->at + level + 2, *from = at;
    for (;;) {
        at = memchr(at, ']', (size_t)(l->end - at));
        if (at == NULL || l->end - at < level + 2) {
            at = NULL;
            break;
        }
        int same = 0;
        while (same < level && at[1 + same] == '=')
            same++;
        if (same == level && at[1 + level] == ']')
            break;
        at += 1 + same;
    }
    if (from < l->end && *from == '\n')
        from++;
    l->start = from;
    l->size = at != NULL && at > from ? (size_t)(at - from) : 0;
    l->escaped = false;
    skip_to(l, at != NULL ? at + level + 2 : l->end);
}

/* Goes over an escape in a string, whose backslash `at` is at; \z also over the blanks behind it. */
static const char *skip_escape(const char *at, const char *end)
{
    if (++at == end)
        return at;
    bool blanks = *at++ == 'z';
    while (blanks && at < end && (token_classes[(unsigned char)*at] == C_SPACE || *at == '\n'))
        at++;
    return at;
}

/* A string that ends with its line is Lua's to complain about. */
static token read_string(lexer *l)
{
    char quote = *l->at;
    const char *at = ++l->at;
    l->start = at;
    l->escaped = false;
    if (!l->escapes) {
        at = memchr(at, quote, (size_t)(l->end - at));
        l->size = (size_t)((at != NULL ? at : l->end) - l->start);
        l->at = at != NULL ? at + 1 : l->end;
        return TOKEN_STRING;
    }
    while (at < l->end && *at != quote && *at != '\n') {
        if (*at != '\\') {
            at++;
            continue;
        }
        at = skip_escape(at, l->end);
        l->escaped = true;
    }
    l->size = (size_t)(at - l->start);
    at = at < l->end && *at == quote ? at + 1 : at;
    if (l->escaped)
        skip_to(l, at);
    l->at = at;
    return TOKEN_STRING;
}

void skip_comment(lexer *l)
{
    l->at += 2;
    int level = l->at < l->end && *l->at == '[' ? long_level(l) : -1;
    if (level >= 0) {
        read_long(l, level);
        return;
    }
    const char *to = memchr(l->at, '\n', (size_t)(l->end - l->at));
    l->at = to != NULL ? to : l->end;
}

static token take(lexer *l, size_t size, token is)
{
    l->character = *l->at;
    l->at += size;
    return is;
}

token other_token(lexer *l)
{
    char following = l->end - l->at > 1 ? l->at[1] : '\0';
    int level;
    switch (token_classes[(unsigned char)*l->at]) {
    case C_QUOTE:
        return read_string(l);
    case C_EQUAL:
        return following == '=' ? take(l, 2, TOKEN_OTHER) : take(l, 1, TOKEN_ASSIGN);
    case C_COLON:
        return following == ':' ? take(l, 2, TOKEN_GOTO) : take(l, 1, TOKEN_OTHER);
    case C_COMPARE:
        return take(l, following == '=' ? 2 : 1, TOKEN_OTHER);
    case C_BRACKET:
        if ((level = long_level(l)) < 0)
            return take(l, 1, TOKEN_OPEN);
        read_long(l, level);
        return TOKEN_STRING;
    default:
        return take(l, 1, TOKEN_OTHER);
    }
}
