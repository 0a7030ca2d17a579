/* budget.c - one block of each sequence in turn. */
#include "budget.h"

#include <stdbool.h>

void budget_share(const double *cost_s, const size_t *wanted, size_t count, double left_s,
                  size_t *given) {
    for (size_t i = 0; i < count; i++)
        given[i] = 0;
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < count; i++) {
            if (given[i] == wanted[i] || cost_s[i] > left_s)
                continue;
            given[i]++;
            left_s -= cost_s[i];
            more = true;
        }
    }
}
