/* Reading the bytecode of a function that this program dumped itself: what it does to names from outside of it.
 * Uses base/; knows Lua 5.4's format, and keeps its hands off any other. */
#ifndef SCRIPT_DUMP_H
#define SCRIPT_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum dump_event {
    DUMP_SETS_OUTER,  /* an assignment to a local variable of the code around it */
    DUMP_SETS_GLOBAL, /* … to a global name */
    DUMP_READS_GLOBAL
} dump_event;

/* `name` need not end with a NUL; "" where it is not known. False: that is enough. */
typedef bool dump_visitor(void *context, dump_event event, uint32_t line, const char *name, size_t size);

/* Visits what a function and those within it do. `environment[k]`: whether its upvalue k is the environment.
 * False where the format is not known; then nothing was visited. */
bool dump_scan(const void *code, size_t size, const bool *environment, size_t count, dump_visitor *visit,
               void *context);

#endif
