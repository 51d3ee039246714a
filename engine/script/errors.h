/* What ended a run, in words of both languages. Uses vm.h. */
#ifndef SCRIPT_ERRORS_H
#define SCRIPT_ERRORS_H

#include "script/vm.h"

/* Fills zh, en and status (WM_OVERRUN where the fence ended it, else WM_BAD_RULES) from the error on the top of
 * the stack, whatever that is, and the status that Lua gave. Returns the line, or 0 where it is not known. */
uint32_t error_describe(vm *v, int status, wm_error *out);

#endif
