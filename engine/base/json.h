/* JSON by cJSON, as strict as RFC 8259: what cJSON lets pass (bad UTF-8, trailing bytes, duplicate
 * keys, raw control characters, NUL in strings, numbers beyond double) is refused. The only place in
 * engine/ that includes cJSON. Uses base/ alone.
 *
 * Memory: cJSON's allocation hooks are global state, so they are left alone; trees live in the C
 * library's heap and are freed by json_free. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <cjson/cJSON.h>

#include "base/error.h"

/* Parses one value that fills the text. NULL with *error filled (WM_BAD_INPUT, saying what, at which
 * byte; WM_NO_MEMORY). Depth is bounded. */
cJSON *json_parse(const char *text, size_t size, wm_error *error);
void json_free(cJSON *value);
/* The member of an object, by exact name, or NULL. */
const cJSON *json_get(const cJSON *object, const char *name);
/* The string of a member, or NULL where there is none or it is not a string. */
const char *json_string(const cJSON *object, const char *name);
/* One line, no spaces, the C library's heap (free with json_text_free); NULL where there is no memory. Numbers of up
 * to 15 digits come back exactly, others with a relative error of 2^-52 at most (so cJSON prints them). */
char *json_print(const cJSON *value);
void json_text_free(char *text);

#endif
