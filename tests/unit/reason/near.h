/* Comparing doubles (cmocka 1.1.5's own macro compares them as integers), and a generator whose seed is printed.
 * Uses support/tap.h. */
#ifndef UNIT_REASON_NEAR_H
#define UNIT_REASON_NEAR_H

#include "support/tap.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

/* Fails, printing both, unless |a − b| <= eps. NaN is near nothing. */
#define assert_near(a, b, eps) assert_near_at((a), (b), (eps), #a, __FILE__, __LINE__)

static inline void assert_near_at(double a, double b, double eps, const char *what, const char *file, int line)
{
    if (fabs(a - b) <= eps)
        return;
    print_error("%s is %.17g, not %.17g (within %g)\n", what, a, b, eps);
    _fail(file, line);
}

/* Random numbers of a test: splitmix64 from WAYMARK_SEED, else from the clock. */
typedef struct dice {
    uint64_t state;
} dice;

static inline dice dice_new(void)
{
    const char *given = getenv("WAYMARK_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    print_message("# WAYMARK_SEED=%llu\n", (unsigned long long)seed);
    return (dice){ seed };
}

static inline uint64_t dice_bits(dice *d)
{
    uint64_t x = d->state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* In [0, 1). */
static inline double dice_real(dice *d)
{
    return (double)(dice_bits(d) >> 11) * 0x1p-53;
}

static inline size_t dice_below(dice *d, size_t bound)
{
    return (size_t)(dice_bits(d) % bound);
}

#endif
