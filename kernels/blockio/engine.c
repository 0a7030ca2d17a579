#include "engine.h"

#include <stdio.h>

const char *const engine_names[] = {"io_uring", "libaio", "psync", "auto", NULL};

const struct engine_kind *engine_kind(enum engine_name name) {
    static const struct engine_kind *const kinds[ENGINES] = {&engine_io_uring, &engine_libaio,
                                                             &engine_psync};
    return kinds[name];
}

int engine_choose(int asked, enum engine_name *chosen, char *why, size_t size, struct error *err) {
    if (asked != ENGINE_AUTO) {
        *chosen = (enum engine_name)asked;
        snprintf(why, size, "asked");
        if (engine_kind(*chosen)->probe(err) < 0)
            return error_wrap(err, "--engine=%s", engine_names[asked]);
        return 0;
    }
    snprintf(why, size, "the first choice");
    size_t used = 0;
    for (int name = 0; name < ENGINES; name++) {
        struct error refused = {0};
        *chosen = (enum engine_name)name;
        if (engine_kind(*chosen)->probe(&refused) == 0)
            return 0;
        if (used < size)
            used += (size_t)snprintf(why + used, size - used, "%s%s: %s", used ? "; " : "",
                                     engine_names[name], refused.text);
    }
    return error_unavailable(err, "--engine=auto: no engine works here: %s", why);
}
