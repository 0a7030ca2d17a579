/* lu_steps.h - the two steps that a blocked LU is made of, each done by the thread that calls it.
 */
#ifndef VIRTAX_LINPACK_LU_STEPS_H
#define VIRTAX_LINPACK_LU_STEPS_H

/* A matrix by columns, `lda` numbers apart. */
struct lu_matrix {
    double *a;
    int rows, columns, lda;
    int *pivots; /* as LAPACK's: row i was exchanged with row pivots[i], counted from 1 */
};

/* Columns of a matrix that lie side by side. */
struct lu_block {
    int first, width;
};

/* Factors a block whose first column is the next without a pivot, from its diagonal down, with the
 * exchanges of rows in this block alone. Returns the first column, counted from 1, whose pivot is
 * zero, or 0. */
int lu_panel_factor(const struct lu_matrix *matrix, struct lu_block panel);

/* Exchanges rows of blocks further right, which lie side by side and are alike but for the last of
 * the matrix, as the panel did its own, makes their part of U and takes the product from what is
 * below (Golub and Van Loan, Matrix Computations, 3.2.11: outer products by blocks). The numbers
 * are the same whether blocks come together or one by one. */
void lu_panel_apply(const struct lu_matrix *matrix, struct lu_block panel,
                    const struct lu_block *right, int count);

#endif
