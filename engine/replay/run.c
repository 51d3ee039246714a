/* A crew takes chunks of lines, replays them, and hands in what came of them in the order of the tickets. Uses
 * replay/run.h. */
#include "replay/run.h"

#include "base/error.h"
#include "base/vector.h"

/* A line that is no ticket. */
typedef struct bad_line {
    uint64_t line; /* of the chunk, from 0 */
    scan_wrong wrong;
} bad_line;

/* What came of a chunk: a place of the crew. */
typedef struct outcome {
    size_t file;
    uint64_t file_bytes; /* read of all files so far */
    writing lines;
    vector bad; /* of bad_line */
    uint64_t line_count, tickets;
} outcome;

/* What one thread has. */
typedef struct worker {
    const replay_follower *follower; /* NULL: none */
    replayer *y;
    chunk chunk;
    void *follows; /* the follower's worker, or NULL */
    char *kept;    /* the chunk as it was read, for the follower */
} worker;

typedef struct run {
    const replay_job *job;
    input *in;
    worker *workers;
    outcome *outcomes;
    size_t worker_count, outcome_count;
    /* what was handed in */
    size_t file;
    uint64_t line; /* of that file */
    uint64_t tickets;
} run;

/* ---- A chunk ---------------------------------------------------------------------------------------------------- */

static bool note_bad(outcome *o, scan_wrong wrong)
{
    bad_line bad = { o->line_count, wrong };
    return vector_append(&o->bad, &bad, 1);
}

static bool follow_line(worker *w, uint64_t number, const char *line)
{
    const char *kept = w->kept + (line - w->chunk.bytes);
    uint64_t order = w->chunk.serial * INPUT_ROOM + number;
    return w->follower->line(w->follows, w->y, order, kept, w->kept + w->chunk.size);
}

static bool one_line(worker *w, outcome *o, char *line, const char *limit, char **behind)
{
    char *first = scan_space(line);
    if (*first == '\n') {
        *behind = first + 1;
        return true;
    }
    o->tickets++;
    if (!replayer_line(w->y, line, limit, behind, &o->lines) || (w->follows && !follow_line(w, o->line_count, line)))
        return false;
    return !w->y->reader->scan.wrong || note_bad(o, w->y->reader->scan.wrong);
}

/* A line that was too long stands for itself alone. */
static bool pass_over(worker *w, outcome *o)
{
    bool noted = note_bad(o, SCAN_LONG);
    w->y->tally.invalid++;
    if (w->follows)
        w->follower->too_long(w->follows);
    o->line_count = o->tickets = 1;
    return noted;
}

/* False where there is no memory. */
static bool replay_chunk(worker *w, outcome *o)
{
    char *at = w->chunk.bytes;
    const char *limit = at + w->chunk.size;
    if (w->chunk.too_long)
        return pass_over(w, o);
    memset(w->chunk.bytes + w->chunk.size, 0, SCAN_PADDING);
    if (w->kept)
        memcpy(w->kept, w->chunk.bytes, w->chunk.size + SCAN_PADDING);
    for (; at < limit; o->line_count++)
        if (!one_line(w, o, at, limit, &at))
            return false;
    return true;
}

/* ---- What the crew does ----------------------------------------------------------------------------------------- */

static wm_status take_chunk(void *context, size_t thread, size_t place, bool *more, wm_error *error)
{
    run *r = context;
    chunk *c = &r->workers[thread].chunk;
    outcome *o = &r->outcomes[place];
    wm_status status = input_next(r->in, c, more, error);
    o->file = c->file;
    o->file_bytes = c->file_bytes;
    o->line_count = o->tickets = 0;
    o->lines.size = o->bad.count = 0;
    return status;
}

static wm_status work(void *context, size_t thread, size_t place, wm_error *error)
{
    run *r = context;
    return replay_chunk(&r->workers[thread], &r->outcomes[place]) ? WM_OK : error_no_memory(error);
}

static wm_status hand_in(void *context, size_t place, wm_error *error)
{
    run *r = context;
    const outcome *o = &r->outcomes[place];
    const replay_sink *sink = &r->job->sink;
    if (r->file != o->file) {
        r->file = o->file;
        r->line = 0;
    }
    for (size_t i = 0; sink->invalid && i < o->bad.count; i++) {
        const bad_line *bad = &VECTOR_AT(&o->bad, bad_line, i);
        sink->invalid(sink->context, r->job->paths[r->file], r->line + bad->line + 1, scan_words(bad->wrong));
    }
    r->line += o->line_count;
    r->tickets += o->tickets;
    if (sink->lines && o->lines.size && !sink->lines(sink->context, o->lines.data, o->lines.size))
        return error_set(error, WM_IO, "", "結果寫不出去。", "the lines can't be written.");
    if (sink->progress)
        sink->progress(sink->context, o->file_bytes, r->tickets);
    return WM_OK;
}

/* ---- The whole -------------------------------------------------------------------------------------------------- */

static bool make_worker(worker *w, const replay_job *job)
{
    replay_wishes wishes = job->wishes;
    wishes.per_ticket = job->sink.lines != NULL;
    w->follower = job->follower;
    w->chunk.bytes = allocator_alloc(&job->allocator, INPUT_ROOM);
    w->y = replayer_new(job->index, job->host, &wishes, job->rules_hash, job->allocator);
    if (job->follower) {
        w->kept = allocator_alloc(&job->allocator, INPUT_ROOM);
        w->follows = job->follower->begin(job->follower->context);
    }
    return w->chunk.bytes && w->y && (!job->follower || (w->kept && w->follows));
}

static bool make_all(run *r)
{
    const replay_job *job = r->job;
    size_t threads = crew_threads(job->threads), places = crew_places(job->threads);
    r->in = input_new(job->paths, job->path_count, job->allocator);
    r->workers = allocator_zero(&job->allocator, threads, sizeof *r->workers);
    r->outcomes = allocator_zero(&job->allocator, places, sizeof *r->outcomes);
    bool made = r->in && r->workers && r->outcomes;
    for (; made && r->outcome_count < places; r->outcome_count++)
        r->outcomes[r->outcome_count] =
            (outcome){ .lines = writing_of(job->allocator), .bad = vector_of(job->allocator, sizeof(bad_line)) };
    while (made && r->worker_count < threads)
        made = make_worker(&r->workers[r->worker_count++], job);
    return made;
}

/* Adds what it counted, where wanted; false where there is no memory. */
static bool end_worker(worker *w, bool counts, tally *out)
{
    bool added = !counts || tally_add(out, replayer_tally(w->y)) == WM_OK;
    return (!w->follows || w->follower->end(w->follows, counts && added)) && added;
}

static void free_worker(worker *w, const wm_allocator *allocator)
{
    allocator_free(allocator, w->kept, INPUT_ROOM);
    allocator_free(allocator, w->chunk.bytes, INPUT_ROOM);
    replayer_free(w->y);
}

static void free_all(run *r)
{
    const wm_allocator *allocator = &r->job->allocator;
    for (size_t i = 0; i < r->worker_count; i++)
        free_worker(&r->workers[i], allocator);
    for (size_t i = 0; i < r->outcome_count; i++) {
        writing_free(&r->outcomes[i].lines);
        vector_free(&r->outcomes[i].bad);
    }
    allocator_free(allocator, r->workers, crew_threads(r->job->threads) * sizeof *r->workers);
    allocator_free(allocator, r->outcomes, crew_places(r->job->threads) * sizeof *r->outcomes);
    input_free(r->in);
}

wm_status replay_run(const replay_job *job, tally *out, wm_error *error)
{
    run r = { .job = job };
    crew_job crew = { &r, job->threads, take_chunk, work, hand_in };
    *out = (tally){ 0 };
    bool made = make_all(&r) && tally_init(out, job->index->set, job->rules_hash, job->allocator) &&
                (!job->wishes.cards || tally_add_cards(out, job->index->set));
    wm_status status = made ? crew_run(&crew, job->allocator, error) : error_no_memory(error);
    for (size_t i = 0; i < r.worker_count; i++)
        if (!end_worker(&r.workers[i], status == WM_OK, out) && status == WM_OK)
            status = error_no_memory(error);
    free_all(&r);
    if (status != WM_OK && out->guides)
        tally_free(out);
    return status;
}

wm_text scan_words(scan_wrong wrong)
{
    static const wm_text words[] = {
        [SCAN_FINE] = { "", "" },
        [SCAN_NOT_OBJECT] = { "不是 JSON 物件", "not a JSON object" },
        [SCAN_SYNTAX] = { "不是正確的 JSON", "not JSON" },
        [SCAN_STRING] = { "字串裡有控制字元，或沒有結尾", "a string with a control character, or without an end" },
        [SCAN_ESCAPE] = { "字串裡有不存在的跳脫序列，或半個代理對",
                          "an escape that does not exist, or half a surrogate pair" },
        [SCAN_NUL] = { "字串裡有 \\u0000", "\\u0000 in a string" },
        [SCAN_UTF8] = { "不是 UTF-8", "not UTF-8" },
        [SCAN_NUMBER] = { "不是正確的數字，或超過 63 個位元組", "not a number, or longer than 63 bytes" },
        [SCAN_RANGE] = { "數字太大", "a number out of range" },
        [SCAN_DEEP] = { "巢狀超過 64 層", "nested deeper than 64" },
        [SCAN_TWICE] = { "同一個鍵寫了兩次", "a key twice" },
        [SCAN_MANY] = { "不認得的鍵超過 1024 個", "more than 1024 keys that no ticket has" },
        [SCAN_FIELD] = { "欄位的型別不對", "a field of another type" },
        [SCAN_NO_ID] = { "沒有 id", "no id" },
        [SCAN_BEHIND] = { "物件後面還有東西", "something behind the object" },
        [SCAN_LONG] = { "一行超過 1 MiB", "longer than 1 MiB" },
        [SCAN_NO_MEMORY] = { "記憶體不足", "out of memory" },
    };
    return words[wrong];
}
