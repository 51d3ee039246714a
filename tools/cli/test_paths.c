/* `waymark test`: what a guide does on every way, against the snapshot beside it (NAME.paths). Uses waymark.h and cJSON. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/test.h"
#include "cli/words.h"

#define SHOWN_MOST ((size_t)20)

/* ---- Writing --------------------------------------------------------------------------------------------------------- */

/* Whole, or not at all. */
static bool write_file(const char *path, const char *text)
{
    char part[PATH_SIZE];
    int length = snprintf(part, sizeof part, "%s.part", path);
    FILE *out = length > 0 && (size_t)length < sizeof part ? fopen(part, "wb") : NULL;
    if (out == NULL)
        return false;
    bool wrote = fputs(text, out) >= 0 && fflush(out) == 0 && fsync(fileno(out)) == 0;
    wrote = fclose(out) == 0 && wrote;
    if (wrote && rename(part, path) == 0)
        return true;
    int why = errno;
    (void)unlink(part);
    errno = why;
    return false;
}

static int accept_paths(testing *t, const char *file, const wm_paths *p)
{
    if (!write_file(file, p->text)) {
        say(stderr, t->lang, "waymark：寫不進 %s：%s\n", "waymark: can't write %s: %s\n", file,
            wm_text_in(wm_errno_words(errno), t->lang));
        return EXIT_FAULT;
    }
    if (t->json == NULL)
        say(stdout, t->lang, "%s：記下 %zu 個狀態、%zu 條路，每條最多 %u 次處置或不確定\n",
            "%s: kept, %zu states, %zu ways of at most %u actions and \"not sure\"s\n", file, p->states, p->ends,
            p->detours);
    return EXIT_DONE;
}

/* ---- Telling --------------------------------------------------------------------------------------------------------- */

static void print_way(const testing *t, const wm_changed_way *c)
{
    const char *nothing = t->lang == WM_EN ? "no such answer" : "沒有這個答案";
    say(stdout, t->lang, "  %s：原本 %s，現在 %s\n", "  %s: was %s, is %s\n",
        c->way[0] != '\0'  ? c->way
        : t->lang == WM_EN ? "at the beginning"
                           : "一開始",
        c->was != NULL ? c->was : nothing, c->is != NULL ? c->is : nothing);
}

static void print_changed(const testing *t, const char *file, const wm_changed_way *list, size_t count)
{
    say(stdout, t->lang, "%s：判斷樹的做法變了，%zu 處%s：\n", "%s: the guide does something else at %zu place%s:\n",
        file, count, t->lang == WM_EN && count != 1 ? "s" : "");
    for (size_t i = 0; i < count && i < SHOWN_MOST; i++)
        print_way(t, &list[i]);
    if (count > SHOWN_MOST)
        say(stdout, t->lang, "  還有 %zu 處\n", "  and %zu more\n", count - SHOWN_MOST);
    say(stdout, t->lang, "  是要改的，就用 waymark test --accept 記下新的做法\n",
        "  if that is meant, waymark test --accept keeps the new ways\n");
}

static bool add_way(cJSON *list, const wm_changed_way *c)
{
    cJSON *one = cJSON_CreateObject();
    return cJSON_AddItemToArray(list, one) && cJSON_AddStringToObject(one, "way", c->way) != NULL &&
           (c->was != NULL ? cJSON_AddStringToObject(one, "was", c->was) : cJSON_AddNullToObject(one, "was")) != NULL &&
           (c->is != NULL ? cJSON_AddStringToObject(one, "is", c->is) : cJSON_AddNullToObject(one, "is")) != NULL;
}

static void add_paths(testing *t, const wm_paths *p, const wm_changed_way *list, size_t count)
{
    cJSON *of = test_json_of(t, p->guide), *paths = of != NULL ? cJSON_AddObjectToObject(of, "paths") : NULL;
    cJSON *changes = paths != NULL ? cJSON_AddArrayToObject(paths, "changed") : NULL;
    bool added = changes != NULL && cJSON_AddNumberToObject(paths, "states", (double)p->states) != NULL &&
                 cJSON_AddNumberToObject(paths, "ends", (double)p->ends) != NULL &&
                 cJSON_AddBoolToObject(paths, "complete", p->complete) != NULL;
    for (size_t i = 0; i < count && added; i++)
        added = add_way(changes, &list[i]);
    test_added(t, added);
}

/* ---- One guide ------------------------------------------------------------------------------------------------------- */

static int compare(testing *t, const char *file, wm_paths *p, const char *earlier)
{
    const wm_changed_way *list;
    size_t count;
    wm_error error;
    wm_status status = wm_paths_compare(p, earlier, &list, &count, &error);
    if (status == WM_BAD_INPUT)
        snprintf(error.where, sizeof error.where, "%.190s", file);
    if (status != WM_OK)
        return test_fault(t, &error);
    t->changed += count > 0;
    if (t->json != NULL)
        add_paths(t, p, list, count);
    else if (count > 0)
        print_changed(t, file, list, count);
    else if (t->use->values[OPTION_SNAPSHOT] != NULL)
        say(stdout, t->lang, "%s：%zu 個狀態、%zu 條路，都和記下的一樣\n",
            "%s: %zu states, %zu ways, all as they were\n", file, p->states, p->ends);
    return EXIT_DONE;
}

static int missing(testing *t, const char *file)
{
    t->changed++;
    if (t->json == NULL)
        say(stdout, t->lang, "%s：還沒有；用 waymark test --snapshot --accept 記下\n",
            "%s: not there yet; waymark test --snapshot --accept makes it\n", file);
    return EXIT_DONE;
}

/* Where there is no snapshot, only --snapshot asks for one. */
static int test_guide(testing *t, const wm_guide_info *guide)
{
    char file[PATH_SIZE];
    wm_paths *p;
    wm_error error;
    bool accepts = t->use->values[OPTION_ACCEPT] != NULL, wanted = t->use->values[OPTION_SNAPSHOT] != NULL;
    if (!test_beside(guide->file, ".paths", file) || (access(file, F_OK) != 0 && !wanted))
        return EXIT_DONE;
    if (access(file, F_OK) != 0 && !accepts)
        return missing(t, file);
    /* its bound stays, unless another budget is asked for */
    char *earlier = accepts && t->budget > 0 ? NULL : test_read_file(file);
    int result = EXIT_FAULT;
    if (wm_rules_paths(&p, t->rules, guide->name, t->budget, earlier, &error) != WM_OK) {
        free(earlier);
        return test_fault(t, &error);
    }
    if (accepts)
        result = accept_paths(t, file, p);
    else if (earlier != NULL)
        result = compare(t, file, p, earlier);
    else
        say(stderr, t->lang, "waymark：打不開 %s：%s\n", "waymark: can't open %s: %s\n", file,
            wm_text_in(wm_errno_words(errno), t->lang));
    free(earlier);
    wm_paths_free(p);
    return result;
}

int test_paths(testing *t)
{
    wm_guide_info guide;
    int result = EXIT_DONE;
    for (size_t i = 0; result == EXIT_DONE && wm_rules_guide(t->rules, i, &guide) == WM_OK; i++)
        if (test_asks_for(t, &guide))
            result = test_guide(t, &guide);
    return result;
}
