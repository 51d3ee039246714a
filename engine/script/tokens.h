/* Lua's tokens, as far as tables' keys can be told by them: comments, strings, long brackets, names, blocks. Uses
 * the C library alone; knows no Lua state. A source that Lua itself will refuse may be read in any way here, in
 * linear time. */
#ifndef SCRIPT_TOKENS_H
#define SCRIPT_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum token {
    TOKEN_END,
    TOKEN_NAME,
    TOKEN_STRING,
    TOKEN_OPEN,    /* { ( [ */
    TOKEN_CLOSE,   /* } ) ] */
    TOKEN_COMMA,   /* , ; */
    TOKEN_ASSIGN,  /* = alone */
    TOKEN_BLOCK,   /* function, if, do, repeat */
    TOKEN_UNBLOCK, /* end, until */
    TOKEN_JUMP,    /* and, or, elseif */
    TOKEN_GOTO,    /* goto, break, :: */
    TOKEN_OTHER
} token;

typedef struct lexer {
    const char *at, *end;
    uint32_t line;
    bool escapes; /* a backslash is anywhere in the source: strings must be gone through */
    /* of the token just read */
    const char *start; /* a name, or what a string holds */
    size_t size;
    bool escaped; /* the string has escapes */
    uint32_t start_line;
    char character; /* of brackets */
} lexer;

/* ---- tokens ------------------------------------------------------------------------------------- */

/* What a byte begins. */
typedef enum token_class {
    C_OTHER,
    C_SPACE,
    C_NEWLINE,
    C_QUOTE,
    C_MINUS,
    C_BRACKET,
    C_OPEN, /* these three are tokens by themselves */
    C_CLOSE,
    C_COMMA,
    C_COLON,
    C_EQUAL,
    C_COMPARE,
    C_LETTER, /* these two are what names are made of */
    C_DIGIT
} token_class;

lexer lexer_of(const char *text, size_t size);

/* The parts of next_token that are worth no place in a loop. */
extern const unsigned char token_classes[256];
void skip_comment(lexer *l);
token token_of_name(const lexer *l);
token other_token(lexer *l);

/* Names, and numbers as far as letters and digits go. */
static inline token read_name(lexer *l, const char *at)
{
    const char *end = l->end;
    bool digit = token_classes[(unsigned char)*at] == C_DIGIT;
    l->start = at;
    do
        at++;
    while (at < end && token_classes[(unsigned char)*at] >= C_LETTER);
    l->size = (size_t)(at - l->start);
    l->at = at;
    if (digit)
        return TOKEN_OTHER;
    return l->size > 8 ? TOKEN_NAME : token_of_name(l);
}

static inline token next_token(lexer *l)
{
    for (const char *at = l->at; at < l->end; at++) {
        unsigned char class = token_classes[(unsigned char)*at];
        if (class == C_SPACE)
            continue;
        if (class == C_NEWLINE) {
            l->line++;
            continue;
        }
        l->at = at;
        l->start_line = l->line;
        l->character = *at;
        if (class >= C_LETTER)
            return read_name(l, at);
        if (class == C_MINUS && l->end - at > 1 && at[1] == '-') {
            skip_comment(l);
            at = l->at - 1;
            continue;
        }
        if (class < C_OPEN || class > C_COMMA)
            return other_token(l);
        l->at = at + 1;
        return class == C_OPEN ? TOKEN_OPEN : class == C_CLOSE ? TOKEN_CLOSE : TOKEN_COMMA;
    }
    l->at = l->end;
    return TOKEN_END;
}

#endif
