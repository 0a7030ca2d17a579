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
static int ask(const struct container_engine *by, const struct plan *plan, const char *kernel,
               struct journal *journal, struct engine_answer *answer, struct error *err) {
    char image[64], name[96], binary[128], version[64];
    cleanup_free char *out = NULL;
    if (container_image(by, plan, image, sizeof image, err) < 0)
        return -1;
    snprintf(name, sizeof name, "%s-ask", journal_prefix(journal));
    snprintf(binary, sizeof binary, "/bin/%s", kernel);
    const char *argv[] = {by->command, "run",       "--rm",          "--name",
                          name,        "--label",   "virtax",        image,
                          binary,      "--resolve", "--engine=auto", NULL};
    int id = container_list(by, name, journal, err);
    if (id < 0)
        return -1;
    int status = process_check(argv, &out, err);
    journal_undo(journal, id, NULL);
    if (status < 0)
        return -1;
    snprintf(answer->who, sizeof answer->who, "%.16s %.24s's seccomp profile", by->title,
             by->answers(version, NULL) ? version : "");
    return take_engine(out, answer, err);
}

int docker_ask_engine(const struct environment_type *type, const struct plan *plan,
                      const struct plan_figure *figure, struct engine_answer *answer,
                      struct error *err) {
    const struct container_engine *by = type->container_engine;
    if (!by->asked->engine[0]) {
        struct journal *journal;
        struct error later;
        if (journal_open(&journal, err) < 0)
            return -1;
        int status = by->hold(NULL, journal, err) ? 0 : -1;
        if (status == 0) {
            status = ask(by, plan, figure->kernel, journal, by->asked, err);
            by->release(journal);
        }
        if (journal_close(journal, &later) < 0 && status == 0) {
            *err = later;
            status = -1;
        }
        if (status < 0)
            return -1;
    }
    *answer = *by->asked;
    return 0;
}
