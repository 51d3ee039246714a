/* device.h: the customer's device and account as a state machine, from device_fsm.json of the telecom data: what a state reads as, and
 * where an action leads. Only what one who holds the phone can see and do; judging is the tests' own. Uses cJSON and the C library. */
#ifndef TELECOM_DEVICE_H
#define TELECOM_DEVICE_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

typedef struct device {
    cJSON *json; /* owns every string below */
    const cJSON *facts, *flags;
    size_t state_count, fact_count, action_count, string_count;
    const char **strings, **actions;
    int *states, *next; /* a row a state */
} device;

static inline void device_free(device *d)
{
    cJSON_Delete(d->json);
    free(d->strings);
    free(d->actions);
    free(d->states);
    free(d->next);
    *d = (device){ 0 };
}

/* A whole file as text, which the caller frees; NULL where it can't be read. */
static inline char *device_file(const char *path)
{
    FILE *in = fopen(path, "rb");
    char *text = NULL;
    long size = in && fseek(in, 0, SEEK_END) == 0 ? ftell(in) : -1;
    if (size >= 0 && fseek(in, 0, SEEK_SET) == 0 && (text = malloc((size_t)size + 1)) != NULL)
        text[fread(text, 1, (size_t)size, in)] = '\0';
    if (in)
        fclose(in);
    return text;
}

static inline const cJSON *device_list(const device *d, const char *key, size_t *count)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(d->json, key);
    *count = (size_t)cJSON_GetArraySize(list);
    return list;
}

/* Rows of numbers, one after the other; NULL where a row has another width than the first. */
static inline int *device_rows(const cJSON *rows, size_t count, size_t width)
{
    int *out = calloc(count * width + 1, sizeof *out), *at = out;
    const cJSON *row, *cell;
    cJSON_ArrayForEach(row, rows)
    {
        if (!out || (size_t)cJSON_GetArraySize(row) != width) {
            free(out);
            return NULL;
        }
        cJSON_ArrayForEach(cell, row) *at++ = cell->valueint;
    }
    return out;
}

/* The strings of a list, or the field `name` of its objects. */
static inline const char **device_words(const cJSON *list, size_t count, const char *name)
{
    const char **out = calloc(count + 1, sizeof *out), **at = out;
    const cJSON *item;
    if (!out)
        return NULL;
    cJSON_ArrayForEach(item, list)
    {
        const char *word = cJSON_GetStringValue(name ? cJSON_GetObjectItemCaseSensitive(item, name) : item);
        *at++ = word ? word : "";
    }
    return out;
}

/* Reads FOLDER/device_fsm.json. False where it is not there or not of that form; `d` is then empty. */
static inline bool device_load(device *d, const char *folder)
{
    char path[1024];
    size_t rows;
    snprintf(path, sizeof path, "%s/device_fsm.json", folder);
    char *text = device_file(path);
    *d = (device){ .json = text ? cJSON_Parse(text) : NULL };
    free(text);
    const cJSON *states = device_list(d, "states", &d->state_count), *next = device_list(d, "next", &rows);
    const cJSON *actions = device_list(d, "actions", &d->action_count);
    const cJSON *strings = device_list(d, "strings", &d->string_count);
    d->facts = device_list(d, "facts", &d->fact_count);
    d->flags = cJSON_GetObjectItemCaseSensitive(d->json, "flags");
    d->strings = device_words(strings, d->string_count, NULL);
    d->actions = device_words(actions, d->action_count, "name");
    d->states = device_rows(states, d->state_count, d->fact_count);
    d->next = device_rows(next, rows, d->action_count);
    if (d->state_count > 0 && rows == d->state_count && d->strings && d->actions && d->states && d->next)
        return true;
    device_free(d);
    return false;
}

/* The place of a word in a list of the file, -1 where it isn't. */
static inline int device_place(const cJSON *list, const char *word)
{
    const cJSON *item;
    int place = 0;
    cJSON_ArrayForEach(item, list)
    {
        const char *here = cJSON_GetStringValue(item);
        if (here && strcmp(here, word) == 0)
            return place;
        place++;
    }
    return -1;
}

static inline int device_cell(const device *d, int state, size_t fact)
{
    return d->states[(size_t)state * d->fact_count + fact];
}

/* What the screen, or the customer record, says for a fact; "" where there is no such fact. */
static inline const char *device_reading(const device *d, int state, const char *fact)
{
    int place = device_place(d->facts, fact);
    int string = place < 0 ? -1 : device_cell(d, state, (size_t)place);
    return string >= 0 && (size_t)string < d->string_count ? d->strings[string] : "";
}

/* Whether something works: a bit of the last column. */
static inline bool device_flag(const device *d, int state, const char *flag)
{
    int bit = device_place(d->flags, flag);
    return bit >= 0 && ((unsigned)device_cell(d, state, d->fact_count - 1) >> bit & 1u) != 0;
}

/* The state after an action, -1 where the device refuses it or has no such action. */
static inline int device_after(const device *d, int state, const char *action)
{
    for (size_t i = 0; i < d->action_count; i++)
        if (strcmp(d->actions[i], action) == 0)
            return d->next[(size_t)state * d->action_count + i];
    return -1;
}

/* A task's `asserts`, [name, arguments, expected]…: do they all hold in this state? An unknown one does not. */
static inline bool device_asserts(const device *d, int state, const cJSON *asserts)
{
    static const char *const flag_of[][2] = {
        { "assert_service_status", "service" }, { "assert_mobile_data_status", "data" },
        { "assert_internet_speed", "fast" },    { "assert_can_send_mms", "mms" },
        { "assert_no_overdue_bill", "nobill" }, { "assert_data_refueling_amount", "refuel2" },
    };
    const cJSON *one;
    cJSON_ArrayForEach(one, asserts)
    {
        const char *name = cJSON_GetStringValue(cJSON_GetArrayItem(one, 0)), *flag = NULL;
        const cJSON *status = cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(one, 1), "expected_status");
        const char *word = cJSON_GetStringValue(status);
        for (size_t i = 0; name && i < sizeof flag_of / sizeof *flag_of; i++)
            if (strcmp(flag_of[i][0], name) == 0)
                flag = flag_of[i][1];
        bool wanted = !cJSON_IsFalse(status) && !(word && strcmp(word, "no_service") == 0);
        if (!flag || device_flag(d, state, flag) != (wanted == !cJSON_IsFalse(cJSON_GetArrayItem(one, 2))))
            return false;
    }
    return true;
}

#endif
