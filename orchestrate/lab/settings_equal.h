/* settings_equal.h - the peer's network settings are the host's (docs/method.md, same
 * surroundings).
 *
 * A new namespace begins with the kernel's defaults in most of net.ipv4 and inherits a few; what is
 * one for the whole kernel shows the same or cannot be seen there. */
#ifndef VIRTAX_LAB_SETTINGS_EQUAL_H
#define VIRTAX_LAB_SETTINGS_EQUAL_H

#include "common/error.h"

#include <jansson.h>

/* {"net.ipv4.tcp_rmem": "4096 131072 6291456", ...}: all of TCP's and UDP's settings and the socket
 * limits that can be read in a namespace (NULL: here), blanks made single. NULL on failure. */
json_t *lab_settings(const char *namespace, struct error *err);

/* The settings of `host` that `peer` has too, with another value: {name: host's value}. */
json_t *lab_settings_differing(const json_t *host, const json_t *peer);

/* Gives the namespace the host's values. Fails where one of those that decide results (congestion
 * control, tcp_rmem, tcp_wmem, rmem_max, wmem_max) stays different. */
int lab_settings_equalise(const char *namespace, struct error *err);

#endif
