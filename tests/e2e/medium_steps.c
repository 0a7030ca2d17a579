/* medium_steps.c - for test_medium.sh: does with a medium, step by step, what its arguments say,
 * and holds a journal as virtax does.
 *
 * medium_steps MEDIUM DESTROY SIZE STEP...: MEDIUM and DESTROY as virtax run takes them ("-": none;
 * the file below a loop device is then made in /var/tmp). Steps print one line each; the first that
 * fails ends it with its message on stderr, as does one after "fails:" that does not. */
#include "base/project.h"
#include "base/remote_shell.h"
#include "common/cleanup.h"
#include "common/units.h"
#include "guest/guest.h"
#include "medium/medium.h"

#include <signal.h>
#include <string.h>

static struct journal *journal;
static struct medium *medium;
static struct guest guest;
static bool booted;

static int boot(struct error *err) {
    struct path images = project_path("build/vm"), templates = project_path("vm");
    struct guest_image image;
    if (guest_image_find(images.text, &image, err) < 0)
        return -1;
    struct guest_spec spec = {.image = &image,
                              .accel = "tcg",
                              .vcpus = 1,
                              .memory = UINT64_C(512) << 20,
                              .boot_timeout_s = 300,
                              .templates = templates.text,
                              .hotplug_port = true};
    int status = guest_start(&spec, journal, &guest, err) < 0 ? -1 : guest_await(&guest, err);
    guest_image_free(&image);
    booted = status == 0;
    return status;
}

static int end_guest(struct error *err) {
    guest_stop(&guest);
    booted = false;
    return medium_guest_gone(medium, &guest, err);
}

static int check(struct error *err) {
    struct file_system_check result;
    if (medium_check(medium, &result, err) < 0)
        return -1;
    printf("%s (%d): %s\n", result.clean ? "clean" : "damaged", result.exit_status, result.detail);
    return 0;
}

static int ask_guest(const char *script, char **out, struct error *err) {
    cleanup_free char *answering = NULL;
    if (asprintf(&answering, "answer steps\n%s", script) < 0) {
        answering = NULL;
        return error_failed(err, "out of memory");
    }
    cleanup_json json_t *answers = remote_ask(&guest.ssh, answering, 120, err);
    const char *said = json_string_value(json_object_get(answers, "steps"));
    *out = said ? strdup(said) : NULL;
    return *out ? 0 : -1;
}

/* "shell:COMMAND" with $M as the directory; in the guest with "guest:COMMAND". */
static int command(const char *text, bool in_guest, struct error *err) {
    cleanup_free char *script = NULL, *out = NULL;
    if (asprintf(&script, "M=%s\n%s", medium_directory(medium), text) < 0) {
        script = NULL;
        return error_failed(err, "out of memory");
    }
    const char *argv[] = {"sh", "-c", script, NULL};
    int status = in_guest ? ask_guest(script, &out, err) : process_check(argv, &out, err);
    if (status == 0 && out[0])
        puts(out);
    return status;
}

static int describe(void) {
    cleanup_json json_t *facts = medium_describe(medium);
    return json_dumpf(facts, stdout, JSON_COMPACT) < 0 || puts("") < 0 ? -1 : 0;
}

static int step(const char *word, struct error *err) {
    static const struct attachment plain,
        tuned = {.queues = 1, .io_thread = true, .io_uring = true};
    if (strncmp(word, "shell:", 6) == 0 || strncmp(word, "guest:", 6) == 0)
        return command(word + 6, word[0] == 'g', err);
    if (strcmp(word, "mount") == 0)
        return medium_mount(medium, err);
    if (strcmp(word, "unmount") == 0)
        return medium_unmount(medium, err);
    if (strcmp(word, "check") == 0)
        return check(err);
    if (strcmp(word, "describe") == 0)
        return describe();
    if (strcmp(word, "boot") == 0)
        return boot(err);
    if (strcmp(word, "end-guest") == 0)
        return end_guest(err);
    if (strcmp(word, "give") == 0)
        return medium_give(medium, &guest, &plain, err);
    if (strcmp(word, "give-tuned") == 0)
        return medium_give(medium, &guest, &tuned, err);
    if (strcmp(word, "lend") == 0)
        return medium_lend(medium, &guest, &plain, UINT64_C(24) << 20, err);
    if (strcmp(word, "take-back") == 0)
        return medium_take_back(medium, &guest, err);
    if (strcmp(word, "die") == 0)
        return kill(getpid(), SIGKILL);
    return error_usage(err, "%s: no such step", word);
}

/* "fails:STEP" is done where the step is refused, with its exit status and its message. */
static int step_or_refusal(const char *word, struct error *err) {
    struct error refusal;
    if (strncmp(word, "fails:", 6) != 0)
        return step(word, err);
    if (step(word + 6, &refusal) == 0)
        return error_failed(err, "it was to fail");
    fprintf(stderr, "refused (%d): %s\n", refusal.status, refusal.text);
    return 0;
}

static int steps(char **argv, struct error *err) {
    struct medium_spec spec;
    uint64_t size;
    const char *of = strcmp(argv[1], "-") == 0 ? NULL : argv[1];
    const char *destroy = strcmp(argv[2], "-") == 0 ? NULL : argv[2];
    if (parse_size(argv[3], &size, err) < 0 ||
        medium_spec_parse(of, destroy, "/var/tmp", size, &spec, err) < 0 ||
        medium_open(&spec, journal, &medium, err) < 0)
        return -1;
    for (char **word = argv + 4; *word; word++) {
        if (step_or_refusal(*word, err) < 0)
            return error_wrap(err, "%s", *word);
        fprintf(stderr, "done: %.20s\n", *word);
    }
    return 0;
}

int main(int argc, char **argv) {
    struct error err = {0}, second;
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc < 4 || journal_open(&journal, &err) < 0)
        return STATUS_USAGE;
    int status = steps(argv, &err);
    if (status < 0)
        fprintf(stderr, "medium_steps: %s\n", err.text);
    if (booted)
        end_guest(NULL);
    if (medium && medium_close(medium, &second) < 0)
        fprintf(stderr, "medium_steps: closing: %s\n", second.text);
    if (journal_close(journal, &second) < 0)
        fprintf(stderr, "medium_steps: journal: %s\n", second.text);
    return status < 0 ? err.status : 0;
}
