/* test_linpack_lu.c - the team's LU against LAPACK's dgetrf, for shapes around its blocks. */
#include "linpack/lu.h"

#include "common/cleanup.h"
#include "linpack/openblas.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "team.h"

struct shape {
    int rows, columns;
};

/* Around a block's width, several of them, and wider than square. */
static const struct shape shapes[] = {
    {1, 1},     {1, 2},     {2, 2},     {3, 7},     {63, 64},   {64, 64},   {64, 65},
    {65, 65},   {127, 128}, {128, 129}, {129, 129}, {200, 201}, {255, 257}, {256, 256},
    {257, 300}, {100, 300}, {513, 514}, {640, 641}, {333, 700}, {703, 704},
};

/* Its columns lie five numbers further apart than they need. */
static struct lu_matrix random_matrix(struct shape shape) {
    struct lu_matrix m = {.rows = shape.rows, .columns = shape.columns, .lda = shape.rows + 5};
    size_t numbers = (size_t)m.columns * (size_t)m.lda;
    m.a = calloc(numbers, sizeof *m.a);
    m.pivots = calloc((size_t)m.rows, sizeof *m.pivots);
    assert_true(m.a && m.pivots);
    srand48(1);
    for (size_t i = 0; i < numbers; i++)
        m.a[i] = drand48() - 0.5;
    return m;
}

static void free_matrix(struct lu_matrix *m) {
    free(m->a);
    free(m->pivots);
}

static struct lu_matrix copy_of(const struct lu_matrix *m) {
    struct lu_matrix copy = random_matrix((struct shape){m->rows, m->columns});
    memcpy(copy.a, m->a, (size_t)m->columns * (size_t)m->lda * sizeof *m->a);
    return copy;
}

static int factored_by_lapack(struct lu_matrix *m) {
    int info;
    dgetrf_(&m->rows, &m->columns, m->a, &m->lda, m->pivots, &info);
    return info;
}

static int factored(struct lu_matrix *m, unsigned threads) {
    struct team team = team_of(threads);
    return lu_factor(m, &team, NULL);
}

/* U and the pivots; whatever L is wrong makes U wrong to the right of it. */
static void assert_same(const struct lu_matrix *m, const struct lu_matrix *expected) {
    assert_memory_equal(m->pivots, expected->pivots, (size_t)m->rows * sizeof *m->pivots);
    for (int column = 0; column < m->columns; column++) {
        for (int row = 0; row <= column && row < m->rows; row++) {
            size_t place = (size_t)column * (size_t)m->lda + (size_t)row;
            if (!(fabs(m->a[place] - expected->a[place]) < 1e-9))
                fail_msg("%d x %d: row %d, column %d: %g, not %g", m->rows, m->columns, row, column,
                         m->a[place], expected->a[place]);
        }
    }
}

static void every_shape_is_factored_as_by_lapack(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        for (unsigned threads = 1; threads <= 4; threads++) {
            struct lu_matrix m = random_matrix(shapes[i]), expected = copy_of(&m);
            assert_int_equal(factored(&m, threads), factored_by_lapack(&expected));
            assert_same(&m, &expected);
            free_matrix(&m);
            free_matrix(&expected);
        }
    }
}

static void assert_identical(const struct lu_matrix *m, const struct lu_matrix *expected) {
    if (memcmp(m->a, expected->a, sizeof *m->a * (size_t)m->columns * (size_t)m->lda) != 0)
        fail_msg("%d x %d: not the same numbers", m->rows, m->columns);
}

static void any_team_factors_the_same(void **state) {
    (void)state;
    static const int rows[] = {301, 900, 1500, 2101};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct lu_matrix alone = random_matrix((struct shape){rows[i], rows[i] + 1});
        assert_int_equal(factored(&alone, 1), 0);
        for (unsigned threads = 2; threads <= 4; threads++) {
            struct lu_matrix m = random_matrix((struct shape){rows[i], rows[i] + 1});
            assert_int_equal(factored(&m, threads), 0);
            assert_identical(&m, &alone);
            free_matrix(&m);
        }
        free_matrix(&alone);
    }
}

/* Which blocks a thread takes at once depends on what the others are at. */
static void blocks_together_are_as_one_by_one(void **state) {
    (void)state;
    enum { BLOCKS = 4 };
    int blas_threads = openblas_get_num_threads();
    openblas_set_num_threads(1);
    for (int rows = 255; rows < 7000; rows += 411) {
        int width = lu_block_width(rows);
        struct lu_matrix m = random_matrix((struct shape){rows, (BLOCKS + 1) * width + 5});
        struct lu_block panel = {.first = 0, .width = width}, right[BLOCKS];
        for (int i = 0; i < BLOCKS; i++)
            right[i] = (struct lu_block){.first = (i + 1) * width, .width = width};
        right[BLOCKS - 1].width += 5;
        assert_int_equal(lu_panel_factor(&m, panel), 0);
        struct lu_matrix one_by_one = copy_of(&m);
        memcpy(one_by_one.pivots, m.pivots, (size_t)rows * sizeof *m.pivots);
        lu_panel_apply(&m, panel, right, BLOCKS);
        for (int i = 0; i < BLOCKS; i++)
            lu_panel_apply(&one_by_one, panel, &right[i], 1);
        assert_identical(&m, &one_by_one);
        free_matrix(&m);
        free_matrix(&one_by_one);
    }
    openblas_set_num_threads(blas_threads);
}

static void clear_column(struct lu_matrix *m, int column) {
    memset(m->a + (size_t)column * (size_t)m->lda, 0, (size_t)m->rows * sizeof *m->a);
}

static void the_first_zero_pivot_is_named(void **state) {
    (void)state;
    for (unsigned threads = 1; threads <= 4; threads++) {
        struct lu_matrix m = random_matrix((struct shape){600, 601});
        clear_column(&m, 430);
        clear_column(&m, 300);
        struct lu_matrix expected = copy_of(&m);
        assert_int_equal(factored_by_lapack(&expected), 301);
        assert_int_equal(factored(&m, threads), 301);
        free_matrix(&m);
        free_matrix(&expected);
    }
}

static void what_lies_between_columns_stays(void **state) {
    (void)state;
    struct lu_matrix m = random_matrix((struct shape){300, 301}), before = copy_of(&m);
    assert_int_equal(factored(&m, 2), 0);
    for (int column = 0; column < m.columns; column++) {
        size_t gap = (size_t)column * (size_t)m.lda + (size_t)m.rows;
        assert_memory_equal(m.a + gap, before.a + gap, 5 * sizeof *m.a);
    }
    free_matrix(&m);
    free_matrix(&before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_is_factored_as_by_lapack),
        cmocka_unit_test(any_team_factors_the_same),
        cmocka_unit_test(blocks_together_are_as_one_by_one),
        cmocka_unit_test(the_first_zero_pivot_is_named),
        cmocka_unit_test(what_lies_between_columns_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
