/* message.h - what client and server say on the control connection once the client is known: JSON
 * objects with a "type", each after its length in 4 bytes (big-endian). */
#ifndef VIRTAX_NET_MESSAGE_H
#define VIRTAX_NET_MESSAGE_H

#include "common/error.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

enum { NET_MESSAGE_HEAD = 4, NET_MESSAGE_MAX = 1 << 20 };

/* The length that a message's first bytes announce; -1 where it is 0 or beyond NET_MESSAGE_MAX. */
int64_t net_message_length(const uint8_t head[NET_MESSAGE_HEAD], struct error *err);

/* The message in a body: an object whose "type" is a string. NULL otherwise. */
json_t *net_message_parse(const uint8_t *body, size_t size, struct error *err);

/* Sends an object before the deadline (CLOCK_MONOTONIC seconds). Takes over `message`. */
int net_message_send(int fd, json_t *message, double deadline, struct error *err);

/* Receives one message of any type; the caller releases it. A message of the type "error" becomes
 * the error that it carries. */
json_t *net_message_receive(int fd, double deadline, struct error *err);

/* As net_message_receive, and any other type than this is an error. */
json_t *net_message_expect(int fd, const char *type, double deadline, struct error *err);

/* The "type" of a received message. */
const char *net_message_type(const json_t *message);

/* A message of the type "error" that carries `err`. */
json_t *net_message_of_error(const struct error *err);

/* Tells a connection why it is refused, as far as that goes without waiting, and closes it. */
void net_message_refuse(int fd, const char *why);

#endif
