/* remote_shell.c - scripts and files on another machine. */
#include "remote_shell.h"

#include "base/argv.h"
#include "base/cause.h"
#include "base/json_text.h"
#include "common/cleanup.h"

#include <fcntl.h>
#include <sha256.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* Ahead of any configuration: a command is disturbed by nothing (an idle guest is stopped, and
 * would lose a connection with keep-alives). */
#define SSH_OPTIONS                                                                                \
    "-T", "-a", "-x", "-oBatchMode=yes", "-oControlMaster=no", "-oServerAliveInterval=0",          \
        "-oTCPKeepAlive=no", "-oClearAllForwardings=yes", "-oConnectTimeout=30",                   \
        "-oLogLevel=ERROR", "-oRemoteCommand=none", "-oPermitLocalCommand=no",                     \
        "-oVisualHostKey=no", "-oTunnel=no"

struct ssh_words ssh_words(const struct ssh_target *target, const char *command) {
    /* A connection of the user's own is not ours to share; that of a guest was kept for this. */
    struct ssh_words own = {
        {"ssh", "-oControlPath=none", SSH_OPTIONS, "--", target->destination, command, NULL}};
    struct ssh_words brought = {
        {"ssh", "-F", target->config, SSH_OPTIONS, "--", target->destination, command, NULL}};
    return target->config[0] ? brought : own;
}

struct ssh_words ssh_words_to_keep(const struct ssh_target *target) {
    struct ssh_words words = {{"ssh", "-F", target->config, "-oControlMaster=yes", "-N",
                               SSH_OPTIONS, "--", target->destination, NULL}};
    return words;
}

int ssh_run(const struct ssh_target *target, const char *command, const struct process_spec *spec,
            struct process_result *result, struct error *err) {
    struct ssh_words words = ssh_words(target, command);
    struct process_spec with_argv = *spec;
    with_argv.argv = words.word;
    return process_run(&with_argv, result, err);
}

enum { LINE = 200 };

/* The key of all that a command printed. */
#define OUTPUT "output"

/* Why, as ssh or the script said, or how it ended. */
static int explain(const struct ssh_target *target, const struct process_result *result, bool began,
                   bool ssh_failed, double timeout_s, struct error *err) {
    int size;
    const char *line = cause_told(result->err, &size);
    if (result->timed_out)
        return error_failed(err, "ssh %s: no answer within %g s", target->destination, timeout_s);
    if (!began && !ssh_failed)
        return error_failed(err,
                            "ssh %s: the shell there ran no command: %.*s; its start-up files must "
                            "let it",
                            target->destination, size, line);
    return error_failed(err, "ssh %s: %.*s (exit status %d)", target->destination, size, line,
                        result->exit_status);
}

/* Makes the exit status the script's: 255 where it did not end, but the shell says that all is
 * well. False where the script did not begin. */
static bool cut(const struct frame *frame, struct process_result *result) {
    int status = frame_status(frame, result->out);
    if (status >= 0 || result->exit_status == 0)
        result->exit_status = status >= 0 ? status : 255;
    frame_cut(frame, result->err);
    return frame_cut(frame, result->out);
}

void remote_cut(const struct frame *frame, struct process_result *result) {
    if (!frame->word[0] || !result->out || !result->err)
        return;
    bool began = cut(frame, result);
    if (began && frame->streams)
        return;
    cleanup_json json_t *answers = frame_answers(frame, result->out);
    const char *output = json_string_value(json_object_get(answers, OUTPUT));
    snprintf(result->out, result->out_size + 1, "%s", output ? output : "");
    result->out_size = strlen(result->out);
}

static json_t *take(const struct ssh_target *target, const struct frame *frame,
                    struct process_result *result, double timeout_s, struct error *err) {
    char said[LINE];
    frame_outside(frame, result->out, said, sizeof said);
    if (!said[0])
        frame_outside(frame, result->err, said, sizeof said);
    bool ssh_failed = result->exit_status == 255; /* ssh(1), exit status */
    bool began = cut(frame, result);
    if (!began || result->timed_out || result->exit_status != 0) {
        explain(target, result, began, ssh_failed, timeout_s, err);
        return NULL;
    }
    json_t *answers = frame_answers(frame, result->out);
    if (!answers ||
        (said[0] && json_object_set_new(answers, REMOTE_CHATTER, json_text(said)) < 0)) {
        error_failed(err, "out of memory");
        json_decref(answers);
        return NULL;
    }
    return answers;
}

static json_t *ask(const struct ssh_target *target, const char *script,
                   const struct process_spec *spec, struct error *err) {
    struct frame frame;
    if (frame_make(&frame, err) < 0)
        return NULL;
    cleanup_free char *command = frame_command(&frame, script);
    if (!command)
        return error_null(error_failed(err, "out of memory"));
    struct process_result result;
    json_t *answers = NULL;
    if (ssh_run(target, command, spec, &result, err) == 0)
        answers = take(target, &frame, &result, spec->timeout_s, err);
    process_result_free(&result);
    return answers;
}

json_t *remote_ask(const struct ssh_target *target, const char *script, double timeout_s,
                   struct error *err) {
    struct process_spec spec = {.timeout_s = timeout_s};
    return ask(target, script, &spec, err);
}

int remote_do(const struct ssh_target *target, const char *script, double timeout_s,
              struct error *err) {
    cleanup_json json_t *answers = remote_ask(target, script, timeout_s, err);
    return answers ? 0 : -1;
}

int remote_command(const struct ssh_target *target, const char *command, bool streams,
                   struct frame *frame, struct argv *argv, struct error *err) {
    static const char at_once[] = "(%s)\nexit $?", as_answer[] =
                                                       "said=$(%s)\nstatus=$?\nanswer " OUTPUT
                                                       "; printf '%%s\\n' \"$said\"\nexit $status";
    cleanup_free char *script = NULL;
    if (frame_make(frame, err) < 0)
        return -1;
    frame->streams = streams;
    if ((streams ? asprintf(&script, at_once, command) : asprintf(&script, as_answer, command)) < 0)
        return error_failed(err, "out of memory");
    cleanup_free char *framed = frame_command(frame, script);
    if (!framed)
        return error_failed(err, "out of memory");
    struct ssh_words words = ssh_words(target, framed);
    argv_add_all(argv, words.word);
    return 0;
}

static int put_bytes(const struct ssh_target *target, const char *bytes, size_t size,
                     const char *remote, double timeout_s, struct error *err) {
    char digest[SHA256_DIGEST_STRING_LENGTH];
    SHA256Data((const uint8_t *)bytes, size, digest);

    cleanup_free char *quoted = shell_quote(remote);
    cleanup_free char *script = NULL;
    /* Written beside it and renamed: a running older copy cannot be overwritten. */
    if (!quoted || asprintf(&script,
                            "to=%s\n"
                            "cat >\"$to.part\" && chmod 755 \"$to.part\" && "
                            "mv -f \"$to.part\" \"$to\" && answer sha256 && sha256sum <\"$to\"",
                            quoted) < 0)
        return error_failed(err, "out of memory");

    struct process_spec spec = {.timeout_s = timeout_s, .input = bytes, .input_size = size};
    cleanup_json json_t *answers = ask(target, script, &spec, err);
    if (!answers)
        return -1;
    const char *seen = json_string_value(json_object_get(answers, "sha256"));
    if (!seen || strncmp(seen, digest, strlen(digest)) != 0)
        return error_failed(err, "sha256 there is %.64s instead of %s", seen ? seen : "not told",
                            digest);
    return 0;
}

int remote_put(const struct ssh_target *target, const char *local, const char *remote,
               double timeout_s, struct error *err) {
    cleanup_close int fd = open(local, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) < 0)
        return error_errno(err, "%s", local);
    if (status.st_size == 0)
        return error_failed(err, "%s: empty", local);
    size_t size = (size_t)status.st_size;
    char *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        return error_errno(err, "%s", local);
    int put = put_bytes(target, bytes, size, remote, timeout_s, err);
    munmap(bytes, size);
    return put < 0 ? error_wrap(err, "putting %s to %s", local, remote) : 0;
}
