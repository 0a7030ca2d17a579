/* script.h - what sysbench's own tests cannot do: asking the server about itself. */
#ifndef VIRTAX_SQLLOAD_SCRIPT_H
#define VIRTAX_SQLLOAD_SCRIPT_H

#include "sqlload/server.h"

/* A test of sysbench's, in Lua, with the commands `set`, `rest`, `look`, `present` and `count`.
 * What it prints are lines "virtax KIND NAME VALUE". To be freed; NULL where memory is short. */
char *script_of(const struct sql_server *server);

#endif
