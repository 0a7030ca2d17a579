/* verb_run.c - virtax run FIGURE...: plan, measure, report. */
#include "base/json_text.h"
#include "base/process.h"
#include "base/project.h"
#include "base/words.h"
#include "conclude.h"
#include "guest/accel.h"
#include "measure/gates.h"
#include "measure/lone_cell.h"
#include "measure/measuring_lock.h"
#include "measure/results_begin.h"
#include "plan/figure.h"
#include "planning/forecast.h"
#include "planning/planning.h"
#include "verb_options.h"
#include "verbs.h"

#include "common/choice.h"
#include "common/cleanup.h"
#include "common/units.h"

#include <limits.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

struct arguments {
    struct run_request request;
    const char *directory;
    enum table_format format;
};

enum { ROUNDS_AUTO = UINT_MAX };

static const double RESOLVE_AUTO = 0.01;

static int set_environments(const struct option_row *row, const char *list, void *field,
                            struct error *err) {
    (void)row;
    struct words *words = field;
    cleanup_free char *copy = strdup(list);
    char *state = NULL;
    for (char *word = copy ? strtok_r(copy, ",", &state) : NULL; word;
         word = strtok_r(NULL, ",", &state))
        if (words_index(words, word) < 0 && words_add(words, word) < 0)
            return error_failed(err, "out of memory");
    return words->count ? 0 : error_usage(err, "no environment in '%s'", list);
}

static int set_parameter(const struct option_row *row, const char *text, void *field,
                         struct error *err) {
    (void)row;
    const char *equals = strchr(text, '=');
    cleanup_free char *key = equals ? strndup(text, (size_t)(equals - text)) : NULL;
    if (!key || !key[0])
        return error_usage(err, "'%s': KEY=VALUE expected", text);
    return parameters_add(field, key, equals + 1, 0) < 0 ? error_failed(err, "out of memory") : 0;
}

static int set_accel(const struct option_row *row, const char *text, void *field,
                     struct error *err) {
    return choice_parse(text, row->what, accel_wishes, err) < 0
               ? -1
               : option_text.parse(row, text, field, err);
}

static int set_interleave(const struct option_row *row, const char *text, void *field,
                          struct error *err) {
    return choice_parse(text, row->what, interleave_names, err) < 0
               ? -1
               : option_text.parse(row, text, field, err);
}

/* A bare -r auto is a wish for the precision that most want. */
static int set_rounds(const struct option_row *row, const char *text, void *field,
                      struct error *err) {
    if (strcmp(text, "auto") != 0)
        return option_number.parse(row, text, field, err);
    *(unsigned *)field = ROUNDS_AUTO;
    return 0;
}

static const struct option_type environments = {.parse = set_environments},
                                parameter = {.parse = set_parameter}, accel = {.parse = set_accel},
                                interleave = {.parse = set_interleave},
                                rounds = {.parse = set_rounds};

#define FIELD(field) offsetof(struct arguments, field)

static const struct option_row options[] = {
    {"environments", 'e', "ENVS", 0, FIELD(request.environments), &environments,
     "Comma-separated list instead of each figure's own (`virtax list`); native is always there",
     .flags = 0},
    {"rounds", 'r', "ROUNDS|auto", 0, FIELD(request.rounds), &rounds,
     "Blocks to measure instead of the profile's; auto: as many as --resolve=1% takes",
     .what = "rounds", .low = 1, .high = PLAN_ROUNDS_MOST},
    {"resolve", 0, "PERCENT", 0, FIELD(request.resolve), &option_percent,
     "Measure 8 blocks, and then as many as it takes until every overhead is known to +-PERCENT",
     .flags = 0},
    {"budget", 0, "TIME", 0, FIELD(request.budget_s), &option_time,
     "The time that --resolve may measure; default: 15m", .flags = OPTION_OPEN},
    {"profile", 'p', "PROFILE", 0, FIELD(request.profile), &option_text,
     "quick (default), standard or paper", "quick", .flags = 0},
    {"seed", 0, "N", 0, FIELD(request.seed), &option_count,
     "Of the order; default: random, kept in the plan", .what = "seed", .high = UINT32_MAX},
    {"margin", 0, "PERCENT", 0, FIELD(request.margin), &option_percent,
     "Differences within it are called equal (default: 1%); of the words, not of what is measured",
     "1%", .flags = 0},
    {"output", 'o', "DIR", 0, FIELD(directory), &option_text,
     "Results directory; default: results/FIGURES-TIME", .flags = 0},
    {"set", 0, "KEY=VALUE", 0, FIELD(request.overrides), &parameter,
     "A kernel parameter for all environments; repeatable", .flags = 0},
    {"dry-run", 0, NULL, 0, FIELD(request.dry_run), &option_flag,
     "Print the plan; measure and make nothing", .flags = 0},
    {"aa", 0, NULL, 0, FIELD(request.aa), &option_flag,
     "Native twice in each block: the instrument against itself", .flags = 0},
    {"interleave", 0, "slices|cells", 0, FIELD(request.interleave), &interleave,
     "How the environments of a block take turns; default: slices where all can",
     .what = "way to take turns"},
    {"slice", 0, "TIME", 0, FIELD(request.slice_s), &option_time,
     "Of each slice; default: 20ms to 200ms, as short as the way there allows",
     .flags = OPTION_OPEN},
    {"accel", 0, "auto|kvm|tcg", 0, FIELD(request.accel), &accel, "Accelerator of guests", "auto",
     .what = "accelerator"},
    {"image", 0, "FILE", 0, FIELD(request.boot.image), &option_text,
     "Cloud image (qcow2, raw) that guests boot; default: build/vm", .flags = 0},
    {"kernel", 0, "FILE|host", 0, FIELD(request.boot.kernel), &option_text,
     "Kernel that guests boot; host: this machine's own", .flags = 0},
    {"initrd", 0, "FILE", 0, FIELD(request.boot.initrd), &option_text, "Of --kernel", .flags = 0},
    {"append", 0, "TEXT", 0, FIELD(request.boot.append), &option_text,
     "To the command line of --kernel", .flags = 0},
    {"link", 0, "RATE", 0, FIELD(request.network.link), &option_text,
     "Line rate of the network to the peer, such as 10gbit; default: unshaped", .flags = 0},
    {"peer", 0, "netns|ssh:USER@HOST", 0, FIELD(request.network.peer), &option_text,
     "The other host of network figures: made on this machine (default), or a second one",
     .flags = 0},
    {"peer-address", 0, "ADDR", 0, FIELD(request.network.address), &option_text,
     "Its numeric address to test over", .flags = 0},
    {"medium", 0, "DIR|DEVICE", 0, FIELD(request.wished_medium.where), &option_text,
     "Storage that figures measure on. DIR: a loop device over a file there (default: /var/tmp); "
     "DEVICE: this block device; files:DIR: plain files there, which guests cannot be given",
     .flags = 0},
    {"destroy-data", 0, "DEVICE", 0, FIELD(request.wished_medium.destroy_data), &option_text,
     "Let the run overwrite this device, which holds data; must be the very --medium", .flags = 0},
    VERB_FORMAT(0, FIELD(format)),
    {0},
};

static int take_figure(void *object, const char *word, struct error *err) {
    struct words *figures = &((struct arguments *)object)->request.figures;
    return words_index(figures, word) < 0 && words_add(figures, word) < 0
               ? error_failed(err, "out of memory")
               : 0;
}

static uint64_t random_seed(void) {
    uint32_t seed;
    if (getrandom(&seed, sizeof seed, 0) != sizeof seed)
        seed = (uint32_t)time(NULL);
    return seed;
}

/* results/fig02-20260102-030405 */
static void name_directory(const struct plan *plan, char *directory, size_t size) {
    char when[32];
    time_t now = time(NULL);
    strftime(when, sizeof when, "%Y%m%d-%H%M%S", localtime(&now));
    size_t used = (size_t)snprintf(directory, size, "results/");
    for (size_t i = 0; i < plan->figure_count && i < 4 && used < size; i++)
        used += (size_t)snprintf(directory + used, size - used, "%s-", plan->figure[i].name);
    if (used < size)
        snprintf(directory + used, size - used, "%s", when);
}

static void print_forecast(const struct plan *plan, const char *prefix, FILE *out) {
    struct times times;
    times_read(&times);
    forecast_print(plan, &times, prefix, out);
    times_free(&times);
}

static int run(const struct arguments *arguments, struct error *err) {
    struct plan plan;
    size_t missing;
    /* Planning tries kernels out, which would disturb a run that measures. */
    cleanup_close int lock = arguments->request.dry_run ? -1 : measuring_lock(err);
    if (lock < 0 && !arguments->request.dry_run)
        return err->status;
    cleanup_json json_t *json = NULL;
    if (planning_make(&arguments->request, &plan, &missing, err) < 0 ||
        gates_declare(&plan, err) < 0 || !(json = plan_checked_json(&plan, err))) {
        plan_free(&plan);
        return err->status;
    }
    if (arguments->request.dry_run) {
        plan_print(&plan, stdout);
        print_forecast(&plan, "", stdout);
        plan_free(&plan);
        return missing ? STATUS_FAILED : STATUS_OK;
    }
    for (size_t i = 0; i < plan.warning_count; i++)
        fprintf(stderr, "virtax: %s\n", plan.warning[i]);
    print_forecast(&plan, "virtax: ", stderr);
    if (process_interrupted()) {
        error_interrupted(err);
        plan_free(&plan);
        return err->status;
    }
    char named[256];
    name_directory(&plan, named, sizeof named);
    const char *directory = arguments->directory ? arguments->directory : named;
    int status;
    if (results_begin(directory, json, err) < 0)
        status = err->status;
    else
        status = measure_and_conclude(&plan, directory, missing, arguments->format, err);
    plan_free(&plan);
    return status;
}

/* Either a number of rounds or what they are to tell. */
static int settle_rounds(struct run_request *request, struct error *err) {
    if (request->rounds == ROUNDS_AUTO) {
        request->resolve = request->resolve > 0 ? request->resolve : RESOLVE_AUTO;
        request->rounds = 0;
    }
    if (request->resolve > 0 && request->rounds > 0)
        return error_usage(err, "--resolve: finds the number of rounds itself; without --rounds=%u",
                           request->rounds);
    if (request->budget_s > 0 && !(request->resolve > 0))
        return error_usage(err, "--budget: is of --resolve; --rounds bounds other runs");
    return 0;
}

int verb_run(int argc, char **argv, struct error *err) {
    struct arguments arguments = {.request = {.seed = random_seed(), .try_cell = lone_cell}};
    const struct option_set set = {
        .object = &arguments,
        .about = "Measures figures natively, in containers and in VMs, and writes a report.\v"
                 "Figures, environments and profiles: `virtax list`. Results: plan.json, "
                 "machine.json, records.jsonl, figures/ and report.html in the results directory.",
        .arguments = "FIGURE...",
        .word = take_figure};
    int status = 0;
    for (int i = 1; status == 0 && i < argc; i++) /* the plan holds most of them */
        if (!text_is_plain(argv[i]))
            status = error_usage(err, "'%s': not UTF-8, or with control characters", argv[i]);
    if (status == 0)
        status = verb_options(argc, argv, options, set, err);
    if (status == 0 && arguments.request.figures.count == 0)
        status = error_usage(err, "run: no figure named; `virtax list` shows them");
    if (status == 0)
        status = settle_rounds(&arguments.request, err);
    status = status < 0 ? err->status : run(&arguments, err);
    words_free(&arguments.request.figures);
    words_free(&arguments.request.environments);
    parameters_free(&arguments.request.overrides);
    return status;
}
