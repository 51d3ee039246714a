/* terminal.h: a small terminal in a test: it runs the program in a pseudo-terminal and keeps what its screen shows, cell by cell, so that a
 * screen can be read as text. Strict: a sequence that it does not know fails the test, and so does text that runs over the right edge.
 * Uses cmocka (through tap.h), utf8proc and POSIX. */
#ifndef SUPPORT_TERMINAL_H
#define SUPPORT_TERMINAL_H

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

#include "support/tap.h"

enum { TERMINAL_ROWS = 60, TERMINAL_COLUMNS = 220 };

typedef struct cell {
    char glyph[24]; /* "" behind a wide one */
    bool coloured;  /* any attribute */
} cell;

typedef struct terminal {
    int fd; /* the master's */
    pid_t pid;
    size_t columns, rows, row, column;
    bool attribute, other_screen, brackets, cursor;
    cell cells[TERMINAL_ROWS][TERMINAL_COLUMNS];
    char left[65536]; /* what came outside of the other screen */
    size_t left_size;
    char held[512]; /* the beginning of a sequence */
    size_t held_size;
    char clipboard[4096]; /* OSC 52, still in base64 */
    size_t bells, bytes, colours;
    size_t bytes_before;   /* that had come when something was last done to it */
    struct termios before; /* as the terminal was */
    int status;            /* of the program, once it has ended */
    bool ended;
} terminal;

/* Whether this machine gives pseudo-terminals; where it doesn't (a bare chroot), says in TAP that all is skipped. */
bool terminal_is_possible(void);
/* Starts the program in a window of this size; `arguments` ends with NULL. The environment is the caller's. */
terminal *terminal_start(const char *const *arguments, size_t columns, size_t rows);
/* Types bytes. */
void terminal_type(terminal *t, const char *bytes);
void terminal_resize(terminal *t, size_t columns, size_t rows);
/* Reads until something came after what was last typed, and the screen holds the words (or, outside of the other screen, what came); fails
 * where it does not in 10 s. */
void terminal_wait(terminal *t, const char *words);
/* The same until the program has ended; its exit code, or 128 and the signal. */
int terminal_end(terminal *t);
/* Reads what comes for so long. */
void terminal_read(terminal *t, int milliseconds);
bool terminal_shows(const terminal *t, const char *words);
/* The text of a row without blanks at its end; the caller's to free. */
char *terminal_row(const terminal *t, size_t row);
/* Closes the terminal; the program may still be there. */
void terminal_close(terminal *t);
/* Ends what is left. */
void terminal_free(terminal *t);

#endif
