/* crowd.c - groups of kernels, one group after the other, or one that grows. */
#include "crowd.h"

#include "base/disk.h"
#include "base/held.h"
#include "common/cleanup.h"
#include "common/clock.h"
#include "common/memory.h"
#include "common/smallfile.h"
#include "crowd_group.h"
#include "crowd_seen.h"
#include "crowd_shape.h"

#include <math.h>
#include <unistd.h>

struct crowd {
    struct environment *environment;
    const struct plan_figure *figure;
    const char *const *arguments;
    struct execution *execution;
    struct crowd_shape shape;
    struct cpu_set cpus;
    struct meters meters;
    struct crowd_seen seen;
};

/* Of the figure's programs and images, and of everything else. */
static int forget_files(struct error *err) {
    sync();
    return small_file_write("/proc/sys/vm/drop_caches", "3", err) < 0
               ? error_wrap(err, "cache=cold")
               : 0;
}

static int begin_group(struct crowd *crowd, size_t room, struct crowd_group *group,
                       struct error *err) {
    if (crowd->shape.cold && forget_files(err) < 0)
        return -1;
    return crowd_group_begin(group, crowd->environment, crowd->figure, crowd->arguments, room,
                             crowd->execution, err);
}

/* A machine that the command itself starts is made anew for each of them. */
static int renew(struct crowd *crowd, double *command_s, struct error *err) {
    struct environment *environment = crowd->environment;
    *command_s = NAN;
    if (!environment->type->does->up_is_start)
        return 0;
    if (crowd->shape.at_once > 1)
        return error_unavailable(err,
                                 "%s is one machine, and starts once at a time; "
                                 "--set at-once=1, or kvm-bare",
                                 environment->name);
    environment->type->does->down(environment);
    *command_s = clock_now();
    return environment->type->does->up(environment, crowd->figure, err);
}

/* Which processes the first of all brought with it, and when. */
static void note_came(struct crowd *crowd, const struct crowd_group *group,
                      const struct held_before *before) {
    struct held held;
    if (held_since("", getpid(), before, &held, NULL) == 0)
        crowd->seen.came = held_came("", &held, group->member[0].command_s);
    held_clear(&held);
}

static int start_group(struct crowd *crowd, size_t count, bool counts, struct error *err) {
    struct crowd_group group = {0};
    struct held_before there = {0};
    struct readings before, after;
    double command_s;
    bool alone = counts && count == 1 && !crowd->seen.came;
    if (alone && held_note("", &there, err) < 0)
        return -1;
    readings_take(&crowd->meters, clock_now(), &before);
    int status = renew(crowd, &command_s, err);
    if (status == 0)
        status = begin_group(crowd, count, &group, err);
    if (status == 0)
        status = crowd_group_grow(&group, count, err);
    readings_take(&crowd->meters, clock_now(), &after);
    if (status == 0 && !isnan(command_s))
        group.member[0].command_s = command_s;
    if (status == 0 && alone)
        note_came(crowd, &group, &there);
    held_free(&there);
    if (status == 0 && counts) {
        execution_add(crowd->execution, &before, &after);
        status = crowd_seen_started(&group, &crowd->seen, err);
    }
    if (status == 0)
        status = crowd_group_end(&group, err);
    if (status == 0 && counts)
        status = crowd_seen_ended(&group, &crowd->seen, err);
    crowd_group_free(&group);
    return status;
}

/* With warm files the first one is not counted: it brings them there. */
static int run_starts(struct crowd *crowd, struct error *err) {
    const struct crowd_shape *shape = &crowd->shape;
    if (!shape->cold && !crowd->environment->type->does->up_is_start &&
        start_group(crowd, 1, false, err) < 0)
        return -1;
    for (size_t done = 0; done < shape->starts; done += shape->at_once)
        if (start_group(crowd, shape->at_once, true, err) < 0)
            return -1;
    return 0;
}

/* The median of several looks: others come and go. */
static int look_at_host(double seconds, double *available_bytes, struct error *err) {
    enum { LOOKS = 9 };
    double available[LOOKS];
    for (int i = 0; i < LOOKS; i++) {
        if (held_available("", &available[i], err) < 0)
            return -1;
        if (!process_sleep(seconds / LOOKS))
            return error_interrupted(err);
    }
    *available_bytes = samples_median(available, LOOKS);
    return 0;
}

static int look_twice(const struct held_before *before, double seconds, struct held *first,
                      struct held *last, struct crowd_held *held, struct error *err) {
    double begin = clock_now();
    if (held_since("", getpid(), before, first, err) < 0 ||
        look_at_host(seconds, &held->available_bytes, err) < 0)
        return -1;
    double length = clock_now() - begin;
    if (held_since("", getpid(), before, last, err) < 0)
        return -1;
    held->processes_bytes = last->pss_bytes;
    held->cpu_share = held_cpu_between(first, last) / length;
    return 0;
}

/* In the second half of the time; in the first what started them comes to rest. */
static int look(const struct held_before *before, double seconds, struct crowd_held *held,
                struct error *err) {
    struct held first = {0}, last = {0};
    if (!process_sleep(seconds / 2))
        return error_interrupted(err);
    int status = look_twice(before, seconds / 2, &first, &last, held, err);
    held_clear(&first);
    held_clear(&last);
    return status < 0 ? -1 : disk_free("", &held->disk_free_bytes, err);
}

static int add_step(struct crowd *crowd, const struct held_before *before, size_t there,
                    struct error *err) {
    struct crowd_seen *seen = &crowd->seen;
    if (seen->steps == CROWD_STEPS)
        return error_failed(err, "more than %d steps", CROWD_STEPS);
    struct crowd_held *held = &seen->held[seen->steps++];
    held->there = there;
    return look(before, crowd->shape.idle_s, held, err);
}

static int grow(struct crowd *crowd, struct crowd_group *group, const struct held_before *before,
                struct error *err) {
    size_t most = crowd->shape.at_once;
    if (add_step(crowd, before, 0, err) < 0)
        return -1;
    for (size_t there = 1;; there = there * 2 < most ? there * 2 : most) {
        if (crowd_group_grow(group, there, err) < 0 || add_step(crowd, before, there, err) < 0)
            return -1;
        if (there == most)
            return 0;
    }
}

static int run_idle(struct crowd *crowd, struct error *err) {
    struct crowd_group group = {0};
    struct held_before before = {0};
    struct readings from, to;
    int status = 0;
    if (!crowd->shape.cold)
        status = start_group(crowd, 1, false, err);
    if (status == 0 && (status = held_note("", &before, err)) == 0)
        status = begin_group(crowd, crowd->shape.at_once, &group, err);
    readings_take(&crowd->meters, clock_now(), &from);
    if (status == 0)
        status = grow(crowd, &group, &before, err);
    readings_take(&crowd->meters, clock_now(), &to);
    if (status == 0) {
        execution_add(crowd->execution, &from, &to);
        status = crowd_seen_started(&group, &crowd->seen, err);
    }
    if (status == 0)
        status = crowd_group_end(&group, err);
    if (status == 0)
        status = crowd_seen_ended(&group, &crowd->seen, err);
    crowd_group_free(&group);
    held_free(&before);
    return status;
}

static int conclude(struct crowd *crowd, struct error *err) {
    const struct crowd_seen *seen = &crowd->seen;
    struct execution *execution = crowd->execution;
    cleanup_json json_t *record =
        crowd_record(seen, seen->answered.count, execution->host_cpu_s, err);
    if (!record)
        return -1;
    execution->process = (struct process_result){.out = json_dumps(record, JSON_COMPACT)};
    return execution->process.out ? 0 : error_failed(err, "out of memory");
}

/* What keeps a service is told which, and where its root is. */
static int add_service(const struct crowd *crowd, struct argv *argv, struct error *err) {
    const struct environment *environment = crowd->environment;
    struct path (*root)(const struct environment *) = environment->type->does->service_root;
    argv_add_all(argv, crowd->arguments);
    if (crowd->figure->service)
        argv_add(argv, "--service=%s", crowd->figure->service);
    if (crowd->figure->service && root)
        argv_add(argv, "--root=%s", root(environment).text);
    return argv_check(argv, err);
}

int crowd_run(struct environment *environment, const struct plan_figure *figure,
              const struct parameters *parameters, const char *const *arguments,
              struct execution *execution, struct error *err) {
    struct crowd crowd = {.environment = environment,
                          .figure = figure,
                          .arguments = arguments,
                          .execution = execution};
    if (!environment->type->does->prepare)
        return error_unavailable(err, "%s runs several kernels in a cell itself",
                                 environment->name);
    if (environment_cpus(environment, figure, &crowd.cpus))
        crowd.meters.cpus = &crowd.cpus;
    if (crowd_shape_of(parameters, &crowd.shape, err) < 0 ||
        crowd_fits(figure, environment->type->traits.kind, &crowd.shape, memory_available(), err) <
            0)
        return -1;
    struct argv all = {0};
    int status = add_service(&crowd, &all, err);
    crowd.arguments = argv_words(&all);
    if (status == 0)
        status = (crowd.shape.idle_s > 0 ? run_idle : run_starts)(&crowd, err);
    if (status == 0 && crowd.shape.idle_s > 0)
        crowd.seen.image_bytes = environment_image_bytes(environment, figure);
    if (status == 0)
        status = conclude(&crowd, err);
    crowd_seen_free(&crowd.seen);
    argv_free(all.word);
    return environment_settle(environment, execution, status, err);
}
