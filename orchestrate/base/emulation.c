/* emulation.c - knows QEMU's TCG by what its processors say of themselves. */
#include "emulation.h"

#include "common/cleanup.h"
#include "common/smallfile.h"

#include <string.h>

#if defined __x86_64__
#include <cpuid.h>

static bool signed_by_tcg(void) {
    unsigned eax, ebx, ecx, edx, signature[3];
    const unsigned leaf = 0x40000000, hypervisor_present = 1u << 31;
    if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & hypervisor_present))
        return false;
    __cpuid(leaf, eax, signature[0], signature[1], signature[2]);
    return memcmp(signature, "TCGTCGTCGTCG", sizeof signature) == 0;
}
#else
static bool signed_by_tcg(void) {
    return false;
}
#endif

/* The first line "KEY<blanks>: VALUE" of the text says a value that begins so. */
static bool says(const char *text, const char *key, const char *value) {
    const char *line = strstr(text, key);
    if (!line || (line > text && line[-1] != '\n'))
        return false;
    line += strlen(key);
    line += strspn(line, " \t:");
    return strncmp(line, value, strlen(value)) == 0;
}

bool machine_emulated_of(const char *root) {
    cleanup_free char *text = small_file_readf(NULL, "%s/proc/cpuinfo", root);
    return text &&
           (says(text, "model name", "QEMU TCG CPU") || says(text, "CPU implementer", "0x00"));
}

/* Asked once: reading /proc/cpuinfo disturbs every CPU of a large machine. */
bool machine_emulated(void) {
    static enum { UNKNOWN, EMULATED, REAL } known;
    if (known == UNKNOWN)
        known = signed_by_tcg() || machine_emulated_of("") ? EMULATED : REAL;
    return known == EMULATED;
}
