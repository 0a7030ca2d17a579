/* guest_firmware.c - finds the UEFI firmware of this architecture. */
#include "guest_firmware.h"

#include "base/process.h"

#include <sys/stat.h>
#include <unistd.h>

static const struct {
    const char *code, *variables;
} places[] = {
#ifdef __aarch64__
    {"/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF_VARS.fd"},
#else
    {"/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"},
    {"/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"},
#endif
};

static int found(void) {
    for (int i = 0; i < (int)(sizeof places / sizeof *places); i++)
        if (access(places[i].code, R_OK) == 0 && access(places[i].variables, R_OK) == 0)
            return i;
    return -1;
}

int uefi_installed(struct error *err) {
    if (found() >= 0)
        return 0;
    return error_unavailable(
        err, "the image boots by UEFI, and %s is missing; `make deps` installs it", places[0].code);
}

const char *uefi_code(void) {
    int i = found();
    return places[i < 0 ? 0 : i].code;
}

int uefi_copy_variables(const char *to, struct error *err) {
    if (uefi_installed(err) < 0)
        return -1;
    const char *argv[] = {"cp", "--no-preserve=mode", "--", places[found()].variables, to, NULL};
    return process_check(argv, NULL, err);
}
