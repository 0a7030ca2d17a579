/* series.c - the series of a figure: those asked for, those that can run, and why others cannot. */
#include "series.h"

#include "base/words.h"
#include "environments/environments.h"
#include "study.h"

#include "common/cleanup.h"
#include "common/units.h"
#include "medium_choice.h"

#include <string.h>

/* 1: it can run here; 0: it cannot, and the plan says why; -1: no such environment. */
static int is_able(struct plan *plan, struct probed *probed, const char *name, bool asked,
                   size_t *missing, struct error *err) {
    if (words_index(&probed->able, name) >= 0)
        return 1;
    if (words_index(&probed->unable, name) >= 0)
        return 0;
    const struct environment_type *type = environment_find(name, err);
    if (!type)
        return -1;
    struct error cause;
    int status = type->does->probe(type, name, &plan->boot, &cause);
    if (status < 0 && cause.status != STATUS_UNAVAILABLE) {
        *err = cause;
        return -1;
    }
    if (words_add(status == 0 ? &probed->able : &probed->unable, name) < 0)
        return error_failed(err, "out of memory");
    if (status == 0)
        return 1;
    plan_warn(plan, "%s left out: %s", name, cause.text);
    *missing += asked;
    return 0;
}

/* A study without its guest would be none. */
static int choose_study(const struct figure *figure, struct probed *probed, struct plan *plan,
                        struct plan_figure *planned, struct error *err) {
    size_t missing = 0;
    if (!figure->study_environment)
        return 0;
    int able = is_able(plan, probed, figure->study_environment, true, &missing, err);
    if (able == 0)
        return error_unavailable(err, "%s: its environment %s cannot run here", figure->name,
                                 figure->study_environment);
    return able < 0 ? -1 : study_series(figure, planned, err);
}

/* What an environment is, and what it needs otherwise than the figure, is said in the plan like all
 * else. */
static int complete(struct plan_figure *planned, struct error *err) {
    for (size_t i = 0; i < planned->series_count; i++) {
        struct plan_series *series = &planned->series[i];
        const struct environment_type *type = environment_find(series->environment, err);
        if (!type)
            return -1;
        series->traits = environment_traits(type, series->name);
        for (const struct parameter *change = type->changes; change && change->key; change++) {
            struct parameters one = {.count = 1, .item = (struct parameter *)change};
            if (parameters_merge(&series->parameters, &one) < 0)
                return error_failed(err, "%s: out of memory", series->name);
        }
    }
    return 0;
}

/* Every overhead needs it. */
static int probe_reference(const char *reference, const struct plan *plan, struct error *err) {
    const struct environment_type *type = environment_find(reference, err);
    return type ? type->does->probe(type, reference, &plan->boot, err) : -1;
}

static int add_twin(const struct run_request *request, const char *reference,
                    struct plan_figure *planned, struct error *err) {
    cleanup_free char *twin = NULL;
    const char *suffix = request->twin_suffix ? request->twin_suffix : "-2";
    return asprintf(&twin, "%s%s", reference, suffix) < 0 ||
                   plan_add_series(planned, twin, reference, err) < 0 ||
                   parameters_merge(&planned->series[1].parameters, &request->twin_changes) < 0
               ? error_failed(err, "%s: out of memory", reference)
               : 0;
}

/* The reference first. */
int series_choose(const struct run_request *request, const struct figure *figure,
                  struct probed *probed, struct plan *plan, struct plan_figure *planned,
                  size_t *missing, struct error *err) {
    bool asked = request->environments.count > 0;
    const struct words *wanted = asked ? &request->environments : &figure->environments;
    const char *reference = request->reference ? request->reference : figure->environments.word[0];
    if (probe_reference(reference, plan, err) < 0)
        return error_wrap(err, "%s: %s", figure->name, reference);
    if (plan_add_series(planned, reference, reference, err) < 0 ||
        (request->aa && add_twin(request, reference, planned, err) < 0))
        return -1;
    for (size_t i = 0; i < wanted->count; i++) {
        const char *name = wanted->word[i];
        if (strcmp(name, reference) == 0)
            continue;
        int able = is_able(plan, probed, name, asked, missing, err);
        if (able < 0 || (able > 0 && plan_add_series(planned, name, name, err) < 0))
            return -1;
    }
    if (choose_study(figure, probed, plan, planned, err) < 0 || complete(planned, err) < 0)
        return -1;
    if (request->aa)
        strcpy(planned->series[1].traits.colour, COLOUR_GREY);
    return 0;
}

static void drop(struct plan_figure *planned, size_t i) {
    plan_series_free(&planned->series[i]);
    planned->series_count--;
    memmove(&planned->series[i], &planned->series[i + 1],
            (planned->series_count - i) * sizeof planned->series[i]);
    planned->series[planned->series_count] = (struct plan_series){0};
}

static int can_be_joined(const struct environment_type *type, const struct plan *plan,
                         const struct plan_figure *planned, struct error *err) {
    if (planned->role == ROLE_ALONE)
        return 0;
    if (type->traits.network == NETWORK_NONE && type->network_instead)
        return error_unavailable(err, "%s has a peer: %s", planned->name, type->network_instead);
    if (type->traits.network == NETWORK_NONE)
        return error_unavailable(err, "it cannot be joined to a peer");
    return plan->network.peer && type->does->joins_elsewhere
               ? type->does->joins_elsewhere(type, err)
               : 0;
}

bool series_has_guest(const struct plan_figure *planned) {
    for (size_t i = 0; i < planned->series_count; i++)
        if (planned->series[i].traits.kind == KIND_GUEST)
            return true;
    return false;
}

int series_leave_out(const struct run_request *request, struct plan *plan,
                     struct plan_figure *planned, size_t i, const struct error *cause,
                     size_t *missing, struct error *err) {
    const char *name = planned->series[i].environment;
    if (cause->status != STATUS_UNAVAILABLE) {
        *err = *cause;
        return error_wrap(err, "%s: %s", planned->name, name);
    }
    plan_warn(plan, "%s left out of %s: %s", name, planned->name, cause->text);
    *missing += request->environments.count > 0;
    drop(planned, i);
    return 0;
}

int series_fit_memory(const struct run_request *request, const struct figure *figure,
                      uint64_t available, struct plan *plan, struct plan_figure *planned,
                      size_t *missing, struct error *err) {
    bool whole_study = strcmp(request->profile, "paper") == 0;
    bool has_guest = series_has_guest(planned);
    if (planned->guest_memory <= available || !(has_guest || (figure->service && whole_study)))
        return 0;
    char wanted[32], left[32];
    struct error need, cause;
    error_unavailable(&need, "%s needs %s of memory, %s are available",
                      has_guest ? "a guest" : figure->service,
                      format_size(planned->guest_memory, wanted, sizeof wanted),
                      format_size(available >> 20 << 20, left, sizeof left));
    bool guests_can_go = !figure->study_environment && !figure->service;
    if (whole_study || figure->study_environment)
        return error_unavailable(err, "%s: %s; a smaller profile%s fits", planned->name, need.text,
                                 guests_can_go ? ", or -e without guests," : "");
    error_unavailable(&cause, "%s; free some, or take a smaller profile", need.text);
    for (size_t i = planned->series_count; i-- > 1;)
        if (planned->series[i].traits.kind == KIND_GUEST &&
            series_leave_out(request, plan, planned, i, &cause, missing, err) < 0)
            return -1;
    return 0;
}

int series_drop_unsuited(const struct run_request *request, struct plan *plan,
                         struct plan_figure *planned, size_t *missing, struct error *err) {
    for (size_t i = planned->series_count; i-- > 1;) {
        const struct environment_type *type = environment_find(planned->series[i].environment, err);
        struct error cause;
        if (!type)
            return -1;
        if (can_be_joined(type, plan, planned, &cause) == 0 &&
            plan_medium_suits(&plan->planned_medium, planned, type, &cause) == 0 &&
            (!type->does->suits || type->does->suits(planned, i, &cause) == 0))
            continue;
        if (series_leave_out(request, plan, planned, i, &cause, missing, err) < 0)
            return -1;
    }
    return 0;
}

static int drop_ungiven(const struct run_request *request, struct plan *plan,
                        struct plan_figure *planned, size_t *missing, struct error *err) {
    for (size_t i = 0; i < planned->series_count;) {
        const char *name = planned->series[i].environment;
        const struct environment_type *type = environment_find(name, err);
        struct error cause;
        if (!type)
            return -1;
        bool given = environment_foresee(type, name, planned, plan, &cause) == 0;
        if (given || i == 0) {
            if (!given)
                plan_warn(plan, "%s: %s", name, cause.text);
            i++;
        } else if (series_leave_out(request, plan, planned, i, &cause, missing, err) < 0) {
            return -1;
        }
    }
    return 0;
}

int series_drop_ungiven(const struct run_request *request, struct plan *plan, size_t *missing,
                        struct error *err) {
    for (size_t i = 0; i < plan->figure_count; i++)
        if (drop_ungiven(request, plan, &plan->figure[i], missing, err) < 0)
            return -1;
    return 0;
}

void series_describe(struct plan *plan) {
    for (size_t i = 0; i < plan->figure_count; i++)
        for (size_t s = 0; s < plan->figure[i].series_count; s++) {
            struct plan_series *series = &plan->figure[i].series[s];
            const struct environment_type *type = environment_find(series->environment, NULL);
            if (series->traits.kind == KIND_UNTOLD && type)
                series->traits = environment_traits(type, series->name);
        }
}
