/* settings_apply.c - writes each setting of the plan, with its old value in the journal. */
#include "settings_apply.h"

#include "common/cleanup.h"
#include "common/smallfile.h"

#include <string.h>

int settings_apply(const struct plan *plan, struct journal *journal, struct error *err) {
    for (size_t i = 0; i < plan->setting_count; i++) {
        const struct plan_setting *setting = &plan->setting[i];
        cleanup_free char *now = setting_read(setting->path, err);
        if (!now)
            return error_wrap(err, "kernel setting");
        if (strcmp(now, setting->value) == 0)
            continue;
        if (journal_add(journal, "setting", setting->path, now, err) < 0 ||
            small_file_write(setting->path, setting->value, err) < 0)
            return error_wrap(err, "kernel setting (only root may change it)");
    }
    return 0;
}
