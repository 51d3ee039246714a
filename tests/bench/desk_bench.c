/* desk_bench.c: the terminal desk in a pseudo-terminal: from the start of the program to its first whole screen, and from a key to the last
 * byte of the screen that answers it, the case's file synced in between. Run in the root of the tree; WAYMARK names the program.
 * Uses POSIX. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STARTS = 15, KEYS = 60, QUIET = 60 };

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void report(const char *what, double *ms, size_t count, double goal)
{
    qsort(ms, count, sizeof *ms, by_size);
    printf("%-44s median %6.1f ms, 95 %% %6.1f ms, worst %6.1f ms (goal %.0f)\n", what, ms[count / 2],
           ms[count * 95 / 100], ms[count - 1], goal);
}

static void give_up(const char *what)
{
    (void)fprintf(stderr, "desk_bench: %s\n", what);
    exit(3);
}

static pid_t start(int *fd)
{
    struct winsize size = { .ws_row = 24, .ws_col = 80 };
    *fd = posix_openpt(O_RDWR | O_NOCTTY);
    const char *program = getenv("WAYMARK");
    if (*fd < 0 || grantpt(*fd) != 0 || unlockpt(*fd) != 0 || !program)
        give_up("no terminal, or WAYMARK is not set");
    (void)ioctl(*fd, TIOCSWINSZ, &size);
    const char *name = ptsname(*fd);
    pid_t child = fork();
    if (child != 0)
        return child;
    (void)setsid();
    int terminal = open(name, O_RDWR);
    (void)ioctl(terminal, TIOCSCTTY, 0);
    for (int i = 0; i < 3; i++)
        (void)dup2(terminal, i);
    execl(program, program, "--lang", "zh", (char *)NULL);
    _exit(127);
}

/* When the last byte came, of what came until it was quiet; 0: nothing. */
static double last_byte(int fd)
{
    char bytes[16384];
    double last = 0;
    struct pollfd from = { .fd = fd, .events = POLLIN };
    while (poll(&from, 1, last > 0 ? QUIET : 5000) > 0) {
        if (read(fd, bytes, sizeof bytes) <= 0)
            break;
        last = now();
    }
    return last;
}

static void end(pid_t child, int fd)
{
    (void)kill(child, SIGKILL);
    (void)waitpid(child, NULL, 0);
    (void)close(fd);
}

static double press(int fd, const char *key)
{
    double before = now();
    if (write(fd, key, strlen(key)) < 0)
        give_up("the program is gone");
    double last = last_byte(fd);
    return last > 0 ? last - before : 0;
}

static void measure_starts(void)
{
    double ms[STARTS];
    for (size_t i = 0; i < STARTS; i++) {
        int fd;
        double before = now();
        pid_t child = start(&fd);
        ms[i] = last_byte(fd) - before;
        end(child, fd);
    }
    report("first screen, from the start of the program", ms, STARTS, 30);
}

/* Answers and takes them back, over and over. */
static void measure_keys(void)
{
    double answers[KEYS], backs[KEYS], others[KEYS];
    int fd;
    pid_t child = start(&fd);
    (void)last_byte(fd);
    (void)press(fd, "ssh Connection timed out\r");
    (void)press(fd, "\r");
    for (size_t i = 0; i < KEYS; i++) {
        (void)poll(NULL, 0, 400 - QUIET); /* a second Backspace within 400 ms would not count */
        answers[i] = press(fd, "1");
        others[i] = press(fd, "?");
        (void)press(fd, "\r");
        backs[i] = press(fd, "\177");
    }
    end(child, fd);
    report("an answer (recorded, synced, next screen)", answers, KEYS, 20);
    report("Backspace (recorded, synced, screen before)", backs, KEYS, 20);
    report("? (why: what each answer leads to)", others, KEYS, 20);
}

int main(void)
{
    char state[] = "/tmp/desk-bench-XXXXXX", remove_it[64];
    if (!mkdtemp(state))
        give_up("no folder for cases");
    setenv("XDG_STATE_HOME", state, 1);
    setenv("TERM", "xterm-256color", 1);
    unsetenv("WAYMARK_PLAIN");
    measure_starts();
    measure_keys();
    snprintf(remove_it, sizeof remove_it, "rm -rf %s", state);
    return system(remove_it) == 0 ? 0 : 3;
}
