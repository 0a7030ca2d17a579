/* verb_doctor.c - virtax doctor: a line for each concern, with the command that mends it. */
#include "base/json_text.h"
#include "base/terminal.h"
#include "doctor.h"
#include "environments/environments.h"
#include "verb_options.h"
#include "verbs.h"

#include "common/cleanup.h"

static const struct option_row options[] = {VERB_JSON(0), {0}};

static void print_line(const char *name, const struct diagnosis *diagnosis) {
    struct terminal terminal = terminal_of(STDOUT_FILENO);
    const struct tints *tints = terminal_tints(&terminal);
    const char *const tint[] = {tints->good, tints->alarm, tints->bad, tints->dim};
    printf("%s%-13s%s%-24s%s\n", tint[diagnosis->health], health_names[diagnosis->health],
           tints->reset, name, diagnosis->value);
    if (diagnosis->mend[0])
        printf("%13s%24s-> %s\n", "", "", diagnosis->mend);
}

struct findings {
    json_t *all; /* printed at the end; NULL: each at once */
    int fails;
};

static void put(struct findings *findings, const char *name, const struct diagnosis *diagnosis) {
    findings->fails += diagnosis->health == HEALTH_FAIL;
    if (!findings->all)
        print_line(name, diagnosis);
    else
        json_array_append_new(findings->all, json_pack("{s:s,s:s,s:o,s:o}", "name", name, "state",
                                                       health_names[diagnosis->health], "value",
                                                       json_text(diagnosis->value), "mend",
                                                       json_text(diagnosis->mend)));
}

static void examine_engines(struct findings *findings) {
    for (size_t i = 0; environment_at(i); i++) {
        const struct container_engine *engine = environment_engine_at(i);
        struct diagnosis diagnosis = {0};
        if (!engine)
            continue;
        doctor_engine(engine, &diagnosis);
        put(findings, engine->command, &diagnosis);
    }
}

/* Containers without an engine: what they are compared with may be all that is wanted. */
static void examine_tools(struct findings *findings) {
    for (size_t i = 0; environment_at(i); i++) {
        const struct environment_type *type = environment_at(i);
        struct diagnosis diagnosis = {0};
        struct error cause;
        if (type->traits.kind != KIND_CONTAINER || type->container_engine)
            continue;
        if (type->does->probe(type, type->name, NULL, &cause) < 0)
            diagnose_obstacle(&diagnosis, HEALTH_WARN, "", cause.text);
        else
            diagnose(&diagnosis, HEALTH_OK, "", "makes containers here");
        put(findings, type->name, &diagnosis);
    }
}

int verb_doctor(int argc, char **argv, struct error *err) {
    bool json = false;
    const struct option_set set = {
        .object = &json,
        .about = "What this host can measure, what would spoil it, and the command that mends it."
                 "\vExit status 1 where something fails; warnings do not."};
    if (verb_options(argc, argv, options, set, err) < 0)
        return err->status;
    cleanup_json json_t *all = json ? json_array() : NULL;
    struct findings findings = {.all = all};
    for (const struct concern *concern = doctor_concerns; concern->name; concern++) {
        struct diagnosis diagnosis = {0};
        concern->examine(&diagnosis);
        put(&findings, concern->name, &diagnosis);
    }
    examine_engines(&findings);
    examine_tools(&findings);
    if (json) {
        json_dumpf(all, stdout, JSON_INDENT(2));
        putchar('\n');
    }
    if (fflush(stdout) != 0) {
        error_errno(err, "stdout");
        return STATUS_FAILED;
    }
    return findings.fails ? STATUS_FAILED : STATUS_OK;
}
