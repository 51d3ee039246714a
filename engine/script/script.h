/* The only place that knows Lua: reads rule files in a fenced interpreter, and runs the Lua functions
 * that guides keep as conditions. Uses model/builder.h and base/.
 *
 * The fence (each point has a hostile rule in tests/rules): text chunks only; a read-only environment
 * of the language's constructors and an exact list of helpers; instructions, bytes touched and memory
 * are counted; no string over 64 KiB; constructors are dead once the file has run; any error object is
 * reported safely. Verdicts depend on counts, never on time (but for a backstop at loading). */
#ifndef SCRIPT_SCRIPT_H
#define SCRIPT_SCRIPT_H

#include "model/builder.h"

typedef struct script_limits {
    uint64_t load_instructions, condition_instructions;
    size_t file_bytes, memory_bytes;
    double load_seconds;
} script_limits;
/* The limits of a configuration, defaults filled in. */
script_limits script_limits_of(const wm_config *config);

/* ---- Loading ---- */

/* One interpreter may load many files, one after the other; a file can't see another's traces. */
typedef struct script_loader script_loader;
script_loader *script_loader_new(wm_allocator allocator, const script_limits *limits);
void script_loader_free(script_loader *s);
/* Runs a rule file's text as one guide. `name` is what findings call it. NULL where it was refused
 * (findings say why, at least one with severity error) or where there is no memory. */
draft *script_load(script_loader *s, const char *name, const char *text, size_t size, findings *found);
/* What linking needs to look up the names of the file that was refused last, so that its author sees all that is at
 * fault; NULL where nothing is known of them. Becomes the caller's; to be linked beside the others. */
draft *script_take_names(script_loader *s);

/* ---- Conditions in Lua ---- */

/* What a function reads through `facts.NAME`. */
typedef enum script_fact_kind { SCRIPT_NO_SUCH_NAME, SCRIPT_UNKNOWN, SCRIPT_STRING, SCRIPT_DOUBLE } script_fact_kind;
typedef struct script_fact {
    const char *text;
    size_t size;
    double number;
} script_fact;
typedef script_fact_kind script_reader(void *context, const char *name, script_fact *out);

typedef enum script_verdict { SCRIPT_FALSE, SCRIPT_TRUE, SCRIPT_UNDECIDED, SCRIPT_ERROR } script_verdict;

/* One a thread; functions are instantiated on first use and kept. */
typedef struct script_vm script_vm;
script_vm *script_vm_new(wm_allocator allocator, const script_limits *limits);
void script_vm_free(script_vm *vm);
/* Calls function `number` of a guide. Reading an unknown fact ends it as SCRIPT_UNDECIDED. nil and
 * false are SCRIPT_FALSE, anything else SCRIPT_TRUE. On SCRIPT_ERROR (overrun, error raised, a name
 * that no fact has) *error says which rule, file:line. The same facts give the same verdict, always. */
script_verdict script_call(script_vm *vm, const guide *g, uint32_t number, script_reader *read, void *context,
                           wm_error *error);

#endif
