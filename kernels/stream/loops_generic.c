/* loops_generic.c - STREAM's loops with what every processor of the architecture has. */
#include "variants.h"

#define TARGET
#define VECTOR_BYTES 16
#define LOOPS stream_generic_temporal
#define NAME(kernel) kernel##_temporal
#define STORE(to, value) (*(NAME(vector) *)(to) = (value))
#define FENCE() (void)0
#include "loops.h"
