/* stage.c - keeps the environments that are up, and renews guests by the boot policy. */
#include "stage.h"

#include "base/array.h"
#include "environments/environments.h"
#include "network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void stage_open(struct stage *stage, const struct plan *plan, struct journal *journal,
                struct lab *lab, struct medium *medium) {
    *stage = (struct stage){
        .context = {.accel = plan->accel,
                    .plan = plan,
                    .journal = journal,
                    .lab = lab,
                    .medium = medium,
                    .root = ""},
        .facts = json_object(),
    };
    if (lab) {
        stage->peer = network_peer(&stage->context);
        stage->context.peer = &stage->peer;
    }
}

/* Guests of different shapes are different machines. */
static struct actor *find_actor(struct stage *stage, const char *name, unsigned instance,
                                const struct plan_figure *figure, struct error *err) {
    const struct environment_type *type = environment_find(name, err);
    if (!type)
        return NULL;
    unsigned vcpus = type->traits.kind == KIND_GUEST ? figure->guest_vcpus : 0;
    uint64_t memory = type->traits.kind == KIND_GUEST ? figure->guest_memory : 0;
    bool joined = type->traits.kind == KIND_GUEST && figure->role != ROLE_ALONE;
    for (size_t i = 0; i < stage->count; i++) {
        struct actor *actor = stage->actor[i];
        if (strcmp(actor->environment.name, name) == 0 && actor->environment.instance == instance &&
            actor->vcpus == vcpus && actor->memory == memory && actor->joined == joined)
            return actor;
    }
    struct actor *actor = calloc(1, sizeof *actor);
    struct actor **place = actor ? array_add(stage->actor, stage->count) : NULL;
    if (!place) {
        free(actor);
        error_failed(err, "out of memory");
        return NULL;
    }
    *place = actor;
    *actor = (struct actor){
        .environment = {.type = type,
                        .context = &stage->context,
                        .name = name,
                        .instance = instance},
        .vcpus = vcpus,
        .memory = memory,
        .joined = joined,
    };
    return actor;
}

static void note_facts(struct stage *stage, const struct environment *environment) {
    if (!environment->type->does->describe || json_object_get(stage->facts, environment->name))
        return;
    json_t *facts = environment->type->does->describe(environment);
    if (facts)
        json_object_set_new(stage->facts, environment->name, facts);
}

static void note_image(struct stage *stage, const struct environment *environment,
                       const struct plan_figure *figure) {
    json_t *facts = json_object_get(stage->facts, environment->name);
    if (!facts || json_object_get(facts, "image_bytes"))
        return;
    double bytes = environment_image_bytes(environment, figure);
    json_object_set_new(facts, "image_bytes",
                        isnan(bytes) ? json_null() : json_integer((json_int_t)bytes));
}

/* NULL where it did not come up before, and is not to be tried again. */
static struct actor *willing_actor(struct stage *stage, const char *name, unsigned instance,
                                   const struct plan_figure *figure, struct error *err) {
    struct actor *actor = find_actor(stage, name, instance, figure, err);
    if (!actor)
        return NULL;
    bool renewed =
        actor->environment.type->traits.kind == KIND_GUEST && figure->boots == BOOT_BLOCK;
    if (actor->failed && !renewed) {
        error_failed(err, "%s", actor->why);
        return NULL;
    }
    return actor;
}

static void note_failed(struct actor *actor, const struct error *cause, struct error *err) {
    actor->failed = cause->status != STATUS_INTERRUPTED;
    snprintf(actor->why, sizeof actor->why, "%s", cause->text);
    if (err)
        *err = *cause;
}

int stage_start(struct stage *stage, const char *name, unsigned instance,
                const struct plan_figure *figure, struct error *err) {
    struct actor *actor = willing_actor(stage, name, instance, figure, err);
    if (!actor)
        return -1;
    const struct environment_hooks *does = actor->environment.type->does;
    struct error cause = {0};
    int started = does->start ? does->start(&actor->environment, figure, &cause) : 0;
    if (started < 0)
        note_failed(actor, &cause, err);
    return started;
}

struct environment *stage_enter(struct stage *stage, const char *name, unsigned instance,
                                const struct plan_figure *figure, struct error *err) {
    struct actor *actor = willing_actor(stage, name, instance, figure, err);
    if (!actor)
        return NULL;
    struct error cause = {0};
    if (actor->environment.type->does->up(&actor->environment, figure, &cause) < 0) {
        /* A guest that runs, but does not answer, would take CPU from the others' cells. */
        actor->environment.type->does->down(&actor->environment);
        note_failed(actor, &cause, err);
        return NULL;
    }
    note_facts(stage, &actor->environment);
    note_image(stage, &actor->environment, figure);
    return &actor->environment;
}

void stage_leave(struct stage *stage, struct environment *environment,
                 const struct plan_figure *figure, bool broken) {
    (void)stage;
    if (broken || (environment->type->traits.kind == KIND_GUEST && figure->boots == BOOT_BLOCK))
        environment->type->does->down(environment);
}

json_t *stage_close(struct stage *stage) {
    bool before = process_shield(true);
    while (stage->count > 0) {
        struct actor *actor = stage->actor[--stage->count];
        actor->environment.type->does->down(&actor->environment);
        free(actor);
    }
    free(stage->actor);
    stage->actor = NULL;
    if (stage->context.peer) {
        note_facts(stage, &stage->peer);
        stage->peer.type->does->down(&stage->peer);
    }
    process_shield(before);
    json_t *facts = stage->facts;
    stage->facts = NULL;
    return facts;
}
