/* Reads what stands beside a rule file as NAME.walks.lua: a text chunk in the same fence, whose one word is
 * walk "name" { … }. Each walk is handed on as JSON. Uses vm.h and base/. */
#ifndef SCRIPT_WALKS_H
#define SCRIPT_WALKS_H

#include "script/script.h"

/* A walk's line and its table as a JSON object whose first key is "id"; false: no memory, which ends the reading. */
typedef bool script_walk_sink(void *context, uint32_t line, const char *json, size_t size);

/* WM_BAD_RULES, WM_OVERRUN: the file is at fault, error->where says at which line; walks before it were handed on.
 * WM_NO_MEMORY. */
wm_status script_walks(wm_allocator allocator, const script_limits *limits, const char *name, const char *text,
                       size_t size, script_walk_sink *sink, void *context, wm_error *error);

#endif
