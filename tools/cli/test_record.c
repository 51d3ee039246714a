/* `waymark test --record CASE`: a case of the desk becomes a walk beside its guide. Uses waymark.h, cJSON and POSIX. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/test.h"
#include "cli/words.h"

/* A case that is being read from its file (desk_store.c lists the lines). */
typedef struct recording {
    testing *t;
    wm_case *c;
    char id[128];
    size_t left_out; /* events that the guide does not take any more */
} recording;

static const cJSON *of(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static const char *word(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(of(object, key));
}

static wm_status open_guide(recording *r, const char *guide)
{
    wm_case_free(r->c);
    r->c = NULL;
    return wm_case_new(&r->c, r->t->rules, guide, NULL);
}

static wm_status answer(recording *r, const cJSON *line)
{
    const cJSON *from = of(line, "value");
    wm_value value = { .kind = WM_VALUE_UNSURE };
    if (cJSON_IsNumber(from))
        value = (wm_value){ .kind = WM_VALUE_NUMBER, .number = from->valuedouble };
    else if (cJSON_IsString(from))
        value = (wm_value){ .kind = WM_VALUE_TEXT, .text = from->valuestring };
    return wm_case_answer_value(r->c, word(line, "answer"), &value, NULL, NULL);
}

static wm_status outcome(recording *r, const cJSON *line)
{
    static const char *const words[] = { "done", "fixed", "failed", "skipped" };
    const char *value = word(line, "value");
    for (int i = 0; value != NULL && i < 4; i++)
        if (strcmp(words[i], value) == 0)
            return wm_case_outcome(r->c, word(line, "outcome"), (wm_outcome)i, NULL);
    return WM_BAD_INPUT;
}

/* What is said besides (times, approvals, the end) is of no matter here. */
static wm_status take_line(recording *r, const cJSON *line)
{
    if (word(line, "case") != NULL) {
        snprintf(r->id, sizeof r->id, "%s", word(line, "case"));
        return WM_OK;
    }
    if (word(line, "guide") != NULL)
        return open_guide(r, word(line, "guide"));
    if (r->c == NULL)
        return WM_OK;
    if (word(line, "answer") != NULL)
        return answer(r, line);
    if (word(line, "outcome") != NULL)
        return outcome(r, line);
    return word(line, "retract") != NULL ? wm_case_retract(r->c, word(line, "retract"), NULL) : WM_OK;
}

static void take_lines(recording *r, char *text)
{
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        cJSON *value = cJSON_Parse(line);
        r->left_out += !cJSON_IsObject(value) || take_line(r, value) != WM_OK;
        cJSON_Delete(value);
    }
}

bool append_walk(const char *path, const char *line)
{
    FILE *out = fopen(path, "ab");
    if (out == NULL)
        return false;
    bool wrote = fprintf(out, "%s\n", line) > 0;
    return fclose(out) == 0 && wrote;
}

static int append_case(recording *r)
{
    testing *t = r->t;
    const char *line;
    char file[PATH_SIZE];
    wm_guide_info guide;
    wm_error error;
    wm_status status = wm_case_as_walk(r->c, r->id, &line, &error);
    if (status != WM_OK)
        return status == WM_NOTHING ? (test_fault(t, &error), EXIT_NO) : test_fault(t, &error);
    if (!wm_rules_find_guide(t->rules, wm_case_guide(r->c), &guide) || !test_beside(guide.file, ".walks.jsonl", file) ||
        !append_walk(file, line)) {
        say(stderr, t->lang, "waymark：寫不進走法檔：%s\n", "waymark: can't write the file of walks: %s\n",
            wm_text_in(wm_errno_words(errno), t->lang));
        return EXIT_FAULT;
    }
    say(stdout, t->lang, "%s：加了走法 %s\n", "%s: added the walk %s\n", file, r->id);
    return EXIT_DONE;
}

int test_record(testing *t, const char *case_file)
{
    recording r = { .t = t };
    char *text = test_read_file(case_file);
    if (text == NULL) {
        say(stderr, t->lang, "waymark：打不開 %s：%s\n", "waymark: can't open %s: %s\n", case_file,
            wm_text_in(wm_errno_words(errno), t->lang));
        return EXIT_FAULT;
    }
    take_lines(&r, text);
    free(text);
    if (r.left_out > 0)
        say(stderr, t->lang, "waymark：%zu 行讀不懂，或判斷樹不再收，略過了\n",
            "waymark: %zu lines can't be read, or the guide takes them no more; left out\n", r.left_out);
    int result = EXIT_FAULT;
    if (r.c != NULL)
        result = append_case(&r);
    else
        say(stderr, t->lang, "waymark：%s 不是案件檔，或它的判斷樹不在了\n",
            "waymark: %s is no case, or its guide is not there any more\n", case_file);
    wm_case_free(r.c);
    return result;
}
