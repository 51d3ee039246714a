/* A program as a child process: text in, text out, with limits. Uses POSIX. */
#ifndef DRAW_CHILD_H
#define DRAW_CHILD_H

#include "draw/bytes.h"

typedef enum child_result {
    CHILD_OK,
    CHILD_NO_MEMORY,
    CHILD_ABSENT,   /* there is no such program */
    CHILD_FAILED,   /* it ended with an error, or was ended by a signal */
    CHILD_TOO_LONG, /* it was stopped after `seconds` */
    CHILD_TOO_MUCH  /* it was stopped after `most` bytes */
} child_result;

typedef struct child_limits {
    double seconds;
    size_t most; /* bytes of output */
} child_limits;

/* Runs argv[0], looked up in PATH, with `input` on its standard input; what it prints is appended to *out. What it says on
 * its standard error is dropped. The caller must ignore SIGPIPE. */
child_result child_run(const char *const *argv, const char *input, size_t input_size, const child_limits *limits,
                       bytes *out);

#endif
