/* Taking a case up again from its file. Uses desk.h, cJSON and POSIX. */
#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/desk.h"

#define FILE_MOST ((size_t)64 << 20)

/* What reading came to. */
typedef struct reading {
    size_t unread;  /* lines that are no object, or no event that this guide takes */
    bool torn;      /* the last line had no end */
    bool was_ended; /* the case had been closed */
} reading;

static const char *member(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

/* ---- Lines -------------------------------------------------------------------------------------------------------- */

static bool read_guide(desk *d, const char *name)
{
    wm_error error;
    wm_case *c = NULL;
    if (wm_case_new(&c, d->rules, name, &error) != WM_OK)
        return false;
    wm_case_free(d->c);
    unasked_free(&d->unasked);
    d->c = c;
    return true;
}

static bool read_answer(desk *d, const cJSON *object, const wm_by *by)
{
    const cJSON *given = cJSON_GetObjectItemCaseSensitive(object, "value");
    wm_value value = { .kind = WM_VALUE_UNSURE };
    if (cJSON_IsNumber(given))
        value = (wm_value){ .kind = WM_VALUE_NUMBER, .number = given->valuedouble };
    else if (cJSON_IsString(given))
        value = (wm_value){ .kind = WM_VALUE_TEXT, .text = given->valuestring };
    else if (!cJSON_IsNull(given))
        return false;
    if (wm_case_answer_value(d->c, member(object, "answer"), &value, by, NULL) != WM_OK)
        return false;
    bool asked = !cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(object, "asked"));
    return asked || unasked_add(&d->unasked, wm_case_log_size(d->c) - 1);
}

static bool read_outcome(desk *d, const cJSON *object, const wm_by *by)
{
    static const char *const names[] = { "done", "fixed", "failed", "skipped" };
    const char *value = member(object, "value");
    for (unsigned i = 0; value != NULL && i < 4; i++) {
        if (strcmp(names[i], value) == 0)
            return wm_case_outcome_by(d->c, member(object, "outcome"), (wm_outcome)i, by, NULL) == WM_OK;
    }
    return false;
}

static bool read_approval(desk *d, const cJSON *object)
{
    const char *who = member(object, "who"), *how = member(object, "how");
    approval *a = who != NULL && how != NULL ? calloc(1, sizeof *a) : NULL;
    if (a == NULL)
        return false;
    *a = (approval){ copied(member(object, "approval")), copied(who), copied(how), time_read(member(object, "at")),
                     d->about.approvals };
    d->about.approvals = a;
    return true;
}

static bool read_priority(desk *d, const cJSON *object)
{
    const cJSON *impact = cJSON_GetObjectItemCaseSensitive(object, "impact"),
                *urgency = cJSON_GetObjectItemCaseSensitive(object, "urgency");
    if (!cJSON_IsNumber(impact) || !cJSON_IsNumber(urgency))
        return false;
    d->about.impact = impact->valueint;
    d->about.urgency = urgency->valueint;
    return true;
}

/* The first line. */
static void read_case(desk *d, const cJSON *object)
{
    snprintf(d->store.number, sizeof d->store.number, "%s", member(object, "case"));
    d->about.opened = time_read(member(object, "at"));
}

static bool read_event(desk *d, const cJSON *object)
{
    wm_by by = { .by = member(object, "by"), .at = time_read(member(object, "at")) };
    if (d->c == NULL)
        return false;
    if (member(object, "answer") != NULL)
        return read_answer(d, object, &by);
    if (member(object, "outcome") != NULL)
        return read_outcome(d, object, &by);
    if (member(object, "retract") != NULL)
        return wm_case_retract(d->c, member(object, "retract"), NULL) == WM_OK;
    return false;
}

static void read_line(desk *d, const char *line, reading *r)
{
    cJSON *object = cJSON_Parse(line);
    bool taken = object != NULL;
    if (member(object, "case") != NULL)
        read_case(d, object);
    else if (cJSON_HasObjectItem(object, "impact"))
        taken = read_priority(d, object);
    else if (member(object, "guide") != NULL)
        taken = read_guide(d, member(object, "guide"));
    else if (member(object, "said") != NULL)
        set_copy(&d->about.said, member(object, "said"));
    else if (member(object, "approval") != NULL)
        taken = read_approval(d, object);
    else if (member(object, "end") != NULL)
        r->was_ended = true;
    else if (object != NULL)
        taken = read_event(d, object);
    r->unread += !taken;
    cJSON_Delete(object);
}

/* ---- The file ------------------------------------------------------------------------------------------------------ */

static char *read_whole(int fd, size_t *size)
{
    struct stat about;
    if (fstat(fd, &about) != 0 || about.st_size < 0 || (size_t)about.st_size > FILE_MOST)
        return NULL;
    char *bytes = malloc((size_t)about.st_size + 1);
    ssize_t got = 1;
    for (*size = 0; bytes != NULL && got > 0 && *size<(size_t)about.st_size; *size += got> 0 ? (size_t)got : 0)
        got = read(fd, bytes + *size, (size_t)about.st_size - *size);
    if (bytes != NULL)
        bytes[*size] = '\0';
    return bytes;
}

/* What was being written when the machine stopped is dropped. */
static bool drop_torn_line(int fd, char *bytes, size_t *size, reading *r)
{
    size_t whole = *size;
    while (whole > 0 && bytes[whole - 1] != '\n')
        whole--;
    r->torn = whole < *size;
    bytes[whole] = '\0';
    *size = whole;
    return !r->torn || ftruncate(fd, (off_t)whole) == 0;
}

static void read_lines(desk *d, char *bytes, reading *r)
{
    for (char *line = bytes; *line != '\0';) {
        char *end = strchr(line, '\n');
        if (end != NULL)
            *end = '\0';
        read_line(d, line, r);
        line = end != NULL ? end + 1 : line + strlen(line);
    }
}

static void tell(desk *d, const reading *r)
{
    if (r->torn)
        view_note(d, "檔案最後一行只寫了一半，已經拿掉；前面的答案都在。",
                  "The file's last line was only half written and is dropped; all before it is there.");
    else if (r->unread > 0)
        view_note(d, "有 %zu 行讀不懂或判斷樹已改，略過了；其他答案都在。",
                  "%zu lines could not be used (damaged, or the guide changed); all others are there.", r->unread);
    else if (r->was_ended)
        view_note(d, "這件先前已經結束，現在重新打開。", "This case had been closed; it is open again.");
    else
        view_note(d, "接著走，先前的答案都在。", "Going on; all earlier answers are here.");
}

static bool refuse(desk *d, const char *path, int why)
{
    const char *slash = strrchr(path, '/');
    path = slash != NULL ? slash + 1 : path;
    if (why == EAGAIN)
        view_note(d, "%s 正由另一個視窗處理中。", "%s is open in another window.", path);
    else
        view_note(d, "打不開 %s：%s", "Can't open %s: %s", path, wm_text_in(wm_errno_words(why), d->lang));
    store_close(d);
    return false;
}

static bool is_locked(int fd)
{
    struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    return fcntl(fd, F_SETLK, &whole) != 0 && (errno == EACCES || errno == EAGAIN);
}

bool store_resume(desk *d, const char *path)
{
    store *s = &d->store;
    reading r = { .torn = false };
    size_t size = 0;
    s->fd = open(path, O_RDWR | O_CLOEXEC);
    if (s->fd < 0)
        return refuse(d, path, errno);
    if (is_locked(s->fd))
        return refuse(d, path, EAGAIN);
    errno = 0;
    char *bytes = read_whole(s->fd, &size);
    if (bytes == NULL)
        return refuse(d, path, errno != 0 ? errno : EFBIG);
    s->path = copied(path);
    if (!drop_torn_line(s->fd, bytes, &size, &r))
        s->trouble = errno;
    read_lines(d, bytes, &r);
    free(bytes);
    if (d->c == NULL) {
        view_note(d, "%s 裡沒有能走的案件（判斷樹不在，或檔案壞了）。",
                  "%s holds no case that can go on (its guide is not here, or it is damaged).", path);
        store_close(d);
        dossier_free(&d->about);
        return false;
    }
    impact_state(d);
    s->saved = wm_case_log_size(d->c);
    tell(d, &r);
    return true;
}
