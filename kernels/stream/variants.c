/* variants.c - the table of loops by vector unit and kind of store. */
#include "variants.h"

const char *const stream_kernel_names[] = {"copy", "scale", "add", "triad", NULL};
const char *const stream_store_names[] = {"temporal", "nontemporal", NULL};

const unsigned stream_counted_bytes[STREAM_KERNELS] = {16, 16, 24, 24};

static const struct stream_loops *const variants[ISA_COUNT][STORES_KINDS] = {
    [ISA_GENERIC] = {&stream_generic_temporal, NULL},
#ifdef __x86_64__
    [ISA_SSE2] = {&stream_sse2_temporal, &stream_sse2_nontemporal},
    [ISA_AVX2] = {&stream_avx2_temporal, &stream_avx2_nontemporal},
    [ISA_AVX512] = {&stream_avx512_temporal, &stream_avx512_nontemporal},
#endif
};

const struct stream_loops *stream_variant(enum isa isa, enum stream_stores stores,
                                          struct error *err) {
    const struct stream_loops *loops = variants[isa][stores];
    if (!loops)
        error_usage(err, "--stores '%s': not available with --isa=%s", stream_store_names[stores],
                    isa_names[isa]);
    return loops;
}
