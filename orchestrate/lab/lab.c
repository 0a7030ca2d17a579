/* lab.c - makes the second host, and unmakes it in reverse. */
#include "lab.h"

#include "base/project.h"
#include "command.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "settings_equal.h"
#include "steer.h"

#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/stat.h>

int lab_probe(struct error *err) {
    if (geteuid() != 0)
        return error_unavailable(err,
                                 "a second host on this machine (network namespace) needs root; "
                                 "run as root, or name a peer: --peer ssh:USER@HOST "
                                 "--peer-address ADDR (127.0.0.1: this host's own loopback)");
    static const int capabilities[] = {CAP_NET_ADMIN, CAP_SYS_ADMIN};
    for (size_t i = 0; i < sizeof capabilities / sizeof *capabilities; i++)
        if (prctl(PR_CAPBSET_READ, capabilities[i]) != 1)
            return error_unavailable(err, "this container may not make network namespaces; give it "
                                          "CAP_NET_ADMIN and CAP_SYS_ADMIN, or run on the host");
    static const char *const needed[] = {"ip", "tc"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!command_exists(needed[i]))
            return error_unavailable(err, "the command '%s' is missing; install iproute2",
                                     needed[i]);
    return 0;
}

static int list(struct lab *lab, const char *kind, const char *name, const char *value,
                struct error *err) {
    if (lab->things == (int)(sizeof lab->thing / sizeof *lab->thing))
        return error_failed(err, "lab: too many things");
    int id = journal_add(lab->spec.journal, kind, name, value, err);
    if (id < 0)
        return -1;
    lab->thing[lab->things++] = id;
    return 0;
}

/* A kernel without IPv6 has none, and ip(8) fails. */
static json_t *ipv6_routes(struct error *err) {
    if (access("/proc/net/if_inet6", F_OK) < 0)
        return json_array();
    return lab_command_json(NULL, err, "ip -json -6 route show table all");
}

static int choose_addresses(struct lab *lab, struct error *err) {
    uint8_t random[5];
    cleanup_json json_t *addresses = lab_command_json(NULL, err, "ip -json address show");
    cleanup_json json_t *routes =
        addresses ? lab_command_json(NULL, err, "ip -json -4 route show table all") : NULL;
    cleanup_json json_t *routes6 = routes ? ipv6_routes(err) : NULL;
    if (!routes6)
        return -1;
    if (json_array_extend(routes, routes6) < 0)
        return error_failed(err, "out of memory");
    if (getrandom(random, sizeof random, 0) != sizeof random)
        return error_errno(err, "getrandom");
    return lab_addresses_choose(addresses, routes, (unsigned)getpid(), random, &lab->addresses,
                                err);
}

const char *lab_host(const struct lab *lab) {
    return lab->names.host[0] ? lab->names.host : NULL;
}

/* With the host's settings. */
static int make_namespace(struct lab *lab, const char *name, struct error *err) {
    if (list(lab, "namespace", name, "", err) < 0 ||
        lab_command(NULL, err, "ip netns add %s", name) < 0 ||
        lab_command(NULL, err, "ip -netns %s link set lo up", name) < 0 ||
        lab_settings_equalise(name, err) < 0)
        return error_wrap(err, "network namespace %s", name);
    return 0;
}

/* IPv6 addresses without duplicate detection: they answer at once. */
static int add_addresses(const struct lab *lab, const char *namespace, const char *interface,
                         enum lab_wire wire, enum lab_host host, struct error *err) {
    char where[64] = "";
    if (namespace)
        snprintf(where, sizeof where, "-netns %s", namespace);
    char ipv4[LAB_ADDRESS_TEXT], ipv6[LAB_ADDRESS_TEXT];
    lab_address(&lab->addresses, wire, LAB_IPV4, host, ipv4);
    lab_address(&lab->addresses, wire, LAB_IPV6, host, ipv6);
    if (lab_command(NULL, err, "ip %s address add %s/24 dev %s", where, ipv4, interface) < 0)
        return error_wrap(err, "address %s", ipv4);
    cleanup_free char *disabled =
        small_file_read("/proc/sys/net/ipv6/conf/default/disable_ipv6", NULL);
    if (!disabled || strcmp(disabled, "0") != 0) /* a host without IPv6 has none in the lab */
        return 0;
    if (lab_command(NULL, err, "ip %s address add %s/64 dev %s nodad", where, ipv6, interface) < 0)
        return error_wrap(err, "address %s", ipv6);
    return 0;
}

/* The wire has one queue each way: with one for each CPU, flows would choose where they are
 * received.
 */
static int make_wire(struct lab *lab, const char *host, const char *here, const char *there,
                     struct error *err) {
    const char *peer = lab->names.peer;
    unsigned mtu = lab->spec.mtu;
    if (list(lab, "link", here, "", err) < 0 ||
        lab_command(host, err,
                    "ip link add %s mtu %u numtxqueues 1 numrxqueues 1 type veth "
                    "peer name %s mtu %u numtxqueues 1 numrxqueues 1 netns %s",
                    here, mtu, there, mtu, peer) < 0 ||
        lab_command(host, err, "ip link set dev %s up", here) < 0 ||
        lab_command(NULL, err, "ip -netns %s link set dev %s up", peer, there) < 0)
        return error_wrap(err, "link %s", here);
    if (lab_steer(host, here, &lab->spec.sut_cpus, err) < 0 ||
        lab_steer(peer, there, &lab->spec.peer_cpus, err) < 0)
        return -1;
    double bits = lab->spec.link_bits;
    enum lab_frames frames = lab->spec.frames;
    if (bits > 0 && (lab_shape(host, here, bits, mtu, frames, err) < 0 ||
                     lab_shape(peer, there, bits, mtu, frames, err) < 0))
        return -1;
    return 0;
}

int lab_bypass_firewall(struct lab *lab, struct error *err) {
    static const char *const paths[] = {"/proc/sys/net/bridge/bridge-nf-call-iptables",
                                        "/proc/sys/net/bridge/bridge-nf-call-ip6tables"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        cleanup_free char *now = setting_read(paths[i], NULL);
        if (now && strcmp(now, "0") != 0 &&
            (list(lab, "setting", paths[i], now, err) < 0 ||
             small_file_write(paths[i], "0", err) < 0))
            return -1;
    }
    return 0;
}

/* The words of ip-link(8) for a link without an IPv6 address of its own, which a kernel without
 * IPv6 refuses to be told. */
static const char *addressless(void) {
    return access("/proc/net/if_inet6", F_OK) == 0 ? "addrgenmode none" : "";
}

/* A bridge that forwards at once, and needs no addresses itself. */
static int make_bridge(struct lab *lab, struct error *err) {
    const char *bridge = lab->names.bridge;
    if (list(lab, "link", bridge, "", err) < 0 ||
        lab_command(NULL, err,
                    "ip link add %s mtu %u type bridge forward_delay 0 stp_state 0 "
                    "mcast_snooping 0",
                    bridge, lab->spec.mtu) < 0 ||
        lab_command(NULL, err, "ip link set dev %s %s up", bridge, addressless()) < 0)
        return error_wrap(err, "bridge %s", bridge);
    return lab_bypass_firewall(lab, err);
}

/* Where firewalld runs, an interface is in a zone that lets next to nothing in: a server of this
 * host would not be reached, a container behind its engine's bridge would. */
static int trust_wire(struct lab *lab, struct error *err) {
    const char *wire = lab->names.host_wire;
    if (lab_host(lab) || !command_exists("firewall-cmd") ||
        lab_command(NULL, NULL, "firewall-cmd --state") < 0)
        return 0;
    if (list(lab, "trusted-link", wire, "", err) < 0 ||
        lab_command(NULL, err, "firewall-cmd --quiet --zone=trusted --change-interface=%s", wire) <
            0)
        return error_wrap(err, "firewalld");
    return 0;
}

static int make_host_wire(struct lab *lab, struct error *err) {
    const struct lab_names *names = &lab->names;
    const char *host = lab_host(lab);
    return make_wire(lab, host, names->host_wire, names->host_there, err) < 0 ||
                   add_addresses(lab, host, names->host_wire, LAB_HOST_WIRE, LAB_HOST, err) < 0 ||
                   add_addresses(lab, names->peer, names->host_there, LAB_HOST_WIRE, LAB_PEER,
                                 err) < 0 ||
                   trust_wire(lab, err) < 0
               ? -1
               : 0;
}

static int make_guest_wire(struct lab *lab, struct error *err) {
    const struct lab_names *names = &lab->names;
    if (make_wire(lab, NULL, names->guest_wire, names->guest_there, err) < 0 ||
        lab_command(NULL, err, "ip link set dev %s %s master %s", names->guest_wire, addressless(),
                    names->bridge) < 0)
        return error_wrap(err, "link %s", names->guest_wire);
    return add_addresses(lab, names->peer, names->guest_there, LAB_GUEST_WIRE, LAB_PEER, err);
}

static int make_directory(struct lab *lab, struct error *err) {
    snprintf(lab->directory, sizeof lab->directory, "%s/%s-lab", journal_state_directory(),
             journal_prefix(lab->spec.journal));
    if (list(lab, "directory", lab->directory, "", err) < 0)
        return -1;
    return mkdir(lab->directory, 0700) < 0 ? error_errno(err, "%s", lab->directory) : 0;
}

int lab_way(const char *address, char interface[IFNAMSIZ], char own[LAB_ADDRESS_TEXT],
            struct error *err) {
    cleanup_json json_t *routes = lab_command_json(NULL, err, "ip -json route get %s", address);
    const char *device, *source;
    if (!routes)
        return -1;
    if (json_unpack(routes, "[{s:s,s:s}]", "dev", &device, "prefsrc", &source) < 0)
        return error_unavailable(err, "no route to %s", address);
    snprintf(interface, IFNAMSIZ, "%s", device);
    snprintf(own, LAB_ADDRESS_TEXT, "%s", source);
    return 0;
}

static int find_way(struct lab *lab, struct error *err) {
    lab->names = (struct lab_names){0};
    return lab_way(lab->spec.elsewhere, lab->names.host_wire, lab->own, err) < 0
               ? error_wrap(err, "the way to the peer")
               : 0;
}

static int make_all(struct lab *lab, struct error *err) {
    if (lab->spec.elsewhere)
        return make_directory(lab, err) < 0 || find_way(lab, err) < 0 ? -1 : 0;
    if (lab_names_make(journal_prefix(lab->spec.journal), &lab->names, err) < 0 ||
        make_directory(lab, err) < 0 || choose_addresses(lab, err) < 0 ||
        make_namespace(lab, lab->names.peer, err) < 0)
        return error_wrap(err, "lab");
    if (!lab->spec.own_host)
        lab->names.host[0] = '\0';
    else if (make_namespace(lab, lab->names.host, err) < 0)
        return error_wrap(err, "lab");
    if (make_host_wire(lab, err) < 0 || make_bridge(lab, err) < 0 || make_guest_wire(lab, err) < 0)
        return error_wrap(err, "lab");
    return 0;
}

int lab_up(struct lab *lab, const struct lab_spec *spec, struct error *err) {
    *lab = (struct lab){.spec = *spec};
    for (int i = 0; i < LAB_TAPS_MAX; i++)
        lab->tap[i] = -1;
    if (lab->spec.mtu == 0)
        lab->spec.mtu = LAB_MTU;
    if (!lab->spec.elsewhere && lab_probe(err) < 0)
        return -1;
    if (make_all(lab, err) == 0)
        return 0;
    /* The journal keeps what cannot be removed now. */
    lab_down(lab, NULL);
    return -1;
}

int lab_tap_up(struct lab *lab, bool multi_queue, struct error *err) {
    char name[IFNAMSIZ];
    int tap = 0;
    while (tap < LAB_TAPS_MAX && lab->tap[tap] >= 0)
        tap++;
    if (tap == LAB_TAPS_MAX)
        return error_failed(err, "lab: more than %d taps", LAB_TAPS_MAX);
    lab_tap_name(&lab->names, (unsigned)tap, name);
    lab->tap[tap] = journal_add(lab->spec.journal, "link", name, "", err);
    if (lab->tap[tap] < 0)
        return -1;
    if (lab_command(NULL, err, "ip tuntap add dev %s mode tap%s", name,
                    multi_queue ? " multi_queue" : "") < 0 ||
        lab_command(NULL, err, "ip link set dev %s %s mtu %u master %s up", name, addressless(),
                    lab->spec.mtu, lab->names.bridge) < 0 ||
        lab_steer(NULL, name, &lab->spec.sut_cpus, err) < 0) {
        lab_tap_down(lab, tap, NULL);
        return error_wrap(err, "tap %s", name);
    }
    return tap;
}

int lab_tap_down(struct lab *lab, int tap, struct error *err) {
    int thing = lab->tap[tap];
    lab->tap[tap] = -1;
    return thing < 0 ? 0 : journal_undo(lab->spec.journal, thing, err);
}

int lab_down(struct lab *lab, struct error *err) {
    int status = 0;
    for (int tap = 0; tap < LAB_TAPS_MAX; tap++)
        if (lab->things > 0 && lab_tap_down(lab, tap, err) < 0)
            status = -1;
    while (lab->things > 0) {
        struct error one;
        if (journal_undo(lab->spec.journal, lab->thing[--lab->things], &one) < 0 && status == 0)
            status = error_failed(err, "lab: %s", one.text);
    }
    return status;
}
