/* `waymark replay`: recorded tickets through the guides. Uses waymark.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/places.h"
#include "cli/replay_parts.h"
#include "cli/words.h"

#define BAD_LINES_SHOWN 20u

typedef struct replaying {
    const invocation *use;
    FILE *lines;    /* per-ticket lines, or NULL */
    uint64_t bad;   /* invalid lines so far */
    uint64_t shown; /* bytes of the files at the last word about progress */
    bool terminal;  /* progress is shown */
    gates gates;
} replaying;

/* ---- What the replay tells on its way -------------------------------------------------------------------- */

static bool take_lines(void *context, const char *bytes, size_t size)
{
    replaying *r = context;
    return fwrite(bytes, 1, size, r->lines) == size;
}

static void clear_progress(replaying *r)
{
    if (r->terminal && r->shown > 0)
        fputs("\r\033[K", stderr);
}

static void take_invalid(void *context, const char *file, uint64_t line, wm_text why)
{
    replaying *r = context;
    if (r->bad++ >= BAD_LINES_SHOWN)
        return;
    clear_progress(r);
    say(stderr, r->use->lang, "%s:%llu：%s\n", "%s:%llu: %s\n", file, (unsigned long long)line,
        wm_text_in(why, r->use->lang));
}

#define PROGRESS_BYTES ((uint64_t)8 << 20)

static void take_progress(void *context, uint64_t bytes, uint64_t tickets)
{
    replaying *r = context;
    if (bytes < r->shown + PROGRESS_BYTES)
        return;
    clear_progress(r);
    r->shown = bytes;
    say(stderr, r->use->lang, "重播中：%llu 件，%llu MB", "replaying: %llu tickets, %llu MB",
        (unsigned long long)tickets, (unsigned long long)(bytes >> 20));
}

/* ---- The end --------------------------------------------------------------------------------------------------- */

static int failed(const invocation *use, const wm_error *error)
{
    const char *what = wm_error_what(error, use->lang);
    if (error->where[0] != '\0')
        say(stderr, use->lang, "waymark：%s：%s\n", "waymark: %s: %s\n", error->where, what);
    else
        say(stderr, use->lang, "waymark：%s\n", "waymark: %s\n", what);
    return EXIT_FAULT;
}

/* What was asked for, on standard output or in the page. EXIT_FAULT where it can't be told. */
static int tell_found(const replaying *r, const telling *t)
{
    const char *page = r->use->values[OPTION_HTML];
    bool to_output = page != NULL && strcmp(page, "-") == 0;
    if (r->use->values[OPTION_JSON] != NULL && !to_output) {
        const char *json = t->comparison != NULL ? wm_comparison_json(t->comparison) : wm_replay_json(t->replay);
        if (json == NULL) {
            say(stderr, r->use->lang, "waymark：記憶體不足\n", "waymark: out of memory\n");
            return EXIT_FAULT;
        }
        puts(json);
    } else if (r->lines != stdout && !to_output) {
        print_replay(t);
        if (t->comparison != NULL)
            print_comparison(t);
        print_cards(t);
    }
    return page != NULL ? write_page(t, page) : EXIT_DONE;
}

/* Tells, and judges the gates. */
static int tell(replaying *r, wm_replay *replay, wm_comparison *comparison)
{
    wm_replay_sum s;
    wm_comparison_sum compared;
    telling t = { r->use, replay, comparison, &r->gates };
    wm_replay_total(replay, &s);
    if (comparison != NULL)
        wm_comparison_total(comparison, &compared);
    clear_progress(r);
    if (r->bad > BAD_LINES_SHOWN)
        say(stderr, r->use->lang, "……共 %llu 行讀不懂\n", "… %llu invalid lines in all\n", (unsigned long long)r->bad);
    int broken = gates_judge(r->use, &r->gates, &s, comparison != NULL ? &compared : NULL);
    int result = tell_found(r, &t);
    if (r->use->values[OPTION_STRICT] != NULL && s.invalid > 0)
        result = EXIT_FAULT;
    return result != EXIT_DONE ? result : broken;
}

/* ---- The command line --------------------------------------------------------------------------------------- */

static int open_lines(replaying *r)
{
    const char *name = r->use->values[OPTION_PER_TICKET];
    if (name == NULL)
        return EXIT_DONE;
    r->lines = strcmp(name, "-") == 0 ? stdout : fopen(name, "wb");
    if (r->lines != NULL)
        return EXIT_DONE;
    say(stderr, r->use->lang, "waymark：打不開 %s：%s\n", "waymark: can't open %s: %s\n", name,
        wm_text_in(wm_errno_words(errno), r->use->lang));
    return EXIT_FAULT;
}

static int close_lines(const replaying *r, int result)
{
    if (r->lines == NULL)
        return result;
    bool written = ferror(r->lines) == 0;
    written = (r->lines == stdout ? fflush(stdout) : fclose(r->lines)) == 0 && written;
    if (written)
        return result;
    say(stderr, r->use->lang, "waymark：結果寫不出去\n", "waymark: the lines can't be written\n");
    return EXIT_FAULT;
}

static int merge(replaying *r)
{
    wm_replay *sum;
    wm_error error;
    if (wm_replay_merge(&sum, (const char *const *)r->use->operands, r->use->operand_count, &error) != WM_OK)
        return failed(r->use, &error);
    int result = tell(r, sum, NULL);
    wm_replay_free(sum);
    return result;
}

static wm_replay_config config_of(replaying *r, unsigned threads)
{
    const invocation *use = r->use;
    return (wm_replay_config){ .tickets = (const char *const *)use->operands,
                               .ticket_count = use->operand_count,
                               .threads = threads,
                               .lang = use->lang,
                               .beliefs = use->values[OPTION_BELIEFS] != NULL,
                               .cards = use->values[OPTION_CARDS] != NULL,
                               .align = use->values[OPTION_ALIGN] != NULL || use->values[OPTION_ANY_ORDER] != NULL,
                               .any_order = use->values[OPTION_ANY_ORDER] != NULL,
                               .coverage = use->values[OPTION_COVERAGE] != NULL,
                               .context = r,
                               .lines = r->lines != NULL ? take_lines : NULL,
                               .invalid = take_invalid,
                               .progress = r->terminal ? take_progress : NULL };
}

static int replay(replaying *r, const wm_rules *rules, unsigned threads)
{
    wm_replay *done;
    wm_error error;
    wm_replay_config config = config_of(r, threads);
    if (wm_replay_run(&done, rules, &config, &error) != WM_OK) {
        clear_progress(r);
        return failed(r->use, &error);
    }
    int result = tell(r, done, NULL);
    wm_replay_free(done);
    return result;
}

static int compare(replaying *r, const wm_rules *rules, const wm_rules *against, unsigned threads)
{
    wm_comparison *done;
    wm_error error;
    wm_replay_config config = config_of(r, threads);
    if (wm_compare(&done, rules, against, &config, &error) != WM_OK) {
        clear_progress(r);
        return failed(r->use, &error);
    }
    int result = tell(r, wm_comparison_new(done), done);
    wm_comparison_free(done);
    return result;
}

/* A file that is not there is told before the rules are loaded. */
static int check_tickets(const invocation *use)
{
    for (size_t i = 0; i < use->operand_count; i++) {
        if (strcmp(use->operands[i], "-") == 0 || access(use->operands[i], R_OK) == 0)
            continue;
        say(stderr, use->lang, "waymark：打不開 %s：%s\n", "waymark: can't open %s: %s\n", use->operands[i],
            wm_text_in(wm_errno_words(errno), use->lang));
        return EXIT_FAULT;
    }
    return EXIT_DONE;
}

static int run_on(replaying *r, unsigned threads)
{
    wm_rules *rules = NULL, *against = NULL;
    int result = check_tickets(r->use);
    if (result == EXIT_DONE)
        result = rules_open_for_walk(r->use, &rules);
    if (result == EXIT_DONE && r->use->values[OPTION_AGAINST] != NULL)
        result = rules_open_against(r->use, &against);
    if (result == EXIT_DONE)
        result = open_lines(r);
    if (result == EXIT_DONE) {
        result = against != NULL ? compare(r, rules, against, threads) : replay(r, rules, threads);
        result = close_lines(r, result);
    }
    wm_rules_free(against);
    wm_rules_free(rules);
    return result;
}

static bool is_output(const invocation *use, option_id where)
{
    return use->values[where] != NULL && strcmp(use->values[where], "-") == 0;
}

/* EXIT_DONE, or EXIT_WRONG_USE after saying what can't be done together. */
static int check_wishes(const invocation *use)
{
    if (is_output(use, OPTION_HTML) && is_output(use, OPTION_PER_TICKET)) {
        say(stderr, use->lang, "waymark：--html 和 --per-ticket 不能都寫到標準輸出；其中一個給檔名。\n",
            "waymark: --html and --per-ticket can't both go to standard output; give one of them a file.\n");
        return EXIT_WRONG_USE;
    }
    if (use->values[OPTION_MERGE] == NULL)
        return EXIT_DONE;
    const option_id alone[] = { OPTION_AGAINST,   OPTION_BELIEFS,  OPTION_CARDS,     OPTION_ALIGN,
                                OPTION_ANY_ORDER, OPTION_COVERAGE, OPTION_PER_TICKET };
    for (size_t i = 0; i < sizeof alone / sizeof alone[0]; i++) {
        if (use->values[alone[i]] == NULL)
            continue;
        say(stderr, use->lang, "waymark：--merge 只加總，不能和 --%s 一起用。\n",
            "waymark: --merge only adds; it goes without --%s.\n", options[alone[i]].name);
        return EXIT_WRONG_USE;
    }
    return EXIT_DONE;
}

int run_replay(const invocation *use)
{
    replaying r = { .use = use, .terminal = isatty(STDERR_FILENO) != 0 };
    unsigned threads = threads_wished(use);
    if (use->operand_count == 0) {
        say(stderr, use->lang, "waymark：要重播哪些案件？請寫檔名，或 - 從標準輸入讀。\n",
            "waymark: which tickets? Name files, or - for standard input.\n");
        return EXIT_WRONG_USE;
    }
    if (threads == 0) {
        say(stderr, use->lang, "waymark：--threads 要 1 到 256。\n", "waymark: --threads takes 1 to 256.\n");
        return EXIT_WRONG_USE;
    }
    int result = gates_read(use, &r.gates);
    if (result == EXIT_DONE)
        result = check_wishes(use);
    if (result != EXIT_DONE)
        return result;
    return use->values[OPTION_MERGE] != NULL ? merge(&r) : run_on(&r, threads);
}
