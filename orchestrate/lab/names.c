/* names.c - prefix and a two-letter ending: an interface's name has room for 15 letters, and
 * "vtx-4194304-" takes 12 of them. */
#include "names.h"

#include <stdio.h>
#include <string.h>

int lab_names_make(const char *prefix, struct lab_names *names, struct error *err) {
    const struct {
        char *name;
        const char *ending;
    } interfaces[] = {
        {names->host_wire, "h0"},   {names->host_there, "h1"}, {names->guest_wire, "g0"},
        {names->guest_there, "g1"}, {names->bridge, "br"},
    };
    if (strlen(prefix) + sizeof "-br" > IFNAMSIZ)
        return error_failed(err, "'%s' is too long for the names of interfaces", prefix);
    for (size_t i = 0; i < sizeof interfaces / sizeof *interfaces; i++)
        snprintf(interfaces[i].name, IFNAMSIZ, "%.12s-%s", prefix, interfaces[i].ending);
    snprintf(names->peer, sizeof names->peer, "%.12s-peer", prefix);
    snprintf(names->host, sizeof names->host, "%.12s-host", prefix);
    return 0;
}

const char *lab_tap_name(const struct lab_names *names, unsigned index, char buffer[IFNAMSIZ]) {
    int stem = (int)strlen(names->bridge) - 2;
    snprintf(buffer, IFNAMSIZ, "%.*st%u", stem, names->bridge, index % 100);
    return buffer;
}
