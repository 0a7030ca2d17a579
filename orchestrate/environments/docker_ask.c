/* docker_ask.c - asks a throw-away container for the I/O engine that a kernel would choose there.
 */
#include "base/process.h"
#include "common/cleanup.h"
#include "docker_cell.h"

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

/* With the engine there. The container stands in the journal before it is started. */
static int ask(const struct container_engine *by, const char *runtime, const struct plan *plan,
               const char *kernel, struct journal *journal, struct engine_answer *answer,
               struct error *err) {
    char image[64], name[96], binary[128], version[64];
    cleanup_free char *out = NULL;
    if (container_image(by, plan, image, sizeof image, err) < 0)
        return -1;
    snprintf(name, sizeof name, "%s-ask", journal_prefix(journal));
    snprintf(binary, sizeof binary, "/bin/%s", kernel);
    struct argv argv = {0};
    argv_add_words(&argv, by->command, "run", "--rm", "--name", name, "--label", "virtax");
    if (by->adapt)
        by->adapt(&argv);
    if (runtime)
        argv_add(&argv, "--runtime=%s", runtime);
    argv_add_words(&argv, image, binary, "--resolve", "--engine=auto");
    int id = container_list(by, name, journal, err);
    int status =
        id < 0 || argv_check(&argv, err) < 0 ? -1 : process_check(argv_words(&argv), &out, err);
    argv_free(argv.word);
    journal_undo(journal, id, NULL);
    if (status < 0)
        return -1;
    if (runtime)
        snprintf(answer->who, sizeof answer->who, "%.40s's sandbox", runtime);
    else
        snprintf(answer->who, sizeof answer->who, "%.16s %.24s's seccomp profile", by->title,
                 by->answers(version, NULL) ? version : "");
    return take_engine(out, answer, err);
}

int docker_ask_runtime(const struct environment_type *type, const char *runtime,
                       struct engine_answer *asked, const struct plan *plan,
                       const struct plan_figure *figure, struct error *err) {
    const struct container_engine *by = type->container_engine;
    struct journal *journal;
    struct error later;
    if (asked->engine[0])
        return 0;
    if (journal_open(&journal, err) < 0)
        return -1;
    int status = by->hold(NULL, journal, err) ? 0 : -1;
    if (status == 0) {
        status = ask(by, runtime, plan, figure->kernel, journal, asked, err);
        by->release(journal);
    }
    if (journal_close(journal, &later) < 0 && status == 0) {
        *err = later;
        status = -1;
    }
    return status;
}

int docker_ask_engine(const struct environment_type *type, const struct plan *plan,
                      const struct plan_figure *figure, struct engine_answer *answer,
                      struct error *err) {
    struct engine_answer *asked = type->container_engine->asked;
    int status = docker_ask_runtime(type, NULL, asked, plan, figure, err);
    if (status == 0)
        *answer = *asked;
    return status;
}
