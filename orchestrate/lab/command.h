/* command.h - iproute2's commands on this host or in a namespace of it. */
#ifndef VIRTAX_LAB_COMMAND_H
#define VIRTAX_LAB_COMMAND_H

#include "common/error.h"

#include <jansson.h>

/* Runs the words, separated by single blanks, of one command ("ip link set dev X up") in a
 * namespace (NULL: here) to the end. Names and numbers of ours only: there is no quoting. */
int lab_command(const char *namespace, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* As lab_command for a command that prints JSON; NULL on failure. */
json_t *lab_command_json(const char *namespace, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* As lab_command for a script of sh(1) with /sys as the namespace sees it; `argument` are its $1
 * and up, NULL-terminated. stdout goes to *out (free it) unless NULL. */
int lab_script(const char *namespace, const char *script, const char *const *argument, char **out,
               struct error *err);

#endif
