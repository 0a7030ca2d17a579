/* loops_avx2.c - STREAM's loops with AVX2. */
#include "variants.h"

#ifdef __x86_64__
#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))
#define VECTOR_BYTES 32
#define LOOPS stream_avx2_temporal
#define NAME(kernel) kernel##_temporal
#define STORE(to, value) (*(NAME(vector) *)(to) = (value))
#define FENCE() (void)0
#include "loops.h"

#define LOOPS stream_avx2_nontemporal
#define NAME(kernel) kernel##_nontemporal
#define STORE(to, value) _mm256_stream_pd(to, value)
#define FENCE() _mm_sfence()
#include "loops.h"
#endif
