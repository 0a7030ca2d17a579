/* options_check.c - the words of a command line against argp's own tables.
 *
 * argp leaves unknown options to getopt, which prints a line of its own before argp prints another;
 * so they are found before argp sees them. */
#include "common/closest.h"
#include "common/option.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { OPTIONS_MAX = 128 };

/* The long and short names that an argp and its children take, argp's own included. */
struct table {
    size_t count;
    struct argp_option option[OPTIONS_MAX];
};

static const struct argp_option argp_own[] = {
    {.name = "help", .key = '?'}, {.name = "usage"}, {.name = "version", .key = 'V'}, {0}};

static bool is_end(const struct argp_option *option) {
    return !option->name && !option->key && !option->doc && !option->group;
}

static void collect_options(const struct argp_option *options, struct table *table) {
    const char *argument = NULL; /* an alias takes what the option before it takes */
    for (const struct argp_option *o = options; o && !is_end(o); o++) {
        if (!(o->flags & OPTION_ALIAS))
            argument = o->arg;
        if ((!o->name && !o->key) || o->flags & OPTION_DOC || table->count == OPTIONS_MAX)
            continue;
        table->option[table->count] = *o;
        table->option[table->count++].arg = argument;
    }
}

static void collect(const struct argp *argp, struct table *table) {
    collect_options(argp->options, table);
    for (const struct argp_child *child = argp->children; child && child->argp; child++)
        collect(child->argp, table);
}

static int unknown_long(const struct table *table, const char *name, struct error *err) {
    const char *names[OPTIONS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < table->count; i++) {
        if (table->option[i].name)
            names[count++] = table->option[i].name;
    }
    return error_usage(err, "unknown option '--%s' (closest: --%s)", name,
                       closest(name, names, count));
}

/* Finds a long option by its name or, as getopt allows, by the beginning of only one name. */
static int find_long(const struct table *table, const char *name, const struct argp_option **found,
                     struct error *err) {
    *found = NULL;
    for (size_t i = 0; i < table->count; i++) {
        const struct argp_option *o = &table->option[i];
        if (!o->name || strncmp(o->name, name, strlen(name)) != 0)
            continue;
        if (strcmp(o->name, name) == 0) {
            *found = o;
            return 0;
        }
        if (*found)
            return error_usage(err, "ambiguous option '--%s': --%s or --%s", name, (*found)->name,
                               o->name);
        *found = o;
    }
    return *found ? 0 : unknown_long(table, name, err);
}

static const struct argp_option *find_short(const struct table *table, char letter) {
    for (size_t i = 0; i < table->count; i++) {
        int key = table->option[i].key;
        if (key == letter && isprint((unsigned char)letter))
            return &table->option[i];
    }
    return NULL;
}

/* Checks one long option word; *takes_next says that its value is the word after it. */
static int check_long(const struct table *table, const char *word, bool *takes_next,
                      struct error *err) {
    char name[64];
    size_t length = strcspn(word, "=");
    if (length >= sizeof name)
        return error_usage(err, "unknown option '--%.40s...'", word);
    memcpy(name, word, length);
    name[length] = '\0';
    bool has_value = word[length] == '=';

    const struct argp_option *option;
    if (find_long(table, name, &option, err) < 0)
        return -1;
    if (has_value && !option->arg)
        return error_usage(err, "option '--%s': takes no value", option->name);
    *takes_next = option->arg && !(option->flags & OPTION_ARG_OPTIONAL) && !has_value;
    return 0;
}

/* Checks a cluster of short options, "-Jt2". */
static int check_short(const struct table *table, const char *letters, bool *takes_next,
                       struct error *err) {
    for (const char *at = letters; *at; at++) {
        const struct argp_option *option = find_short(table, *at);
        if (!option)
            return error_usage(err, "unknown option '-%c' (--help lists all)", *at);
        if (option->arg) {
            *takes_next = at[1] == '\0' && !(option->flags & OPTION_ARG_OPTIONAL);
            return 0;
        }
    }
    return 0;
}

int options_check(int argc, char **argv, const struct argp *argp, struct error *err) {
    struct table table = {0};
    collect(argp, &table);
    collect_options(argp_own, &table);

    bool only_words = false; /* after "--" */
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        bool takes_next = false;
        if (!only_words && strcmp(word, "--") == 0) {
            only_words = true;
        } else if (only_words || word[0] != '-' || word[1] == '\0') {
            if (!argp->args_doc)
                return error_usage(err, "unexpected word '%s': options begin with '--'", word);
        } else if ((word[1] == '-' ? check_long(&table, word + 2, &takes_next, err)
                                   : check_short(&table, word + 1, &takes_next, err)) < 0) {
            return -1;
        }
        if (takes_next && ++i == argc)
            return error_usage(err, "option '%s': needs a value", word);
    }
    return 0;
}
