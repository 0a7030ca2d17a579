/* main.c - the virtax command: finds the verb. */
#include "base/process.h"
#include "base/scrub.h"
#include "verbs/verbs.h"

#include "common/closest.h"
#include "common/option_list.h"
#include "common/standard_streams.h"

#include <stdio.h>
#include <string.h>

static const struct verb {
    const char *name;
    const char *synopsis;
    const char *about;
    int (*run)(int argc, char **argv, struct error *err);
} verbs[] = {
    {"run", "FIGURE... [-e ENVS] [-p PROFILE]", "measure figures and write a report", verb_run},
    {"resume", "DIR", "run what a plan still lacks", verb_resume},
    {"report", "DIR...", "redraw table, figures and report.html", verb_report},
    {"watch", "DIR [--html FILE]", "how far a run is that goes on elsewhere", verb_watch},
    {"compare", "A B [C...]", "runs side by side", verb_compare},
    {"export", "DIR... --to FORMAT [-o PATH]", "results in the formats of other tools",
     verb_export},
    {"list", "[--json]", "figures, environments, profiles; what can run here", verb_list},
    {"calibrate", "[--quick] [-o DIR]", "studies whose right answer is known", verb_calibrate},
    {"doctor", "[--json]", "what this host can measure, and what would spoil it", verb_doctor},
    {"clean", "", "remove whatever a dead run left behind", verb_clean},
    {"helper", NULL, NULL, verb_helper},
};

enum { VERBS = sizeof verbs / sizeof *verbs };

static const char about[] = "what isolation costs: the same static kernels natively, in Docker and "
                            "in VMs";
static const char more[] = "`virtax VERB --help` tells the options.";
static const char statuses[] =
    "Exit status: 0; 1 a cell failed; 2 usage; 3 measured, but a validity gate "
    "failed; 77 nothing to measure here; 130 interrupted.";

static void print_help(FILE *out) {
    fprintf(out, "virtax " VIRTAX_VERSION " - %s\n\n", about);
    for (size_t i = 0; i < VERBS; i++)
        if (verbs[i].about)
            fprintf(out, "  virtax %-10s%-30s %s\n", verbs[i].name, verbs[i].synopsis,
                    verbs[i].about);
    fprintf(out, "\n%s\n%s\n", more, statuses);
}

/* For programs, as kernels and verbs have it (option_list.h). */
static void print_list(void) {
    printf("about\t%s\nmore\t%s\nmore\t%s\n", about, more, statuses);
    for (size_t i = 0; i < VERBS; i++)
        if (verbs[i].about)
            printf("verb\t%s\t%s\n", verbs[i].name, verbs[i].about);
}

static const struct verb *find(const char *name) {
    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    return NULL;
}

static int unknown(const char *name) {
    const char *names[VERBS];
    size_t count = 0;
    for (size_t i = 0; i < VERBS; i++)
        if (verbs[i].about)
            names[count++] = verbs[i].name;
    fprintf(stderr, "virtax: unknown verb '%s' (closest: %s)\n", name, closest(name, names, count));
    return STATUS_USAGE;
}

int main(int argc, char **argv) {
    standard_streams_open();
    if (argc < 2) {
        print_help(stderr);
        return STATUS_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return STATUS_OK;
    }
    if (strcmp(argv[1], OPTION_LIST) == 0) {
        print_list();
        return STATUS_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("virtax " VIRTAX_VERSION);
        return STATUS_OK;
    }
    const struct verb *verb = find(argv[1]);
    if (!verb)
        return unknown(argv[1]);

    process_catch_signals();
    struct error err = {0};
    int status = scrub_own_environment(&err) < 0 || search_path_complete(&err) < 0
                     ? err.status
                     : verb->run(argc - 1, argv + 1, &err);
    if (err.text[0])
        fprintf(stderr, "virtax: %s\n", err.text);
    return status;
}
