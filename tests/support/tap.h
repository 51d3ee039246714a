/* tap.h: cmocka with what it must be preceded by, and a skip that says why (the runner lists skips with the line printed before).
 * Uses cmocka only. */
#ifndef SUPPORT_TAP_H
#define SUPPORT_TAP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* Leaves the test as skipped, for a reason: skip_because("../shared/data is not here"). */
#define skip_because(reason)                                                                                           \
    do {                                                                                                               \
        print_message("# %s\n", (reason));                                                                             \
        skip();                                                                                                        \
    } while (0)

#endif
