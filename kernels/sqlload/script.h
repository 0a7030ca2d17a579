/* script.h - what sysbench's own tests cannot do: asking the server about itself. */
#ifndef VIRTAX_SQLLOAD_SCRIPT_H
#define VIRTAX_SQLLOAD_SCRIPT_H

/* A test of sysbench's, in Lua, with the commands `set`, `look`, `present` and
 * `count`. What it prints are
 * lines "virtax KIND NAME VALUE". */
extern const char sqlload_script[];

#endif
