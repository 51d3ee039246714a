/* Writing JSON objects: see json_out.h. Uses waymark.h and base/. */
#include "session/json_out.h"

/* Notes whether a part could be made. */
static void *made(turn *t, void *part)
{
    if (part == NULL)
        t->no_memory = true;
    return part;
}

void json_add_string(turn *t, cJSON *object, const char *name, const char *s)
{
    made(t, s != NULL ? cJSON_AddStringToObject(object, name, s) : cJSON_AddNullToObject(object, name));
}

void json_add_number(turn *t, cJSON *object, const char *name, double number)
{
    made(t, cJSON_AddNumberToObject(object, name, number));
}

void json_add_bool(turn *t, cJSON *object, const char *name, bool truth)
{
    made(t, cJSON_AddBoolToObject(object, name, truth));
}

cJSON *json_add_object(turn *t, cJSON *object, const char *name)
{
    return made(t, cJSON_AddObjectToObject(object, name));
}

cJSON *json_add_list(turn *t, cJSON *object, const char *name)
{
    return made(t, cJSON_AddArrayToObject(object, name));
}

cJSON *json_add_item(turn *t, cJSON *list)
{
    cJSON *item = made(t, cJSON_CreateObject());
    if (item != NULL && !cJSON_AddItemToArray(list, item)) {
        cJSON_Delete(item);
        return made(t, NULL);
    }
    return item;
}

void json_add_text(turn *t, cJSON *object, const char *name, wm_text text)
{
    json_add_string(t, object, name, wm_text_in(text, t->lang));
}

void json_add_string_if(turn *t, cJSON *object, const char *name, const char *s)
{
    if (s != NULL)
        json_add_string(t, object, name, s);
}

void json_add_text_if(turn *t, cJSON *object, const char *name, wm_text text)
{
    if (wm_text_in(text, t->lang)[0] != '\0')
        json_add_text(t, object, name, text);
}

void json_add_number_if(turn *t, cJSON *object, const char *name, double number)
{
    if (number > 0)
        json_add_number(t, object, name, number);
}

void json_add_bool_if(turn *t, cJSON *object, const char *name, bool truth)
{
    if (truth)
        json_add_bool(t, object, name, true);
}
