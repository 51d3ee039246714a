/* Reading JSON. Uses draw/json.h. */
#include "draw/json.h"

#include <errno.h>

/* cJSON gives NULL for either; POSIX has malloc set errno where there is no memory, and freeing leaves it alone. */
cJSON *json_read(const char *text, size_t size, bool *no_memory)
{
    errno = 0;
    cJSON *value = cJSON_ParseWithLength(text, size);
    *no_memory = value == NULL && errno == ENOMEM;
    return value;
}
