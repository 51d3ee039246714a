/* `waymark`: takes the command line apart, runs its verb, and looks whether all could be written.
 * Uses waymark.h. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>

#include "cli/verbs.h"
#include "cli/words.h"

static int later(const invocation *use, const char *what)
{
    say(stderr, use->lang, "waymark：這一版還沒有 %s。\n", "waymark: this build does not have %s yet.\n", what);
    return EXIT_WRONG_USE;
}

static int dispatch(const invocation *use)
{
    if (use->verb != NULL && use->verb->run == NULL)
        return later(use, use->verb->name);
    if (use->values[OPTION_HELP] != NULL) {
        if (use->verb != NULL)
            help_of_verb(use->verb, use->lang);
        else
            help_of_program(use->lang);
        return EXIT_DONE;
    }
    if (use->values[OPTION_VERSION] != NULL) {
        printf("waymark %s\n", WM_VERSION);
        return EXIT_DONE;
    }
    if (use->values[OPTION_DB] != NULL)
        return later(use, "--db");
    return use->verb != NULL ? use->verb->run(use) : run_guide(use);
}

int main(int argc, char **argv)
{
    invocation use;
    signal(SIGPIPE, SIG_IGN); /* a reader that leaves is an error of writing, which is looked at */
    int result = invocation_read(&use, argc, argv);
    if (result == EXIT_DONE)
        result = dispatch(&use);
    errno = 0;
    bool written = fflush(stdout) == 0 && !ferror(stdout);
    if (written)
        return result;
    if (errno != 0 && errno != EPIPE)
        say(stderr, use.lang, "waymark：寫不出去：%s\n", "waymark: can't write: %s\n",
            wm_text_in(wm_errno_words(errno), use.lang));
    return EXIT_FAULT;
}
