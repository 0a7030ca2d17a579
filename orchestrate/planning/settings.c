/* settings.c - the table of kernel settings, and which concern each decides. */
#include "settings.h"

#include "base/array.h"
#include "common/cleanup.h"
#include "common/smallfile.h"

#include <string.h>

enum concern { MEMORY, NETWORK };

static const struct {
    const char *path;
    const char *wanted; /* NULL: what the host has, carried to the others */
    enum concern concern;
} table[] = {
    /* "always" would give huge pages also to the runs that ask for none. */
    {"/sys/kernel/mm/transparent_hugepage/enabled", "madvise", MEMORY},
    {"/proc/sys/net/ipv4/tcp_congestion_control", NULL, NETWORK},
    {"/proc/sys/net/ipv4/tcp_rmem", NULL, NETWORK},
    {"/proc/sys/net/ipv4/tcp_wmem", NULL, NETWORK},
    /* A host that remembers how large earlier windows to the peer became begins faster than a
     * container that is new each time. No kernel reports it: there a container's own decides. */
    {"/proc/sys/net/ipv4/tcp_no_metrics_save", "1", NETWORK},
    {"/proc/sys/net/core/rmem_max", NULL, NETWORK},
    {"/proc/sys/net/core/wmem_max", NULL, NETWORK},
};

enum { SETTINGS = sizeof table / sizeof *table };

int settings_plan(struct plan *plan, struct error *err) {
    for (size_t i = 0; i < SETTINGS; i++) {
        cleanup_free char *now = setting_read(table[i].path, NULL);
        if (!now)
            continue;
        bool fixed = table[i].wanted && access(table[i].path, W_OK) == 0;
        struct plan_setting *setting = array_add(plan->setting, plan->setting_count);
        if (!setting)
            return error_failed(err, "out of memory");
        setting->path = plan_copy(table[i].path);
        setting->value = plan_copy(fixed ? table[i].wanted : now);
        if (!setting->path || !setting->value)
            return error_failed(err, "out of memory");
    }
    return 0;
}

bool setting_decides(const char *path, const struct plan_figure *figure) {
    bool network = yields_concern(figure->yields, "network");
    if (yields_crowd(figure->yields)) /* starts use neither, and a bare guest has its own */
        return false;
    for (size_t i = 0; i < SETTINGS; i++)
        if (strcmp(table[i].path, path) == 0)
            return table[i].concern == (network ? NETWORK : MEMORY);
    return false;
}
