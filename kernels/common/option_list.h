/* option_list.h - a command's options as lines for programs, where its only word is --options. */
#ifndef VIRTAX_OPTION_LIST_H
#define VIRTAX_OPTION_LIST_H

#include "common/option.h"

/* The word that asks for it; not among the options, whose beginnings may be typed for them. */
#define OPTION_LIST "--options"

/* A row's help, which tells its default. */
const char *option_help(const struct option_row *row);

/* Prints on stdout, with tabs between the fields and "-" for an empty one:
 *   about TEXT, more TEXT   what stands before and after the list of --help, a line a paragraph
 *   words TEXT              what words that are no options are called
 *   option NAME LETTER ARGUMENT VALUES HELP   of each row; VALUES: words that may be its value
 */
int option_list(const struct option_set *set, const struct option_row *const *row, size_t count,
                struct error *err);

#endif
