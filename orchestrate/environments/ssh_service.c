/* ssh_service.c - tar(1) there. */
#include "ssh_service.h"

#include "base/project.h"
#include "common/cleanup.h"
#include "service_root.h"
#include "ssh_reach.h"

#include <string.h>

enum { ANSWER_TIMEOUT_S = 60, COPY_TIMEOUT_S = 900 };

int ssh_service_probe(const struct ssh_target *target, struct error *err) {
    char address[LAB_ADDRESS_TEXT];
    cleanup_json json_t *answers =
        remote_ask(target,
                   "answer user; id -u\nanswer missing\n"
                   "for tool in tar ip; do command -v $tool >/dev/null || echo \"$tool\"; done",
                   ANSWER_TIMEOUT_S, err);
    if (!answers)
        return -1;
    const char *user = json_string_value(json_object_get(answers, "user"));
    const char *missing = json_string_value(json_object_get(answers, "missing"));
    if (!user || strcmp(user, "0") != 0)
        return error_unavailable(err, "a service has a root file system of its own, which only "
                                      "root can enter there; name root@HOST");
    if (missing && missing[0])
        return error_unavailable(err, "%.*s is missing there; install it",
                                 (int)strcspn(missing, "\n"), missing);
    return ssh_reach(target, address, err);
}

struct path ssh_service_root(const struct ssh_machine *machine) {
    return path_of("%s/root", machine->directory);
}

int ssh_service_put(const struct ssh_machine *machine, const struct plan_services *services,
                    struct error *err) {
    struct path tree = ssh_service_root(machine), tar = path_of("%s.tar", tree.text);
    cleanup_free char *script = NULL;
    if (asprintf(&script, "mkdir %s && tar -x -p -f %s -C %s && rm %s", tree.text, tar.text,
                 tree.text, tar.text) < 0)
        return error_failed(err, "out of memory");
    return remote_put(machine->target, service_root_file(services, "root.tar").text, tar.text,
                      COPY_TIMEOUT_S, err) < 0 ||
                   remote_do(machine->target, script, COPY_TIMEOUT_S, err) < 0
               ? error_wrap(err, "the services' root there")
               : 0;
}
