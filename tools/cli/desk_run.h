/* The terminal desk, for those that start it. Uses verbs.h. */
#ifndef CLI_DESK_RUN_H
#define CLI_DESK_RUN_H

#include "cli/verbs.h"

/* Whether input and output are a terminal that can do it, and plain lines were not asked for. */
bool desk_is_wanted(const invocation *use);
/* `waymark` and `waymark guide` on a terminal; an exit code. */
int run_desk(const invocation *use);

#endif
