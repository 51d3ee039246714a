/* Reading JSON, and telling what is no JSON from what there is no memory for. Uses cJSON. */
#ifndef DRAW_JSON_H
#define DRAW_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/* The value, to be freed by cJSON_Delete; NULL where it is no JSON, or there was no memory: *no_memory says which. */
cJSON *json_read(const char *text, size_t size, bool *no_memory);

#endif
