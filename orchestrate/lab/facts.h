/* facts.h - what the lab was when a cell was measured, for its record. */
#ifndef VIRTAX_LAB_FACTS_H
#define VIRTAX_LAB_FACTS_H

#include "lab/lab.h"

#include <jansson.h>

/* One host's network: {"interfaces": {NAME: {"mtu", "qdisc", "gso_max_size", "gro_max_size",
 * "queues", "steering", "shaping", "offloads"}}, "settings": {NAME: VALUE}}, of the interfaces
 * named (ended by NULL; those that are not there are left out). "shaping" is tc(8)'s JSON of the
 * qdiscs, root first; "offloads" are the names of those that are active, as ethtool(8) calls them,
 * or null where ethtool is missing. `namespace` NULL: here. NULL on failure. */
json_t *lab_host_facts(const char *namespace, const char *const *interfaces, struct error *err);

/* The lab: {"peer": "netns", "link_bits": number or null, "link": in words, "frames": "whole" or
 * "cut", "mtu", "sut_cpus", "peer_cpus", "shared": what both sides share, "names": {"host_wire",
 * "host_there", "guest_wire", "guest_there", "bridge", "peer", "host" (the namespace that stands
 * for this host, or null)}, "addresses": {"host", "peer", "guest" (the first), "guest_peer": [IPv4,
 * IPv6]}, "vhost_net": whether this host has it, "counters_are": "frames, not packets of a wire",
 * "host": lab_host_facts, "peer_host": likewise}. `also` names further interfaces of the host,
 * "docker0" and taps (ended by NULL; NULL: none). NULL on failure. */
json_t *lab_facts(const struct lab *lab, const char *const *also, struct error *err);

/* Of another machine: {NAME: {"mtu", "qdisc", "gso_max_size", "gro_max_size", "queues",
 * "offloads"}} out of what `ip -json -details link show dev NAME` and `ethtool --json -k NAME`
 * printed (each may be NULL). NULL where there is no interface in it. */
json_t *lab_remote_facts(const char *links, const char *features);

/* The active offloads in what `ethtool --json -k` printed, in that order; null for any other text.
 */
json_t *lab_offloads_parse(const json_t *features);

#endif
