/* ssh.c - commands and files on another machine through the OpenSSH client. */
#include "ssh.h"

#include "common/cleanup.h"

#include <fcntl.h>
#include <sha256.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* Ahead of any configuration: a measured command shares no connection and is disturbed by nothing
 * (an idle guest is stopped, and would lose a connection with keep-alives). */
#define SSH_OPTIONS                                                                                \
    "-T", "-a", "-x", "-oBatchMode=yes", "-oControlMaster=no", "-oControlPath=none",               \
        "-oServerAliveInterval=0", "-oTCPKeepAlive=no", "-oClearAllForwardings=yes",               \
        "-oConnectTimeout=30", "-oLogLevel=ERROR"

struct ssh_words ssh_words(const struct ssh_target *target, const char *command) {
    struct ssh_words own = {{"ssh", SSH_OPTIONS, "--", target->destination, command, NULL}};
    struct ssh_words brought = {
        {"ssh", "-F", target->config, SSH_OPTIONS, "--", target->destination, command, NULL}};
    return target->config[0] ? brought : own;
}

int ssh_run(const struct ssh_target *target, const char *command, const struct process_spec *spec,
            struct process_result *result, struct error *err) {
    struct ssh_words words = ssh_words(target, command);
    struct process_spec with_argv = *spec;
    with_argv.argv = words.word;
    return process_run(&with_argv, result, err);
}

/* What ssh or the command said last, or how it ended. */
static int explain(const struct ssh_target *target, const struct process_result *result,
                   double timeout_s, struct error *err) {
    const char *last = last_lines(result->err, 1);
    if (result->timed_out)
        return error_failed(err, "ssh %s: no answer within %g s", target->destination, timeout_s);
    return error_failed(err, "ssh %s: %.*s (exit status %d)", target->destination,
                        (int)strcspn(last, "\r\n"), last, result->exit_status);
}

static int checked(const struct ssh_target *target, const char *command,
                   const struct process_spec *spec, char **out, struct error *err) {
    struct process_result result;
    int status = ssh_run(target, command, spec, &result, err);
    if (status == 0 && result.exit_status != 0)
        status = explain(target, &result, spec->timeout_s, err);
    if (status == 0 && out) {
        if (result.out_size > 0 && result.out[result.out_size - 1] == '\n')
            result.out[result.out_size - 1] = '\0';
        *out = result.out;
        result.out = NULL;
    }
    process_result_free(&result);
    return status;
}

int ssh_check(const struct ssh_target *target, const char *command, double timeout_s, char **out,
              struct error *err) {
    struct process_spec spec = {.timeout_s = timeout_s};
    return checked(target, command, &spec, out, err);
}

static int put_bytes(const struct ssh_target *target, const char *bytes, size_t size,
                     const char *remote, double timeout_s, struct error *err) {
    char digest[SHA256_DIGEST_STRING_LENGTH];
    SHA256Data((const uint8_t *)bytes, size, digest);

    cleanup_free char *quoted = shell_quote(remote);
    cleanup_free char *command = NULL;
    /* Written beside it and renamed: a running older copy cannot be overwritten. */
    if (!quoted || asprintf(&command,
                            "cat >%s.part && chmod 755 %s.part && mv -f %s.part %s && "
                            "sha256sum <%s",
                            quoted, quoted, quoted, quoted, quoted) < 0)
        return error_failed(err, "out of memory");

    struct process_spec spec = {.timeout_s = timeout_s, .input = bytes, .input_size = size};
    cleanup_free char *seen = NULL;
    if (checked(target, command, &spec, &seen, err) < 0)
        return -1;
    if (strncmp(seen, digest, strlen(digest)) != 0)
        return error_failed(err, "sha256 there is %.64s instead of %s", seen, digest);
    return 0;
}

int ssh_put(const struct ssh_target *target, const char *local, const char *remote,
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

char *shell_quote(const char *word) {
    size_t size = 3;
    for (const char *at = word; *at; at++)
        size += *at == '\'' ? 4 : 1;
    char *quoted = malloc(size);
    if (!quoted)
        return NULL;
    char *to = quoted;
    *to++ = '\'';
    for (const char *at = word; *at; at++) {
        if (*at == '\'')
            to = stpcpy(to, "'\\''");
        else
            *to++ = *at;
    }
    strcpy(to, "'");
    return quoted;
}
