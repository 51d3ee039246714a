/* `waymark` on a terminal: opens the desk, and says afterwards what was done. Uses desk.h, desk_tty.h, places.h, words.h. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/desk.h"
#include "cli/desk_run.h"
#include "cli/desk_tty.h"
#include "cli/places.h"
#include "cli/words.h"

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);
    return value != NULL && value[0] != '\0';
}

bool desk_is_wanted(const invocation *use)
{
    const char *terminal = getenv("TERM");
    return use->values[OPTION_PLAIN] == NULL && !is_set("WAYMARK_PLAIN") && terminal != NULL && terminal[0] != '\0' &&
           strcmp(terminal, "dumb") != 0 && isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
}

/* --case FILE, or a number of the folder of cases: what has neither a folder nor an ending. Whether it is there. */
static bool find_case(desk *d)
{
    const char *said = d->use->values[OPTION_CASE];
    char folder[3900];
    if (strpbrk(said, "/.") == NULL && access(said, F_OK) != 0 && store_folder(folder, sizeof folder))
        snprintf(d->file, sizeof d->file, "%s/%.100s.jsonl", folder, said);
    else
        snprintf(d->file, sizeof d->file, "%s", said);
    return access(d->file, F_OK) == 0;
}

/* What the command line asks for: a case, a guide, or the first screen. */
static void begin(desk *d)
{
    bool named = d->use->values[OPTION_CASE] != NULL && find_case(d);
    if (named && store_resume(d, d->file))
        view_case(d);
    else if (!named && d->use->operand_count > 0 && case_open(d, d->use->operands[0], NULL))
        view_case(d);
    if (named)
        d->file[0] = '\0';
    if (d->c != NULL) {
        record_write(d, &d->records);
        if (!d->left)
            case_close(d);
    }
    view_start(d);
}

static void tell_how_to_come_back(const desk *d)
{
    if (d->c == NULL || d->about.end != ENDED_NOT)
        return;
    if (d->store.trouble != 0)
        say(stdout, d->lang, "沒有存到檔案：%s。需要時請抄下這份紀錄。\n",
            "Not saved: %s. Keep this record if you need it.\n", wm_text_in(wm_errno_words(d->store.trouble), d->lang));
    else if (d->use->values[OPTION_CASE] != NULL)
        say(stdout, d->lang, "已暫存 %s。續辦：waymark --case %s\n", "Saved %s. To go on: waymark --case %s\n",
            d->store.number, d->store.path != NULL ? d->store.path : d->store.number);
    else
        say(stdout, d->lang, "已暫存 %s。續辦：waymark --case %s\n", "Saved %s. To go on: waymark --case %s\n",
            d->store.number, d->store.number);
}

static bool guide_is_there(const invocation *use, const wm_rules *rules)
{
    if (use->operand_count == 0 || wm_rules_find_guide(rules, use->operands[0], NULL))
        return true;
    say(stderr, use->lang, "waymark：沒有 %s 這份判斷樹。\n", "waymark: there is no guide %s.\n", use->operands[0]);
    return false;
}

static int run(desk *d)
{
    if (!tty_open()) {
        say(stderr, d->lang, "waymark：這個終端機用不了，請加 --plain。\n",
            "waymark: this terminal can't be used; try --plain.\n");
        return EXIT_FAULT;
    }
    known_load(d);
    begin(d);
    tty_close();
    show(stdout, ink_of(&d->records));
    tell_how_to_come_back(d);
    if (d->no_memory)
        say(stderr, d->lang, "waymark：記憶體不夠了，只好離開。已經存檔的答案都在。\n",
            "waymark: out of memory, so it had to leave. All answers that were saved are there.\n");
    else if (d->fault && d->note.size > 0)
        say(stderr, d->lang, "waymark：%s\n", "waymark: %s\n", ink_of(&d->note));
    return d->fault ? EXIT_FAULT : EXIT_DONE;
}

int run_desk(const invocation *use)
{
    wm_rules *rules = NULL;
    int result = rules_open_for_walk(use, &rules);
    if (result != EXIT_DONE)
        return result;
    bool there = guide_is_there(use, rules);
    desk *d = there ? calloc(1, sizeof *d) : NULL;
    result = EXIT_FAULT;
    if (d != NULL) {
        *d = (desk){ .use = use, .lang = use->lang, .rules = rules, .store = { .fd = -1 } };
        d->sheet.colour = !is_set("NO_COLOR");
        result = run(d);
        case_close(d);
        known_free(d);
        sheet_free(&d->sheet);
        outlook_free(&d->outlook);
        ink *parts[] = { &d->note, &d->wrong, &d->records, &d->keys.paste, &d->keys.shown };
        for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
            ink_free(parts[i]);
    } else if (there) {
        say(stderr, use->lang, "waymark：記憶體不夠。\n", "waymark: out of memory.\n");
    }
    free(d);
    wm_rules_free(rules);
    return result;
}
