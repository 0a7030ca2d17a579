/* thread_cpus.c - each thread of the team asks for its own CPUs. */
#include "thread_cpus.h"

#include "common/cleanup.h"
#include "common/cpulist.h"

#include <errno.h>

struct answer {
    struct cpu_set cpus;
    int cause; /* errno; 0: there is an answer */
};

static void ask(void *argument, unsigned thread) {
    struct answer *answer = (struct answer *)argument + thread;
    answer->cause = cpu_set_of_thread(0, &answer->cpus) < 0 ? errno : 0;
}

static int add(const struct answer *answer, json_t *list, struct cpu_set *all, struct error *err) {
    char text[CPULIST_TEXT];
    errno = answer->cause;
    if (answer->cause != 0)
        return error_errno(err, "the CPUs of thread %zu", json_array_size(list));
    cpu_set_or(all, all, &answer->cpus);
    const char *cpus = cpulist_format(&answer->cpus, text, sizeof text);
    return json_array_append_new(list, json_string(cpus)) < 0 ? error_failed(err, "out of memory")
                                                              : 0;
}

json_t *thread_cpus(struct team *team, struct cpu_set *all, struct error *err) {
    cleanup_free struct answer *answer = calloc(team->threads, sizeof *answer);
    cleanup_json json_t *list = json_array();
    if (!answer || !list)
        return error_null(
            error_failed(err, "the CPUs of %u threads: out of memory", team->threads));
    if (team_run(team, ask, answer, err) < 0)
        return NULL;
    cpu_set_clear(all);
    for (unsigned i = 0; i < team->threads; i++) {
        if (add(&answer[i], list, all, err) < 0)
            return NULL;
    }
    return json_incref(list);
}
