/* crowd_group.c - starts kernels that answer what is asked on their stdin, and listens to all. */
#include "crowd_group.h"

#include "base/cause.h"
#include "base/remote_shell.h"
#include "common/clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char question[] = "ask\n";

int crowd_group_begin(struct crowd_group *group, struct environment *environment,
                      const struct plan_figure *figure, const char *const *arguments, size_t room,
                      struct execution *execution, struct error *err) {
    *group = (struct crowd_group){.environment = environment,
                                  .figure = figure,
                                  .arguments = arguments,
                                  .execution = execution,
                                  .member = calloc(room, sizeof *group->member),
                                  .room = room};
    return group->member ? 0 : error_failed(err, "out of memory");
}

/* A console may have said something before on the same line, and ends lines its own way. What is
 * asked before somebody reads there would be lost. */
void crowd_member_hear(const char *line, double at, void *context) {
    struct crowd_member *member = context;
    const char *started = strstr(line, "virtax: started ");
    if (started && !member->started) {
        member->started = sscanf(started, "virtax: started %lf", &member->own_s) == 1;
        member->seen_s = at;
        member->deaf = process_talk_tell(member->talk, question, NULL) < 0;
    } else if (strncmp(line, "{\"answer\":", 10) == 0 && !member->answered) {
        member->answered = true;
        member->answered_s = at;
    } else if (strncmp(line, "virtax: ready", 13) == 0) {
        member->ready = true;
    }
}

static int prepare(struct crowd_group *group, size_t i, struct error *err) {
    struct environment *environment = group->environment;
    struct crowd_member *member = &group->member[i];
    environment->member = (unsigned)i;
    int status = environment->type->does->prepare(environment, group->figure, group->arguments,
                                                  true, &member->launch, err);
    environment->member = 0;
    member->spec = member->launch.spec;
    member->spec.on_stdout_line = member->spec.on_stderr_line = crowd_member_hear;
    member->spec.context = member;
    return status;
}

static bool all_are_ready(const void *context) {
    const struct crowd_group *group = context;
    for (size_t i = 0; i < group->count; i++)
        if (!group->member[i].ready || !group->member[i].answered)
            return false;
    return true;
}

/* What it said before it was gone is the cause. */
static int blame(struct crowd_group *group, size_t i, struct error *err) {
    struct crowd_member *member = &group->member[i];
    struct error cause = *err, ignored;
    if (err->status == STATUS_INTERRUPTED)
        return -1;
    process_talk_end(member->talk, 0, &member->result, &ignored);
    member->talk = NULL;
    int size;
    const char *said = cause_line(member->result.err ? member->result.err : "", &size);
    return error_failed(err, "number %zu of %zu did not come up: %s%s%.*s", i + 1, group->count,
                        cause.text, size > 0 ? ": " : "", size, said);
}

/* The first that has not answered; none has ended. */
static size_t find_silent(const struct crowd_group *group) {
    size_t i = 0;
    while (i + 1 < group->count && group->member[i].ready && group->member[i].answered)
        i++;
    return i;
}

static int await(struct crowd_group *group, struct error *err) {
    struct process_talk *talks[PROCESS_TALKS];
    size_t ended;
    for (size_t i = 0; i < group->count; i++)
        talks[i] = group->member[i].talk;
    if (process_talk_all_until(talks, group->count, all_are_ready, group,
                               group->figure->cell_timeout_s, &ended, err) == 0)
        return 0;
    return blame(group, ended < group->count ? ended : find_silent(group), err);
}

int crowd_group_grow(struct crowd_group *group, size_t count, struct error *err) {
    size_t before = group->count;
    for (size_t i = before; i < count; i++)
        if (prepare(group, i, err) < 0)
            return error_wrap(err, "number %zu", i + 1);
    for (size_t i = before; i < count; i++) {
        struct crowd_member *member = &group->member[i];
        member->command_s = clock_now();
        member->talk = process_talk_start(&member->spec, err);
        if (!member->talk)
            return error_wrap(err, "number %zu", i + 1);
        group->count = i + 1;
    }
    if (await(group, err) < 0)
        return -1;
    const struct meters *meters = &group->member[0].launch.meters;
    if (before == 0 && meters->observe)
        meters->observe(meters->context, group->execution);
    return 0;
}

int crowd_group_end(struct crowd_group *group, struct error *err) {
    int status = 0;
    for (size_t i = 0; status == 0 && i < group->count; i++)
        if (process_talk_tell(group->member[i].talk, "end\n", err) < 0)
            status = error_wrap(err, "number %zu", i + 1);
    for (size_t i = 0; status == 0 && i < group->count; i++) {
        struct crowd_member *member = &group->member[i];
        status =
            process_talk_end(member->talk, group->figure->cell_timeout_s, &member->result, err);
        member->talk = NULL;
        remote_cut(&member->launch.frame, &member->result);
        if (status == 0 && member->result.timed_out)
            status =
                error_failed(err, "number %zu of %zu did not end in time", i + 1, group->count);
    }
    return status;
}

void crowd_group_free(struct crowd_group *group) {
    struct error ignored;
    for (size_t i = 0; i < group->room && group->member; i++) {
        struct crowd_member *member = &group->member[i];
        if (member->talk)
            process_talk_end(member->talk, 0, &member->result, &ignored);
        process_result_free(&member->result);
        launch_free(&member->launch);
    }
    free(group->member);
    *group = (struct crowd_group){0};
}
