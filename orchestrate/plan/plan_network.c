/* plan_network.c - --link and --peer as the user gave them, to and from plan.json. */
#include "plan_network.h"

#include "base/json_take.h"
#include "common/closest.h"
#include "common/units.h"

#include <arpa/inet.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const role_names[] = {
    [ROLE_ALONE] = "alone", [ROLE_CLIENT] = "client", [ROLE_SERVER] = "server", NULL};

static const double link_least = 1e6, link_most = 1e12;

int link_rate_parse(const char *text, double *bits, struct error *err) {
    char number[32];
    size_t size = strlen(text);
    if (size > 3 && strcasecmp(text + size - 3, "bit") == 0)
        size -= 3;
    if (size >= sizeof number)
        return error_usage(err, "link rate '%s': write it as 10gbit or 900M", text);
    snprintf(number, sizeof number, "%.*s", (int)size, text);
    if (parse_rate(number, bits, err) < 0) {
        static const char *const units[] = {"kbit", "mbit", "gbit", "k", "m", "g"};
        const char *unit = text + strspn(text, "0123456789.");
        if (unit == text || !*unit)
            return -1;
        return error_usage(err, "link rate '%s': unknown unit '%s' (closest: %s)", text, unit,
                           closest(unit, units, sizeof units / sizeof *units));
    }
    if (*bits < link_least || *bits > link_most)
        return error_usage(err, "link rate '%s': from 1Mbit to 1000Gbit can be shaped", text);
    return 0;
}

static bool is_numeric(const char *address) {
    unsigned char bytes[16];
    return inet_pton(AF_INET, address, bytes) == 1 || inet_pton(AF_INET6, address, bytes) == 1;
}

static int choose_peer(const struct network_request *request, struct plan_network *network,
                       struct error *err) {
    bool here = !request->peer || strcmp(request->peer, "netns") == 0;
    if (here && request->address)
        return error_usage(err, "--peer-address: of a second machine; name it by "
                                "--peer ssh:USER@HOST");
    if (here)
        return 0;
    if (strncmp(request->peer, "ssh:", 4) != 0)
        return error_usage(err, "--peer '%s': netns or ssh:USER@HOST expected", request->peer);
    if (!request->address || !is_numeric(request->address))
        return error_usage(err,
                           "--peer %s: --peer-address must tell its numeric address to "
                           "test over",
                           request->peer);
    network->peer = strdup(request->peer);
    network->address = strdup(request->address);
    return network->peer && network->address ? 0 : error_failed(err, "out of memory");
}

void plan_network_free(struct plan_network *network) {
    free(network->peer);
    free(network->address);
    *network = (struct plan_network){0};
}

int plan_network_choose(const struct network_request *request, struct plan_network *network,
                        struct error *err) {
    *network = (struct plan_network){0};
    if (choose_peer(request, network, err) < 0)
        return -1;
    if (request->link && network->peer)
        return error_usage(err, "--link: only the wires to a peer on this machine can be shaped");
    if (request->link && link_rate_parse(request->link, &network->link_bits, err) < 0)
        return error_wrap(err, "--link");
    return 0;
}

int plan_network_settle(const struct network_request *request, bool peers, struct error *err) {
    if (peers || (!request->link && !request->peer))
        return 0;
    return error_usage(err, "%s %s: none of these figures has a peer; fig07 and fig08 have",
                       request->link ? "--link" : "--peer",
                       request->link ? request->link : request->peer);
}

json_t *plan_network_json(const struct plan_network *network) {
    return json_pack("{so ss? ss?}", "link_bits",
                     network->link_bits > 0 ? json_real(network->link_bits) : json_null(), "peer",
                     network->peer, "address", network->address);
}

int plan_network_take(const json_t *plan, struct plan_network *network, struct error *err) {
    *network = (struct plan_network){0};
    const json_t *member = json_object_get(plan, "network");
    if (!member || json_is_null(member))
        return 0;
    if (!json_is_object(member))
        return error_failed(err, "network: an object wanted");
    if (take_number(member, "network", "link_bits", &network->link_bits, err) < 0)
        return -1;
    if (take_text_or_null(member, "network", "peer", &network->peer, err) < 0 ||
        take_text_or_null(member, "network", "address", &network->address, err) < 0)
        return -1;
    if ((network->peer || network->address) &&
        (!network->peer || strncmp(network->peer, "ssh:", 4) != 0 || !network->address ||
         !is_numeric(network->address)))
        return error_failed(err, "network.peer: ssh:USER@HOST with a numeric address wanted");
    if (isnan(network->link_bits))
        network->link_bits = 0;
    else if (network->link_bits < link_least || network->link_bits > link_most)
        return error_failed(err, "network.link_bits: %g is no rate that can be shaped",
                            network->link_bits);
    return 0;
}
