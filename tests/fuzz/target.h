/* target.h - what libFuzzer calls. It has no guard, since test_fuzz.c includes each target under
 * another name for it. */
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
