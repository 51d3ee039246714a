/* Times of the desk's cases, in Taiwan's time (UTC+8, without summer time), and who is there. Uses desk.h. */
#include <stdlib.h>
#include <time.h>

#include "cli/desk.h"

#define TAIWAN ((int64_t)8 * 3600)
#define DAY    ((int64_t)86400)

typedef struct moment {
    int year, month, day, hour, minute, second;
} moment;

static moment moment_of(int64_t at)
{
    time_t there = (time_t)(at + TAIWAN);
    struct tm parts = { 0 };
    (void)gmtime_r(&there, &parts);
    return (moment){ parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec };
}

const char *time_written(int64_t at, char out[TIME_SIZE])
{
    moment m = moment_of(at);
    snprintf(out, TIME_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d+08:00", m.year % 10000, m.month, m.day, m.hour, m.minute,
             m.second);
    return out;
}

/* Days from 1970-01-01 in the Gregorian calendar: years are counted from March, so that a leap day ends one. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = year / 400, of_era = year % 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int64_t time_read(const char *written)
{
    moment m;
    int hours = 0, minutes = 0;
    char sign = 'Z';
    if (written == NULL)
        return 0;
    /* NOLINTNEXTLINE(cert-err34-c): no field has more than four digits, and how many were read is looked at */
    int read = sscanf(written, "%4d-%2d-%2dT%2d:%2d:%2d%c%2d:%2d", &m.year, &m.month, &m.day, &m.hour, &m.minute,
                      &m.second, &sign, &hours, &minutes);
    bool valid = read >= 7 && m.year >= 1970 && m.month >= 1 && m.month <= 12 && m.day >= 1 && m.day <= 31;
    if (!valid)
        return 0;
    int64_t away = (int64_t)hours * 3600 + (int64_t)minutes * 60;
    int64_t local = days_of(m.year, m.month, m.day) * DAY + m.hour * 3600 + m.minute * 60 + m.second;
    return sign == '-' ? local + away : local - away;
}

int64_t time_now(void)
{
    int64_t said = time_read(getenv("WAYMARK_NOW"));
    return said > 0 ? said : (int64_t)time(NULL);
}

const char *time_of_day(int64_t at, char out[TIME_SIZE])
{
    moment m = moment_of(at);
    snprintf(out, TIME_SIZE, "%02d:%02d", m.hour, m.minute);
    return out;
}

const char *case_prefix(int64_t at, char out[TIME_SIZE])
{
    moment m = moment_of(at);
    snprintf(out, TIME_SIZE, "C%d-%02d%02d-", m.year - 1911, m.month, m.day);
    return out;
}

const char *desk_user(void)
{
    const char *name = getenv("LOGNAME");
    if (name == NULL || name[0] == '\0')
        name = getenv("USER");
    return name != NULL && name[0] != '\0' ? name : NULL;
}
