/* What the site knows (kb/): open incidents, teams. Uses desk.h, places.h, words.h and cJSON. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"
#include "cli/places.h"
#include "cli/words.h"

#define KB_FILE_MOST ((size_t)4 << 20)

static cJSON *read_json(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *in = fopen(path, "rb");
    char *bytes = in != NULL ? malloc(KB_FILE_MOST) : NULL;
    size_t size = bytes != NULL ? fread(bytes, 1, KB_FILE_MOST, in) : 0;
    cJSON *read = size > 0 && size < KB_FILE_MOST ? cJSON_ParseWithLength(bytes, size) : NULL;
    free(bytes);
    if (in != NULL)
        (void)fclose(in);
    return read;
}

void known_load(desk *d)
{
    const char *folder = kb_folder(d->use);
    if (folder == NULL)
        return;
    d->incidents = read_json(folder, "incidents.json");
    d->teams = read_json(folder, "teams.json");
    d->priorities = read_json(folder, "priorities.json");
}

void known_free(desk *d)
{
    cJSON_Delete(d->incidents);
    cJSON_Delete(d->teams);
    cJSON_Delete(d->priorities);
}

/* ---- Incidents ----------------------------------------------------------------------------------------------------- */

static const cJSON *get(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static bool is_open(const cJSON *incident)
{
    const char *since = cJSON_GetStringValue(get(incident, "since")),
               *until = cJSON_GetStringValue(get(incident, "until"));
    int64_t now = time_now();
    return time_read(since) <= now && (until == NULL || time_read(until) > now);
}

static bool has_sign(const cJSON *incident, const char *said)
{
    const cJSON *sign;
    bool found = false;
    cJSON_ArrayForEach(sign, get(incident, "signs"))
    {
        char *word = cJSON_IsString(sign) ? folded(sign->valuestring) : NULL;
        found = found || (word != NULL && word[0] != '\0' && strstr(said, word) != NULL);
        free(word);
    }
    return found;
}

size_t known_incidents(const desk *d, const char *said, const cJSON **out, size_t cap)
{
    size_t count = 0;
    const cJSON *incident;
    char *plain = folded(said);
    cJSON_ArrayForEach(incident, d->incidents)
    {
        if (plain != NULL && count < cap && is_open(incident) && has_sign(incident, plain))
            out[count++] = incident;
    }
    free(plain);
    return count;
}

const char *known_id(const cJSON *incident)
{
    const char *id = cJSON_GetStringValue(get(incident, "id"));
    return id != NULL ? id : "";
}

const char *known_words(const desk *d, const cJSON *of, const char *member)
{
    const cJSON *both = get(of, member);
    wm_text text = { cJSON_GetStringValue(get(both, "zh")), cJSON_GetStringValue(get(both, "en")) };
    return wm_text_in(text, d->lang);
}

/* ---- Teams ------------------------------------------------------------------------------------------------------------ */

const char *team_words(const desk *d, const char *id)
{
    const cJSON *team = get(d->teams, id);
    wm_text text = { cJSON_GetStringValue(get(team, "zh")), cJSON_GetStringValue(get(team, "en")) };
    const char *words = wm_text_in(text, d->lang);
    return words[0] != '\0' ? words : id;
}

size_t team_count(const desk *d)
{
    return (size_t)cJSON_GetArraySize(d->teams);
}

const char *team_at(const desk *d, size_t at)
{
    const cJSON *team = cJSON_GetArrayItem(d->teams, (int)at);
    return team != NULL && team->string != NULL ? team->string : "";
}
