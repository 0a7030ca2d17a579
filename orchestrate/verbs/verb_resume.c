/* verb_resume.c - virtax resume DIR: runs what the plan still lacks, in the plan's order. */
#include "base/jsonfile.h"
#include "base/project.h"
#include "conclude.h"
#include "environments/service_root.h"
#include "guest/guest.h"
#include "measure/measuring_lock.h"
#include "medium/medium.h"
#include "plan/sweep.h"
#include "planning/planning.h"
#include "verb_options.h"
#include "verbs.h"

#include "base/durable.h"
#include "common/cleanup.h"
#include "guest/boot_choice.h"

#include <limits.h>
#include <string.h>

struct arguments {
    const char *directory, *destroy_data;
    enum table_format format;
};

static const struct option_row options[] = {
    {"destroy-data", 0, "DEVICE", 0, offsetof(struct arguments, destroy_data), &option_text,
     "The device of the run's --medium once more: what it holds, also from the run itself, is lost",
     .flags = 0},
    VERB_FORMAT('f', offsetof(struct arguments, format)),
    {0},
};

static int take_directory(void *object, const char *word, struct error *err) {
    struct arguments *arguments = object;
    if (arguments->directory)
        return error_usage(err, "resume: one directory at a time, not also '%s'", word);
    arguments->directory = word;
    return 0;
}

/* The plan compares one set of binaries: others would be another experiment. */
static int same_binaries(const struct plan *plan, struct error *err) {
    for (size_t i = 0; i < plan->binary_count; i++) {
        struct path path;
        char digest[65];
        if (project_kernel(plan->binary[i].kernel, &path, err) < 0 ||
            file_sha256(path.text, digest, err) < 0)
            return -1;
        if (strcmp(digest, plan->binary[i].sha256) != 0)
            return error_failed(err,
                                "%s has changed since the run began; restore the binary of the "
                                "plan (sha256 %.12s...), or start a new run",
                                path.text, plan->binary[i].sha256);
    }
    return 0;
}

static int same_guest_image(const struct plan *plan, struct error *err) {
    struct path images = project_path("build/vm");
    return plan->guest_image ? guest_image_unchanged(images.text, plan->guest_image, err) : 0;
}

/* A dry run's plan has shares for loads. */
static int loads_known(const struct plan *plan, struct error *err) {
    for (size_t i = 0; i < plan->figure_count; i++)
        if (sweep_is_unmeasured(&plan->figure[i]))
            return error_usage(err,
                               "%s: its loads are shares of what was never measured; start a "
                               "new run",
                               plan->figure[i].name);
    return 0;
}

/* A plan may come from another machine, or the device hold something else by now. */
static int check_medium(struct plan *plan, const char *destroy_data, struct error *err) {
    struct medium_spec spec;
    if (!plan->planned_medium.where && destroy_data)
        return error_usage(err, "--destroy-data=%s: the run has no storage medium", destroy_data);
    if (!plan->planned_medium.where)
        return 0;
    plan->planned_medium.destroy_data = plan_copy(destroy_data);
    return plan_medium_spec(&plan->planned_medium, &spec, err) < 0 ||
                   medium_spec_check(&spec, err) < 0
               ? -1
               : 0;
}

int verb_resume(int argc, char **argv, struct error *err) {
    struct arguments arguments = {0};
    const struct option_set set = {
        .object = &arguments,
        .about = "Runs what the plan in a results directory still lacks. The order stays the "
                 "plan's; a block that was interrupted is run again whole.",
        .arguments = "DIR",
        .word = take_directory};
    if (verb_options(argc, argv, options, set, err) < 0)
        return err->status;
    if (!arguments.directory) {
        error_usage(err, "resume: no results directory named");
        return err->status;
    }
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/plan.json", arguments.directory);
    cleanup_json json_t *json = json_read_file(path, err);
    struct plan plan = {0};
    if (!json)
        return err->status = STATUS_USAGE;
    int status;
    cleanup_close int lock = -1;
    if (plan_from_json(json, &plan, err) < 0) {
        error_wrap(err, "%s", path);
        status = STATUS_USAGE;
    } else if (loads_known(&plan, err) < 0 || (lock = measuring_lock(err)) < 0 ||
               same_binaries(&plan, err) < 0 || plan_boot_unchanged(&plan.boot, err) < 0 ||
               same_guest_image(&plan, err) < 0 ||
               service_root_unchanged(&plan.services, err) < 0 ||
               check_medium(&plan, arguments.destroy_data, err) < 0) {
        status = err->status;
    } else {
        status =
            measure_and_conclude(&plan, arguments.directory, plan.missing, arguments.format, err);
    }
    plan_free(&plan);
    return status;
}
