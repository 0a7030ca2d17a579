/* chain.c - reads rules as `iptables -S` writes them, and takes them back by iptables-restore(8).
 */
#include "chain.h"

#include "common/cleanup.h"
#include "process.h"

#include <string.h>

bool chain_is_there(const char *chain) {
    const char *argv[] = {"iptables", "-w", "-S", chain, NULL};
    struct error absent;
    return process_check(argv, NULL, &absent) == 0;
}

static bool jumps_to(const char *rule, const char *chain) {
    const char *jump = strstr(rule, " -j ");
    return jump && strcmp(jump + strlen(" -j "), chain) == 0;
}

/* What follows "-A CHAIN"; NULL: another chain's rule, or none. */
static const char *rule_of(const char *line, const char *chain) {
    size_t size = strlen(chain);
    bool own = strncmp(line, "-A ", 3) == 0 && strncmp(line + 3, chain, size) == 0;
    return own && line[3 + size] == ' ' ? line + 3 + size : NULL;
}

/* Writes what removes it; false where it has rules of somebody's. */
static bool write_removal(FILE *out, char *rules, const char *chain, const char *may_jump) {
    char *state = NULL;
    fputs("*filter\n", out);
    for (const char *line = strtok_r(rules, "\n", &state); line;
         line = strtok_r(NULL, "\n", &state)) {
        const char *own = rule_of(line, chain);
        if (own && !jumps_to(own, may_jump))
            return false;
        if (strncmp(line, "-A ", 3) == 0 && jumps_to(line, chain))
            fprintf(out, "-D %s\n", line + 3);
    }
    fprintf(out, "-F %s\n-X %s\nCOMMIT\n", chain, chain);
    return true;
}

int undo_chain(const char *chain, const char *may_jump, struct error *err) {
    const char *list[] = {"iptables", "-w", "-S", NULL};
    const char *restore[] = {"iptables-restore", "-w", "--noflush", NULL};
    cleanup_free char *rules = NULL, *text = NULL;
    size_t size = 0;
    if (!chain_is_there(chain))
        return 0;
    if (process_check(list, &rules, err) < 0)
        return -1;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return error_errno(err, "chain %s", chain);
    bool ours = write_removal(out, rules, chain, may_jump);
    if (fclose(out) == EOF)
        return error_errno(err, "chain %s", chain);
    const struct process_spec spec = {.argv = restore, .input = text, .input_size = size};
    struct process_result result = {0};
    int status = ours ? process_run(&spec, &result, err) : 0;
    if (status == 0 && result.exit_status != 0)
        status = error_failed(err, "iptables-restore: chain %s: %.200s", chain, result.err);
    process_result_free(&result);
    return status;
}
