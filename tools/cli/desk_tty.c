/* The terminal of the desk. Uses desk_tty.h and POSIX (and ioctl for the window's size).
 *
 * A signal handler is given nothing but its number, so what it needs to give the terminal back stands here,
 * set once before the handlers are: the only state of the program that is not handed around. */
#include "cli/desk_tty.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static struct termios found; /* as the terminal was */
static volatile sig_atomic_t is_open, resized, leave, stopped;
static int wake[2] = { -1, -1 }; /* a signal ends a wait */

static const char enter[] = "\033[?1049h\033[?2004h\033[?25l\033[0m\033[2J";
static const char give_back[] = "\033[?2004l\033[0m\033[?25h\033[?1049l";

/* ---- Taking over and giving back ------------------------------------------------------------------------------ */

void tty_write(const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t wrote = write(STDOUT_FILENO, bytes, size);
        if (wrote < 0 && errno != EINTR && errno != EAGAIN)
            return;
        if (wrote > 0) {
            bytes += wrote;
            size -= (size_t)wrote;
        }
    }
}

/* Only what a signal handler may call. */
static void restore(void)
{
    if (!is_open)
        return;
    is_open = 0;
    tty_write(give_back, sizeof give_back - 1);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &found);
}

static bool take_over(void)
{
    struct termios raw = found;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
    raw.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR | ISTRIP);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    if (tcsetattr(STDIN_FILENO, TCSANOW, &raw) != 0)
        return false;
    is_open = 1;
    tty_write(enter, sizeof enter - 1);
    return true;
}

/* ---- Signals ----------------------------------------------------------------------------------------------------- */

static void wake_up(void)
{
    int before = errno;
    if (write(wake[1], "", 1) < 0)
        errno = before; /* the pipe is full: it wakes anyway */
    errno = before;
}

static void on_event(int signal_number)
{
    if (signal_number == SIGWINCH)
        resized = 1;
    else if (signal_number == SIGTSTP)
        stopped = 1;
    else
        leave = 1;
    wake_up();
}

static void on_crash(int signal_number)
{
    restore();
    (void)signal(signal_number, SIG_DFL);
    (void)raise(signal_number);
}

static void handle(int signal_number, void (*handler)(int), int flags)
{
    struct sigaction action = { .sa_handler = handler, .sa_flags = flags };
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(signal_number, &action, NULL);
}

static const int crashes[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT };
static const int events[] = { SIGWINCH, SIGTSTP, SIGINT, SIGTERM, SIGHUP };
#define CRASHES (sizeof crashes / sizeof crashes[0])
#define EVENTS  (sizeof events / sizeof events[0])

static void handle_all(void (*crash)(int), void (*event)(int))
{
    for (size_t i = 0; i < CRASHES; i++)
        handle(crashes[i], crash, (int)(SA_RESETHAND | SA_NODEFER | SA_ONSTACK));
    for (size_t i = 0; i < EVENTS; i++)
        handle(events[i], event, 0);
}

/* A stack that overflowed leaves no room for its handler. */
static void use_other_stack(void)
{
    static char room[65536];
    stack_t other = { .ss_sp = room, .ss_size = sizeof room };
    (void)sigaltstack(&other, NULL);
}

bool tty_open(void)
{
    if (tcgetattr(STDIN_FILENO, &found) != 0 || pipe(wake) != 0)
        return false;
    use_other_stack();
    handle_all(on_crash, on_event);
    if (take_over())
        return true;
    handle_all(SIG_DFL, SIG_DFL);
    return false;
}

void tty_close(void)
{
    restore();
    handle_all(SIG_DFL, SIG_DFL);
    for (size_t i = 0; i < 2; i++) {
        if (wake[i] >= 0)
            (void)close(wake[i]);
        wake[i] = -1;
    }
}

/* Stops as any program does, the terminal given back meanwhile. */
static void stop(void)
{
    restore();
    handle(SIGTSTP, SIG_DFL, 0);
    (void)raise(SIGTSTP);
    handle(SIGTSTP, on_event, 0);
    if (!take_over())
        leave = 1;
}

/* ---- Size and time --------------------------------------------------------------------------------------------------- */

static size_t size_said(const char *variable, size_t otherwise)
{
    const char *said = getenv(variable);
    unsigned long number = said != NULL ? strtoul(said, NULL, 10) : 0;
    return number > 0 && number < 10000 ? number : otherwise;
}

void tty_size(size_t *columns, size_t *rows)
{
    struct winsize size;
    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
    *columns = known && size.ws_col > 0 ? size.ws_col : size_said("COLUMNS", 80);
    *rows = known && size.ws_row > 0 ? size.ws_row : size_said("LINES", 24);
}

int64_t tty_milliseconds(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- Reading ----------------------------------------------------------------------------------------------------------- */

#define ESCAPE_WAIT 40 /* milliseconds until an escape is the key, and no sequence */

static bool take_signal(press *out)
{
    char drop[64];
    if (leave) {
        *out = (press){ .kind = PRESS_LEAVE };
        return true;
    }
    if (!stopped && !resized)
        return false;
    if (stopped) {
        stopped = 0;
        stop();
    }
    resized = 0;
    struct pollfd woken = { .fd = wake[0], .events = POLLIN };
    if (poll(&woken, 1, 0) > 0 && read(wake[0], drop, sizeof drop) < 0)
        leave = 1;
    *out = (press){ .kind = PRESS_RESIZE };
    return true;
}

/* Reads what is there; false where nothing came in time. */
static bool fill(decoder *d, int timeout)
{
    struct pollfd both[2] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = wake[0], .events = POLLIN } };
    int ready = poll(both, 2, timeout);
    if (ready <= 0)
        return ready < 0;
    if (both[0].revents == 0)
        return true;
    ssize_t got = read(STDIN_FILENO, d->bytes + d->size, sizeof d->bytes - d->size);
    if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN))
        leave = 1; /* the terminal is gone */
    if (got > 0)
        d->size += (size_t)got;
    return true;
}

bool tty_read(decoder *d, int most, press *out)
{
    bool in_time = true;
    for (;;) {
        if (take_signal(out) || decode(d, in_time, out))
            return true;
        bool begun = d->size > 0 && !d->pasting;
        in_time = fill(d, begun ? ESCAPE_WAIT : most);
        if (!in_time && !begun)
            return false;
    }
}
