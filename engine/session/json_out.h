/* Writing JSON objects of which parts may be absent, with lack of memory noted once, in the turn.
 * Every function takes NULL for an object that could not be made. Uses waymark.h and base/. */
#ifndef SESSION_JSON_OUT_H
#define SESSION_JSON_OUT_H

#include "session/session.h"

void json_add_string(turn *t, cJSON *object, const char *name, const char *s); /* s NULL: null */
void json_add_number(turn *t, cJSON *object, const char *name, double number);
void json_add_bool(turn *t, cJSON *object, const char *name, bool truth);
cJSON *json_add_object(turn *t, cJSON *object, const char *name);
cJSON *json_add_list(turn *t, cJSON *object, const char *name);
cJSON *json_add_item(turn *t, cJSON *list); /* a new object at the end of a list */
/* The text in the reply's language. */
void json_add_text(turn *t, cJSON *object, const char *name, wm_text text);

/* Absent where there is nothing to say: NULL, no text, 0, false. */
void json_add_string_if(turn *t, cJSON *object, const char *name, const char *s);
void json_add_text_if(turn *t, cJSON *object, const char *name, wm_text text);
void json_add_number_if(turn *t, cJSON *object, const char *name, double number);
void json_add_bool_if(turn *t, cJSON *object, const char *name, bool truth);

#endif
