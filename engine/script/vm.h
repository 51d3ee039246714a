/* The fenced interpreter: its memory, its fuel, what ends it and what is then said. The environment
 * that rules see is environment.c's. Uses heap.h and base/. */
#ifndef SCRIPT_VM_H
#define SCRIPT_VM_H

#include <lua.h>

#include "base/error.h"
#include "script/heap.h"

enum {
    STRING_LIMIT = 64 * 1024, /* bytes of a string */
    HOOK_COUNT = 1000         /* instructions between two looks at the fuel */
};

/* What a chunk is called inside Lua: messages begin with "rule:LINE: ", whatever the file's name. */
#define VM_CHUNK "rule"

/* Why a run was ended by the fence. */
typedef enum vm_end {
    END_NONE,
    END_FUEL,   /* instructions, or bytes touched by helpers */
    END_TIME,   /* the backstop at loading */
    END_MEMORY, /* the whole */
    END_BLOCK,  /* one table or stack beyond what a condition may have */
    END_STRING, /* one string */
    END_FULL,   /* enough was complained of */
    END_STACK   /* calls within calls, or very many arguments */
} vm_end;

typedef struct vm_limits {
    uint64_t fuel;
    size_t memory;  /* bytes held at once; 0: no bound */
    size_t spent;   /* bytes handed out in all since the run began; 0: no bound, but from vm_run on they cost fuel */
    size_t block;   /* bytes of one block; 0: no bound */
    size_t stack;   /* bytes of Lua's stack; it may have up to twice as many for a moment. 0: no bound */
    double seconds; /* CPU time of this thread; 0: no bound */
} vm_limits;

typedef enum vm_watch { WATCH_NOTHING, WATCH_STACK, WATCH_STRINGS } vm_watch;

typedef struct vm {
    heap heap;
    lua_State *L;
    vm_limits limits;
    /* the run */
    int64_t fuel;
    int hook_count;
    size_t outside; /* bytes kept elsewhere on the file's behalf */
    size_t spent;
    double deadline; /* of the thread's CPU clock, or 0 */
    bool dead;       /* no allocation is served any more */
    bool running;    /* vm_run was called */
    bool starved;    /* it was the caller's allocator that had nothing left */
    vm_end end;
    uint32_t line;    /* where it was ended, or 0 */
    wm_error failure; /* zh, en of what vm_raise was told */
    void *owner;      /* whoever runs it */
    /* of the state itself */
    vm_watch watching; /* what to look out for */
    void *stack;       /* the block that is Lua's stack */
    void *saved_stack;
    void *strings; /* … and its table of strings: it grows with them, and what it takes depends on earlier runs */
    void *saved_strings;
    void *fresh; /* the last block that was had for no kind of value */
    size_t fresh_size;
} vm;

/* Makes a state and lets `build` (a function called protected, once) fill it; then that state is
 * remembered. WM_NO_MEMORY, or WM_BAD_INPUT where build raised an error. */
wm_status vm_open(vm *v, wm_allocator allocator, lua_CFunction build, void *owner);
void vm_close(vm *v);
/* The fresh state again; every value of the old one is gone. */
void vm_renew(vm *v);
static inline vm *vm_of(lua_State *L)
{
    return *(vm **)lua_getextraspace(L);
}

/* Begins a run: full tank, the counts at 0. */
void vm_arm(vm *v, const vm_limits *limits);
/* From here on, memory that is handed out costs fuel, too. */
void vm_run(vm *v);
/* Fuel for work that the hook can't see; raises where it is used up. */
void vm_charge(vm *v, size_t amount);
/* Counts bytes kept outside of Lua's memory; raises where that is used up. */
void vm_outside(vm *v, size_t bytes);
/* Whether the CPU time is used up. */
bool vm_late(vm *v);

/* Raises an error with words in both languages (as error_set takes them) at the current line. */
#define vm_raise(v, ...) (error_set(&(v)->failure, WM_BAD_RULES, NULL, __VA_ARGS__), vm_throw(v))
_Noreturn void vm_throw(vm *v);
/* Ends the run as the fence does; `end` says why. */
_Noreturn void vm_stop(vm *v, vm_end end);
/* Whether the value on the top is vm_raise's. */
bool vm_raised(vm *v);
/* A rule's own words, cut short and made safe to show: valid UTF-8 without control characters. */
void vm_clean(char *out, size_t size, const char *s, size_t length);
/* The line of the innermost rule code that runs, or 0. */
uint32_t vm_line(lua_State *L);
/* The same, leaving out the innermost `level` calls. */
uint32_t vm_line_from(lua_State *L, int level);

#endif
