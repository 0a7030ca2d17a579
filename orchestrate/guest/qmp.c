/* qmp.c - QEMU's machine protocol: JSON objects one after the other in both directions. */
#include "qmp.h"

#include "base/durable.h"
#include "common/cleanup.h"
#include "common/clock.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

struct source {
    int fd;
    double deadline;
    bool timed_out, closed;
};

/* One byte for each call: the parser stops right after an object and nothing of the next is lost,
 * without a buffer that would have to live between calls. */
static size_t read_byte(void *buffer, size_t size, void *context) {
    struct source *source = context;
    (void)size;
    for (;;) {
        struct pollfd polled = {.fd = source->fd, .events = POLLIN};
        double left = source->deadline - clock_now();
        int ready = left > 0 ? poll(&polled, 1, (int)(left * 1e3) + 1) : 0;
        if (ready == 0) {
            source->timed_out = true;
            return (size_t)-1;
        }
        ssize_t got = ready > 0 ? read(source->fd, buffer, 1) : -1;
        if (got < 0 && errno == EINTR)
            continue;
        source->closed = got <= 0;
        return got == 1 ? 1 : (size_t)-1;
    }
}

static json_t *receive(struct source *source, struct error *err) {
    json_error_t cause;
    json_t *object = json_load_callback(read_byte, source, JSON_DISABLE_EOF_CHECK, &cause);
    if (!object && source->timed_out)
        error_failed(err, "QEMU does not answer on its QMP socket");
    else if (!object && source->closed)
        error_failed(err, "QEMU closed its QMP socket");
    else if (!object)
        error_failed(err, "QMP: %s", cause.text);
    return object;
}

static int send_command(int fd, const char *command, json_t *arguments, struct error *err) {
    cleanup_json json_t *request =
        json_pack("{s:s,s:o*}", "execute", command, "arguments", arguments);
    cleanup_free char *text = request ? json_dumps(request, JSON_COMPACT) : NULL;
    if (!text)
        return error_failed(err, "QMP %s: out of memory", command);
    return write_fully(fd, text, strlen(text)) < 0 ? error_errno(err, "QMP %s", command) : 0;
}

/* What the object that came is to the command: its answer, QEMU's refusal, or an event. */
static int answer_of(const json_t *object, const char *command, json_t **returned,
                     struct error *err) {
    *returned = json_object_get(object, "return");
    json_t *refused = json_object_get(object, "error");
    if (!refused)
        return 0;
    const char *why = json_string_value(json_object_get(refused, "desc"));
    return error_failed(err, "QMP %s: %s", command, why ? why : "refused");
}

static bool is_event(const json_t *object, const char *event, const char *device) {
    const char *name = json_string_value(json_object_get(object, "event"));
    const char *of = json_string_value(json_object_get(json_object_get(object, "data"), "device"));
    return name && of && strcmp(name, event) == 0 && strcmp(of, device) == 0;
}

/* Until the answer has come and, where there is one to wait for, the event. */
static int execute(int fd, const char *command, json_t *arguments, const char *event,
                   const char *device, double timeout_s, json_t **reply, struct error *err) {
    if (send_command(fd, command, arguments, err) < 0)
        return -1;
    struct source source = {.fd = fd, .deadline = clock_now() + timeout_s};
    bool answered = false, happened = !event;
    while (!answered || !happened) {
        cleanup_json json_t *object = receive(&source, err);
        if (!object && answered && source.timed_out)
            return error_failed(err, "QMP %s: no %s of %s within %g s", command, event, device,
                                timeout_s);
        if (!object)
            return error_wrap(err, "QMP %s", command);
        json_t *returned;
        if (answer_of(object, command, &returned, err) < 0)
            return -1;
        if (event && is_event(object, "DEVICE_UNPLUG_GUEST_ERROR", device))
            return error_failed(err, "QMP %s: the guest does not let go of %s", command, device);
        happened = happened || is_event(object, event, device);
        answered = answered || returned;
        if (returned && reply)
            *reply = json_incref(returned);
    }
    return 0;
}

int qmp_execute(int fd, const char *command, json_t *arguments, double timeout_s, json_t **reply,
                struct error *err) {
    return execute(fd, command, arguments, NULL, NULL, timeout_s, reply, err);
}

int qmp_execute_until(int fd, const char *command, json_t *arguments, const char *event,
                      const char *device, double timeout_s, struct error *err) {
    return execute(fd, command, arguments, event, device, timeout_s, NULL, err);
}

int qmp_negotiate(int fd, double timeout_s, struct error *err) {
    struct source source = {.fd = fd, .deadline = clock_now() + timeout_s};
    cleanup_json json_t *greeting = receive(&source, err);
    if (!greeting)
        return -1;
    if (!json_object_get(greeting, "QMP"))
        return error_failed(err, "QMP: no greeting; is this QEMU?");
    return qmp_execute(fd, "qmp_capabilities", NULL, timeout_s, NULL, err);
}

int qmp_connect(const char *path, double timeout_s, struct error *err) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path)
        return error_failed(err, "%s: too long for a socket's path", path);
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return error_errno(err, "%s", path);
    int status = connect(fd, (struct sockaddr *)&address, sizeof address) < 0
                     ? error_errno(err, "%s", path)
                     : qmp_negotiate(fd, timeout_s, err);
    if (status < 0) {
        close(fd);
        return -1;
    }
    return fd;
}
