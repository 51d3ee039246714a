/* The closed schema of the rule language: every field of every statement, in one table that the reader obeys
 * and that the language's manual lists. Uses model/builder.h. */
#ifndef SCRIPT_SCHEMA_H
#define SCRIPT_SCHEMA_H

#include "model/builder.h"

enum { SCHEMAS = 11, FIELDS_MOST = 24 /* of one schema */ };

typedef enum field_type {
    FIELD_TEXT,      /* a text of one language: const char * */
    FIELD_PAIR,      /* { zh =, en = }: wm_text */
    FIELD_UNIT,      /* the same, or one string for both */
    FIELD_HOW,       /* { zh =, en =, run = }: how */
    FIELD_HOWS,      /* a list of those: const how *, count */
    FIELD_STRING,    /* as written, for one who reads it: const char * */
    FIELD_NAME,      /* an id: const char * */
    FIELD_NAMES,     /* a list of ids: const char *const *, count */
    FIELD_STRINGS,   /* a list of strings: const char *const *, NULL-terminated */
    FIELD_DATE,      /* "2026-03-01": const char * */
    FIELD_CITE,      /* "MANUAL#anchor", "#anchor": cite */
    FIELD_NUMBER,    /* double */
    FIELD_WHOLE,     /* int */
    FIELD_YES,       /* true or false: bool */
    FIELD_WORD,      /* one of `words`: an enum */
    FIELD_CONDITION, /* condition_id */
    FIELD_ANSWERS,   /* ids or { id, zh =, en =, sign = }: const answer *, count */
    FIELD_MATCH,     /* { answer = "word" or { "words" } }: match_declaration *, count */
    FIELD_GIVEN,     /* { fault = { answer = p } }: const given_row *, count */
    FIELD_FIXES,     /* { fault = p }: const rate *, count */
    FIELD_SETS,      /* { question = "answer" or number }: const setting *, count */
    FIELD_STEP,      /* a step: step_id */
    FIELD_TYPES
} field_type;

typedef struct schema_field {
    const char *name;
    field_type type;
    bool required;
    size_t offset, count;     /* places in the struct that is filled */
    double low, high;         /* WHOLE: its range */
    const char *const *words; /* WORD: NULL-terminated, in the enum's order */
    const char *standard;     /* what it is where it is left out, or NULL */
    wm_text about;            /* one line for the manual */
} schema_field;

typedef struct table_schema {
    const char *name; /* of the constructor, or of the part */
    const schema_field *fields;
    size_t count;
    size_t index; /* in schemas[] */
    size_t items; /* values without a name that it takes: the id of an answer */
    wm_text about;
} table_schema;

/* What a statement is read into. */
typedef enum record_kind { RECORD_GUIDE, RECORD_QUESTION, RECORD_FAULT, RECORD_ACTION, RECORD_ESCALATION } record_kind;
typedef struct record {
    record_kind kind;
    union {
        guide_declaration guide;
        question question;
        fault fault;
        action action;
        escalation escalation;
    } of;
    const match_declaration *matches;
    uint32_t match_count;
} record;

/* The named part of a flow; `ask("q", { as = … })`, `again "flow" { at_most = … }`. */
typedef struct flow_part {
    step_id otherwise;
} flow_part;
typedef struct as_part {
    const char *as;
} as_part;
typedef struct again_part {
    int at_most;
} again_part;

extern const table_schema schema_guide, schema_question, schema_fault, schema_action, schema_escalation, schema_flow;
extern const table_schema schema_pair, schema_how, schema_answer, schema_as, schema_again;
/* All of them, statements first. */
extern const table_schema *const schemas[SCHEMAS];
/* A word of the language: a constructor. */
typedef struct word_schema {
    const char *name;
    const table_schema *fields; /* statements: what their table takes; else NULL */
    const char *params[3];      /* "question string": a name and a type as the Lua language server writes them */
    const char *returns;        /* likewise; NULL: a statement */
    wm_text about;
} word_schema;
/* All of them; the last has a NULL name. */
extern const word_schema schema_words[];
/* How a type is written, for the manual: "{ fault = probability, … }". */
wm_text field_type_about(field_type type);

#endif
