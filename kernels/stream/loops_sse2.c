/* loops_sse2.c - STREAM's loops with SSE2. */
#include "variants.h"

#ifdef __x86_64__
#include <immintrin.h>

#define TARGET __attribute__((target("sse2")))
#define VECTOR_BYTES 16
#define LOOPS stream_sse2_temporal
#define NAME(kernel) kernel##_temporal
#define STORE(to, value) (*(NAME(vector) *)(to) = (value))
#define FENCE() (void)0
#include "loops.h"

#define LOOPS stream_sse2_nontemporal
#define NAME(kernel) kernel##_nontemporal
#define STORE(to, value) _mm_stream_pd(to, value)
#define FENCE() _mm_sfence()
#include "loops.h"
#endif
