/* payload.c - adds up the bytes in the reports of both sides. */
#include "payload.h"

#include <stddef.h>

/* One side's report: bytes, or transactions of so many bytes. */
static uint64_t bytes_of(const json_t *side, const json_t *parameters) {
    const json_t *bytes = json_object_get(side, "total_bytes");
    if (json_is_integer(bytes))
        return (uint64_t)json_integer_value(bytes);
    json_int_t each = json_integer_value(json_object_get(parameters, "request")) +
                      json_integer_value(json_object_get(parameters, "response"));
    return (uint64_t)(json_integer_value(json_object_get(side, "total_transactions")) * each);
}

uint64_t payload_of(const json_t *kernel, const json_t *peer_kernel) {
    static const char *const sides[] = {"client", "server"};
    const json_t *kernels[] = {kernel, peer_kernel};
    uint64_t least = 0;
    for (size_t i = 0; i < 4; i++) {
        const json_t *evidence = json_object_get(kernels[i / 2], "evidence");
        const json_t *side = json_object_get(evidence, sides[i % 2]);
        uint64_t bytes = side ? bytes_of(side, json_object_get(kernels[i / 2], "parameters")) : 0;
        if (bytes > 0 && (least == 0 || bytes < least))
            least = bytes;
    }
    return least;
}
