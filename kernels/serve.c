/* serve.c - starts a real server where this program is, and ends it when it is told to: Redis for
 * figures 13 and 14, MariaDB for 16 to 19.
 *
 * Why: a distribution's service comes with the host's version, configuration and init system, and
 * a container image with another's; the report's runs of one server in three environments had three
 * of each. Here it is the same file with the same configuration everywhere, with a digest to prove
 * it, started by the same static program, which tells what the server used and lives no longer than
 * whoever started it. It measures nothing itself: a kernel that loads the server does. */
#include "common/cleanup.h"
#include "common/interrupts.h"
#include "common/secret.h"
#include "harness/evidence.h"
#include "harness/kernel.h"
#include "harness/marks.h"
#include "harness/options.h"
#include "harness/record.h"
#include "harness/usage.h"
#include "serve/data.h"
#include "serve/process.h"
#include "serve/root.h"

#include <stdio.h>
#include <sys/stat.h>

struct serve {
    struct options common;
    const struct service *service;
    const char *listen_text, *root, *password_file, *data_directory;

    struct cpu_set cpus;
    struct net_address listen;
    struct root_facts facts;
    char data[PATH_MAX]; /* made below data_directory; "": none */
    struct mount mount;  /* that it is on */
    bool marked;         /* its usage is that between marks */
    struct service_process server;
};

#define FIELD(field) offsetof(struct serve, field)

static const struct option_row serve_options[] = {
    {"listen", 0, "ADDR[:PORT]", 1, FIELD(listen_text), &option_text,
     "The only address to serve at (default: the loopback address 127.0.0.1)",
     .flags = OPTION_UNTOLD},
    {"password-file", 0, "FILE", 1, FIELD(password_file), &option_text,
     "A file whose first line becomes the server's password; -: stdin", .flags = OPTION_UNTOLD},
    {"data", 0, "DIR", 1, FIELD(data_directory), &option_text,
     "Where the service makes a directory for its data, which goes with it",
     .flags = OPTION_UNTOLD},
    {"root", 0, "DIR", 1, FIELD(root), &option_text,
     "The services' root file system (default: this one is it)", .flags = OPTION_UNTOLD},
    {0},
};

static int word(void *state, const char *word, struct error *err) {
    struct serve *s = state;
    if (s->service)
        return error_usage(err, "unexpected word '%s'", word);
    s->service = service_find(word, err);
    return s->service ? 0 : -1;
}

static int resolve(void *state, struct error *err) {
    struct serve *s = state;
    if (!s->service)
        return error_usage(err, "no service: 'serve redis'");
    if (s->service->data_arguments && !s->data_directory)
        return error_usage(err, "%s keeps data: say where with --data (figures: medium = SIZE)",
                           s->service->name);
    if (!s->password_file && !s->common.resolve)
        return error_usage(err, "no password: give a file with --password-file");
    if (s->common.time_s > 0)
        return error_usage(err, "--time: it serves until stdin ends; leave it out");
    if (net_address_parse(s->listen_text ? s->listen_text : "127.0.0.1", s->service->port,
                          &s->listen, err) < 0)
        return error_wrap(err, "--listen");
    return options_resolve(&s->common, &s->cpus, err);
}

/* Nothing: who loads the server knows. */
static int results(const void *state, json_t *list, struct error *err) {
    (void)state, (void)list, (void)err;
    return 0;
}

static int start(struct serve *s, const char *password, struct error *err) {
    struct service_place place = {.listen = &s->listen, .password = password};
    char there[PATH_MAX] = ""; /* the server has another working directory */
    if (s->data_directory && !s->root && !realpath(s->data_directory, there))
        return error_errno(err, "--data=%s", s->data_directory);
    const char *directory = !s->data_directory ? NULL : s->root ? ROOT_DATA : there;
    if (data_make(s->service, directory, &place, s->data, err) < 0)
        return -1;
    place.data = s->data[0] ? s->data : NULL;
    struct stat status;
    if (s->data[0] && (stat(s->data, &status) < 0 || !mount_find(status.st_dev, &s->mount)))
        s->mount = (struct mount){0};
    return service_start(&s->server, s->service, &place, err) < 0
               ? -1
               : service_await(&s->server, &s->listen, err);
}

static int set_up(void *state, struct error *err) {
    struct serve *s = state;
    char text[NET_ADDRESS_TEXT];
    interrupts_watch();
    cleanup_free char *password = secret_read(s->password_file, err); /* before the root changes */
    if (!password)
        return error_wrap(err, "--password-file");
    if ((s->root && root_enter(s->root, s->data_directory, err) < 0) ||
        root_check(s->service, &s->facts, err) < 0 || service_can_listen(&s->listen, err) < 0 ||
        start(s, password, err) < 0 || service_warm(&s->server, err) < 0)
        return -1;
    net_address_format(&s->listen, text, sizeof text);
    fprintf(stderr, "virtax serve: listening on %s\n", text);
    return 0;
}

/* Those of a process are nobody's after its end. */
static void untold_switches(json_t *used) {
    json_object_set_new(used, "voluntary_switches", json_null());
    json_object_set_new(used, "involuntary_switches", json_null());
}

/* The usage is the server's, between the marks of who loaded it; without them since it listened. */
static int measure(void *state, json_t *record, struct error *err) {
    struct serve *s = state;
    struct usage begin, end;
    struct service_marks marks;
    struct rusage before = service_used(&s->server);
    if (mark_begin(err) < 0 || usage_note(&begin, err) < 0 ||
        service_watch(&s->server, &marks, err) < 0 || usage_note(&end, err) < 0 ||
        mark_end(err) < 0)
        return -1;
    begin.process = before;
    if (service_stop(&s->server, &end.process, err) < 0)
        return -1;
    s->marked = marks.count == 2;
    json_t *used =
        s->marked ? usage_between(&marks.at[0], &marks.at[1]) : usage_between(&begin, &end);
    if (s->marked && s->service->has_processes)
        untold_switches(used);
    return record_usage(record, used, err);
}

static int report(void *state, json_t *record, struct error *err) {
    const struct serve *s = state;
    json_t *service = root_facts_json(s->service, &s->facts);
    const char *counted = s->marked ? "between marks" : "since it listened";
    if (record_evidence(record, "usage_counted", json_string(counted), err) < 0)
        return -1;
    if (s->data[0] && evidence_of_mount(record, &s->mount, err) < 0)
        return -1;
    return record_evidence(record, "service", service, err) < 0
               ? -1
               : evidence_after(record, &s->cpus, isa_best(), NULL, err);
}

static void release(void *state) {
    struct serve *s = state;
    struct rusage ignored;
    struct error cause;
    service_stop(&s->server, &ignored, NULL);
    if (data_remove(s->data, &cause) < 0)
        fprintf(stderr, "virtax serve: %s\n", cause.text);
}

int main(int argc, char **argv) {
    static const struct option_row *const options[] = {options_process, serve_options, NULL};
    static const char *const concerns[] = {"network", NULL};
    static const struct kernel kernel = {
        .name = "serve",
        .about = "Starts a server for a kernel that loads it: mariadb, postgresql, redis."
                 "\vIt serves until stdin ends or it is told to end, and tells then what the "
                 "server used. Server and configuration are those of the services' root.",
        .options = options,
        .arguments = "SERVICE",
        .word = word,
        .resolve = resolve,
        .results = results,
        .concerns = concerns,
        .set_up = set_up,
        .measure = measure,
        .report = report,
        .release = release,
    };
    static struct serve state = {.server = {.process = -1, .log = -1}};
    return kernel_main(&kernel, &state, argc, argv);
}
