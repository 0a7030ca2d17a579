/* engine.c - the engines in order of preference, the first whose probe succeeds. */
#include "engine.h"

#include <stdio.h>

const char *const engine_names[] = {"io_uring", "libaio", "psync", "auto", NULL};

const struct engine_kind *engine_kind(enum engine_name name) {
    static const struct engine_kind *const kinds[ENGINES] = {&engine_io_uring, &engine_libaio,
                                                             &engine_psync};
    return kinds[name];
}

/* What the next best is called here and in a run, since a guest's own kernel is not asked before.
 */
static int refuse(enum engine_name asked, const struct error *cause, struct error *err) {
    const char *name = engine_names[asked], *next = engine_names[asked + 1];
    if (cause->status != STATUS_UNAVAILABLE || asked + 1 == ENGINES) {
        *err = *cause;
        return error_wrap(err, "--engine=%s", name);
    }
    return error_unavailable(err,
                             "--engine=%s: %s; or take --engine=%s (virtax run: --set engine=%s)",
                             name, cause->text, next, next);
}

int engine_choose(int asked, enum engine_name *chosen, char *why, size_t size, struct error *err) {
    if (asked != ENGINE_AUTO) {
        struct error refused = {0};
        *chosen = (enum engine_name)asked;
        snprintf(why, size, "asked");
        return engine_kind(*chosen)->probe(&refused) < 0 ? refuse(*chosen, &refused, err) : 0;
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
