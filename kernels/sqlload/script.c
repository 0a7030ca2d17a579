/* script.c - Lua, over the connection that sysbench makes. */
#include "sqlload/script.h"

#include <stdio.h>

/* After the server's own statements: `variables`, `status` and the like, nil where it has none. */
static const char commands[] = //
    "local function with(work)\n"
    "    local connection = sysbench.sql.driver():connect()\n"
    "    work(connection)\n"
    "    connection:disconnect()\n"
    "end\n"
    "\n"
    "local function told(connection, kind, query)\n"
    "    local rows = connection:query(query)\n"
    "    for i = 1, rows.nrows do\n"
    "        local row = rows:fetch_row()\n"
    "        print('virtax ' .. kind .. ' ' .. row[1] .. ' ' .. (row[2] or ''))\n"
    "    end\n"
    "end\n"
    "\n"
    "local function set(connection)\n"
    "    connection:query(string.format(pool, sysbench.opt.pool_size))\n"
    "end\n"
    "\n"
    "local function settle(connection)\n"
    "    connection:query(rest)\n"
    "end\n"
    "\n"
    "local function await(connection)\n"
    "    for i = 1, 1000 do\n"
    "        local row = connection:query(others):fetch_row()\n"
    "        if tonumber(row[2]) == 0 then return end\n"
    "    end\n"
    "end\n"
    "\n"
    "local function look(connection)\n"
    "    if others then await(connection) end\n"
    "    told(connection, 'variable', variables)\n"
    "    told(connection, 'status', status)\n"
    "end\n"
    "\n"
    "local function present(connection)\n"
    "    told(connection, 'table', tables)\n"
    "end\n"
    "\n"
    "local function count(connection)\n"
    "    for i = 1, sysbench.opt.tables do\n"
    "        told(connection, 'rows', 'SELECT ' .. i .. ', COUNT(*) FROM sbtest' .. i)\n"
    "    end\n"
    "end\n"
    "\n"
    "sysbench.cmdline.options = {\n"
    "    pool_size = {'MiB of the buffer pool', 0},\n"
    "    tables = {'Number of tables', 1},\n"
    "}\n"
    "sysbench.cmdline.commands = {}\n"
    "for name, work in pairs({set = set, rest = settle, look = look, present = present,\n"
    "    count = count}) do\n"
    "    sysbench.cmdline.commands[name] = {function() with(work) end}\n"
    "end\n";

char *script_of(const struct sql_server *server) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    const struct {
        const char *name, *statement;
    } all[] = {
        {"variables", server->variables}, {"status", server->status}, {"tables", server->tables},
        {"pool", server->pool},           {"rest", server->rest},     {"others", server->others},
    };
    if (!out)
        return NULL;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].statement)
            fprintf(out, "local %s = [[%s]]\n", all[i].name, all[i].statement);
        else
            fprintf(out, "local %s\n", all[i].name);
    fputs(commands, out);
    return fclose(out) == 0 ? text : NULL;
}
