/* ssh_reach.c - asks ssh(1) where it goes (-G), and the machine which addresses it has. */
#include "ssh_reach.h"

#include "common/cleanup.h"
#include "common/smallfile.h"

#include <arpa/inet.h>
#include <limits.h>
#include <netdb.h>
#include <string.h>
#include <unistd.h>

enum { ANSWER_TIMEOUT_S = 60 };

#define BOOT_ID "/proc/sys/kernel/random/boot_id"
#define OWN_NETWORK "/proc/self/ns/net"

/* The value of a key in what `ssh -G` prints, to be freed; NULL: there is none. */
static char *setting(const char *printed, const char *key) {
    size_t size = strlen(key);
    for (const char *line = printed; *line; line += *line == '\n') {
        size_t length = strcspn(line, "\n");
        if (length > size && strncmp(line, key, size) == 0 && line[size] == ' ')
            return strndup(line + size + 1, length - size - 1);
        line += length;
    }
    return NULL;
}

/* The name that ssh resolves, to be freed. */
static char *host_name(const struct ssh_target *target, struct error *err) {
    static const char *const detours[] = {"proxyjump", "proxycommand"};
    const char *argv[] = {"ssh", "-G", "--", target->destination, NULL};
    cleanup_free char *printed = NULL;
    if (process_check(argv, &printed, err) < 0)
        return NULL;
    for (size_t i = 0; i < sizeof detours / sizeof *detours; i++) {
        cleanup_free char *detour = setting(printed, detours[i]);
        if (detour && strcmp(detour, "none") != 0) {
            error_unavailable(err,
                              "ssh goes there by %s %s, which the load of a server cannot; name "
                              "an address that this host reaches itself",
                              detours[i], detour);
            return NULL;
        }
    }
    char *name = setting(printed, "hostname");
    if (!name)
        error_failed(err, "ssh -G %s: tells no hostname", target->destination);
    return name;
}

/* "BOOT-ID NETWORK-NAMESPACE": the same here and there where loopback is the same. */
static bool is_here(const char *told) {
    char network[PATH_MAX] = "";
    cleanup_free char *boot = small_file_read(BOOT_ID, NULL);
    ssize_t size = readlink(OWN_NETWORK, network, sizeof network - 1);
    if (!boot || size < 0)
        return false;
    size_t line = strcspn(boot, "\n");
    return told && strncmp(told, boot, line) == 0 && told[line] == '\n' &&
           strcmp(told + line + 1, network) == 0;
}

static bool is_loopback(const char *address) {
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

/* Has the machine that address, in what `ip -o address` prints? */
static bool has(const char *addresses, const char *address) {
    char item[LAB_ADDRESS_TEXT + 2];
    snprintf(item, sizeof item, " %s/", address);
    return addresses && strstr(addresses, item);
}

static int choose(const char *name, const json_t *answers, const struct addrinfo *all,
                  char address[LAB_ADDRESS_TEXT], struct error *err) {
    const char *addresses = json_string_value(json_object_get(answers, "addresses"));
    bool here = is_here(json_string_value(json_object_get(answers, "where")));
    for (const struct addrinfo *one = all; one; one = one->ai_next) {
        if (getnameinfo(one->ai_addr, one->ai_addrlen, address, LAB_ADDRESS_TEXT, NULL, 0,
                        NI_NUMERICHOST) != 0)
            continue;
        if (has(addresses, address) && (here || !is_loopback(address)))
            return 0;
    }
    return error_unavailable(err,
                             "ssh reaches it at %s, which is no address of its own (a forwarded "
                             "port?); the load of a server needs one, as HostName in your ssh "
                             "configuration",
                             name);
}

int ssh_reach(const struct ssh_target *target, char address[LAB_ADDRESS_TEXT], struct error *err) {
    cleanup_free char *name = host_name(target, err);
    if (!name)
        return -1;
    cleanup_json json_t *answers = remote_ask(target,
                                              "answer where; cat " BOOT_ID "; readlink " OWN_NETWORK
                                              "\nanswer addresses; ip -o address show",
                                              ANSWER_TIMEOUT_S, err);
    if (!answers)
        return -1;
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *all = NULL;
    int failed = getaddrinfo(name, NULL, &hints, &all);
    if (failed)
        return error_unavailable(err, "%s: %s", name, gai_strerror(failed));
    int status = choose(name, answers, all, address, err);
    freeaddrinfo(all);
    return status;
}
