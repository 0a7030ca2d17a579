/* needs.c - looks for programs, on this machine or by SSH. */
#include "needs.h"

#include "base/argv.h"
#include "environments/ssh_machine.h"

#include "common/cleanup.h"

#include <unistd.h>

enum { ANSWER_TIMEOUT_S = 60 };

static int missing(const char *where, const char *program, const char *package, struct error *err) {
    return error_unavailable(err, "%s%s%s is not there; `apt-get install %s` brings it", where,
                             where[0] ? ": " : "", program, package);
}

static int look_there(const char *peer, const char *program, const char *package,
                      struct error *err) {
    struct ssh_target target;
    cleanup_free char *quoted = shell_quote(program), *script = NULL;
    if (!quoted || asprintf(&script, "answer there; ! [ -x %s ] || echo yes", quoted) < 0)
        return error_failed(err, "out of memory");
    if (ssh_machine_target(peer, &target, err) < 0)
        return -1;
    cleanup_json json_t *answers = remote_ask(&target, script, ANSWER_TIMEOUT_S, err);
    const char *there = json_string_value(json_object_get(answers, "there"));
    if (!answers)
        return error_wrap(err, "peer");
    return there && there[0] ? 0 : missing(peer, program, package, err);
}

int needs_check(const struct plan *plan, const struct plan_figure *planned, struct error *err) {
    const char *peer = planned->service ? plan->network.peer : NULL, *program, *package;
    for (size_t i = 0; (program = yields_need(planned->yields, i, &package)); i++) {
        int status = peer                        ? look_there(peer, program, package, err)
                     : access(program, X_OK) < 0 ? missing("", program, package, err)
                                                 : 0;
        if (status < 0)
            return error_wrap(err, "%s: %s", planned->name, planned->kernel);
    }
    return 0;
}
