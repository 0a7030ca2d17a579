/* facts.c - interfaces, steering and offloads are read back; rate, MTU and addresses are as asked
 * for. */
#include "facts.h"

#include "base/project.h"
#include "command.h"
#include "common/cleanup.h"
#include "common/cpu_set.h"
#include "common/cpulist.h"
#include "settings_equal.h"
#include "steer.h"

#include <stdbool.h>
#include <string.h>

/* The wire, bridges, and the taps of guests. */
enum { INTERFACES_MAX = LAB_TAPS_MAX + 4 };

/* A feature that stands for several ("tcp-segmentation-offload") is listed beside them. */
json_t *lab_offloads_parse(const json_t *features) {
    const char *name;
    json_t *feature;
    json_t *all = json_array_get(features, 0);
    if (!json_is_object(all))
        return json_null();
    json_t *active = json_array();
    json_object_foreach(all, name, feature) {
        if (json_is_true(json_object_get(feature, "active")))
            json_array_append_new(active, json_string(name));
    }
    return active;
}

static json_t *offloads(const char *namespace, const char *interface) {
    if (!command_exists("ethtool"))
        return json_null();
    cleanup_json json_t *features =
        lab_command_json(namespace, NULL, "ethtool --json -k %s", interface);
    return lab_offloads_parse(features);
}

static json_t *shaping(const char *namespace, const char *interface) {
    json_t *all = lab_command_json(namespace, NULL, "tc -json qdisc show dev %s", interface);
    return all ? all : json_null();
}

static json_t *link_facts(const json_t *link) {
    static const char *const kept[] = {"mtu", "qdisc", "gso_max_size", "gro_max_size"};
    json_t *facts = json_object();
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        json_t *value = json_object_get(link, kept[i]);
        json_object_set(facts, kept[i], value ? value : json_null());
    }
    json_object_set(facts, "queues", json_object_get(link, "num_rx_queues"));
    return facts;
}

json_t *lab_remote_facts(const char *links, const char *features) {
    cleanup_json json_t *all = links ? json_loads(links, 0, NULL) : NULL;
    cleanup_json json_t *offloads = features ? json_loads(features, 0, NULL) : NULL;
    const json_t *link = json_array_get(all, 0);
    const char *name = json_string_value(json_object_get(link, "ifname"));
    if (!name)
        return NULL;
    json_t *facts = link_facts(link);
    json_object_set_new(facts, "offloads", lab_offloads_parse(offloads));
    return json_pack("{s:o}", name, facts);
}

static json_t *interface_facts(const char *namespace, const json_t *link, struct error *err) {
    const char *name = json_string_value(json_object_get(link, "ifname"));
    cleanup_free char *steering = lab_steering(namespace, name, err);
    if (!steering)
        return NULL;
    json_t *facts = link_facts(link);
    json_object_set_new(facts, "steering", json_string(steering));
    json_object_set_new(facts, "shaping", shaping(namespace, name));
    json_object_set_new(facts, "offloads", offloads(namespace, name));
    return facts;
}

static bool among(const char *const *names, const char *name) {
    for (; name && *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

json_t *lab_host_facts(const char *namespace, const char *const *interfaces, struct error *err) {
    cleanup_json json_t *links = lab_command_json(namespace, err, "ip -json -details link show");
    json_t *settings = links ? lab_settings(namespace, err) : NULL;
    if (!settings)
        return NULL;
    cleanup_json json_t *all = json_object();
    json_t *facts = json_pack("{s:O,s:o}", "interfaces", all, "settings", settings);
    size_t i;
    json_t *link;
    json_array_foreach(links, i, link) {
        const char *name = json_string_value(json_object_get(link, "ifname"));
        if (!among(interfaces, name))
            continue;
        json_t *one = interface_facts(namespace, link, err);
        if (!one) {
            json_decref(facts);
            return NULL;
        }
        json_object_set_new(all, name, one);
    }
    return facts;
}

static json_t *both_addresses(const struct lab *lab, enum lab_wire wire, enum lab_host host) {
    char ipv4[LAB_ADDRESS_TEXT], ipv6[LAB_ADDRESS_TEXT];
    return json_pack("[s,s]", lab_address(&lab->addresses, wire, LAB_IPV4, host, ipv4),
                     lab_address(&lab->addresses, wire, LAB_IPV6, host, ipv6));
}

static json_t *cpu_list(const struct cpu_set *cpus) {
    char list[CPULIST_TEXT];
    return json_string(cpulist_format(cpus, list, sizeof list));
}

/* Facts of a way to another machine, as far as this host can tell them. */
static json_t *facts_elsewhere(const struct lab *lab, const char *const *also, struct error *err) {
    const char *here[INTERFACES_MAX + 1] = {lab->names.host_wire};
    for (size_t i = 1; also && *also && i < INTERFACES_MAX; i++)
        here[i] = *also++;
    json_t *host = lab_host_facts(NULL, here, err);
    if (!host)
        return NULL;
    const json_t *interfaces = json_object_get(host, "interfaces");
    json_t *mtu = json_object_get(json_object_get(interfaces, lab->names.host_wire), "mtu");
    return json_pack("{s:s,s:{s:s},s:n,s:s,s:O?,s:o,s:{s:s,s:s},s:o}", "peer", "elsewhere", "names",
                     "host_wire", lab->names.host_wire, "link_bits", "link",
                     strcmp(lab->names.host_wire, "lo") == 0 ? "this host's own loopback"
                                                             : "a real network",
                     "mtu", mtu, "sut_cpus", cpu_list(&lab->spec.sut_cpus), "addresses", "host",
                     lab->own, "peer", lab->spec.elsewhere, "host", host);
}

json_t *lab_facts(const struct lab *lab, const char *const *also, struct error *err) {
    if (lab->spec.elsewhere)
        return facts_elsewhere(lab, also, err);
    struct topology topology;
    if (topology_read("", &topology, err) < 0)
        return NULL;
    const struct lab_names *names = &lab->names;
    const char *here[INTERFACES_MAX + 1] = {names->host_wire, names->guest_wire, names->bridge};
    const char *there[] = {names->host_there, names->guest_there, NULL};
    for (size_t i = 3; also && *also && i < INTERFACES_MAX; i++)
        here[i] = *also++;
    json_t *host = lab_host_facts(NULL, here, err);
    if (host && lab_host(lab)) { /* its settings are the same */
        cleanup_json json_t *own = lab_host_facts(lab_host(lab), here, err);
        if (!own || json_object_update(json_object_get(host, "interfaces"),
                                       json_object_get(own, "interfaces")) < 0) {
            json_decref(host);
            host = NULL;
        }
    }
    json_t *peer = host ? lab_host_facts(names->peer, there, err) : NULL;
    if (!peer) {
        json_decref(host);
        error_wrap(err, "lab");
        return NULL;
    }
    double bits = lab->spec.link_bits;
    json_t *addresses =
        json_pack("{s:o,s:o,s:o,s:o}", "host", both_addresses(lab, LAB_HOST_WIRE, LAB_HOST), "peer",
                  both_addresses(lab, LAB_HOST_WIRE, LAB_PEER), "guest",
                  both_addresses(lab, LAB_GUEST_WIRE, LAB_GUEST), "guest_peer",
                  both_addresses(lab, LAB_GUEST_WIRE, LAB_PEER));
    json_t *called = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s?}", "host_wire", names->host_wire,
                               "host_there", names->host_there, "guest_wire", names->guest_wire,
                               "guest_there", names->guest_there, "bridge", names->bridge, "peer",
                               names->peer, "host", lab_host(lab));
    return json_pack("{s:s,s:s,s:o,s:o,s:s,s:s,s:i,s:o,s:o,s:o,s:b,s:s,s:o,s:o}", "peer", "netns",
                     "shared", lab_shared(&topology, &lab->spec.sut_cpus, &lab->spec.peer_cpus),
                     "names", called, "link_bits", bits > 0 ? json_real(bits) : json_null(), "link",
                     bits > 0 ? "shaped to a line rate, frame overhead of Ethernet counted"
                              : "memory speed, not a NIC",
                     "frames", bits > 0 && lab->spec.frames == LAB_FRAMES_CUT ? "cut" : "whole",
                     "mtu", (int)lab->spec.mtu, "sut_cpus", cpu_list(&lab->spec.sut_cpus),
                     "peer_cpus", cpu_list(&lab->spec.peer_cpus), "addresses", addresses,
                     "vhost_net", access("/dev/vhost-net", F_OK) == 0, "counters_are",
                     "frames, not packets of a wire", "host", host, "peer_host", peer);
}
