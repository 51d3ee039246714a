/* `waymark session`: one request a line in, one reply a line out, in order. Uses waymark.h. */
#include <errno.h>
#include <stdlib.h>

#include "cli/places.h"
#include "cli/words.h"

/* A line as it is read. What is over the limit is read past, but only its beginning is kept: one byte
 * more than may be, so that the session sees that it was too long. */
typedef struct line {
    char *bytes;
    size_t size, capacity;
    bool no_memory;
} line;

#define KEPT_MAX (WM_SESSION_MAX_REQUEST + 1)

static void keep(line *l, char c)
{
    if (l->size == l->capacity) {
        size_t wanted = l->capacity > 0 ? l->capacity * 2 : 4096;
        char *more = l->capacity < KEPT_MAX ? realloc(l->bytes, wanted) : NULL;
        if (more == NULL) {
            l->no_memory = l->no_memory || l->capacity < KEPT_MAX;
            return;
        }
        l->bytes = more;
        l->capacity = wanted;
    }
    if (l->size < KEPT_MAX)
        l->bytes[l->size++] = c;
}

/* False at the end of input, and only there. A last line needs no line end. */
static bool read_line(line *l, FILE *in)
{
    int c;
    l->size = 0;
    l->no_memory = false;
    bool any = false;
    while ((c = getc_unlocked(in)) != EOF && c != '\n') {
        any = true;
        keep(l, (char)c);
    }
    return any || c == '\n';
}

static bool write_line(const char *reply)
{
    return fputs(reply, stdout) >= 0 && putchar('\n') != EOF && fflush(stdout) == 0;
}

static bool answer_line(wm_session *session, const line *l)
{
    static const char refused[] = "{\"error\":{\"code\":\"no_memory\",\"where\":\"\",\"what\":\"out of memory\"}}";
    const char *reply = refused;
    if (!l->no_memory)
        (void)wm_session_request(session, l->size > 0 ? l->bytes : "", l->size, &reply); /* reply is always there */
    return write_line(reply);
}

static int answer_all(const invocation *use, wm_session *session)
{
    line l = { .bytes = NULL };
    bool written = true;
    while (written && read_line(&l, stdin))
        written = answer_line(session, &l);
    free(l.bytes);
    if (!written)
        return EXIT_FAULT;
    if (!ferror(stdin))
        return EXIT_DONE;
    say(stderr, use->lang, "waymark：讀不到輸入：%s\n", "waymark: can't read the input: %s\n",
        wm_text_in(wm_errno_words(errno), use->lang));
    return EXIT_FAULT;
}

int run_session(const invocation *use)
{
    wm_rules *rules = NULL;
    wm_session *session = NULL;
    wm_error error;
    int result = rules_open_for_walk(use, &rules);
    if (result != EXIT_DONE)
        return result;
    if (wm_session_new(&session, rules, use->lang, NULL, NULL, &error) == WM_OK) {
        result = answer_all(use, session);
    } else {
        say(stderr, use->lang, "waymark：%s\n", "waymark: %s\n", wm_error_what(&error, use->lang));
        result = EXIT_FAULT;
    }
    wm_session_free(session);
    wm_rules_free(rules);
    return result;
}
