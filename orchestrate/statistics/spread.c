/* spread.c - components of the variance of steps, their lag-1 correlation and skewness. */
#include "spread.h"

#include "common/cleanup.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { LAG_MIN_BLOCKS = 6, SKEWNESS_MIN_BLOCKS = 5 };

const double SPREAD_SKEWED = 1.25;

/* Those that count, to be freed; *blocks becomes their number. */
static struct step *finite_steps(const struct step *step, size_t *blocks) {
    struct step *finite = calloc(*blocks + 1, sizeof *finite);
    size_t n = 0;
    for (size_t i = 0; finite && i < *blocks; i++)
        if (isfinite(step[i].value))
            finite[n++] = step[i];
    *blocks = n;
    return finite;
}

/* Sum of (step - mean)^power. */
static double central_sum(const struct step *step, size_t n, double mean, int power) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += pow(step[i].value - mean, power);
    return sum;
}

static double lag1_of(const struct step *step, size_t n, double mean) {
    double square = central_sum(step, n, mean, 2), product = 0;
    if (n < LAG_MIN_BLOCKS || !(square > 0))
        return NAN;
    for (size_t i = 0; i + 1 < n; i++)
        product += (step[i].value - mean) * (step[i + 1].value - mean);
    return product / square;
}

static double skewness_of(const struct step *step, size_t n, double mean) {
    double variance = n ? central_sum(step, n, mean, 2) / (double)n : 0;
    if (n < SKEWNESS_MIN_BLOCKS || !(variance > 0))
        return NAN;
    return central_sum(step, n, mean, 3) / (double)n / pow(variance, 1.5);
}

static bool boot_seen(const struct step *step, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (step[k].boot == step[i].boot)
            return true;
    return false;
}

/* One-way analysis of variance with boots as groups: the component between them (H. Scheffe, The
 * Analysis of Variance, 7.2). */
static double boots_of(const struct step *step, size_t n, double mean) {
    double between = 0, squares = 0, total = central_sum(step, n, mean, 2), all = (double)n;
    size_t groups = 0;
    for (size_t i = 0; i < n; i++) {
        double sum = 0, count = 0;
        if (step[i].boot == 0)
            return NAN;
        if (boot_seen(step, i))
            continue;
        for (size_t k = i; k < n; k++) {
            bool same = step[k].boot == step[i].boot;
            sum += same ? step[k].value : 0;
            count += same;
        }
        between += count * pow(sum / count - mean, 2);
        squares += count * count;
        groups++;
    }
    if (groups < 2 || groups == n)
        return NAN;
    double within = (total - between) / (double)(n - groups);
    double size = (all - squares / all) / (double)(groups - 1);
    return sqrt(fmax(0, (between / (double)(groups - 1) - within) / size));
}

/* Medians over the blocks that have slices: what their rounds scatter by, and how many these are.
 */
static void take_slices(const struct step *step, size_t n, struct spread *spread) {
    cleanup_free double *scatter = calloc(n + 1, sizeof *scatter);
    cleanup_free double *rounds = calloc(n + 1, sizeof *rounds);
    if (!scatter || !rounds)
        return;
    for (size_t i = 0; i < n; i++) {
        scatter[i] = step[i].scatter;
        rounds[i] = isfinite(step[i].scatter) ? (double)step[i].rounds : NAN;
    }
    spread->slices = moments_of(scatter, n).median;
    spread->rounds = moments_of(rounds, n).median;
    spread->alone = sqrt(M_PI / 2) * spread->slices / sqrt(spread->rounds);
}

struct spread spread_of(const struct step *step, size_t blocks) {
    size_t n = blocks;
    struct spread spread = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    cleanup_free struct step *finite = finite_steps(step, &n);
    double mean = 0;
    for (size_t i = 0; i < n; i++)
        mean += (finite[i].value - mean) / (double)(i + 1); /* exact where all are equal */
    if (!finite || n < 2)
        return spread;
    take_slices(finite, n, &spread);
    spread.blocks = sqrt(central_sum(finite, n, mean, 2) / (double)(n - 1));
    spread.boots = boots_of(finite, n, mean);
    spread.lag1 = lag1_of(finite, n, mean);
    spread.n_effective =
        spread.lag1 > 0 ? (double)n * (1 - spread.lag1) / (1 + spread.lag1) : (double)n;
    spread.skewness = skewness_of(finite, n, mean);
    return spread;
}
