/* What the files of engine/session/ share: the session, its cases, and one turn (a request and what
 * becomes of it). Uses waymark.h and base/.
 *
 * A turn changes nothing until its reply is printed: events are applied to a case's *draft*, a second
 * wm_case that is kept in step with the first; when all went well the two change places. So a request
 * that fails halfway, for whatever reason, leaves everything as it was. */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "base/json.h"
#include "base/vector.h"

#define CASE_ID_SIZE 40

/* One case of the session. */
typedef struct kept_case {
    char id[CASE_ID_SIZE]; /* C20260301-0001 */
    wm_lang lang;
    char *by;       /* who events are from that don't say it */
    wm_case *live;  /* the case */
    wm_case *draft; /* the same case for trying things on, or NULL; may lag behind */
    vector stamps;  /* int64_t: when each event of the log was taken in */
} kept_case;

struct wm_session {
    const wm_rules *rules;
    wm_lang lang;
    wm_clock *now;
    void *clock_context;
    vector cases;       /* of kept_case * */
    kept_case *current; /* NULL before the first open */
    char *reply;        /* the last one */
};

/* One request on its way. Codes beside those of wm_status_name stand in `code`. */
typedef struct turn {
    wm_session *session;
    const char *verb;   /* the request's key */
    const cJSON *value; /* and what stands there */
    wm_lang lang;       /* of the reply */
    int64_t now;
    cJSON *reply;
    bool no_memory; /* a part of the reply could not be made */
    wm_error error;
    const char *code; /* of a failure; NULL: its status says it */
    char where[192];  /* of a failure: the place in the request, "open.facts.os" */
    /* what is done once the reply is there */
    kept_case *opened;  /* a new case; becomes the current one */
    kept_case *changed; /* its draft takes the place of the case */
    kept_case *resumed; /* becomes the current one */
} turn;

/* ---- session.c ---- */

/* Fills the turn's error and place: a request that is not of the form asked for. `where` may be NULL.
 * Returns WM_BAD_INPUT. */
wm_status turn_refuse(turn *t, const char *where, const char *zh, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
/* Notes the place in the request that a failure is about. */
void turn_place(turn *t, const char *outer, const char *inner); /* inner may be NULL */

/* ---- requests.c ---- */

/* Carries out a request whose key was looked up; WM_OK, or the turn's error is filled. */
typedef wm_status request_handler(turn *t);
request_handler request_open, request_answer, request_outcome, request_retract, request_say, request_why,
    request_what_if, request_resume, request_log, request_later;

/* ---- values.c: reading what a request holds ---- */

/* value is an object and has no keys but these (`names` ends with NULL), else an error that names the
 * nearest. `where` is its place in the request. */
wm_status value_has_only(turn *t, const cJSON *value, const char *where, const char *const *names);
/* A member that is a string where it is there at all; *out NULL where it is not. */
wm_status value_string(turn *t, const cJSON *object, const char *name, const char **out);
/* "zh" or "en" at `lang`, or *out left as it is. */
wm_status value_lang(turn *t, const cJSON *object, wm_lang *out);
/* {"port_22":"timeout","cpu":{"value":12,"by":…}} → wm_answer, in order. The names and texts are the
 * request's. `answers` must be empty and of wm_answer. */
wm_status value_answers(turn *t, const cJSON *object, const char *where, const kept_case *kept, vector *answers);
/* "done", or {"value":"done","by":…}. */
wm_status value_outcome(turn *t, const cJSON *item, const kept_case *kept, wm_outcome *outcome, wm_by *by);
/* The first string below value, a key or a value, with a control character, or false. */
bool value_find_control(const cJSON *value, uint32_t *code_point);
/* Of `names` (NULL-terminated) the one that was likely meant, or NULL. */
const char *value_nearest(const char *name, const char *const *names);

/* ---- cases.c ---- */

/* A case on a guide with an id and nothing in it, which belongs to nobody yet; NULL with the turn's
 * error filled. */
kept_case *kept_new(turn *t, const char *guide, const char *by);
void kept_free(kept_case *kept);
kept_case *kept_find(const wm_session *session, const char *id);
/* The case's draft, brought up to it; NULL with *error filled. Whoever leaves something in it that does
 * not come to be calls kept_spoil. */
wm_case *kept_draft(kept_case *kept, const wm_rules *rules, wm_error *error);
void kept_spoil(kept_case *kept);
/* Makes room for the stamps of what c, its draft or itself, has more; false where there is no memory. */
bool kept_make_room(kept_case *kept, const wm_case *c);
/* The draft becomes the case. Can't fail after kept_make_room. */
void kept_commit(kept_case *kept, int64_t now);
/* Notes when the case's further events were taken in. Can't fail after kept_make_room. */
void kept_stamp(kept_case *kept, int64_t now);

/* ---- replies.c ---- */

/* Adds case, step, diagnosis, path and done. */
wm_status reply_standing(turn *t, const kept_case *kept, wm_case *c);
/* Adds case, what_if, diagnosis and done: how c stands, on which something was tried. */
wm_status reply_what_if(turn *t, const kept_case *kept, wm_case *c);
/* Adds choose: the guides that a text leads to. */
void reply_choices(turn *t, const char *text);
/* [{"id","answer"}…], for reply_attach; NULL where there is no memory. */
cJSON *reply_facts(turn *t, const wm_fact *facts, size_t count);
/* Adds a member and takes it over; NULL counts as no memory. */
void reply_attach(turn *t, const char *name, cJSON *member);
void reply_why(turn *t, const kept_case *kept, const wm_why *why);
void reply_log(turn *t, const kept_case *kept);

/* ---- moments.c: times as texts ---- */

#define MOMENT_SIZE 80 /* what six numbers of any size would take */
/* "2026-03-01T09:12:00+08:00"; times are shown in Taiwan's zone, which has no daylight saving time. */
void moment_text(int64_t at, char out[MOMENT_SIZE]);
/* "20260301", in the same zone. */
void moment_date(int64_t at, char out[MOMENT_SIZE]);
/* ISO 8601 with a zone ("…Z", "…+08:00"), to the second; parts of seconds are dropped. */
bool moment_parse(const char *text, int64_t *out);

#endif
