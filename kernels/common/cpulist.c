/* cpulist.c - parses and prints lists such as "0-3,8". */
#include "common/cpulist.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

/* One number below CPU_SETSIZE at *text, which is moved behind it; -1 otherwise. */
static int parse_number(const char **text) {
    if (!isdigit((unsigned char)**text))
        return -1;
    char *end;
    unsigned long number = strtoul(*text, &end, 10);
    *text = end;
    return number < CPU_SETSIZE ? (int)number : -1;
}

int cpulist_parse(const char *text, cpu_set_t *set, struct error *err) {
    CPU_ZERO(set);
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
                               text, CPU_SETSIZE);
        for (int cpu = first; cpu <= last; cpu++)
            CPU_SET(cpu, set);
        if (*at == '\0')
            return 0;
        at++;
    }
}

const char *cpulist_format(const cpu_set_t *set, char *buffer, size_t size) {
    size_t used = 0;
    if (size > 0)
        buffer[0] = '\0';
    for (int cpu = 0; cpu < CPU_SETSIZE && used < size; cpu++) {
        if (!CPU_ISSET(cpu, set))
            continue;
        int last = cpu;
        while (last + 1 < CPU_SETSIZE && CPU_ISSET(last + 1, set))
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

int cpulist_nth(const cpu_set_t *set, int n) {
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (CPU_ISSET(cpu, set) && n-- == 0)
            return cpu;
    }
    return -1;
}
