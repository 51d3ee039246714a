/* `waymark replay`: recorded tickets through the guides. Uses waymark.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/places.h"
#include "waymark.h"
#include "cli/words.h"

#define BAD_LINES_SHOWN 20u

typedef struct replaying {
    const invocation *use;
    FILE *lines;    /* per-ticket lines, or NULL */
    uint64_t bad;   /* invalid lines so far */
    uint64_t shown; /* bytes of the files at the last word about progress */
    bool terminal;  /* progress is shown */
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

static double share(uint64_t part, uint64_t whole)
{
    return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

static void print_count(const invocation *use, wm_text name, uint64_t count, uint64_t whole)
{
    if (count > 0)
        say(stdout, use->lang, "  %10llu  %5.1f %%  %s\n", "  %10llu  %5.1f %%  %s\n", (unsigned long long)count,
            share(count, whole), wm_text_in(name, use->lang));
}

static void print_reached(const invocation *use, wm_text name, const uint64_t reached[2])
{
    say(stdout, use->lang, "  %s：%llu／%llu（%.1f %%）\n", "  %s: %llu of %llu (%.1f %%)\n",
        wm_text_in(name, use->lang), (unsigned long long)reached[0], (unsigned long long)reached[1],
        share(reached[0], reached[1]));
}

static void print_sum(const invocation *use, const wm_replay *replay)
{
    wm_replay_sum s;
    wm_replay_total(replay, &s);
    say(stdout, use->lang, "%llu 個案件\n", "%llu tickets\n", (unsigned long long)s.tickets);
    print_count(use, (wm_text){ "與紀錄相同", "agree with the record" }, s.agree, s.tickets);
    print_count(use, (wm_text){ "與紀錄不同", "disagree" }, s.disagree, s.tickets);
    print_count(use, (wm_text){ "紀錄的答案不夠，走不到底", "stop where the ticket has no answer" }, s.incomplete,
                s.tickets);
    print_count(use, (wm_text){ "紀錄沒寫結果", "record no result" }, s.unrecorded, s.tickets);
    print_count(use, (wm_text){ "沒有對應的判斷樹", "have no guide" }, s.no_guide, s.tickets);
    print_count(use, (wm_text){ "答案不合判斷樹", "have an answer that the guide does not know" }, s.error, s.tickets);
    print_count(use, (wm_text){ "讀不懂的行", "invalid lines" }, s.invalid, s.tickets);
    say(stdout, use->lang, "平均問 %.1f 題，最多 %llu 題\n", "%.1f questions on average, %llu at most\n",
        s.questions_mean, (unsigned long long)s.questions_max);
    say(stdout, use->lang, "這些案件走到的部分：\n", "What these tickets reached:\n");
    print_reached(use, (wm_text){ "步驟", "steps" }, s.nodes);
    print_reached(use, (wm_text){ "分支", "branches" }, s.edges);
    print_reached(use, (wm_text){ "結尾", "ends" }, s.ends);
}

static int failed(const invocation *use, const wm_error *error)
{
    const char *what = wm_error_what(error, use->lang);
    if (error->where[0] != '\0')
        say(stderr, use->lang, "waymark：%s：%s\n", "waymark: %s: %s\n", error->where, what);
    else
        say(stderr, use->lang, "waymark：%s\n", "waymark: %s\n", what);
    return EXIT_FAULT;
}

/* Prints, and frees. */
static int tell(replaying *r, wm_replay *replay)
{
    wm_replay_sum s;
    const char *json = r->use->values[OPTION_JSON] != NULL ? wm_replay_json(replay) : "";
    int result = json != NULL ? EXIT_DONE : EXIT_FAULT;
    wm_replay_total(replay, &s);
    clear_progress(r);
    if (r->bad > BAD_LINES_SHOWN)
        say(stderr, r->use->lang, "……共 %llu 行讀不懂\n", "… %llu invalid lines in all\n", (unsigned long long)r->bad);
    if (json != NULL && json[0] != '\0')
        puts(json);
    else if (json != NULL && r->lines != stdout)
        print_sum(r->use, replay);
    if (r->use->values[OPTION_STRICT] != NULL && s.invalid > 0)
        result = EXIT_FAULT;
    wm_replay_free(replay);
    return result;
}

/* ---- The command line --------------------------------------------------------------------------------------- */

/* 1 to 256, or 0. */
static unsigned threads_of(const invocation *use)
{
    const char *text = use->values[OPTION_THREADS];
    char *end;
    if (text == NULL)
        return 1;
    unsigned long number = text[0] >= '0' && text[0] <= '9' ? strtoul(text, &end, 10) : 0;
    return number >= 1 && number <= 256 && *end == '\0' ? (unsigned)number : 0;
}

static int open_lines(replaying *r)
{
    const char *name = r->use->values[OPTION_PER_TICKET];
    if (name == NULL)
        return EXIT_DONE;
    r->lines = strcmp(name, "-") == 0 ? stdout : fopen(name, "wb");
    if (r->lines != NULL)
        return EXIT_DONE;
    say(stderr, r->use->lang, "waymark：打不開 %s：%s\n", "waymark: can't open %s: %s\n", name, strerror(errno));
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
    return tell(r, sum);
}

static int replay(replaying *r, const wm_rules *rules, unsigned threads)
{
    wm_replay *done;
    wm_error error;
    wm_replay_config config = { .tickets = (const char *const *)r->use->operands,
                                .ticket_count = r->use->operand_count,
                                .threads = threads,
                                .lang = r->use->lang,
                                .beliefs = r->use->values[OPTION_BELIEFS] != NULL,
                                .context = r,
                                .lines = r->lines != NULL ? take_lines : NULL,
                                .invalid = take_invalid,
                                .progress = r->terminal ? take_progress : NULL };
    if (wm_replay_run(&done, rules, &config, &error) != WM_OK) {
        clear_progress(r);
        return failed(r->use, &error);
    }
    return tell(r, done);
}

int run_replay(const invocation *use)
{
    replaying r = { .use = use, .terminal = isatty(STDERR_FILENO) != 0 };
    wm_rules *rules = NULL;
    unsigned threads = threads_of(use);
    if (use->operand_count == 0) {
        say(stderr, use->lang, "waymark：要重播哪些案件？請寫檔名，或 - 從標準輸入讀。\n",
            "waymark: which tickets? Name files, or - for standard input.\n");
        return EXIT_WRONG_USE;
    }
    if (threads == 0) {
        say(stderr, use->lang, "waymark：--threads 要 1 到 256。\n", "waymark: --threads takes 1 to 256.\n");
        return EXIT_WRONG_USE;
    }
    if (use->values[OPTION_MERGE] != NULL)
        return merge(&r);
    int result = rules_open_for_walk(use, &rules);
    if (result == EXIT_DONE)
        result = open_lines(&r);
    if (result == EXIT_DONE)
        result = close_lines(&r, replay(&r, rules, threads));
    wm_rules_free(rules);
    return result;
}
