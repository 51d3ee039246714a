/* terminal.c: the small terminal of terminal.h. Uses terminal.h, utf8proc and POSIX. */
#include "support/terminal.h"

#include <errno.h>
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
#include <utf8proc.h>

enum { PATIENCE = 10000 };

/* ---- The screen ---------------------------------------------------------------------------------------------------------------------- */

static void clear_cells(terminal *t, size_t row, size_t from)
{
    for (size_t i = from; i < TERMINAL_COLUMNS; i++)
        t->cells[row][i] = (cell){ .glyph = " " };
}

static void clear_screen(terminal *t)
{
    for (size_t row = 0; row < TERMINAL_ROWS; row++)
        clear_cells(t, row, 0);
}

static void put_glyph(terminal *t, const char *glyph, size_t size, int width)
{
    if (!t->other_screen) {
        if (t->left_size + size < sizeof t->left)
            memcpy(t->left + t->left_size, glyph, size), t->left_size += size;
        return;
    }
    if (width == 0) {
        cell *before = t->column > 0 ? &t->cells[t->row][t->column - 1] : NULL;
        if (before && strlen(before->glyph) + size < sizeof before->glyph)
            strncat(before->glyph, glyph, size);
        return;
    }
    if (t->row >= t->rows || t->column + (size_t)width > t->columns)
        fail_msg("text runs out of the window: row %zu, column %zu", t->row + 1, t->column + 1);
    cell *here = &t->cells[t->row][t->column];
    *here = (cell){ .coloured = t->attribute };
    memcpy(here->glyph, glyph, size);
    if (width == 2)
        here[1] = (cell){ .glyph = "" };
    t->column += (size_t)width;
}

/* ---- Sequences ------------------------------------------------------------------------------------------------------------------------- */

static void set_mode(terminal *t, const char *mode, bool on)
{
    if (!strcmp(mode, "?1049")) {
        t->other_screen = on;
        clear_screen(t);
        t->row = t->column = 0;
    } else if (!strcmp(mode, "?2004")) {
        t->brackets = on;
    } else if (!strcmp(mode, "?25")) {
        t->cursor = on;
    } else {
        fail_msg("a mode that nobody asked for: %s", mode);
    }
}

static void control_sequence(terminal *t, const char *parameters, char last)
{
    size_t a = 1, b = 1;
    switch (last) {
    case 'H':
        (void)sscanf(parameters, "%zu;%zu", &a, &b);
        t->row = a - 1;
        t->column = b - 1;
        break;
    case 'J':
        clear_screen(t);
        break;
    case 'K':
        clear_cells(t, t->row, t->column);
        break;
    case 'm':
        t->attribute = strcmp(parameters, "0") != 0 && parameters[0];
        t->colours += t->attribute ? 1 : 0;
        break;
    case 'h':
    case 'l':
        set_mode(t, parameters, last == 'h');
        break;
    default:
        fail_msg("a sequence that the desk does not write: ESC [ %s %c", parameters, last);
    }
}

/* The bytes of a sequence at s; 0 where its end has not come. */
static size_t take_sequence(terminal *t, const char *s, size_t size)
{
    char parameters[64];
    if (size < 2)
        return 0;
    if (s[1] == ']') {
        const char *end = memchr(s, '\007', size);
        if (!end)
            return 0;
        assert_memory_equal(s, "\033]52;c;", 7);
        snprintf(t->clipboard, sizeof t->clipboard, "%.*s", (int)(end - s - 7), s + 7);
        return (size_t)(end - s) + 1;
    }
    if (s[1] != '[')
        fail_msg("an escape that the desk does not write: ESC %c", s[1]);
    for (size_t i = 2; i < size; i++) {
        if (s[i] >= 0x40 && s[i] <= 0x7E) {
            snprintf(parameters, sizeof parameters, "%.*s", (int)(i - 2), s + 2);
            control_sequence(t, parameters, s[i]);
            return i + 1;
        }
    }
    return 0;
}

static size_t take_one(terminal *t, const char *s, size_t size)
{
    if (*s == '\033')
        return take_sequence(t, s, size);
    if (*s == '\007')
        t->bells++;
    if (*s == '\n' && !t->other_screen)
        put_glyph(t, s, 1, 1);
    if ((unsigned char)*s < 0x20)
        return 1;
    utf8proc_int32_t code = 0;
    utf8proc_ssize_t bytes = utf8proc_iterate((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)size, &code);
    if (bytes <= 0)
        return size < 4 ? 0 : 1;
    put_glyph(t, s, (size_t)bytes, utf8proc_charwidth(code));
    return (size_t)bytes;
}

static void feed(terminal *t, const char *bytes, size_t size)
{
    char all[8192];
    memcpy(all, t->held, t->held_size);
    memcpy(all + t->held_size, bytes, size);
    size_t count = t->held_size + size, at = 0;
    t->bytes += size;
    for (size_t taken = 1; at < count && taken; at += taken)
        taken = take_one(t, all + at, count - at);
    t->held_size = count - at;
    assert_true(t->held_size < sizeof t->held);
    memcpy(t->held, all + at, t->held_size);
}

/* ---- The program --------------------------------------------------------------------------------------------------------------------------- */

static void run_program(const char *const *arguments, const char *terminal_name)
{
    char *list[16] = { getenv("WAYMARK") };
    for (size_t i = 0; arguments[i] && i < 14; i++)
        list[i + 1] = (char *)(uintptr_t)arguments[i];
    (void)setsid();
    int fd = open(terminal_name, O_RDWR); /* a session without a terminal takes the one that it opens */
    if (fd < 0 || dup2(fd, 0) < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
        _exit(126);
    if (fd > 2)
        close(fd);
    (void)ioctl(0, TIOCSCTTY, 0);
    if (list[0])
        execv(list[0], list);
    _exit(127);
}

bool terminal_is_possible(void)
{
    int fd = posix_openpt(O_RDWR | O_NOCTTY);
    if (fd >= 0)
        close(fd);
    else
        printf("1..0 # SKIP this machine gives no pseudo-terminals\n");
    return fd >= 0;
}

terminal *terminal_start(const char *const *arguments, size_t columns, size_t rows)
{
    terminal *t = calloc(1, sizeof *t);
    assert_non_null(t);
    struct winsize size = { .ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows };
    t->columns = columns;
    t->rows = rows;
    t->cursor = true;
    clear_screen(t);
    t->fd = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(t->fd >= 0 && grantpt(t->fd) == 0 && unlockpt(t->fd) == 0);
    (void)fcntl(t->fd, F_SETFD, FD_CLOEXEC);
    const char *name = ptsname(t->fd);
    assert_non_null(name);
    assert_int_equal(ioctl(t->fd, TIOCSWINSZ, &size), 0);
    assert_int_equal(tcgetattr(t->fd, &t->before), 0);
    t->pid = fork();
    assert_true(t->pid >= 0);
    if (t->pid == 0)
        run_program(arguments, name);
    return t;
}

void terminal_type(terminal *t, const char *bytes)
{
    size_t size = strlen(bytes);
    t->bytes_before = t->bytes;
    assert_int_equal(write(t->fd, bytes, size), (ssize_t)size);
}

void terminal_resize(terminal *t, size_t columns, size_t rows)
{
    struct winsize size = { .ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows };
    t->columns = columns;
    t->rows = rows;
    clear_screen(t);
    t->bytes_before = t->bytes;
    assert_int_equal(ioctl(t->fd, TIOCSWINSZ, &size), 0);
    (void)kill(t->pid, SIGWINCH); /* some kernels tell the foreground group only */
}

/* Whether something came in time. */
static bool read_some(terminal *t, int milliseconds)
{
    char bytes[4096];
    struct pollfd from = { .fd = t->fd, .events = POLLIN };
    if (t->fd < 0 || poll(&from, 1, milliseconds) <= 0)
        return false;
    ssize_t got = read(t->fd, bytes, sizeof bytes);
    if (got <= 0)
        return false;
    feed(t, bytes, (size_t)got);
    return true;
}

static int64_t clock_now(void)
{
    struct timespec now;
    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void terminal_read(terminal *t, int milliseconds)
{
    for (int64_t end = clock_now() + milliseconds, left = milliseconds; left > 0; left = end - clock_now()) {
        if (!read_some(t, (int)left) && left > 1)
            poll(NULL, 0, 1);
    }
}

char *terminal_row(const terminal *t, size_t row)
{
    char *text = calloc(TERMINAL_COLUMNS, sizeof t->cells[0][0].glyph);
    assert_non_null(text);
    size_t size = 0, end = 0;
    for (size_t i = 0; i < t->columns; i++) {
        const char *glyph = t->cells[row][i].glyph;
        memcpy(text + size, glyph, strlen(glyph));
        size += strlen(glyph);
        if (strcmp(glyph, " ") != 0)
            end = size;
    }
    text[end] = '\0';
    return text;
}

bool terminal_shows(const terminal *t, const char *words)
{
    if (!t->other_screen)
        return strstr(t->left, words) != NULL;
    bool found = false;
    for (size_t row = 0; row < t->rows && !found; row++) {
        char *text = terminal_row(t, row);
        found = strstr(text, words) != NULL;
        free(text);
    }
    return found;
}

static void print_screen(const terminal *t)
{
    for (size_t row = 0; row < t->rows; row++) {
        char *text = terminal_row(t, row);
        print_message("# | %s\n", text);
        free(text);
    }
}

void terminal_wait(terminal *t, const char *words)
{
    for (int64_t end = clock_now() + PATIENCE;
         !terminal_shows(t, words) || t->held_size || t->bytes == t->bytes_before;) {
        (void)read_some(t, 20);
        if (clock_now() < end)
            continue;
        print_screen(t);
        fail_msg("the screen never shows \"%s\"", words);
    }
    while (read_some(t, 15)) /* the rest of its screen */
        continue;
}

int terminal_end(terminal *t)
{
    for (int64_t end = clock_now() + PATIENCE; !t->ended && clock_now() < end;) {
        (void)read_some(t, 10);
        t->ended = waitpid(t->pid, &t->status, WNOHANG) == t->pid;
    }
    while (read_some(t, 5))
        continue;
    assert_true(t->ended);
    return WIFEXITED(t->status) ? WEXITSTATUS(t->status) : 128 + WTERMSIG(t->status);
}

void terminal_close(terminal *t)
{
    if (t->fd >= 0)
        close(t->fd);
    t->fd = -1;
}

void terminal_free(terminal *t)
{
    if (!t->ended) {
        (void)kill(t->pid, SIGKILL);
        (void)waitpid(t->pid, &t->status, 0);
    }
    terminal_close(t);
    free(t);
}
