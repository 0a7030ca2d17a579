/* verb_helper.c - virtax helper NAME ARGUMENT...: programs that virtax starts beside a measurement
 * (treatment.h). Not in the list of verbs. */
#include "lab/relay.h"
#include "measure/burner.h"
#include "verbs.h"

#include "common/cpulist.h"
#include "common/units.h"

#include <string.h>

static int relay(char **argument, struct error *err) {
    struct relay_spec spec = {0};
    return relay_address(argument[0], &spec.listen, err) < 0 ||
                   relay_address(argument[1], &spec.to, err) < 0 ||
                   parse_time(argument[2], &spec.delay_s, err) < 0
               ? -1
               : relay_serve(&spec, stderr, err);
}

static int burner(char **argument, struct error *err) {
    struct cpu_set cpus;
    uint64_t seed;
    return cpulist_parse(argument[0], &cpus, err) < 0 ||
                   parse_count(argument[1], "seed", 0, UINT64_MAX, &seed, err) < 0
               ? -1
               : burner_burn(&cpus, seed, err);
}

static const struct helper {
    const char *name, *arguments;
    int count;
    int (*run)(char **argument, struct error *err);
} helpers[] = {
    {"relay", "ADDRESS:PORT ADDRESS:PORT TIME", 3, relay},
    {"burner", "CPUS SEED", 2, burner},
};

int verb_helper(int argc, char **argv, struct error *err) {
    for (size_t i = 0; i < sizeof helpers / sizeof *helpers; i++) {
        const struct helper *helper = &helpers[i];
        if (argc < 2 || strcmp(argv[1], helper->name) != 0)
            continue;
        if (argc != helper->count + 2)
            error_usage(err, "helper %s %s", helper->name, helper->arguments);
        else if (helper->run(argv + 2, err) == 0)
            return STATUS_OK;
        return err->status;
    }
    error_usage(err, "helper: relay or burner; virtax starts them itself");
    return err->status;
}
