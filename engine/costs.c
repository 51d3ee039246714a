/* kb/costs.json: what an organisation prices besides working minutes. Part of the façade.
 *
 *     {"staff_minute": 8, "waiting_minute": 2, "round_trip": 40, "downtime_minute": {"1": 200, "2": 50, "3": 5},
 *      "impact": "2", "hand_over": {"cloud_architects": 600}}
 *
 * All prices are in one currency, whichever; divided by that of a minute of staff they are minutes of work, which is what
 * plans reckon in. Every key may be left out: a staff minute is then 1, everything else 0, an escalation its guide's. */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/json.h"
#include "facade.h"

#define MAX_COSTS_BYTES ((size_t)1 << 20)

typedef struct reading {
    wm_rules *rules;
    const cJSON *all;
    const char *path;
    double staff;        /* price of a minute of work */
    priced_impact *list; /* [0]: the impact that the file names, then each that it prices */
    size_t count;
    prices *out; /* list[0]'s */
    wm_error *error;
} reading;

static wm_status bad_price(const reading *x, const char *key)
{
    return error_set(
        x->error, WM_BAD_INPUT, x->path, "%s 的「%s」要是不小於 0 的數字，除以 staff_minute 不超過 10 億。",
        "%s: \"%s\" should be a number that is not negative; divided by staff_minute, 10^9 at most.", x->path, key);
}

static wm_status bad_shape(const reading *x, const char *key)
{
    return error_set(x->error, WM_BAD_INPUT, x->path, "%s 的「%s」要是一個物件。", "%s: \"%s\" should be an object.",
                     x->path, key);
}

/* A price in minutes of work; absent: 0. */
static wm_status read_price(const reading *x, const cJSON *from, const char *key, double *out)
{
    const cJSON *item = json_get(from, key);
    *out = 0;
    if (!item)
        return WM_OK;
    *out = item->valuedouble / x->staff;
    return cJSON_IsNumber(item) && item->valuedouble >= 0 && *out <= COST_MOST ? WM_OK : bad_price(x, key);
}

/* What a minute of staff costs is what all else is divided by. */
static wm_status read_staff(reading *x)
{
    const cJSON *item = json_get(x->all, "staff_minute");
    x->staff = item ? item->valuedouble : 1;
    if (item && (!cJSON_IsNumber(item) || !(x->staff > 0) || isinf(x->staff)))
        return error_set(x->error, WM_BAD_INPUT, x->path, "%s 的「staff_minute」要大於 0。",
                         "%s: \"staff_minute\" should be above 0.", x->path);
    return WM_OK;
}

static bool is_known(const char *key)
{
    static const char *const keys[] = { "staff_minute",    "waiting_minute", "round_trip",
                                        "downtime_minute", "impact",         "hand_over" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(key, keys[i]) == 0)
            return true;
    return false;
}

static wm_status check_keys(const reading *x)
{
    if (!cJSON_IsObject(x->all))
        return error_set(x->error, WM_BAD_INPUT, x->path, "%s 應是一個物件。", "%s should be one object.", x->path);
    for (const cJSON *e = x->all->child; e; e = e->next)
        if (!is_known(e->string))
            return error_set(x->error, WM_BAD_INPUT, x->path, "%s 沒有「%s」這一項。", "%s: there is no \"%s\".",
                             x->path, e->string);
    return WM_OK;
}

/* The price of a minute that goes by, at each impact; a case that states none is of the file's. */
static wm_status read_downtime(reading *x)
{
    arena *memory = &x->rules->memory;
    const cJSON *by_impact = json_get(x->all, "downtime_minute");
    if (by_impact && !cJSON_IsObject(by_impact))
        return bad_shape(x, "downtime_minute");
    size_t count = by_impact ? (size_t)cJSON_GetArraySize(by_impact) : 0;
    priced_impact *list = arena_zero(memory, count + 1, sizeof *list);
    if (!list)
        return error_no_memory(x->error);
    for (const cJSON *e = by_impact ? by_impact->child : NULL; e; e = e->next) {
        priced_impact *one = &list[++x->count];
        wm_status status = read_price(x, by_impact, e->string, &one->prices.downtime);
        one->id = arena_string(memory, e->string, strlen(e->string));
        if (status != WM_OK || !one->id)
            return status != WM_OK ? status : error_no_memory(x->error);
    }
    x->list = list;
    x->out = &list[0].prices;
    return WM_OK;
}

/* What is priced alike at every impact is written once, into the first. */
static wm_status spread_prices(reading *x)
{
    const cJSON *impact = json_get(x->all, "impact");
    const char *id = cJSON_IsString(impact) ? impact->valuestring : NULL;
    bool known = false;
    for (size_t i = 1; i <= x->count; i++) {
        double downtime = x->list[i].prices.downtime;
        x->list[i].prices = *x->out;
        x->list[i].prices.downtime = downtime;
    }
    for (size_t i = 1; i <= x->count && id && !known; i++) {
        known = strcmp(x->list[i].id, id) == 0;
        x->out->downtime = known ? x->list[i].prices.downtime : 0;
    }
    if (!impact || known)
        return WM_OK;
    return error_set(x->error, WM_BAD_INPUT, x->path, "%s 的「impact」要是「downtime_minute」裡的一個影響程度。",
                     "%s: \"impact\" should be one of the impacts in \"downtime_minute\".", x->path);
}

static wm_status read_team(const reading *x, const cJSON *teams, const cJSON *entry, team_price *out)
{
    if (x->rules->teams && !rules_team(x->rules, entry->string))
        return error_set(x->error, WM_BAD_INPUT, x->path, "%s 的「hand_over」裡，「%s」不是 teams.json 的單位。",
                         "%s: \"%s\" in \"hand_over\" is no team of teams.json.", x->path, entry->string);
    out->team = arena_string(&x->rules->memory, entry->string, strlen(entry->string));
    return out->team ? read_price(x, teams, entry->string, &out->minutes) : error_no_memory(x->error);
}

static wm_status read_teams(const reading *x)
{
    const cJSON *teams = json_get(x->all, "hand_over");
    if (!teams)
        return WM_OK;
    if (!cJSON_IsObject(teams))
        return bad_shape(x, "hand_over");
    size_t count = (size_t)cJSON_GetArraySize(teams);
    team_price *list = arena_zero(&x->rules->memory, count + 1, sizeof *list);
    wm_status status = list ? WM_OK : error_no_memory(x->error);
    for (const cJSON *e = teams->child; e && list && status == WM_OK; e = e->next)
        status = read_team(x, teams, e, &list[x->out->team_count++]);
    x->out->teams = list;
    return status;
}

static wm_status read_all(reading *x)
{
    wm_status status = check_keys(x);
    if (status == WM_OK)
        status = read_staff(x);
    if (status == WM_OK)
        status = read_downtime(x);
    if (status == WM_OK)
        status = read_price(x, x->all, "waiting_minute", &x->out->waiting);
    if (status == WM_OK)
        status = read_price(x, x->all, "round_trip", &x->out->round_trip);
    if (status == WM_OK)
        status = read_teams(x);
    return status == WM_OK ? spread_prices(x) : status;
}

static wm_status take_costs(wm_rules *rules, const char *path, const file_contents *file, wm_error *error)
{
    wm_error wrong;
    cJSON *all = json_parse(file->text, file->size, &wrong);
    if (!all) {
        if (wrong.status == WM_NO_MEMORY)
            return error_no_memory(error);
        return error_set(error, wrong.status, path, "%s：%s%.0s", "%s: %.0s%s", path, wrong.zh, wrong.en);
    }
    reading x = { .rules = rules, .all = all, .path = path, .error = error };
    wm_status status = read_all(&x);
    json_free(all);
    if (status == WM_OK) {
        rules->impacts = x.list;
        rules->impact_count = x.count;
    }
    return status;
}

wm_status rules_read_costs(wm_rules *rules, wm_error *error)
{
    if (!rules->config.kb_dir)
        return WM_OK;
    file_contents file;
    const char *path = arena_format(&rules->memory, "%s/costs.json", rules->config.kb_dir);
    if (!path)
        return error_no_memory(error);
    if (access(path, F_OK) != 0)
        return WM_OK; /* minutes alone */
    wm_status status = rules_read_file(rules, path, MAX_COSTS_BYTES, &file, error);
    if (status == WM_OK)
        status = take_costs(rules, path, &file, error);
    rules_drop_file(rules, &file);
    return status;
}
