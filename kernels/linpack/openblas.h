/* openblas.h - what is used of OpenBLAS. Declared here, because its own headers lie in a directory
 * that differs between distributions. Fortran's names and references: netlib.org/lapack. */
#ifndef VIRTAX_LINPACK_OPENBLAS_H
#define VIRTAX_LINPACK_OPENBLAS_H

/* LU with partial pivoting: a = P L U, column-major; info > 0: singular. */
void dgetrf_(const int *m, const int *n, double *a, const int *lda, int *pivots, int *info);

/* b becomes the solution x of t x = alpha b, or of x t = alpha b, with t triangular. */
void dtrsm_(const char *side, const char *triangle, const char *transposed, const char *diagonal,
            const int *m, const int *n, const double *alpha, const double *t, const int *ldt,
            double *b, const int *ldb);

/* x becomes the solution of t times it = the former x. */
void dtrsv_(const char *triangle, const char *transposed, const char *diagonal, const int *n,
            const double *t, const int *ldt, double *x, const int *step);

/* c = alpha a b + beta c */
void dgemm_(const char *a_transposed, const char *b_transposed, const int *m, const int *n,
            const int *k, const double *alpha, const double *a, const int *lda, const double *b,
            const int *ldb, const double *beta, double *c, const int *ldc);

/* OpenBLAS's cblas.h */
char *openblas_get_corename(void);
char *openblas_get_config(void);
int openblas_get_num_threads(void);
void openblas_set_num_threads(int threads);

/* Its driver/others/dynamic.c: forget the core that was chosen; choose one, as OPENBLAS_CORETYPE
 * says where that is set, and set up its kernels. Internal, but what its own constructor calls. */
void gotoblas_dynamic_quit(void);
void gotoblas_dynamic_init(void);

#endif
