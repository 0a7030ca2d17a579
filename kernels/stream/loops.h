/* loops.h - the text of STREAM's loops, included once for each kind of store.
 *
 * The including file defines LOOPS (the table's name), NAME(kernel) (unique function names),
 * TARGET (their vector unit), VECTOR_BYTES, STORE(double *, vector) and FENCE(). */

typedef double NAME(vector) __attribute__((vector_size(VECTOR_BYTES), may_alias));

/* LINES cache lines in flight: all loads of a step stand before its stores. The empty asm keeps the
 * compiler from turning the copy into memcpy, whose choice of stores is not ours. */
#define LANES (VECTOR_BYTES / sizeof(double))
#define LINES 4
#define VECTORS (LINES * 64 / VECTOR_BYTES)
#define VECTOR(from) (*(const NAME(vector) *)(from))

#define DEFINE_LOOP(KERNEL, TO, VALUE)                                                             \
    TARGET static void NAME(KERNEL)(const struct stream_chunk *chunk, double scalar) {             \
        double *a = chunk->a, *b = chunk->b, *c = chunk->c;                                        \
        size_t count = chunk->count, i = 0;                                                        \
        (void)a, (void)b, (void)c, (void)scalar;                                                   \
        for (; i + VECTORS * LANES <= count; i += VECTORS * LANES) {                               \
            NAME(vector) v[VECTORS];                                                               \
            _Pragma("GCC unroll 16") for (size_t k = 0, j = i; k < VECTORS; k++, j += LANES)       \
                v[k] = VALUE;                                                                      \
            _Pragma("GCC unroll 16") for (size_t k = 0; k < VECTORS; k++)                          \
                STORE(&TO[i + k * LANES], v[k]);                                                   \
            __asm__ volatile("" ::: "memory");                                                     \
        }                                                                                          \
        for (size_t j = i; j < count; j += LANES) {                                                \
            STORE(&TO[j], VALUE);                                                                  \
            __asm__ volatile("" ::: "memory");                                                     \
        }                                                                                          \
        FENCE();                                                                                   \
    }

DEFINE_LOOP(copy, c, VECTOR(&a[j]))
DEFINE_LOOP(scale, b, scalar *VECTOR(&c[j]))
DEFINE_LOOP(add, c, VECTOR(&a[j]) + VECTOR(&b[j]))
DEFINE_LOOP(triad, a, VECTOR(&b[j]) + scalar * VECTOR(&c[j]))

const struct stream_loops LOOPS = {{NAME(copy), NAME(scale), NAME(add), NAME(triad)}};

#undef DEFINE_LOOP
#undef VECTOR
#undef VECTORS
#undef LINES
#undef LANES
#undef LOOPS
#undef NAME
#undef STORE
#undef FENCE
