/* lu_steps.c - OpenBLAS factors the panel and multiplies; rows are exchanged here. */
#include "lu_steps.h"

#include "openblas.h"

#include <stdbool.h>
#include <stddef.h>

/* A triangle is solved at a third of the speed of a product: above this it is halved. */
enum { TRIANGLE_MAX = 64 };

/* Rows to exchange are in memory, not in cache: they are fetched so many columns ahead. */
enum { COLUMNS_AHEAD = 2 };

static const double one = 1, minus_one = -1;

static double *at(const struct lu_matrix *matrix, int row, int column) {
    return matrix->a + (size_t)column * (size_t)matrix->lda + row;
}

static int lesser(int a, int b) {
    return a < b ? a : b;
}

static int pivots_of(const struct lu_matrix *matrix, struct lu_block panel) {
    return lesser(panel.width, matrix->rows - panel.first);
}

int lu_panel_factor(const struct lu_matrix *matrix, struct lu_block panel) {
    int rows = matrix->rows - panel.first, singular = 0;
    int *pivots = matrix->pivots + panel.first;
    dgetrf_(&rows, &panel.width, at(matrix, panel.first, panel.first), &matrix->lda, pivots,
            &singular);
    for (int i = 0; i < pivots_of(matrix, panel); i++)
        pivots[i] += panel.first;
    return singular > 0 ? panel.first + singular : 0;
}

static void exchange_rows(const struct lu_matrix *matrix, int first, int end,
                          struct lu_block right) {
    for (int i = 0; i < right.width; i++) {
        double *column = at(matrix, 0, right.first + i);
        const double *ahead =
            at(matrix, 0, right.first + lesser(i + COLUMNS_AHEAD, right.width - 1));
        for (int row = first; row < end; row++) {
            int pivot = matrix->pivots[row] - 1;
            __builtin_prefetch(ahead + pivot, 1, 2);
            double number = column[row];
            column[row] = column[pivot];
            column[pivot] = number;
        }
    }
}

/* Takes L (rows x depth, at row `top` and column `left`) times U (the `depth` rows from `left` on)
 * from the block's rows at `top`. */
static void subtract_product(const struct lu_matrix *matrix, int top, int rows, int left, int depth,
                             struct lu_block right) {
    dgemm_("N", "N", &rows, &right.width, &depth, &minus_one, at(matrix, top, left), &matrix->lda,
           at(matrix, left, right.first), &matrix->lda, &one, at(matrix, top, right.first),
           &matrix->lda);
}

static void solve_triangle(const struct lu_matrix *matrix, int first, int size,
                           struct lu_block right) {
    if (size <= TRIANGLE_MAX) {
        dtrsm_("L", "L", "N", "U", &size, &right.width, &one, at(matrix, first, first),
               &matrix->lda, at(matrix, first, right.first), &matrix->lda);
        return;
    }
    int half = size / 2, below = first + half;
    solve_triangle(matrix, first, half, right);
    subtract_product(matrix, below, size - half, first, half, right);
    solve_triangle(matrix, below, size - half, right);
}

/* OpenBLAS takes another way, which rounds otherwise, for products of up to a million
 * multiplications (its GEMM_SMALL_MATRIX_PERMIT). Whether a block is near that must not depend on
 * its neighbours. */
static bool is_large(int rows, int depth, int width) {
    return (double)rows * depth * width > 2e6;
}

void lu_panel_apply(const struct lu_matrix *matrix, struct lu_block panel,
                    const struct lu_block *right, int count) {
    int depth = pivots_of(matrix, panel), below = panel.first + depth, rows = matrix->rows - below;
    struct lu_block together = {0};
    for (int i = 0; i < count; i++) {
        exchange_rows(matrix, panel.first, below, right[i]);
        solve_triangle(matrix, panel.first, depth, right[i]);
        if (!is_large(rows, depth, right[i].width)) {
            subtract_product(matrix, below, rows, panel.first, depth, right[i]);
            continue;
        }
        if (together.width == 0)
            together.first = right[i].first;
        together.width += right[i].width;
    }
    if (together.width > 0)
        subtract_product(matrix, below, rows, panel.first, depth, together);
}
