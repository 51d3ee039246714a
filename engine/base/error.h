/* Filling a caller's wm_error, in both languages at once. Uses waymark.h alone. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "waymark.h"

/* Fills *error (may be NULL) and returns status. Both formats take the same arguments in the same
 * order; long results are cut at a character's boundary. `where` may be NULL. */
wm_status error_set(wm_error *error, wm_status status, const char *where, const char *zh, const char *en, ...)
    __attribute__((format(printf, 4, 6), format(printf, 5, 6)));
wm_status error_no_memory(wm_error *error);

#endif
