#include "plan_network.h"

#include "base/json_take.h"
#include "harness/units.h"

#include <math.h>
#include <stdio.h>
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
    if (parse_rate(number, bits, err) < 0)
        return -1;
    if (*bits < link_least || *bits > link_most)
        return error_usage(err, "link rate '%s': from 1Mbit to 1000Gbit can be shaped", text);
    return 0;
}

int plan_network_choose(const struct network_request *request, struct plan_network *network,
                        struct error *err) {
    *network = (struct plan_network){0};
    if (request->link && link_rate_parse(request->link, &network->link_bits, err) < 0)
        return error_wrap(err, "--link");
    return 0;
}

json_t *plan_network_json(const struct plan_network *network) {
    return json_pack("{so}", "link_bits",
                     network->link_bits > 0 ? json_real(network->link_bits) : json_null());
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
    if (isnan(network->link_bits))
        network->link_bits = 0;
    else if (network->link_bits < link_least || network->link_bits > link_most)
        return error_failed(err, "network.link_bits: %g is no rate that can be shaped",
                            network->link_bits);
    return 0;
}
