/* qmp.h - QEMU's machine protocol over its unix socket, as much of it as a guest needs.
 *
 * One command at a time; events that nobody waits for are passed over. */
#ifndef VIRTAX_QMP_H
#define VIRTAX_QMP_H

#include "common/error.h"

#include <jansson.h>

/* Connects to the socket and negotiates; returns the descriptor. */
int qmp_connect(const char *path, double timeout_s, struct error *err);

/* Reads the greeting and leaves negotiation mode: the second half of qmp_connect. */
int qmp_negotiate(int fd, double timeout_s, struct error *err);

/* Runs a command (its arguments, taken over, may be NULL) and puts what it returned to *reply
 * (json_decref it) unless NULL. An error that QEMU answers is an error here. */
int qmp_execute(int fd, const char *command, json_t *arguments, double timeout_s, json_t **reply,
                struct error *err);

/* As qmp_execute, and then waits until QEMU reports `event` (NULL: none) for the device of that id
 * (its data's member "device"), which may well come ahead of the command's own answer. The guest's
 * refusal (DEVICE_UNPLUG_GUEST_ERROR) is an error. */
int qmp_execute_until(int fd, const char *command, json_t *arguments, const char *event,
                      const char *device, double timeout_s, struct error *err);

#endif
