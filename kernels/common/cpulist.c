/* cpulist.c - parses and prints lists such as "0-3,8". */
#include "common/cpulist.h"
#include "common/cpu_set.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

/* One number below CPU_SET_MAX at *text, which is moved behind it; -1 otherwise. */
static int parse_number(const char **text) {
    if (!isdigit((unsigned char)**text))
        return -1;
    char *end;
    unsigned long number = strtoul(*text, &end, 10);
    *text = end;
    return number < CPU_SET_MAX ? (int)number : -1;
}

int cpulist_parse(const char *text, struct cpu_set *set, struct error *err) {
    cpu_set_clear(set);
    if (*text == '\0')
        return 0;
    const char *at = text;
    for (;;) {
        int first = parse_number(&at);
        int last = first;
        if (first >= 0 && *at == '-') {
            at++;
            last = parse_number(&at);
        }
        if (first < 0 || last < first || (*at != '\0' && *at != ','))
            return error_usage(err, "list '%s': malformed; write it as 0-3,8 with numbers below %d",
                               text, CPU_SET_MAX);
        for (int cpu = first; cpu <= last; cpu++)
            cpu_set_add(cpu, set);
        if (*at == '\0')
            return 0;
        at++;
    }
}

const char *cpulist_format(const struct cpu_set *set, char *buffer, size_t size) {
    size_t used = 0;
    if (size > 0)
        buffer[0] = '\0';
    for (int cpu = 0; cpu < CPU_SET_MAX && used < size; cpu++) {
        if (!cpu_set_has(cpu, set))
            continue;
        int last = cpu;
        while (last + 1 < CPU_SET_MAX && cpu_set_has(last + 1, set))
            last++;
        const char *comma = used > 0 ? "," : "";
        if (last == cpu)
            used += (size_t)snprintf(buffer + used, size - used, "%s%d", comma, cpu);
        else
            used += (size_t)snprintf(buffer + used, size - used, "%s%d-%d", comma, cpu, last);
        cpu = last;
    }
    return buffer;
}

int cpulist_nth(const struct cpu_set *set, int n) {
    for (int cpu = 0; cpu < CPU_SET_MAX; cpu++) {
        if (cpu_set_has(cpu, set) && n-- == 0)
            return cpu;
    }
    return -1;
}
