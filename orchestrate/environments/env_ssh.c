/* env_ssh.c - any machine or VM that the user reaches by SSH, with the user's own configuration and
 * keys: kernels are put there, verified, run, removed. */
#include "base/json_text.h"
#include "base/remote_shell.h"
#include "common/cleanup.h"
#include "environments.h"
#include "lab/facts.h"
#include "ssh_machine.h"
#include "ssh_reach.h"
#include "ssh_service.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { ANSWER_TIMEOUT_S = 60 };

struct remote {
    struct ssh_target target;
    struct ssh_machine machine;
    int directory_id;               /* in the journal */
    bool has_root;                  /* of the services */
    char address[LAB_ADDRESS_TEXT]; /* where this host reaches it; "" without a service */
};

static int probe(const struct environment_type *type, const char *name,
                 const struct plan_boot *boot, struct error *err) {
    (void)type, (void)boot;
    struct ssh_target target;
    struct error cause;
    if (ssh_machine_target(name, &target, err) < 0)
        return -1;
    if (remote_do(&target,
                  "for tool in uname sha256sum timeout env; do\n"
                  "  command -v $tool >/dev/null || { echo \"$tool is missing\" >&2; exit 1; }\n"
                  "done",
                  ANSWER_TIMEOUT_S, &cause) < 0)
        return error_unavailable(err, "%s: %s; `ssh %s true` must work without a question", name,
                                 cause.text, target.destination);
    return 0;
}

/* Its kernels cannot know what the peer is; a server is found where ssh finds it. */
static int suits(const struct plan_figure *figure, size_t series, struct error *err) {
    struct ssh_target target;
    if (figure->role == ROLE_ALONE)
        return 0;
    if (!figure->service)
        return error_unavailable(err, "it is joined to no peer; figures that load a service reach "
                                      "it at its own address");
    return ssh_machine_target(figure->series[series].environment, &target, err) < 0
               ? -1
               : ssh_service_probe(&target, err);
}

/* Nothing that it says is taken for an answer; but it costs time, and may disturb other tools. */
static int foresee(const struct environment_type *type, const char *name,
                   const struct plan_figure *figure, struct plan *plan, struct error *err) {
    (void)type;
    struct ssh_target target;
    if (figure->service && !plan->network.peer)
        plan_warn_once(plan,
                       "%s: its load goes from this host over the network that leads there, not "
                       "over the lab's wire: what that way costs is in its overhead",
                       name);
    if (ssh_machine_target(name, &target, err) < 0)
        return -1;
    cleanup_json json_t *answers = remote_ask(&target, ":", ANSWER_TIMEOUT_S, err);
    const char *said = json_string_value(json_object_get(answers, REMOTE_CHATTER));
    if (said)
        plan_warn_once(
            plan,
            "%s: its shell says '%s' by itself, also where no one reads it; told apart from "
            "answers (its start-up files should speak on terminals only)",
            name, said);
    return answers ? 0 : -1;
}

static void down(struct environment *environment) {
    struct remote *remote = environment->state;
    if (!remote)
        return;
    /* A directory that cannot be removed stays in the journal for `virtax clean`. */
    journal_undo(environment->context->journal, remote->directory_id, NULL);
    free(remote);
    environment->state = NULL;
}

/* The figure's kernel, and where that starts a service, its root. */
static int put(struct environment *environment, const struct plan_figure *figure,
               struct error *err) {
    struct remote *remote = environment->state;
    const struct plan_services *services = &environment->context->plan->services;
    bool serves = figure->service && environment != environment->context->peer;
    if (ssh_machine_put(&remote->machine, environment_kernel(environment, figure), err) < 0)
        return -1;
    if (!serves || remote->has_root)
        return 0;
    if (ssh_reach(&remote->target, remote->address, err) < 0 ||
        ssh_service_put(&remote->machine, services, err) < 0)
        return -1;
    remote->has_root = true;
    return 0;
}

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    struct journal *journal = environment->context->journal;
    struct remote *remote = environment->state;
    if (remote)
        return put(environment, figure, err);
    remote = environment->state = calloc(1, sizeof *remote);
    if (!remote)
        return error_failed(err, "out of memory");
    remote->directory_id = -1;
    char directory[64];
    /* Undoing ends what runs in it: another client's run may have our pid. */
    unsigned salt;
    if (getrandom(&salt, sizeof salt, 0) != sizeof salt)
        salt = (unsigned)time(NULL);
    snprintf(directory, sizeof directory, "/tmp/%s-%08x-ssh", journal_prefix(journal), salt);
    if (ssh_machine_target(environment->name, &remote->target, err) == 0 &&
        (remote->directory_id = journal_add(journal, "ssh-directory", directory,
                                            remote->target.destination, err)) >= 0 &&
        ssh_machine_open(&remote->machine, &remote->target, directory, err) == 0 &&
        ssh_machine_settings(&remote->machine, environment->context->plan, journal, err) == 0 &&
        put(environment, figure, err) == 0)
        return 0;
    down(environment);
    return -1;
}

static int route(struct environment *environment, struct route *route, struct error *err) {
    const struct remote *remote = environment->state;
    return route_outside(environment->context->lab, remote->address, route, err);
}

static struct path service_root(const struct environment *environment) {
    const struct remote *remote = environment->state;
    return ssh_service_root(&remote->machine);
}

static int prepare(struct environment *environment, const struct plan_figure *figure,
                   const char *const *arguments, bool input, struct launch *launch,
                   struct error *err) {
    (void)input;
    struct remote *remote = environment->state;
    return ssh_machine_prepare(&remote->machine, environment_kernel(environment, figure), figure,
                               arguments, launch, err);
}

/* Asks what the machine is, and what its interface is that has the peer's address. */
static json_t *ask_facts(const struct remote *remote, const char *address) {
    cleanup_free char *script = NULL;
    if (asprintf(&script,
                 "answer uname; uname -a\n"
                 "dev=$(ip -o address show to '%s' 2>/dev/null | head -n 1 | awk '{ print $2 }')\n"
                 "[ -n \"$dev\" ] || exit 0\n"
                 "answer link; ip -json -details link show dev \"$dev\" 2>/dev/null\n"
                 "answer features; ethtool --json -k \"$dev\" 2>/dev/null || true",
                 address ? address : "") < 0)
        return NULL;
    return remote_ask(&remote->target, script, ANSWER_TIMEOUT_S, NULL);
}

static json_t *describe(const struct environment *environment) {
    const struct remote *remote = environment->state;
    const char *address = environment->context->plan->network.address;
    cleanup_json json_t *told = remote ? ask_facts(remote, address) : NULL;
    if (!told)
        return NULL;
    return json_pack("{s:o,s:s*,s:O*,s:O*,s:o*}", "destination",
                     json_text(remote->target.destination), "address",
                     remote->address[0] ? remote->address : NULL, "uname",
                     json_object_get(told, "uname"), "shell_says",
                     json_object_get(told, REMOTE_CHATTER), "interfaces",
                     lab_remote_facts(json_string_value(json_object_get(told, "link")),
                                      json_string_value(json_object_get(told, "features"))));
}

static const struct environment_hooks hooks = {
    .probe = probe,
    .suits = suits,
    .foresee = foresee,
    .up = up,
    .prepare = prepare,
    .route = route,
    .service_root = service_root,
    .down = down,
    .describe = describe,
};

const struct environment_type environment_ssh[] = {
    {"ssh:",
     "ssh:USER@HOST, any machine or VM with your own SSH configuration and keys",
     {.kind = KIND_REMOTE, .network = NETWORK_REACHED},
     .does = &hooks},
    {0},
};
