/* What the reader's files share. Inside replay/ only. */
#ifndef REPLAY_READER_PARTS_H
#define REPLAY_READER_PARTS_H

#include "replay/reader.h"

/* Numbers of index.fields: those of a ticket first. */
typedef enum ticket_field {
    FIELD_ID,
    FIELD_GUIDE,
    FIELD_TEXT,
    FIELD_FACTS,
    FIELD_STEPS,
    FIELD_RESOLVED,
    FIELD_ESCALATED,
    FIELD_MINUTES,
    FIELD_OPENED,
    FIELD_FAULT, /* resolved */
    FIELD_ACTION,
    FIELD_TO,  /* escalated */
    FIELD_ASK, /* steps */
    FIELD_ANSWER,
    FIELD_TRY,
    FIELD_OUTCOME,
    FIELD_NOTE
} ticket_field;

/* `"key":`, up to its value. */
static inline char *read_key(reader *r, char *p, span *out)
{
    if (!(p = scan_string(&r->scan, p, out)))
        return NULL;
    p = scan_space(p);
    return *p == ':' ? scan_space(p + 1) : scan_fail(&r->scan, SCAN_SYNTAX, p);
}

/* Behind a value: a comma, *more then, up to what follows it; or the close, up to what is behind. */
static inline char *read_comma(reader *r, char *p, char close, bool *more)
{
    p = scan_space(p);
    *more = *p == ',';
    if (*more)
        return scan_space(p + 1);
    return *p == close ? p + 1 : scan_fail(&r->scan, SCAN_SYNTAX, p);
}

/* False where an object has the key already; `behind` is the place behind it. */
bool note_key(reader *r, const span *key, uint32_t object, const char *behind);
/* An object: fields whose bit is in `takes` are given to `field`, at their value; others are passed over. */
typedef char *read_field(reader *r, ticket_field which, char *p, void *context);
char *read_object(reader *r, char *p, unsigned takes, read_field *field, void *context);
char *read_text(reader *r, char *p, span *out);
/* facts.c: the values of a ticket whose guide is known. */
char *read_facts(reader *r, char *p);
char *read_steps(reader *r, char *p);

#endif
