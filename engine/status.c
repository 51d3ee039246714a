/* Words for statuses, errors and texts: the small public functions that need no state. Uses waymark.h alone. */
#include "waymark.h"

static bool is_empty(const char *s)
{
    return s == NULL || s[0] == '\0';
}

const char *wm_error_what(const wm_error *error, wm_lang lang)
{
    if (error == NULL)
        return "";
    const char *wanted = lang == WM_EN ? error->en : error->zh;
    const char *other = lang == WM_EN ? error->zh : error->en;
    return is_empty(wanted) ? other : wanted;
}

const char *wm_status_name(wm_status status)
{
    switch (status) {
    case WM_OK:
        return "ok";
    case WM_NO_MEMORY:
        return "no_memory";
    case WM_BAD_INPUT:
        return "bad_input";
    case WM_UNKNOWN:
        return "unknown";
    case WM_OUT_OF_RANGE:
        return "out_of_range";
    case WM_NOTHING:
        return "nothing";
    case WM_BAD_RULES:
        return "bad_rules";
    case WM_OVERRUN:
        return "overrun";
    case WM_IO:
        return "io";
    case WM_LATER:
        return "later";
    }
    return "unnamed";
}

const char *wm_text_in(wm_text text, wm_lang lang)
{
    const char *wanted = lang == WM_EN ? text.en : text.zh;
    const char *other = lang == WM_EN ? text.zh : text.en;
    if (!is_empty(wanted))
        return wanted;
    return other != NULL ? other : "";
}
