/* Times as texts and back: ISO 8601 with a zone outside, UTC seconds inside. Uses the C library. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "session/session.h"

#define ZONE_SECONDS (8 * 3600) /* UTC+8 */
/* Years 0000 to 9999: what ISO 8601 writes with four digits. */
#define EARLIEST INT64_C(-62167219200)
#define LATEST   INT64_C(253402300799)

static bool local_parts(int64_t at, struct tm *out)
{
    if (at < EARLIEST + ZONE_SECONDS || at > LATEST - ZONE_SECONDS)
        return false;
    time_t shifted = (time_t)(at + ZONE_SECONDS);
    return gmtime_r(&shifted, out) != NULL;
}

/* strftime's year has no four digits before 1000. */
void moment_text(int64_t at, char out[MOMENT_SIZE])
{
    struct tm t;
    out[0] = '\0';
    if (local_parts(at, &t))
        snprintf(out, MOMENT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d+08:00", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday,
                 t.tm_hour, t.tm_min, t.tm_sec);
}

void moment_date(int64_t at, char out[MOMENT_SIZE])
{
    struct tm t;
    out[0] = '\0';
    if (local_parts(at, &t))
        snprintf(out, MOMENT_SIZE, "%04d%02d%02d", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday);
}

/* Days from 1970-01-01 to a date of the proleptic Gregorian calendar (H. Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms", days_from_civil). */
static int64_t days_from_civil(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static int days_of_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Exactly `count` digits at *at. */
static bool take_digits(const char **at, int count, int *out)
{
    *out = 0;
    for (int i = 0; i < count; i++, (*at)++) {
        if (**at < '0' || **at > '9')
            return false;
        *out = *out * 10 + (**at - '0');
    }
    return true;
}

static bool take(const char **at, char c)
{
    if (**at != c)
        return false;
    ++*at;
    return true;
}

static bool take_date(const char **at, int64_t *days)
{
    int year, month, day;
    if (!take_digits(at, 4, &year) || !take(at, '-') || !take_digits(at, 2, &month) || !take(at, '-') ||
        !take_digits(at, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > days_of_month(year, month))
        return false;
    *days = days_from_civil(year, month, day);
    return true;
}

static bool take_time(const char **at, int *seconds)
{
    int hour, minute, second = 0;
    if (!take_digits(at, 2, &hour) || !take(at, ':') || !take_digits(at, 2, &minute))
        return false;
    if (take(at, ':') && !take_digits(at, 2, &second))
        return false;
    if (take(at, '.')) {
        int digit;
        if (!take_digits(at, 1, &digit))
            return false;
        while (**at >= '0' && **at <= '9')
            ++*at;
    }
    *seconds = hour * 3600 + minute * 60 + second;
    return hour < 24 && minute < 60 && second < 61;
}

static bool take_zone(const char **at, int *seconds)
{
    *seconds = 0;
    if (take(at, 'Z'))
        return true;
    int hour, minute;
    bool west = **at == '-';
    if (!take(at, '+') && !take(at, '-'))
        return false;
    if (!take_digits(at, 2, &hour) || !take(at, ':') || !take_digits(at, 2, &minute) || hour > 23 || minute > 59)
        return false;
    *seconds = (hour * 3600 + minute * 60) * (west ? -1 : 1);
    return true;
}

bool moment_parse(const char *text, int64_t *out)
{
    int64_t days;
    int seconds, zone;
    if (!take_date(&text, &days) || !take(&text, 'T') || !take_time(&text, &seconds) || !take_zone(&text, &zone))
        return false;
    *out = days * 86400 + seconds - zone;
    return *text == '\0' && *out >= EARLIEST + ZONE_SECONDS && *out <= LATEST - ZONE_SECONDS;
}
