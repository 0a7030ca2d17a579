/* table.c - the tables of operations as one list, by number and by name. */
#include "kernelops/operation.h"

#include "common/choice.h"
#include "common/cleanup.h"

#include <string.h>

static const struct operation *const tables[] = {
    operations_calls,    operations_files,  operations_memory, operations_processes,
    operations_switches, operations_events, operations_cpu,
};

const struct operation *operation_nth(size_t i) {
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        for (const struct operation *row = tables[t]; row->name; row++) {
            if (i-- == 0)
                return row;
        }
    }
    return NULL;
}

size_t operations_count(void) {
    size_t count = 0;
    while (operation_nth(count))
        count++;
    return count;
}

const struct operation *operation_find(const char *name) {
    size_t i = 0;
    const struct operation *operation;
    while ((operation = operation_nth(i)) && strcmp(operation->name, name) != 0)
        i++;
    return operation;
}

uint64_t operations_all(void) {
    return UINT64_MAX >> (OPERATIONS_MAX - operations_count());
}

int operations_parse(const char *text, uint64_t *set, struct error *err) {
    const char *names[OPERATIONS_MAX + 1] = {0};
    for (size_t i = 0; i < operations_count(); i++)
        names[i] = operation_nth(i)->name;
    cleanup_free char *copy = strdup(text);
    if (!copy)
        return error_errno(err, "a list of operations");
    *set = 0;
    char *rest = copy, *name;
    while ((name = strsep(&rest, ","))) {
        int i = choice_parse(name, "operation", names, err);
        if (i < 0)
            return -1;
        *set |= UINT64_C(1) << i;
    }
    return 0;
}

char *operations_text(uint64_t set) {
    size_t size = 1;
    for (size_t i = 0; i < operations_count(); i++)
        size += strlen(operation_nth(i)->name) + 1;
    char *text = malloc(size), *end = text;
    if (!text)
        return NULL;
    *end = '\0';
    for (size_t i = 0; i < operations_count(); i++) {
        if (set >> i & 1)
            end += sprintf(end, "%s%s", end > text ? "," : "", operation_nth(i)->name);
    }
    return text;
}
