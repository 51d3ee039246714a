/* Threads take chunks of lines in turn, and give back what came of them in the same order. Uses replay/run.h. */
#include "replay/run.h"

#include <pthread.h>

#include "base/vector.h"

/* A line that is no ticket. */
typedef struct bad_line {
    uint64_t line; /* of the chunk, from 0 */
    scan_wrong wrong;
} bad_line;

/* What all threads share. */
typedef struct run {
    const replay_job *job;
    input *in;
    pthread_mutex_t reading, writing;
    pthread_cond_t turn;
    uint64_t next_written; /* serial of the chunk whose turn it is */
    uint64_t line;         /* of the file, before that chunk */
    size_t file;
    uint64_t tickets;
    wm_status status; /* the first failure; guarded by `writing` */
    wm_error error;
} run;

/* What one thread has. */
typedef struct worker {
    run *run;
    replayer *y;
    chunk chunk;
    writing lines;
    vector bad;
    uint64_t line_count, tickets;
    void *follows; /* the follower's worker, or NULL */
    char *kept;    /* the chunk as it was read, for the follower */
    pthread_t thread;
    bool started;
} worker;

/* ---- Lines ------------------------------------------------------------------------------------------------------ */

static bool note_bad(worker *w, scan_wrong wrong)
{
    bad_line bad = { w->line_count, wrong };
    return vector_append(&w->bad, &bad, 1);
}

static bool follow_line(worker *w, const char *line)
{
    const char *kept = w->kept + (line - w->chunk.bytes);
    return w->run->job->follower->line(w->follows, w->y, kept, w->kept + w->chunk.size);
}

static bool one_line(worker *w, char *line, const char *limit, char **behind)
{
    char *first = scan_space(line);
    if (*first == '\n') {
        *behind = first + 1;
        return true;
    }
    w->tickets++;
    if (!replayer_line(w->y, line, limit, behind, &w->lines) || (w->follows && !follow_line(w, line)))
        return false;
    return !w->y->reader->scan.wrong || note_bad(w, w->y->reader->scan.wrong);
}

/* False where there is no memory. */
static bool replay_chunk(worker *w)
{
    char *at = w->chunk.bytes;
    const char *limit = at + w->chunk.size;
    w->line_count = w->tickets = 0;
    w->lines.size = w->bad.count = 0;
    if (w->chunk.too_long) {
        bool noted = note_bad(w, SCAN_LONG);
        w->y->tally.invalid++;
        w->line_count = w->tickets = 1;
        return noted;
    }
    memset(w->chunk.bytes + w->chunk.size, 0, SCAN_PADDING);
    if (w->kept)
        memcpy(w->kept, w->chunk.bytes, w->chunk.size + SCAN_PADDING);
    for (; at < limit; w->line_count++)
        if (!one_line(w, at, limit, &at))
            return false;
    return true;
}

/* ---- In turn ---------------------------------------------------------------------------------------------------- */

static void fail(run *r, wm_status status, const wm_error *error)
{
    pthread_mutex_lock(&r->writing);
    if (r->status == WM_OK) {
        r->status = status;
        r->error = *error;
    }
    pthread_cond_broadcast(&r->turn);
    pthread_mutex_unlock(&r->writing);
}

static bool take_chunk(worker *w)
{
    run *r = w->run;
    wm_error error = { 0 };
    bool more = false;
    pthread_mutex_lock(&r->reading);
    wm_status status = input_next(r->in, &w->chunk, &more, &error);
    pthread_mutex_unlock(&r->reading);
    if (status != WM_OK)
        fail(r, status, &error);
    return status == WM_OK && more;
}

/* In the order of the tickets; `writing` is held. */
static wm_status give_back(worker *w, wm_error *error)
{
    run *r = w->run;
    const replay_sink *sink = &r->job->sink;
    if (r->file != w->chunk.file) {
        r->file = w->chunk.file;
        r->line = 0;
    }
    for (size_t i = 0; sink->invalid && i < w->bad.count; i++) {
        const bad_line *bad = &VECTOR_AT(&w->bad, bad_line, i);
        sink->invalid(sink->context, r->job->paths[r->file], r->line + bad->line + 1, scan_words(bad->wrong));
    }
    r->line += w->line_count;
    r->tickets += w->tickets;
    if (sink->lines && w->lines.size && !sink->lines(sink->context, w->lines.data, w->lines.size))
        return error_set(error, WM_IO, "", "結果寫不出去。", "the lines can't be written.");
    if (w->follows && !r->job->follower->give_back(w->follows))
        return error_no_memory(error);
    if (sink->progress)
        sink->progress(sink->context, w->chunk.file_bytes, r->tickets);
    return WM_OK;
}

/* False where the run is over. */
static bool wait_and_give_back(worker *w)
{
    run *r = w->run;
    pthread_mutex_lock(&r->writing);
    while (r->next_written != w->chunk.serial && r->status == WM_OK)
        pthread_cond_wait(&r->turn, &r->writing);
    if (r->status == WM_OK) {
        r->status = give_back(w, &r->error);
        r->next_written++;
        pthread_cond_broadcast(&r->turn);
    }
    bool goes_on = r->status == WM_OK;
    pthread_mutex_unlock(&r->writing);
    return goes_on;
}

static void *work(void *context)
{
    worker *w = context;
    while (take_chunk(w)) {
        if (!replay_chunk(w)) {
            wm_error error;
            error_no_memory(&error);
            fail(w->run, WM_NO_MEMORY, &error);
            break;
        }
        if (!wait_and_give_back(w))
            break;
    }
    return NULL;
}

/* ---- The whole -------------------------------------------------------------------------------------------------- */

static bool make_worker(worker *w, run *r)
{
    const replay_job *job = r->job;
    replay_wishes wishes = job->wishes;
    wishes.per_ticket = job->sink.lines != NULL;
    *w = (worker){ .run = r, .lines = writing_of(job->allocator), .bad = vector_of(job->allocator, sizeof(bad_line)) };
    w->chunk.bytes = allocator_alloc(&job->allocator, INPUT_ROOM);
    w->y = replayer_new(job->index, job->host, &wishes, job->rules_hash, job->allocator);
    if (job->follower) {
        w->kept = allocator_alloc(&job->allocator, INPUT_ROOM);
        w->follows = job->follower->begin(job->follower->context);
    }
    return w->chunk.bytes && w->y && (!job->follower || (w->kept && w->follows));
}

/* Adds what it counted, where wanted; false where there is no memory. */
static bool end_worker(worker *w, bool counts, tally *out)
{
    const replay_follower *follower = w->run->job->follower;
    bool added = !counts || tally_add(out, replayer_tally(w->y));
    return (!w->follows || follower->end(w->follows, counts && added)) && added;
}

static void free_worker(worker *w)
{
    const wm_allocator *allocator = &w->run->job->allocator;
    if (w->kept)
        allocator_free(allocator, w->kept, INPUT_ROOM);
    if (w->chunk.bytes)
        allocator_free(allocator, w->chunk.bytes, INPUT_ROOM);
    replayer_free(w->y);
    writing_free(&w->lines);
    vector_free(&w->bad);
}

/* The calling thread works, too. A thread that can't be had is done without. */
static void work_together(worker *workers, size_t count)
{
    for (size_t i = 1; i < count; i++)
        workers[i].started = pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0;
    work(&workers[0]);
    for (size_t i = 1; i < count; i++)
        if (workers[i].started)
            pthread_join(workers[i].thread, NULL);
}

static wm_status run_workers(run *r, worker *workers, size_t count, tally *out, wm_error *error)
{
    const replay_job *job = r->job;
    bool made = tally_init(out, job->index->set, job->rules_hash, job->allocator) &&
                (!job->wishes.cards || tally_add_cards(out, job->index->set));
    size_t ready = 0;
    while (made && ready < count)
        made = make_worker(&workers[ready++], r);
    if (made)
        work_together(workers, count);
    for (size_t i = 0; i < ready; i++) {
        made = end_worker(&workers[i], made && r->status == WM_OK, out) && made;
        free_worker(&workers[i]);
    }
    if (!made)
        return error_no_memory(error);
    if (r->status != WM_OK && error)
        *error = r->error;
    return r->status;
}

wm_status replay_run(const replay_job *job, tally *out, wm_error *error)
{
    size_t count = job->threads == 0 ? 1 : job->threads < RUN_THREADS ? job->threads : RUN_THREADS;
    run r = { .job = job, .in = input_new(job->paths, job->path_count, job->allocator) };
    worker *workers = allocator_zero(&job->allocator, count, sizeof *workers);
    wm_status status = WM_NO_MEMORY;
    *out = (tally){ 0 };
    bool locked = pthread_mutex_init(&r.reading, NULL) == 0;
    bool turns = pthread_mutex_init(&r.writing, NULL) == 0 && pthread_cond_init(&r.turn, NULL) == 0;
    if (r.in && workers && locked && turns)
        status = run_workers(&r, workers, count, out, error);
    else
        error_no_memory(error);
    if (turns) {
        pthread_cond_destroy(&r.turn);
        pthread_mutex_destroy(&r.writing);
    }
    if (locked)
        pthread_mutex_destroy(&r.reading);
    if (workers)
        allocator_free(&job->allocator, workers, count * sizeof *workers);
    input_free(r.in);
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
