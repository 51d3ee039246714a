/* Running a child process. Uses draw/child.h. */
#include "draw/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_NO_MEMORY = 126, EXIT_ABSENT = 127 };

typedef struct child {
    pid_t pid;
    int in, out; /* our ends; -1: closed */
    double ends; /* when it is stopped, by the monotonic clock */
} child;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* In the child. Graphviz reads no files that its input names while SERVER_NAME is set. */
static void become(const char *const *argv, int in, int out)
{
    int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere < 0 || dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(nowhere, STDERR_FILENO) < 0)
        _exit(1);
    if (setenv("SERVER_NAME", "waymark", 1) != 0)
        _exit(EXIT_NO_MEMORY); /* there is nothing else to be wrong */
    execvp(argv[0], (char *const *)argv);
    _exit(errno == ENOENT ? EXIT_ABSENT : errno == ENOMEM ? EXIT_NO_MEMORY : 1);
}

static bool make_pipe(int ends[2])
{
    if (pipe(ends) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        if (fcntl(ends[i], F_SETFD, FD_CLOEXEC) != 0) {
            close(ends[0]);
            close(ends[1]);
            return false;
        }
    }
    return true;
}

static bool start(child *c, const char *const *argv)
{
    int in[2], out[2];
    if (!make_pipe(in))
        return false;
    if (!make_pipe(out)) {
        close(in[0]);
        close(in[1]);
        return false;
    }
    c->pid = fork();
    if (c->pid == 0)
        become(argv, in[0], out[1]);
    close(in[0]);
    close(out[1]);
    c->in = in[1];
    c->out = out[0];
    if (c->pid < 0) {
        shut(&c->in);
        shut(&c->out);
        return false;
    }
    return fcntl(c->in, F_SETFL, O_NONBLOCK) == 0 && fcntl(c->out, F_SETFL, O_NONBLOCK) == 0;
}

/* Writes what the pipe takes; closes it behind the last byte, or where nobody reads it. */
static void feed(child *c, const char **input, size_t *left)
{
    ssize_t wrote = *left > 0 ? write(c->in, *input, *left) : 0;
    if (wrote > 0) {
        *input += wrote;
        *left -= (size_t)wrote;
    }
    bool waits = wrote < 0 && (errno == EAGAIN || errno == EINTR);
    if (*left == 0 || (wrote < 0 && !waits))
        shut(&c->in);
}

static void drain(child *c, bytes *out)
{
    char part[1 << 14];
    ssize_t got = read(c->out, part, sizeof part);
    if (got > 0)
        bytes_put(out, part, (size_t)got);
    else if (got == 0 || (errno != EAGAIN && errno != EINTR))
        shut(&c->out);
}

/* Carries bytes until the child closes its output or a limit is reached. */
static child_result carry(child *c, const char *input, size_t left, const child_limits *limits, bytes *out)
{
    size_t before = out->size;
    while (c->out >= 0) {
        double wait = c->ends - now();
        if (wait <= 0)
            return CHILD_TOO_LONG;
        struct pollfd fds[2] = { { c->out, POLLIN, 0 }, { c->in, POLLOUT, 0 } };
        int ready = poll(fds, c->in >= 0 ? 2 : 1, (int)(wait * 1000) + 1);
        if (ready < 0 && errno != EINTR)
            return CHILD_FAILED;
        if (ready <= 0)
            continue;
        if (fds[0].revents != 0)
            drain(c, out);
        if (c->in >= 0 && fds[1].revents != 0)
            feed(c, &input, &left);
        if (out->failed)
            return CHILD_NO_MEMORY;
        if (out->size - before > limits->most)
            return CHILD_TOO_MUCH;
    }
    return CHILD_OK;
}

static child_result reap(child *c, child_result result)
{
    int status = 0;
    if (result != CHILD_OK)
        kill(c->pid, SIGKILL);
    for (pid_t ended = 0; ended != c->pid;) {
        ended = waitpid(c->pid, &status, result == CHILD_OK ? WNOHANG : 0);
        if (ended < 0 && errno != EINTR)
            return CHILD_FAILED;
        if (ended == 0 && now() >= c->ends) { /* it has closed its output, and stays */
            result = CHILD_TOO_LONG;
            kill(c->pid, SIGKILL);
        } else if (ended == 0) {
            nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
        }
    }
    if (result != CHILD_OK)
        return result;
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_ABSENT)
        return CHILD_ABSENT;
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NO_MEMORY)
        return CHILD_NO_MEMORY;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? CHILD_OK : CHILD_FAILED;
}

child_result child_run(const char *const *argv, const char *input, size_t input_size, const child_limits *limits,
                       bytes *out)
{
    child c = { .pid = -1, .in = -1, .out = -1, .ends = now() + limits->seconds };
    bool started = start(&c, argv);
    child_result result = started ? carry(&c, input, input_size, limits, out) : CHILD_FAILED;
    shut(&c.in);
    shut(&c.out);
    return c.pid > 0 ? reap(&c, result) : result;
}
