/* The terminal of the desk: taken over, given back as it was found. Uses desk_keys.h. */
#ifndef CLI_DESK_TTY_H
#define CLI_DESK_TTY_H

#include "cli/desk_keys.h"

/* Takes the terminal over: other screen, single keys, pastes in brackets. It is given back by tty_close, by
 * a signal that ends the program, and while the program is stopped. False: it can't be. */
bool tty_open(void);
void tty_close(void);
void tty_size(size_t *columns, size_t *rows);
/* All of it, or none is heard any more: a terminal that is gone is noticed when it is read. */
void tty_write(const char *bytes, size_t size);
/* Waits for the next press, at most so many milliseconds (-1: as long as it takes). False: none came. */
bool tty_read(decoder *d, int most, press *out);
/* Milliseconds of a clock that only goes forward. */
int64_t tty_milliseconds(void);

#endif
