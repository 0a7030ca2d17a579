/* verb_doctor.c - virtax doctor: a line for each concern, with the command that mends it. */
#include "base/json_text.h"
#include "base/terminal.h"
#include "doctor.h"
#include "verbs.h"

#include "common/cleanup.h"

static const struct argp_option options[] = {
    {"json", 'J', 0, 0, "Print one JSON object", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state) {
    (void)text;
    if (key != 'J')
        return ARGP_ERR_UNKNOWN;
    *(int *)state->input = 1;
    return 0;
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .doc = "What this host can measure, what would spoil it, and the command that mends it.\v"
           "Exit status 1 where something fails; warnings do not.",
};

static void print_line(const struct concern *concern, const struct diagnosis *diagnosis) {
    struct terminal terminal = terminal_of(STDOUT_FILENO);
    const struct tints *tints = terminal_tints(&terminal);
    const char *const tint[] = {tints->good, tints->alarm, tints->bad, tints->dim};
    printf("%s%-13s%s%-24s%s\n", tint[diagnosis->health], health_names[diagnosis->health],
           tints->reset, concern->name, diagnosis->value);
    if (diagnosis->mend[0])
        printf("%13s%24s-> %s\n", "", "", diagnosis->mend);
}

int verb_doctor(int argc, char **argv, struct error *err) {
    int json = 0, fails = 0;
    if (verb_options(argc, argv, &argp, &json, err) < 0)
        return err->status;
    cleanup_json json_t *all = json_array();
    for (const struct concern *concern = doctor_concerns; concern->name; concern++) {
        struct diagnosis diagnosis = {0};
        concern->examine(&diagnosis);
        fails += diagnosis.health == HEALTH_FAIL;
        if (!json)
            print_line(concern, &diagnosis);
        json_array_append_new(all, json_pack("{s:s,s:s,s:o,s:o}", "name", concern->name, "state",
                                             health_names[diagnosis.health], "value",
                                             json_text(diagnosis.value), "mend",
                                             json_text(diagnosis.mend)));
    }
    if (json) {
        json_dumpf(all, stdout, JSON_INDENT(2));
        putchar('\n');
    }
    if (fflush(stdout) != 0) {
        error_errno(err, "stdout");
        return STATUS_FAILED;
    }
    return fails ? STATUS_FAILED : STATUS_OK;
}
