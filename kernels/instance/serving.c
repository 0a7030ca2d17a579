/* serving.c - a service of `serve`, without anybody who asks it. */
#include "serving.h"

#include "common/cleanup.h"
#include "harness/record.h"

#include <netinet/in.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

int serving_choose(struct serving *serving, const char *name, struct error *err) {
    serving->service = service_find(name, err);
    if (!serving->service)
        return error_wrap(err, "--service");
    return serving->service->data_arguments
               ? error_usage(err, "--service=%s: it keeps data, and has no place for it here", name)
               : 0;
}

/* Returns a socket that keeps the port from all that ask for any, or -1. The server, which says as
 * well that it may be used again, can bind it as long as nobody listens (socket(7), SO_REUSEADDR;
 * saying so only after it is bound lets no other one choose it). */
static int reserve_port(struct net_address *listen, struct error *err) {
    const int reuse = 1;
    if (net_address_parse("127.0.0.1:0", 0, listen, err) < 0)
        return -1;
    int fd = socket(listen->at.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && bind(fd, (const struct sockaddr *)&listen->at, listen->length) == 0 &&
        getsockname(fd, (struct sockaddr *)&listen->at, &listen->length) == 0 &&
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse) == 0)
        return fd;
    error_errno(err, "a port for the service");
    if (fd >= 0)
        close(fd);
    return -1;
}

static int make_password(char password[33], struct error *err) {
    unsigned char random[16];
    if (getrandom(random, sizeof random, 0) != sizeof random)
        return error_errno(err, "getrandom");
    for (size_t i = 0; i < sizeof random; i++)
        snprintf(password + 2 * i, 3, "%02x", random[i]);
    return 0;
}

int serving_start(struct serving *serving, const char *root, struct error *err) {
    char password[33];
    if (!serving->service)
        return 0;
    if ((root && root_enter(root, NULL, err) < 0) ||
        root_check(serving->service, &serving->facts, err) < 0 || make_password(password, err) < 0)
        return -1;
    cleanup_close int reserved = reserve_port(&serving->listen, err);
    const struct service_place place = {.listen = &serving->listen, .password = password};
    if (reserved < 0 || service_start(&serving->server, serving->service, &place, err) < 0 ||
        service_await(&serving->server, &serving->listen, err) < 0)
        return -1;
    return service_warm(&serving->server, err);
}

int serving_report(const struct serving *serving, json_t *record, struct error *err) {
    struct error cause = {0};
    if (!serving->service)
        return 0;
    json_t *service = root_facts_json(serving->service, &serving->facts);
    bool accepts = service_await(&serving->server, &serving->listen, &cause) == 0;
    return record_evidence(record, "service", service, err) < 0
               ? -1
               : record_check(record, "service", accepts, err, "%s",
                              accepts ? "it accepts connections at the end" : cause.text);
}

void serving_end(struct serving *serving) {
    struct rusage ignored;
    struct error cause;
    if (service_stop(&serving->server, &ignored, &cause) < 0)
        fprintf(stderr, "virtax instance: %s\n", cause.text);
}
