/* session.c - a kernel that is told what to do on its stdin; its record is the last line of its
 * stdout. */
#include "session.h"

#include "base/cause.h"
#include "base/process_talk.h"
#include "base/remote_shell.h"
#include "common/cleanup.h"
#include "common/clock.h"
#include "exchange.h"
#include "session_heard.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char record_key[] = "{\"schema\":";

struct session {
    struct environment *environment;
    const struct plan_figure *figure;
    struct execution *execution;
    struct launch launch;      /* of a kernel without a peer */
    struct exchange *exchange; /* of one with a peer; NULL: without */
    struct cpu_set cpus;
    const struct meters *meters;
    struct process_spec spec;
    struct process_talk *talk;
    struct session_heard heard;
    double first_s, first_told_s;      /* when its first slice began, by its clock, and by ours */
    bool rests;                        /* its guest does, between slices */
    double ready_at_s, cpu_at_ready_s; /* when it was ready, and what it had used then */
    double worked_cpu_s;               /* what it used in slices */
    double waits_since_s, waited_s, waited_cpu_s; /* for orders, and what it told to have used */
};

static int prepare(struct session *session, const char *const *arguments, struct error *err) {
    const struct launch *launch = &session->launch;
    struct environment *environment = session->environment;
    if (session->figure->role != ROLE_ALONE) {
        session->exchange =
            exchange_open(environment, session->figure, arguments, session->execution, err);
        launch = session->exchange ? exchange_client(session->exchange) : NULL;
    } else if (environment->type->does->prepare(environment, session->figure, arguments, true,
                                                &session->launch, err) < 0) {
        return -1;
    }
    if (!launch)
        return -1;
    if (!session->exchange && environment_cpus(environment, session->figure, &session->cpus))
        session->launch.meters.cpus = &session->cpus;
    session->meters = &launch->meters;
    session->spec = launch->spec;
    return 0;
}

static int start(struct session *session, struct error *err) {
    session->spec.on_stderr_line = session_hear_stderr;
    session->spec.on_stdout_line = session_hear_stdout;
    session->spec.context = &session->heard;
    session->talk = process_talk_start(&session->spec, err);
    return session->talk ? 0 : -1;
}

/* NAN: there is no hypervisor. */
static double vmm_cpu_s(const struct session *session) {
    return session->meters->vmm ? session->meters->vmm(session->meters->context) : NAN;
}

/* Adds what passed the interfaces since `before`. */
static int add_counters(struct session *session, const json_t *before, struct error *err) {
    struct execution *execution = session->execution;
    cleanup_json json_t *after = exchange_counters(session->exchange, err);
    if (!after)
        return -1;
    cleanup_json json_t *so_far = execution->counters;
    cleanup_json json_t *between = lab_counters_between(before, after);
    execution->counters = lab_counters_sum(so_far, between);
    return 0;
}

static int await(struct session *session, const bool *said, struct error *err) {
    return process_talk_until(session->talk, said, session->figure->cell_timeout_s, err);
}

static int order(struct session *session, const char *line, struct error *err) {
    session->heard.answered = session->heard.malformed = false;
    return process_talk_tell(session->talk, line, err);
}

static int await_answer(struct session *session, const char *to, struct error *err) {
    if (await(session, &session->heard.answered, err) < 0)
        return -1;
    return session->heard.malformed ? error_failed(err, "its answer to '%s' is none", to) : 0;
}

static void note_ready(struct session *session) {
    session->ready_at_s = session->waits_since_s = clock_now();
    session->cpu_at_ready_s = vmm_cpu_s(session);
}

/* Until it is ready; what its kernels count is what they exchange meanwhile as well. */
static int set_up(struct session *session, const char *const *arguments, struct error *err) {
    cleanup_json json_t *before = NULL;
    if (prepare(session, arguments, err) < 0 ||
        (session->exchange && !(before = exchange_counters(session->exchange, err))) ||
        start(session, err) < 0)
        return -1;
    if (await(session, &session->heard.set_up, err) < 0)
        return error_wrap(err, "before it was ready");
    if (session->meters->observe)
        session->meters->observe(session->meters->context, session->execution);
    return before ? add_counters(session, before, err) : 0;
}

struct session *session_open(struct environment *environment, unsigned seat,
                             const struct plan_figure *figure, const char *const *arguments,
                             struct execution *execution, struct error *err) {
    struct session *session = calloc(1, sizeof *session);
    if (!session) {
        error_failed(err, "out of memory");
        return NULL;
    }
    *session = (struct session){.environment = environment,
                                .figure = figure,
                                .execution = execution,
                                .heard.execution = execution};
    environment->seat = seat;
    int status = set_up(session, arguments, err);
    environment->seat = 0;
    if (status == 0) {
        note_ready(session);
        return session;
    }
    session_break(session, err);
    return NULL;
}

bool session_populates(const struct session *session) {
    return session->heard.left > 0;
}

int session_populate_begin(struct session *session, uint64_t bytes, struct error *err) {
    char line[64];
    snprintf(line, sizeof line, "populate %" PRIu64 "\n", bytes);
    return order(session, line, err);
}

int session_populate_end(struct session *session, struct error *err) {
    if (await_answer(session, "populate", err) < 0)
        return -1;
    if (session->heard.left > 0)
        return 0;
    if (await(session, &session->heard.ready, err) < 0)
        return error_wrap(err, "before it was ready");
    note_ready(session);
    return 0;
}

double session_waiting_cpus(const struct session *session) {
    if (!session->meters->vmm)
        return session->waited_cpu_s / session->waited_s;
    double worked_s = session->heard.slices > 0 ? session->execution->marked_s : 0;
    return (vmm_cpu_s(session) - session->cpu_at_ready_s - session->worked_cpu_s) /
           (clock_now() - session->ready_at_s - worked_s);
}

bool session_can_rest(const struct session *session) {
    return session->environment->type->does->rest != NULL;
}

static int rest(struct session *session, bool rests, struct error *err) {
    const struct environment_hooks *does = session->environment->type->does;
    return session->rests ? does->rest(session->environment, rests, err) : 0;
}

int session_rest_between(struct session *session, struct error *err) {
    session->rests = true;
    return rest(session, true, err);
}

/* Tells, waits, and reads the meters around it. */
static int tell_and_wait(struct session *session, double seconds, struct error *err) {
    char line[64];
    struct readings before, after;
    snprintf(line, sizeof line, "slice %.6f\n", seconds);
    double used_s = vmm_cpu_s(session);
    readings_take(session->meters, clock_now(), &before);
    if (order(session, line, err) < 0 || await_answer(session, "slice", err) < 0)
        return -1;
    readings_take(session->meters, clock_now(), &after);
    session->worked_cpu_s += vmm_cpu_s(session) - used_s;
    session->waited_s += before.at - session->waits_since_s;
    session->waited_cpu_s += session->heard.last.waited_cpu_s;
    session->waits_since_s = after.at;
    if (session->heard.slices++ == 0) {
        session->first_s = session->heard.last.begin_s - session->heard.last.warm_s;
        session->first_told_s = before.at;
    }
    /* A guest's clock stands still while it rests, and in a slice the way there is as long as what
     * a wrong one would add. */
    session->execution->longest_s = after.at - session->first_told_s;
    session->execution->kernel_s =
        session->rests ? NAN : session->heard.last.answer_s - session->first_s;
    session->heard.last.host_s = after.at - before.at;
    session->heard.last.host_cpu_s = after.host.busy_s - before.host.busy_s;
    execution_add(session->execution, &before, &after);
    return 0;
}

/* With what passed the interfaces meanwhile, where it has a peer. */
static int counted(struct session *session, double seconds, struct error *err) {
    cleanup_json json_t *before = exchange_counters(session->exchange, err);
    if (!before || tell_and_wait(session, seconds, err) < 0)
        return -1;
    return add_counters(session, before, err);
}

int session_work(struct session *session, double seconds, struct session_slice *slice,
                 struct error *err) {
    if (rest(session, false, err) < 0 ||
        (session->exchange ? counted : tell_and_wait)(session, seconds, err) < 0 ||
        rest(session, true, err) < 0)
        return -1;
    *slice = session->heard.last;
    return 0;
}

/* Of several lines that is the last one that begins as a record: others answered slices, and what a
 * shell says may stand behind it. */
static void keep_the_record(struct process_result *process) {
    const char *record = NULL;
    for (const char *line = process->out; line && *line; line += *line == '\n') {
        if (strncmp(line, record_key, strlen(record_key)) == 0)
            record = line;
        line += strcspn(line, "\n");
    }
    if (!record)
        return;
    size_t size = strcspn(record, "\n");
    memmove(process->out, record, size);
    process->out[size] = '\0';
}

/* Waits for its end, or with no `grace_s` ends it. *said: what the kernel itself said of a cause.
 */
static int end(struct session *session, double grace_s, int status, struct error *said,
               struct error *err) {
    struct execution *execution = session->execution;
    if (session->talk && process_talk_end(session->talk, grace_s, &execution->process, err) < 0)
        status = -1;
    int size;
    const char *line = cause_line(execution->process.err ? execution->process.err : "", &size);
    snprintf(said->text, sizeof said->text, "%.*s", size, line);
    if (session->exchange)
        status = exchange_close(session->exchange, status, execution, err);
    else
        remote_cut(&session->launch.frame, &execution->process);
    keep_the_record(&execution->process);
    keep_the_record(&execution->peer);
    status = environment_settle(session->environment, execution, status, err);
    launch_free(&session->launch);
    free(session);
    return status;
}

int session_close(struct session *session, struct error *err) {
    struct error cause = {.text = ""};
    session->execution->waiting_cpus = session_waiting_cpus(session);
    if (rest(session, false, &cause) == 0 && process_talk_tell(session->talk, "end\n", &cause) == 0)
        return end(session, session->figure->cell_timeout_s, 0, &cause, err);
    session_break(session, &cause);
    if (err)
        *err = cause;
    return -1;
}

void session_break(struct session *session, struct error *why) {
    const struct process_result *process = &session->execution->process;
    struct error said = {.text = ""}, cause = *why, of_service = {.status = why->status};
    bool began = session->talk != NULL;
    end(session, 0, -1, &said, &of_service);
    if (!began || cause.status == STATUS_INTERRUPTED)
        return;
    if (of_service.text[0]) {
        *why = of_service;
        return;
    }
    if (process->exit_status > 0 && !process->timed_out)
        error_failed(why, "%s (exit status %d)", cause.text, process->exit_status);
    cause = *why;
    if (said.text[0])
        error_failed(why, "%s: %s", cause.text, said.text);
}
