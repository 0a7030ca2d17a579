/* verb_calibrate.c - virtax calibrate: the instrument against truths that are known. */
#include "base/process.h"
#include "calibrate/calibration.h"
#include "measure/measuring_lock.h"
#include "measure/results_begin.h"
#include "verb_options.h"
#include "verbs.h"

#include "common/cleanup.h"
#include "common/closest.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

struct arguments {
    bool quick, list;
    uint64_t seed;
    struct words only;
    const char *directory;
};

static int add_only(const struct option_row *row, const char *text, void *field,
                    struct error *err) {
    (void)row;
    size_t known = 0;
    cleanup_free const char **names = calloc(study_count, sizeof *names);
    for (size_t s = 0; names && s < study_count; s++) {
        names[s] = studies[s].name;
        known += strncmp(studies[s].name, text, strlen(text)) == 0;
    }
    if (names && known == 0)
        return error_usage(err, "'%s': no study begins so (closest: %s)", text,
                           closest(text, names, study_count));
    return names && words_add(field, text) == 0 ? 0 : error_failed(err, "out of memory");
}

static const struct option_type only = {.parse = add_only};

static const struct option_row options[] = {
    {"quick", 'q', NULL, 0, offsetof(struct arguments, quick), &option_flag,
     "As many studies as fit into three minutes, instead of all of them in about half an hour",
     .flags = 0},
    {"output", 'o', "DIR", 0, offsetof(struct arguments, directory), &option_text,
     "Directory of the results; default: results/calibration-TIME", .flags = 0},
    {"only", 0, "STUDY", 0, offsetof(struct arguments, only), &only,
     "Studies whose names begin so (aa, work-stream); repeatable", .flags = 0},
    {"list", 0, NULL, 0, offsetof(struct arguments, list), &option_flag,
     "Print the studies and their truths; measure nothing", .flags = 0},
    {"seed", 0, "N", 0, offsetof(struct arguments, seed), &option_count,
     "Of all orders; default: random, kept in the results", .what = "seed", .high = UINT32_MAX},
    {0},
};

static uint64_t random_seed(void) {
    uint32_t seed;
    if (getrandom(&seed, sizeof seed, 0) != sizeof seed)
        seed = (uint32_t)time(NULL);
    return seed;
}

static void name_directory(char *directory, size_t size) {
    time_t now = time(NULL);
    strftime(directory, size, "results/calibration-%Y%m%d-%H%M%S", localtime(&now));
}

/* What there is after Ctrl-C is written as well: studies do not depend on each other. */
static int conclude(const struct calibration *calibration, const char *directory,
                    struct error *err) {
    bool before = process_shield(true);
    struct terminal terminal = terminal_of(STDOUT_FILENO);
    calibration_print(calibration, &terminal, stdout);
    int status = fflush(stdout) == 0 ? 0 : error_errno(err, "stdout");
    if (calibration_write_json(calibration, directory, err) < 0 ||
        calibration_write_html(calibration, directory, err) < 0)
        status = -1;
    else
        fprintf(stderr, "report: %s/calibration.html\n", directory);
    process_shield(before);
    return status;
}

static int calibrate(const struct arguments *arguments, const char *directory, struct error *err) {
    struct calibration calibration = {
        .quick = arguments->quick, .seed = arguments->seed, .only = &arguments->only};
    struct error later = {0};
    cleanup_close int lock = measuring_lock(err);
    if (lock < 0 || results_empty(directory, err) < 0)
        return err->status;
    int status = calibration_run(&calibration, directory, err);
    if (status == 0 || calibration.interrupted)
        if (conclude(&calibration, directory, &later) < 0 && status == 0) {
            *err = later;
            status = -1;
        }
    status = status < 0 ? err->status : calibration_status(&calibration);
    if (status == STATUS_UNAVAILABLE)
        error_unavailable(err, "calibrate: no study can run here; the causes stand above");
    calibration_free(&calibration);
    return status;
}

static void list_studies(const struct arguments *arguments) {
    const struct calibration calibration = {.quick = arguments->quick, .only = &arguments->only};
    for (size_t s = 0; s < study_count; s++) {
        const struct study *study = &studies[s];
        char differs[128];
        if (calibration_wants(&calibration, study))
            printf("%-20s %2u x %2u blocks of %s, %s, %s; differs by %s: truth %.4g %s\n",
                   study->name, study->count[arguments->quick], study->blocks, study->figure,
                   study->environment, study->interleave,
                   study_difference(study, differs, sizeof differs), study_truth(study),
                   study->reading->unit);
    }
}

static int refuse_word(void *object, const char *word, struct error *err) {
    (void)object;
    return error_usage(err, "calibrate: '%s': it takes options alone; -o names a directory", word);
}

int verb_calibrate(int argc, char **argv, struct error *err) {
    struct arguments arguments = {.seed = random_seed()};
    const struct option_set set = {
        .object = &arguments,
        .about = "Carries out studies whose right answer is known, and says how often their 95 % "
                 "intervals hold it.\vEach is a run in a directory of its own below DIR; DIR "
                 "holds calibration.json and calibration.html. Exit status: 0 all kinds of studies "
                 "passed; 1 one has failed; 77 none could run.",
        .word = refuse_word};
    char named[128];
    if (verb_options(argc, argv, options, set, err) < 0) {
        words_free(&arguments.only);
        return err->status;
    }
    name_directory(named, sizeof named);
    int status = STATUS_OK;
    if (arguments.list)
        list_studies(&arguments);
    else
        status = calibrate(&arguments, arguments.directory ? arguments.directory : named, err);
    words_free(&arguments.only);
    return status;
}
