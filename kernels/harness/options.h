/* options.h - the options that every kernel shares, and errors of the command line in one line.
 *
 * A kernel's own argp names options_argp (and iteration_argp, where it counts iterations) among its
 * children and passes &its_options.common as their input. Values that are wrong go into
 * common.error, since argp's own messages take two lines. */
#ifndef VIRTAX_OPTIONS_H
#define VIRTAX_OPTIONS_H

#include "common/error.h"
#include "common/memory.h"

#include <argp.h>
#include <jansson.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

struct options {
    cpu_set_t cpus;   /* --cpus; empty: all that are allowed */
    unsigned threads; /* --threads; 0: one for each CPU */
    enum hugepages hugepages;
    struct numa_policy numa;
    double time_s;         /* --time; 0: unset */
    uint64_t iterations;   /* --iterations; 0: unset */
    uint64_t memory_limit; /* --memory-limit; 0: none */
    bool json, resolve;
    struct error error; /* the first wrong value; status 0: none */
};

enum { ITERATIONS_MAX = 1000000 };

/* options_argp is all of them; process_argp those of a kernel without big memory or a team of its
 * own choice: cpus, time, json, resolve. */
extern const struct argp options_argp;
extern const struct argp process_argp;
extern const struct argp iteration_argp;

/* Checks the words of a command line against an argp's tables and those of its children: unknown
 * and ambiguous options, missing and needless values, and words that are no option where the argp
 * has no args_doc. STATUS_USAGE naming the closest. */
int options_check(int argc, char **argv, const struct argp *argp, struct error *err);

/* options_check, then argp_parse with `input`; a wrong value that a parser left in `common` becomes
 * the error. --help, --usage and --version end the process, as argp does. */
int options_parse(int argc, char **argv, const struct argp *argp, void *input,
                  struct options *common, struct error *err);

/* For parsers: the value of an option is wrong as `common->error` says; puts the option's name
 * before it and returns what makes argp stop. */
int options_wrong(struct options *common, const char *option);

/* Fills what was left open: CPUs stay as asked, but threads become one for each of *cpus, which are
 * those to use. */
int options_resolve(struct options *options, cpu_set_t *cpus, struct error *err);

/* The shared options as contract 1's "parameters", keyed by their long names; null where unset. */
json_t *options_parameters(const struct options *options);

/* Those of process_argp alone. */
json_t *options_process_parameters(const struct options *options);

#endif
