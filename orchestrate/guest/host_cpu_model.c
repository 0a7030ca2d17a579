/* host_cpu_model.c - tries "-cpu host" under KVM.
 *
 * Some nested KVMs tell QEMU of IA32_ARCH_CAPABILITIES (MSR 0x10a) and refuse to set it, and QEMU
 * aborts. Going without it always would be no harmless choice: a guest that cannot read it turns on
 * mitigations that the host does not need. */
#include "host_cpu_model.h"

#include "base/cause.h"
#include "guest_argv.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { TRY_TIMEOUT_S = 20 };

static const char *const lacks[] = {"", ",-arch-capabilities"};

static int try_model(const char *without, struct error *err) {
    static const char quit[] = "{\"execute\":\"qmp_capabilities\"}{\"execute\":\"quit\"}";
    char model[64];
    snprintf(model, sizeof model, "host%s", without);
    const char *argv[] = {guest_qemu(),    "-nodefaults", "-no-user-config",
                          "-display",      "none",        "-machine",
                          guest_machine(), "-accel",      "kvm",
                          "-cpu",          model,         "-m",
                          "64M",           "-S",          "-qmp",
                          "stdio",         NULL};
    struct process_spec spec = {
        .argv = argv, .input = quit, .input_size = strlen(quit), .timeout_s = TRY_TIMEOUT_S};
    struct process_result result;
    int status = process_run(&spec, &result, err);
    if (status == 0 && result.exit_status != 0) {
        int size;
        const char *said = cause_told(result.err, &size);
        status = error_failed(err, "-cpu %s: %.*s", model, size, said);
    }
    process_result_free(&result);
    return status;
}

const char *host_cpu_model_lacks(struct error *err) {
    static bool tried;
    static const char *found;
    static struct error why;
    for (size_t i = 0; !tried && !found && i < sizeof lacks / sizeof *lacks; i++)
        if (try_model(lacks[i], &why) == 0)
            found = lacks[i];
    tried = true;
    if (!found && err)
        *err = why;
    return found;
}
