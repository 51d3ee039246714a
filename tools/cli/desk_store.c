/* A case's file: one JSON object a line, each written and synced when it happened. Uses desk.h, cJSON and POSIX.
 *
 *   {"case":"C115-1123-01","at":"…"}                            the first line
 *   {"guide":"compute/ssh_unreachable","at":"…"}                 again where the case goes on in another guide
 *   {"said":"…"}
 *   {"answer":"port_22","value":"timeout","at":"…","by":"…"}     value: text, number, null (not sure);
 *                                                                "asked":false where it was not asked for
 *   {"outcome":"open_sg","value":"done",…}  {"retract":"port_22",…}
 *   {"approval":"open_sg","who":"…","how":"…","at":"…"}
 *   {"impact":2,"urgency":1,"priority":"P2","at":"…"}            the last one counts
 *   {"end":"solved|handed_over|incident","code","escalation","team","incident","at"} */
#include <cjson/cJSON.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/desk.h"

static const char *const outcome_names[] = { "done", "fixed", "failed", "skipped" };
static const char *const end_names[] = { "", "solved", "handed_over", "incident" };

/* ---- Writing ------------------------------------------------------------------------------------------------- */

static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t wrote = write(fd, bytes, size);
        if (wrote < 0 && errno != EINTR)
            return false;
        if (wrote > 0) {
            bytes += wrote;
            size -= (size_t)wrote;
        }
    }
    return true;
}

/* An object under construction: without memory for one of its members it is none. */
typedef struct record {
    cJSON *object;
    bool failed;
} record;

static record record_of(void)
{
    cJSON *object = cJSON_CreateObject();
    return (record){ object, object == NULL };
}

static void add_text(record *r, const char *key, const char *value)
{
    if (value != NULL && cJSON_AddStringToObject(r->object, key, value) == NULL)
        r->failed = true;
}

static void add_number(record *r, const char *key, double value)
{
    if (cJSON_AddNumberToObject(r->object, key, value) == NULL)
        r->failed = true;
}

static void add_time(record *r, const char *by, int64_t at)
{
    char written[TIME_SIZE];
    if (at != 0)
        add_text(r, "at", time_written(at, written));
    add_text(r, "by", by);
}

/* The object as a line that waits to be written, whole or not at all; the object is freed. */
static bool add_line(desk *d, record *r)
{
    ink *pending = &d->store.pending;
    size_t before = pending->size;
    char *line = !r->failed ? cJSON_PrintUnformatted(r->object) : NULL;
    bool added = line != NULL && !pending->failed;
    if (added) {
        ink_raw(pending, line, strlen(line));
        ink_raw(pending, "\n", 1);
        added = !pending->failed;
    }
    if (!added) {
        if (pending->at != NULL)
            pending->at[before] = '\0';
        pending->size = before;
        pending->failed = false;
        d->store.trouble = ENOMEM;
    }
    cJSON_free(line);
    cJSON_Delete(r->object);
    return added;
}

static void add_value(record *r, const wm_value *value)
{
    if (value->kind == WM_VALUE_NUMBER)
        add_number(r, "value", value->number);
    else if (value->kind == WM_VALUE_TEXT)
        add_text(r, "value", value->text);
    else if (cJSON_AddNullToObject(r->object, "value") == NULL)
        r->failed = true;
}

static bool add_event(desk *d, const wm_event *e, bool asked)
{
    record r = record_of();
    if (e->kind == WM_EVENT_RETRACT) {
        add_text(&r, "retract", e->id);
    } else if (e->kind == WM_EVENT_OUTCOME) {
        add_text(&r, "outcome", e->id);
        add_text(&r, "value", outcome_names[e->outcome]);
    } else {
        add_text(&r, "answer", e->id);
        add_value(&r, &e->value);
        r.failed = r.failed || (!asked && cJSON_AddFalseToObject(r.object, "asked") == NULL);
    }
    add_time(&r, e->by, e->at);
    return add_line(d, &r);
}

/* What was begun is taken out again where not all could be written: a line is there whole, or not at all. */
static void write_pending(store *s)
{
    off_t end = lseek(s->fd, 0, SEEK_END);
    errno = 0;
    if (end >= 0 && write_all(s->fd, s->pending.at, s->pending.size) && fsync(s->fd) == 0) {
        s->trouble = 0;
        ink_clear(&s->pending);
        return;
    }
    s->trouble = errno != 0 ? errno : EIO;
    if (end >= 0 && ftruncate(s->fd, end) != 0)
        s->trouble = errno;
}

void store_sync(desk *d)
{
    store *s = &d->store;
    bool added = true;
    while (added && d->c != NULL && s->saved < wm_case_log_size(d->c)) {
        wm_event e;
        added = wm_case_log(d->c, s->saved, &e) != WM_OK || add_event(d, &e, !unasked_has(&d->unasked, s->saved));
        s->saved += added; /* else it is tried again with the next */
    }
    if (s->fd >= 0 && s->pending.size > 0)
        write_pending(s);
    if (!added)
        s->trouble = ENOMEM;
}

/* ---- What is beside the events ------------------------------------------------------------------------------------ */

bool store_guide(desk *d)
{
    record r = record_of();
    add_text(&r, "guide", wm_case_guide(d->c));
    add_time(&r, NULL, time_now());
    bool added = add_line(d, &r);
    d->store.saved = 0;
    store_sync(d);
    return added;
}

bool store_said(desk *d, const char *text)
{
    record r = record_of();
    add_text(&r, "said", text);
    bool added = add_line(d, &r);
    store_sync(d);
    return added;
}

bool store_approval(desk *d, const approval *a)
{
    record r = record_of();
    add_text(&r, "approval", a->action);
    add_text(&r, "who", a->who);
    add_text(&r, "how", a->how);
    add_time(&r, desk_user(), a->at);
    bool added = add_line(d, &r);
    store_sync(d);
    return added;
}

bool store_priority(desk *d)
{
    record r = record_of();
    add_number(&r, "impact", d->about.impact);
    add_number(&r, "urgency", d->about.urgency);
    add_text(&r, "priority", priority_of(d, d->about.impact, d->about.urgency));
    add_time(&r, desk_user(), time_now());
    bool added = add_line(d, &r);
    store_sync(d);
    return added;
}

bool store_end(desk *d)
{
    const dossier *a = &d->about;
    record r = record_of();
    add_text(&r, "end", end_names[a->end]);
    add_text(&r, "code", a->code);
    add_text(&r, "escalation", a->escalation);
    add_text(&r, "team", a->team);
    add_text(&r, "incident", a->incident);
    add_time(&r, desk_user(), time_now());
    bool added = add_line(d, &r);
    store_sync(d);
    return added;
}

/* ---- Opening --------------------------------------------------------------------------------------------------------- */

/* Makes every folder of a path. */
static bool make_folders(char *path)
{
    for (char *at = path + 1; *at != '\0'; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *at = '/';
        if (!made)
            return false;
    }
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

bool store_folder(char *path, size_t size)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    int length;
    if (state != NULL && state[0] == '/')
        length = snprintf(path, size, "%s/waymark/cases", state);
    else if (home != NULL && home[0] == '/')
        length = snprintf(path, size, "%s/.local/state/waymark/cases", home);
    else
        return false;
    return length > 0 && (size_t)length < size && make_folders(path);
}

/* A name in a folder outlives a crash once the folder is synced. */
static void sync_folder(const char *path)
{
    char folder[4096];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash != NULL)
        slash[slash == folder] = '\0';
    int fd = open(slash != NULL ? folder : ".", O_RDONLY | O_DIRECTORY);
    if (fd < 0)
        return;
    (void)fsync(fd); /* some file systems have none for folders */
    (void)close(fd);
}

/* One desk a case: the lock is gone with the program. */
static bool lock(int fd)
{
    struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    return fcntl(fd, F_SETLK, &whole) == 0 || (errno != EACCES && errno != EAGAIN);
}

static void first_line(desk *d)
{
    record r = record_of();
    add_text(&r, "case", d->store.number);
    add_time(&r, desk_user(), d->about.opened);
    (void)add_line(d, &r);
}

/* The number in a file's name. */
static void number_of_file(char *number, size_t size, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    size_t length = dot != NULL && dot > name ? (size_t)(dot - name) : strlen(name);
    snprintf(number, size, "%.*s", (int)(length < size ? length : size - 1), name);
}

static bool open_new(store *s, const char *path)
{
    s->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (s->fd < 0)
        return false;
    (void)lock(s->fd);
    s->path = copied(path);
    number_of_file(s->number, sizeof s->number, path);
    return true;
}

void store_new(desk *d)
{
    char folder[3900], path[4096], prefix[TIME_SIZE];
    store *s = &d->store;
    d->about.opened = time_now();
    errno = 0;
    if (d->file[0] != '\0') {
        (void)open_new(s, d->file);
        d->file[0] = '\0';
    } else if (store_folder(folder, sizeof folder)) {
        case_prefix(time_now(), prefix);
        for (int i = 1; s->fd < 0 && i < 10000 && (i == 1 || errno == EEXIST); i++) {
            snprintf(path, sizeof path, "%s/%s%02d.jsonl", folder, prefix, i);
            (void)open_new(s, path);
        }
    }
    if (s->fd < 0) {
        s->trouble = errno != 0 ? errno : ENOENT;
        return;
    }
    first_line(d);
    store_sync(d);
    sync_folder(s->path);
}

void store_close(desk *d)
{
    store *s = &d->store;
    if (s->fd >= 0)
        (void)close(s->fd);
    free(s->path);
    ink_free(&s->pending);
    *s = (store){ .fd = -1 };
}

void dossier_free(dossier *a)
{
    while (a->approvals != NULL) {
        approval *next = a->approvals->next;
        free(a->approvals->action);
        free(a->approvals->who);
        free(a->approvals->how);
        free(a->approvals);
        a->approvals = next;
    }
    free(a->said);
    free(a->escalation);
    free(a->team);
    free(a->incident);
    free(a->code);
    *a = (dossier){ .said = NULL };
}

/* ---- Unfinished cases ----------------------------------------------------------------------------------------------- */

#define LOOKED_AT ((size_t)200)

static const char *member(const cJSON *object, const char *key)
{
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return value != NULL ? value : "";
}

static int rating_of(const cJSON *object, const char *key)
{
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(number) && number->valueint > 0 && number->valueint < 10 ? number->valueint : 0;
}

/* What a line tells of a case that is not open yet. */
static void look_at_line(open_case *c, const char *line)
{
    cJSON *object = cJSON_Parse(line);
    if (member(object, "guide")[0] != '\0')
        snprintf(c->guide, sizeof c->guide, "%s", member(object, "guide"));
    if (member(object, "said")[0] != '\0')
        snprintf(c->subject, sizeof c->subject, "%s", member(object, "said"));
    if (member(object, "case")[0] != '\0')
        c->opened = time_read(member(object, "at"));
    if (rating_of(object, "impact") > 0) {
        c->impact = rating_of(object, "impact");
        c->urgency = rating_of(object, "urgency");
    }
    cJSON_Delete(object);
}

/* The guide, how urgent it is and what the user said; whether the file's last line is no end. */
static bool look_at(open_case *c)
{
    FILE *in = fopen(c->path, "rb");
    char line[8192];
    bool open = false;
    for (size_t i = 0; in != NULL && fgets(line, sizeof line, in) != NULL; i++) {
        open = strncmp(line, "{\"end\"", 6) != 0;
        if (i < 4 || strncmp(line, "{\"guide\"", 8) == 0 || strncmp(line, "{\"impact\"", 9) == 0)
            look_at_line(c, line);
    }
    if (in != NULL)
        (void)fclose(in);
    return open && c->guide[0] != '\0';
}

static int latest_first(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*b)->d_name, (*a)->d_name);
}

static int is_case_file(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return entry->d_name[0] != '.' && dot != NULL && strcmp(dot, ".jsonl") == 0;
}

size_t store_open_cases(open_case *out, size_t cap)
{
    char folder[3900];
    struct dirent **entries = NULL;
    int found = store_folder(folder, sizeof folder) ? scandir(folder, &entries, is_case_file, latest_first) : 0;
    size_t count = 0;
    for (int i = 0; i < found; i++) {
        if (count < cap && (size_t)i < LOOKED_AT) {
            open_case *c = &out[count];
            *c = (open_case){ .guide = "" };
            snprintf(c->path, sizeof c->path, "%s/%.180s", folder, entries[i]->d_name);
            number_of_file(c->number, sizeof c->number, c->path);
            count += look_at(c);
        }
        free(entries[i]);
    }
    free(entries);
    return count;
}
