/* docker_ask.c - see docker_ask.h. */
#include "docker_ask.h"

#include "docker_engine.h"
#include "harness/cleanup.h"

#include <string.h>

static int take_engine(const char *text, struct engine_answer *answer, struct error *err) {
    cleanup_json json_t *resolved = json_loads(text, 0, NULL);
    const char *engine =
        json_string_value(json_object_get(json_object_get(resolved, "parameters"), "engine"));
    if (!engine || strlen(engine) >= sizeof answer->engine)
        return error_failed(err, "--resolve in a container names no engine");
    strcpy(answer->engine, engine);
    return 0;
}

/* With the daemon there. */
static int ask(const struct plan *plan, const char *kernel, struct engine_answer *answer,
               struct error *err) {
    char image[64], binary[128], version[64];
    cleanup_free char *out = NULL;
    if (docker_image(plan, image, sizeof image, err) < 0)
        return -1;
    snprintf(binary, sizeof binary, "/bin/%s", kernel);
    const char *argv[] = {"docker", "run",  "--rm",      "--label",       "virtax",
                          image,    binary, "--resolve", "--engine=auto", NULL};
    if (process_check(argv, &out, err) < 0)
        return -1;
    snprintf(answer->who, sizeof answer->who, "Docker %.32s's seccomp profile",
             docker_engine_answers(version, NULL) ? version : "");
    return take_engine(out, answer, err);
}

int docker_ask_engine(const struct plan *plan, const struct plan_figure *figure,
                      struct engine_answer *answer, struct error *err) {
    static struct engine_answer known;
    if (!known.engine[0]) {
        struct journal *journal;
        struct error later;
        if (journal_open(&journal, err) < 0)
            return -1;
        int status = docker_engine_hold(journal, err) ? 0 : -1;
        if (status == 0) {
            status = ask(plan, figure->kernel, &known, err);
            docker_engine_release(journal);
        }
        if (journal_close(journal, &later) < 0 && status == 0) {
            *err = later;
            status = -1;
        }
        if (status < 0)
            return -1;
    }
    *answer = known;
    return 0;
}
