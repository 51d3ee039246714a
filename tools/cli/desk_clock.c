/* How urgent a case is, and the time that is left for it (kb/priorities.json). Uses desk.h, words.h and cJSON.
 *
 * Impact and urgency give the priority, and the priority a time limit. A limit of working time counts the hours of
 * offices in Taiwan: Monday to Friday, 9 to 12 and 13 to 18, which is the working day of 480 minutes. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"
#include "cli/words.h"

#define MINUTE   ((int64_t)60)
#define HOUR     ((int64_t)3600)
#define DAY      ((int64_t)86400)
#define TAIWAN   (8 * HOUR)
#define DAYS_MAX 3700 /* of a case: about ten years */

/* ---- Working time -------------------------------------------------------------------------------------------------- */

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Seconds of a day's office hours that lie between two times of that day. */
static int64_t office_seconds(int64_t from, int64_t to)
{
    static const int64_t hours[][2] = { { 9 * HOUR, 12 * HOUR }, { 13 * HOUR, 18 * HOUR } };
    int64_t sum = 0;
    for (size_t i = 0; i < 2; i++)
        sum += most(0, least(to, hours[i][1]) - most(from, hours[i][0]));
    return sum;
}

int64_t working_minutes(int64_t from, int64_t to)
{
    int64_t sum = 0, first = (from + TAIWAN) / DAY, last = (to + TAIWAN) / DAY;
    last = least(last, first + DAYS_MAX);
    for (int64_t day = first; day <= last; day++) {
        int64_t begins = day * DAY - TAIWAN, weekday = (day + 4) % 7; /* 1970-01-01 was a Thursday; 0: Sunday */
        if (weekday != 0 && weekday != 6)
            sum += office_seconds(most(0, from - begins), least(DAY, to - begins));
    }
    return sum / MINUTE;
}

/* ---- kb/priorities.json ----------------------------------------------------------------------------------------------- */

static const cJSON *get(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static double number_of(const cJSON *object, const char *key, double otherwise)
{
    const cJSON *item = get(object, key);
    return cJSON_IsNumber(item) && isfinite(item->valuedouble) && item->valuedouble > 0 ? item->valuedouble : otherwise;
}

const char *priority_of(const desk *d, int impact, int urgency)
{
    char key[16];
    snprintf(key, sizeof key, "%d%d", impact, urgency);
    return impact > 0 && urgency > 0 ? cJSON_GetStringValue(get(get(d->priorities, "priority"), key)) : NULL;
}

bool clock_read(const desk *d, int64_t opened, int impact, int urgency, int64_t now, clock_left *out)
{
    const char *priority = priority_of(d, impact, urgency);
    const cJSON *limits = priority != NULL ? get(get(d->priorities, "sla"), priority) : NULL;
    double limit = number_of(limits, "resolve", 0), warn_at = number_of(d->priorities, "warn_at", .75);
    if (limit <= 0 || limit > 1e8 || opened <= 0)
        return false;
    const char *clock = cJSON_GetStringValue(get(limits, "resolve_clock"));
    *out = (clock_left){ .working = clock != NULL && strcmp(clock, "working") == 0 };
    double day = number_of(d->priorities, "working_day", 480);
    out->day = out->working && day < 1e6 ? (int64_t)day : DAY / MINUTE;
    int64_t gone = out->working ? working_minutes(opened, now) : most(0, now - opened) / MINUTE;
    out->minutes = (int64_t)limit - gone;
    out->soon = (double)gone >= limit * warn_at;
    return true;
}

/* ---- In words ------------------------------------------------------------------------------------------------------------ */

/* "7 小時 43 分", "4 個工作天 6 小時": days where it is more than 24 hours. */
static void add_span(const desk *d, ink *out, const clock_left *left, int64_t minutes)
{
    char number[24], rest[24];
    if (minutes > DAY / MINUTE) {
        snprintf(number, sizeof number, "%lld", (long long)(minutes / left->day));
        snprintf(rest, sizeof rest, "%lld", (long long)(minutes % left->day / 60));
        ink_add(out, d->lang, left->working ? "%s 個工作天 %s 小時" : "%s 天 %s 小時",
                left->working ? "%s working days %s h" : "%s days %s h", number, rest);
        return;
    }
    snprintf(number, sizeof number, "%lld", (long long)(minutes / 60));
    snprintf(rest, sizeof rest, "%lld", (long long)(minutes % 60));
    if (minutes >= 60)
        ink_add(out, d->lang, "%s 小時 ", "%s h ", number);
    ink_add(out, d->lang, "%s 分", "%s min", rest);
}

void clock_words(const desk *d, const clock_left *left, bool named, ink *out)
{
    bool late = left->minutes < 0;
    int64_t minutes = late ? -left->minutes : left->minutes;
    if (late)
        ink_add(out, d->lang, BRICK "逾時 ", BRICK "");
    else if (left->soon)
        ink_add(out, d->lang, AMBER "還有 ", AMBER "");
    else
        ink_add(out, d->lang, named ? "解決時限 還有 " : "還有 ", named ? "solve in " : "");
    add_span(d, out, left, minutes);
    if (late)
        ink_add(out, d->lang, "，先回電說明" PLAIN, " over: call first" PLAIN);
    else if (left->soon)
        ink_add(out, d->lang, "，先備妥交接" PLAIN, named ? " left: prepare to hand over" PLAIN : " left" PLAIN);
    else if (!named)
        ink_add(out, d->lang, "%s", "%s", d->lang == WM_EN ? " left" : "");
}

/* ---- Setting it ---------------------------------------------------------------------------------------------------------- */

typedef struct rating {
    int chosen[2]; /* impact, urgency; 0: not yet */
    size_t at;     /* which of them is asked */
} rating;

static const char *const rated[2] = { "impact", "urgency" };

static void compose_values(desk *d, sheet *s, const rating *r, size_t which)
{
    const cJSON *value;
    bool asked = which == r->at;
    sheet_line(s, STAYS, 1, which == 0 ? " 影響程度" : " 急迫性", which == 0 ? " Impact" : " Urgency");
    cJSON_ArrayForEach(value, get(d->priorities, rated[which]))
    {
        int id = (int)number_of(value, "id", 0);
        wm_text text = { cJSON_GetStringValue(get(value, "zh")), cJSON_GetStringValue(get(value, "en")) };
        ink_add(&s->line, d->lang, asked ? BOLD "   [%d]" PLAIN " %s" : "    %d  %s",
                asked ? BOLD "   [%d]" PLAIN " %s" : "    %d  %s", id, words_of(d, text));
        if (id == r->chosen[which])
            ink_add(&s->line, d->lang, "（現在）", " (now)");
        sheet_end(s, STAYS, 7);
    }
    sheet_blank(s);
}

static void compose_rating(desk *d, const rating *r)
{
    sheet *s = view_begin(d, NULL);
    const char *priority = priority_of(d, r->chosen[0], r->chosen[1]);
    size_t count = (size_t)cJSON_GetArraySize(get(d->priorities, rated[r->at]));
    compose_values(d, s, r, 0);
    compose_values(d, s, r, 1);
    if (priority != NULL)
        sheet_line(s, RANK_MORE, 1, " 優先等級 %s", " Priority %s", priority);
    if (count > 0)
        sheet_numbers(s, count < KEYED ? count : KEYED, r->at == 0 ? "影響" : "急迫",
                      r->at == 0 ? "impact" : "urgency");
    sheet_key(s, "Enter 不改", "Enter keeps it");
    sheet_key(s, "Backspace 上一步", "Backspace back");
}

/* Whether the table has a value with this number. */
static bool is_rated(const desk *d, const char *which, int id)
{
    const cJSON *value;
    cJSON_ArrayForEach(value, get(d->priorities, which))
    {
        if ((int)number_of(value, "id", 0) == id)
            return true;
    }
    return false;
}

/* One that has no price of its own is reckoned with as the file says. */
void impact_state(desk *d)
{
    char id[16];
    snprintf(id, sizeof id, "%d", d->about.impact);
    if (d->c != NULL && wm_case_set_impact(d->c, d->about.impact > 0 ? id : NULL, NULL) != WM_OK)
        (void)wm_case_set_impact(d->c, NULL, NULL);
}

static void keep_rating(desk *d, const rating *r)
{
    clock_left left;
    ink words = { .at = NULL };
    const char *priority = priority_of(d, r->chosen[0], r->chosen[1]);
    d->about.impact = r->chosen[0];
    d->about.urgency = r->chosen[1];
    store_priority(d);
    impact_state(d);
    if (clock_of(d, &left))
        clock_words(d, &left, true, &words);
    if (priority == NULL)
        view_note(d, "這個組合沒有訂優先等級。", "No priority is set for this pair.");
    else if (words.size > 0)
        view_note(d, "優先等級 %s。", "Priority %s.", priority);
    else
        view_note(d, "優先等級 %s，沒有約定時限。", "Priority %s, which has no time limit.", priority);
    ink_free(&words);
}

/* False where the view is over. */
static bool rating_press(desk *d, rating *r, const press *p)
{
    int number = (int)press_number(p, KEYED);
    if (number > 0 && is_rated(d, rated[r->at], number)) {
        r->chosen[r->at++] = number;
        if (r->at == 2)
            keep_rating(d, r);
        return r->at < 2;
    }
    if (p->kind == PRESS_ENTER || p->kind == PRESS_ESCAPE)
        return false;
    if (p->kind == PRESS_BACKSPACE)
        return r->at-- > 0;
    if (!view_common(d, p))
        view_wrong(d, p);
    return true;
}

bool clock_of(const desk *d, clock_left *out)
{
    return clock_read(d, d->about.opened, d->about.impact, d->about.urgency, time_now(), out);
}

void view_priority(desk *d)
{
    rating r = { { d->about.impact, d->about.urgency }, 0 };
    if (d->priorities == NULL) {
        view_note(d, "kb/ 裡沒有 priorities.json，算不出優先等級。",
                  "kb/ has no priorities.json to tell a priority by.");
        return;
    }
    for (bool open = true; open && !d->left;) {
        press p;
        compose_rating(d, &r);
        view_wait(d, NULL, &p);
        if (!d->left && p.kind != PRESS_RESIZE)
            open = rating_press(d, &r, &p);
    }
}
