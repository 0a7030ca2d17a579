/* servers.c - the table of servers. */
#include "sqlload/server.h"

const struct sql_server *const sql_servers[] = {&sql_server_mysql, &sql_server_pgsql};
const char *const sqlload_drivers[] = {"mysql", "pgsql", NULL};
