/* engine_choice.c - asks each container for its engine and gives the worst of the answers to all.
 * */
#include "engine_choice.h"

#include "base/process.h"
#include "base/words.h"
#include "environments/environments.h"

#include <string.h>

int engine_rank(const char *engine) {
    static const char *const best_first[] = {"io_uring", "libaio", "psync"};
    enum { ENGINES = sizeof best_first / sizeof *best_first };
    int rank = 0;
    while (rank < ENGINES && strcmp(best_first[rank], engine) != 0)
        rank++;
    return rank;
}

static bool fixes_engine(const struct parameters *parameters, bool before) {
    const struct parameter *engine = parameters_find(parameters, "engine");
    return engine ? strcmp(engine->value, "auto") != 0 : before;
}

bool engine_is_open(const struct figure *figure, const struct profile *profile,
                    const struct parameters *overrides) {
    bool fixed = fixes_engine(&figure->parameters, false);
    fixed = fixes_engine(&profile->parameters, fixed);
    return !fixes_engine(overrides, fixed);
}

/* What the worst of the figure's environments can do. */
struct consensus {
    char engine[16];
    char why[256]; /* who cannot do better; "" where all can do what the host chose */
};

static int hear(struct plan *plan, const struct plan_figure *figure,
                const struct plan_series *series, struct consensus *consensus, struct error *err) {
    const struct environment_type *type = environment_find(series->environment, NULL);
    struct engine_answer answer;
    struct error cause;
    if (!type || !type->does->engine)
        return 0;
    if (type->does->engine(type, plan, figure, &answer, &cause) == 0) {
        if (engine_rank(answer.engine) <= engine_rank(consensus->engine))
            return 0;
        snprintf(consensus->engine, sizeof consensus->engine, "%s", answer.engine);
        snprintf(consensus->why, sizeof consensus->why, "%s in %s", answer.who,
                 series->environment);
        return 0;
    }
    if (process_interrupted())
        return error_interrupted(err);
    plan_warn_once(plan, "%s could not be asked for its I/O engine: %.300s", series->environment,
                   cause.text);
    return 0;
}

/* Each may have something to say about it. */
static void tell(struct plan *plan, const struct plan_figure *figure, const char *engine) {
    for (size_t i = 0; i < figure->series_count; i++) {
        const struct environment_type *type = environment_find(figure->series[i].environment, NULL);
        if (type && type->does->engine_agreed)
            type->does->engine_agreed(type, figure, engine, plan);
    }
}

/* Registered buffers are io_uring's own. */
static bool loses_fixed_buffers(const struct plan_figure *figure, const char *engine) {
    const struct parameter *fixed = parameters_find(&figure->parameters, "fixed-buffers");
    return fixed && strcmp(fixed->value, "true") == 0 && strcmp(engine, "io_uring") != 0;
}

int engine_give(struct plan *plan, struct plan_figure *figure, const char *engine, const char *why,
                struct error *err) {
    const struct parameter *chosen = parameters_find(&figure->parameters, "engine");
    bool loses = loses_fixed_buffers(figure, engine);
    plan_warn(plan, "%s: engine %s in all environments, though the host has %s: %s%s", figure->name,
              engine, chosen->value, why, loses ? "; fixed-buffers is off, as it has none" : "");
    struct parameter item[] = {{.key = (char *)"engine", .value = (char *)engine},
                               {.key = (char *)"fixed-buffers", .value = (char *)"false"}};
    struct parameters change = {.count = loses ? 2 : 1, .item = item};
    if (parameters_merge(&figure->parameters, &change) < 0)
        return error_failed(err, "%s: out of memory", figure->name);
    return 0;
}

static int agree(struct plan *plan, struct plan_figure *figure, struct error *err) {
    const struct parameter *chosen = parameters_find(&figure->parameters, "engine");
    struct consensus consensus = {.why = ""};
    if (!chosen)
        return 0;
    snprintf(consensus.engine, sizeof consensus.engine, "%s", chosen->value);
    for (size_t i = 0; i < figure->series_count; i++)
        if (hear(plan, figure, &figure->series[i], &consensus, err) < 0)
            return -1;
    tell(plan, figure, consensus.engine);
    if (!consensus.why[0])
        return 0;
    return engine_give(plan, figure, consensus.engine, consensus.why, err);
}

int engines_agree(struct plan *plan, struct error *err) {
    for (size_t i = 0; i < plan->figure_count; i++)
        if (plan->figure[i].engine_is_open && agree(plan, &plan->figure[i], err) < 0)
            return -1;
    return 0;
}
