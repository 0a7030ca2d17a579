/* route.c - addresses and interfaces of each way: host wire, NAT, a guest's tap. */
#include "route.h"

#include <stdio.h>
#include <string.h>

const char *route_socket(const char *address, unsigned seat, char *buffer, size_t size) {
    bool brackets = strchr(address, ':') != NULL;
    snprintf(buffer, size, "%s%s%s:%u", brackets ? "[" : "", address, brackets ? "]" : "",
             ROUTE_PORT + seat);
    return buffer;
}

static struct route on_wire(const struct lab *lab, enum lab_wire wire, unsigned host) {
    struct route route = {0};
    if (lab->spec.elsewhere) {
        snprintf(route.own, sizeof route.own, "%s", lab->own);
        snprintf(route.listen, sizeof route.listen, "%s", lab->own);
        snprintf(route.peer, sizeof route.peer, "%s", lab->spec.elsewhere);
        return route;
    }
    lab_address(&lab->addresses, wire, LAB_IPV4, host, route.own);
    lab_address(&lab->addresses, wire, LAB_IPV4, host, route.listen);
    lab_address(&lab->addresses, wire, LAB_IPV4, LAB_PEER, route.peer);
    return route;
}

struct route route_host(const struct lab *lab) {
    return on_wire(lab, LAB_HOST_WIRE, LAB_HOST);
}

struct route route_nat(const struct lab *lab, const char *bridge) {
    struct route route = on_wire(lab, LAB_HOST_WIRE, LAB_HOST);
    /* The engine chooses the container's own address. */
    snprintf(route.listen, sizeof route.listen, "0.0.0.0");
    snprintf(route.bridge, sizeof route.bridge, "%s", bridge);
    return route;
}

struct route route_guest(const struct lab *lab, int tap) {
    struct route route = on_wire(lab, LAB_GUEST_WIRE, LAB_GUEST + (unsigned)tap);
    lab_tap_name(&lab->names, (unsigned)tap, route.tap);
    return route;
}

int route_outside(const struct lab *lab, const char *address, struct route *route,
                  struct error *err) {
    char own[LAB_ADDRESS_TEXT];
    *route = (struct route){.outside = true};
    snprintf(route->own, sizeof route->own, "%s", address);
    snprintf(route->listen, sizeof route->listen, "%s", address);
    return lab->spec.elsewhere ? 0 : lab_way(address, route->interface, own, err);
}

struct lab_path route_path(const struct route *route, const struct lab *lab,
                           const char *docker_bridge) {
    const struct lab_names *names = &lab->names;
    const char *bridge = docker_bridge[0] ? docker_bridge : NULL;
    if (route->outside && !route->interface[0])
        return (struct lab_path){0};
    if (route->outside)
        return (struct lab_path){{route->interface}, {names->host_wire, names->guest_wire}};
    if (route->tap[0])
        return (struct lab_path){{names->guest_wire, route->tap}, {names->host_wire, bridge}};
    if (route->bridge[0])
        return (struct lab_path){{names->host_wire, route->bridge}, {names->guest_wire}};
    return (struct lab_path){{names->host_wire}, {names->guest_wire, bridge}};
}
