/* `waymark check --json`: one object. Uses cli/check.h and cJSON. */
#include <stdio.h>

#include "cli/check.h"

bool check_add_string(cJSON *object, const char *name, const char *s)
{
    return (s != NULL ? cJSON_AddStringToObject(object, name, s) : cJSON_AddNullToObject(object, name)) != NULL;
}

static bool add_witness(cJSON *object, const wm_finding *f)
{
    cJSON *list = cJSON_AddArrayToObject(object, "witness");
    bool made = list != NULL;
    for (size_t i = 0; made && i < f->witness_count; i++) {
        cJSON *item = cJSON_CreateObject();
        made = cJSON_AddItemToArray(list, item) && check_add_string(item, f->witness[i].question, f->witness[i].answer);
    }
    return made;
}

bool check_add_json(const check *k, cJSON *list, const wm_finding *f)
{
    wm_lang lang = k->use->lang;
    cJSON *object = cJSON_CreateObject();
    return cJSON_AddItemToArray(list, object) && check_add_string(object, "code", f->code) &&
           check_add_string(object, "severity", f->severity == WM_ERROR ? "error" : "warning") &&
           check_add_string(object, "where", f->where) && check_add_string(object, "guide", f->guide) &&
           check_add_string(object, "node", f->node) && check_add_string(object, "what", wm_text_in(f->what, lang)) &&
           check_add_string(object, "mend", wm_text_in(f->mend, lang)) &&
           (f->allowed == NULL || check_add_string(object, "allowed", f->allowed)) && add_witness(object, f);
}

/* "allowed" is there only where a rule allows something. */
bool check_print_json(const check *k)
{
    cJSON *root = cJSON_CreateObject();
    bool made = cJSON_AddNumberToObject(root, "errors", (double)k->errors) != NULL &&
                cJSON_AddNumberToObject(root, "warnings", (double)k->warnings) != NULL &&
                cJSON_AddItemReferenceToObject(root, "findings", k->list) &&
                (k->allows == 0 || cJSON_AddItemReferenceToObject(root, "allowed", k->allowed));
    char *text = made ? cJSON_PrintUnformatted(root) : NULL;
    if (text != NULL)
        puts(text);
    cJSON_free(text);
    cJSON_Delete(root);
    return text != NULL;
}
