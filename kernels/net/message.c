/* message.c - frames JSON with a length, and refuses what is too long, no object, or has no type.
 * */
#include "net/message.h"

#include "common/cleanup.h"
#include "common/clock.h"
#include "net/socket.h"

#include <endian.h>
#include <string.h>

int64_t net_message_length(const uint8_t head[NET_MESSAGE_HEAD], struct error *err) {
    uint32_t length;
    memcpy(&length, head, sizeof length);
    length = be32toh(length);
    if (length == 0 || length > NET_MESSAGE_MAX)
        return error_failed(err, "a message of %u bytes: this is not the protocol", length);
    return length;
}

json_t *net_message_parse(const uint8_t *body, size_t size, struct error *err) {
    json_error_t why;
    json_t *message = json_loadb((const char *)body, size, JSON_REJECT_DUPLICATES, &why);
    if (!message) {
        error_failed(err, "a message that is not JSON: %s", why.text);
        return NULL;
    }
    if (!json_is_string(json_object_get(message, "type"))) {
        error_failed(err, "a message without a type");
        json_decref(message);
        return NULL;
    }
    return message;
}

const char *net_message_type(const json_t *message) {
    return json_string_value(json_object_get(message, "type"));
}

int net_message_send(int fd, json_t *message, double deadline, struct error *err) {
    cleanup_json json_t *owned = message;
    cleanup_free char *text = owned ? json_dumps(owned, JSON_COMPACT) : NULL;
    if (!text)
        return error_failed(err, "building a message: out of memory");
    size_t length = strlen(text);
    uint32_t head = htobe32((uint32_t)length);
    if (length > NET_MESSAGE_MAX)
        return error_failed(err, "a message of %zu bytes: too long to send", length);
    if (net_send_all(fd, &head, sizeof head, deadline, err) < 0)
        return -1;
    return net_send_all(fd, text, length, deadline, err);
}

/* Errors of the other side end in our terminal: no control characters, no line breaks. */
static void take_error(const json_t *message, struct error *err) {
    const char *text = json_string_value(json_object_get(message, "text"));
    json_int_t status = json_integer_value(json_object_get(message, "status"));
    error_failed(err, "%.1000s", text ? text : "an error without a text");
    if (!err)
        return;
    if (status == STATUS_USAGE || status == STATUS_UNAVAILABLE)
        err->status = (int)status;
    for (char *at = err->text; *at; at++) {
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = '?';
    }
}

json_t *net_message_of_error(const struct error *err) {
    return json_pack("{s:s, s:s, s:i}", "type", "error", "text", err->text, "status", err->status);
}

json_t *net_message_receive(int fd, double deadline, struct error *err) {
    uint8_t head[NET_MESSAGE_HEAD];
    if (net_receive_all(fd, head, sizeof head, deadline, err) < 0)
        return NULL;
    int64_t length = net_message_length(head, err);
    if (length < 0)
        return NULL;
    cleanup_free uint8_t *body = malloc((size_t)length);
    if (!body) {
        error_errno(err, "a message of %lld bytes", (long long)length);
        return NULL;
    }
    if (net_receive_all(fd, body, (size_t)length, deadline, err) < 0)
        return NULL;
    json_t *message = net_message_parse(body, (size_t)length, err);
    if (message && strcmp(net_message_type(message), "error") == 0) {
        take_error(message, err);
        json_decref(message);
        return NULL;
    }
    return message;
}

json_t *net_message_expect(int fd, const char *type, double deadline, struct error *err) {
    json_t *message = net_message_receive(fd, deadline, err);
    if (message && strcmp(net_message_type(message), type) != 0) {
        error_failed(err, "'%.40s' where '%s' was due: this is not the protocol",
                     net_message_type(message), type);
        json_decref(message);
        return NULL;
    }
    return message;
}

void net_message_refuse(int fd, const char *why) {
    struct error err = {0};
    error_failed(&err, "the server refuses: %s", why);
    net_message_send(fd, net_message_of_error(&err), clock_now(), NULL);
    close(fd);
}
