/* verb_run.c - virtax run FIGURE...: plan, measure, report. */
#include "base/json_text.h"
#include "base/jsonfile.h"
#include "base/process.h"
#include "base/project.h"
#include "base/words.h"
#include "conclude.h"
#include "guest/accel.h"
#include "measure/gates.h"
#include "measure/measuring_lock.h"
#include "plan/figure.h"
#include "planning/planning.h"
#include "verbs.h"

#include "common/choice.h"
#include "common/cleanup.h"
#include "common/units.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>

enum {
    KEY_SET = 0x100,
    KEY_SEED,
    KEY_DRY_RUN,
    KEY_AA,
    KEY_ACCEL,
    KEY_FORMAT,
    KEY_IMAGE,
    KEY_KERNEL,
    KEY_INITRD,
    KEY_APPEND,
    KEY_LINK,
    KEY_PEER,
    KEY_PEER_ADDRESS,
    KEY_MEDIUM,
    KEY_DESTROY,
    KEY_NO_TEXT,
};

static const struct argp_option options[] = {
    {"environments", 'e', "ENVS", 0,
     "Comma-separated list instead of each figure's own (`virtax list`); native is always there",
     0},
    {"rounds", 'r', "ROUNDS", 0, "Blocks to measure instead of the profile's", 0},
    {"profile", 'p', "PROFILE", 0, "quick (default), standard or paper", 0},
    {"seed", KEY_SEED, "N", 0, "Of the order; default: random, kept in the plan", 0},
    {"output", 'o', "DIR", 0, "Results directory; default: results/FIGURES-TIME", 0},
    {"set", KEY_SET, "KEY=VALUE", 0, "A kernel parameter for all environments; repeatable", 0},
    {"dry-run", KEY_DRY_RUN, 0, 0, "Print the plan; measure and make nothing", 0},
    {"aa", KEY_AA, 0, 0, "Native twice in each block: the instrument against itself", 0},
    {"accel", KEY_ACCEL, "auto|kvm|tcg", 0, "Accelerator of guests (default: auto)", 0},
    {"image", KEY_IMAGE, "FILE", 0, "Cloud image (qcow2, raw) that guests boot; default: build/vm",
     0},
    {"kernel", KEY_KERNEL, "FILE|host", 0, "Kernel that guests boot; host: this machine's own", 0},
    {"initrd", KEY_INITRD, "FILE", 0, "Of --kernel", 0},
    {"append", KEY_APPEND, "TEXT", 0, "To the command line of --kernel", 0},
    {"link", KEY_LINK, "RATE", 0,
     "Line rate of the network to the peer, such as 10gbit; default: unshaped", 0},
    {"peer", KEY_PEER, "netns|ssh:USER@HOST", 0,
     "The other host of network figures: made on this machine (default), or a second one", 0},
    {"peer-address", KEY_PEER_ADDRESS, "ADDR", 0, "Its numeric address to test over", 0},
    {"medium", KEY_MEDIUM, "DIR|DEVICE|files:DIR", 0,
     "Storage that figures measure on: a loop device over a file in DIR (default: /var/tmp), a "
     "block device, or plain files in DIR, which guests cannot be given",
     0},
    {"destroy-data", KEY_DESTROY, "DEVICE", 0,
     "Let the run overwrite this device, which holds data; must be the very --medium", 0},
    {"format", KEY_FORMAT, "table|csv|json|markdown", 0, "Of the printed result", 0},
    {0},
};

struct arguments {
    struct run_request request;
    const char *directory;
    enum table_format format;
    bool dry_run;
    struct error *err;
};

static int split(const char *list, struct words *words, struct error *err) {
    cleanup_free char *copy = strdup(list);
    char *state = NULL;
    for (char *word = copy ? strtok_r(copy, ",", &state) : NULL; word;
         word = strtok_r(NULL, ",", &state))
        if (words_index(words, word) < 0 && words_add(words, word) < 0)
            return error_failed(err, "out of memory");
    return words->count ? 0 : error_usage(err, "-e: no environment in '%s'", list);
}

static int set_parameter(const char *text, struct parameters *overrides, struct error *err) {
    const char *equals = strchr(text, '=');
    cleanup_free char *key = equals ? strndup(text, (size_t)(equals - text)) : NULL;
    if (!key || !key[0])
        return error_usage(err, "--set %s: KEY=VALUE expected", text);
    if (parameters_add(overrides, key, equals + 1, 0) < 0)
        return error_failed(err, "out of memory");
    return 0;
}

static error_t parse(int key, char *text, struct argp_state *state) {
    struct arguments *arguments = state->input;
    struct run_request *request = &arguments->request;
    struct error *err = arguments->err;
    uint64_t number;
    int status = 0;
    if (text && key != 'o' && !text_is_plain(text)) /* the plan holds all others */
        key = KEY_NO_TEXT;
    switch (key) {
    case KEY_NO_TEXT:
        status = error_usage(err, "'%s': not UTF-8, or with control characters", text);
        break;
    case 'e':
        status = split(text, &request->environments, err);
        break;
    case 'r':
        status = parse_count(text, "rounds", 1, 1000, &number, err);
        request->rounds = status == 0 ? (unsigned)number : 0;
        break;
    case 'p':
        request->profile = text;
        break;
    case 'o':
        arguments->directory = text;
        break;
    case KEY_SEED:
        status = parse_count(text, "seed", 0, UINT32_MAX, &request->seed, err);
        break;
    case KEY_SET:
        status = set_parameter(text, &request->overrides, err);
        break;
    case KEY_DRY_RUN:
        arguments->dry_run = true;
        break;
    case KEY_AA:
        request->aa = true;
        break;
    case KEY_ACCEL:
        status = choice_parse(text, "accelerator", accel_wishes, err);
        request->accel = text;
        break;
    case KEY_IMAGE:
        request->boot.image = text;
        break;
    case KEY_KERNEL:
        request->boot.kernel = text;
        break;
    case KEY_INITRD:
        request->boot.initrd = text;
        break;
    case KEY_APPEND:
        request->boot.append = text;
        break;
    case KEY_LINK:
        request->network.link = text;
        break;
    case KEY_PEER:
        request->network.peer = text;
        break;
    case KEY_PEER_ADDRESS:
        request->network.address = text;
        break;
    case KEY_MEDIUM:
        request->medium.where = text;
        break;
    case KEY_DESTROY:
        request->medium.destroy_data = text;
        break;
    case KEY_FORMAT:
        status = table_format_parse(text, &arguments->format, err);
        break;
    case ARGP_KEY_ARG:
        if (words_index(&request->figures, text) < 0 && words_add(&request->figures, text) < 0)
            status = error_failed(err, "out of memory");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return status < 0 ? EINVAL : 0;
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "FIGURE...",
    .doc = "Measures figures natively, in containers and in VMs, and writes a report.\v"
           "Figures, environments and profiles: `virtax list`. Results: plan.json, machine.json, "
           "records.jsonl, figures/ and report.html in the results directory.",
};

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

static int make_directories(const char *path, struct error *err) {
    char part[PATH_MAX];
    snprintf(part, sizeof part, "%s", path);
    for (char *slash = part + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = '\0';
        if (mkdir(part, 0755) < 0 && errno != EEXIST)
            return error_errno(err, "%s", part);
    }
    if (mkdir(part, 0755) < 0 && errno != EEXIST)
        return error_errno(err, "%s", part);
    return 0;
}

static int make_results(const json_t *plan, const char *directory, struct error *err) {
    static const char *const parts[] = {"records.jsonl", "machine.json", "plan.json"};
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        snprintf(path, sizeof path, "%s/%s", directory, parts[i]);
        if (access(path, F_OK) == 0)
            return error_usage(err,
                               "%s: holds a run already; `virtax resume` goes on with it, -o "
                               "names another",
                               directory);
    }
    if (make_directories(directory, err) < 0)
        return -1;
    return json_write_file(path, plan, err);
}

static int run(const struct arguments *arguments, struct error *err) {
    struct plan plan;
    size_t missing;
    /* Planning tries kernels out, which would disturb a run that measures. */
    cleanup_close int lock = arguments->dry_run ? -1 : measuring_lock(err);
    if (lock < 0 && !arguments->dry_run)
        return err->status;
    cleanup_json json_t *json = NULL;
    if (planning_make(&arguments->request, &plan, &missing, err) < 0 ||
        gates_declare(&plan, err) < 0 || !(json = plan_checked_json(&plan, err))) {
        plan_free(&plan);
        return err->status;
    }
    if (arguments->dry_run) {
        plan_print(&plan, stdout);
        plan_free(&plan);
        return missing ? STATUS_FAILED : STATUS_OK;
    }
    for (size_t i = 0; i < plan.warning_count; i++)
        fprintf(stderr, "virtax: %s\n", plan.warning[i]);
    if (process_interrupted()) {
        error_interrupted(err);
        plan_free(&plan);
        return err->status;
    }
    char named[256];
    name_directory(&plan, named, sizeof named);
    const char *directory = arguments->directory ? arguments->directory : named;
    int status;
    if (make_results(json, directory, err) < 0)
        status = err->status;
    else
        status = measure_and_conclude(&plan, directory, missing, arguments->format, err);
    plan_free(&plan);
    return status;
}

int verb_run(int argc, char **argv, struct error *err) {
    struct arguments arguments = {
        .request = {.profile = "quick", .accel = "auto", .seed = random_seed()}, .err = err};
    int status = verb_options(argc, argv, &argp, &arguments, err);
    if (status == 0 && arguments.request.figures.count == 0)
        status = error_usage(err, "run: no figure named; `virtax list` shows them");
    status = status < 0 ? err->status : run(&arguments, err);
    words_free(&arguments.request.figures);
    words_free(&arguments.request.environments);
    parameters_free(&arguments.request.overrides);
    return status;
}
