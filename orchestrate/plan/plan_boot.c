/* plan_boot.c - the files that guests boot, to and from plan.json. */
#include "plan/plan_boot.h"

#include "base/json_take.h"

#include <stdlib.h>

static void free_file(struct plan_file *file) {
    free(file->path);
    free(file->sha256);
}

void plan_boot_free(struct plan_boot *boot) {
    free_file(&boot->image);
    free_file(&boot->kernel);
    free_file(&boot->initrd);
    free(boot->append);
    *boot = (struct plan_boot){0};
}

static json_t *file_json(const struct plan_file *file) {
    if (!file->path)
        return json_null();
    return json_pack("{ss ss}", "path", file->path, "sha256", file->sha256);
}

json_t *plan_boot_json(const struct plan_boot *boot) {
    if (!boot->image.path && !boot->kernel.path)
        return json_null();
    return json_pack("{so so so ss? sb}", "image", file_json(&boot->image), "kernel",
                     file_json(&boot->kernel), "initrd", file_json(&boot->initrd), "append",
                     boot->append, "load_drivers", boot->load_drivers);
}

static int read_file(const json_t *boot, const char *key, struct plan_file *file,
                     struct error *err) {
    const json_t *json = json_object_get(boot, key);
    struct place place = place_member("boot", key);
    if (!json || json_is_null(json))
        return 0;
    if (take_text(json, place.text, "path", &file->path, err) < 0 ||
        take_text(json, place.text, "sha256", &file->sha256, err) < 0)
        return -1;
    if (file->path[0] != '/')
        return error_failed(err, "%s.path: '%s' is not absolute", place.text, file->path);
    return 0;
}

int plan_boot_take(const json_t *plan, struct plan_boot *boot, struct error *err) {
    *boot = (struct plan_boot){0};
    const json_t *json = json_object_get(plan, "boot");
    if (!json || json_is_null(json))
        return 0;
    boot->load_drivers = json_is_true(json_object_get(json, "load_drivers"));
    if (read_file(json, "image", &boot->image, err) < 0 ||
        read_file(json, "kernel", &boot->kernel, err) < 0 ||
        read_file(json, "initrd", &boot->initrd, err) < 0 ||
        take_text_or_null(json, "boot", "append", &boot->append, err) < 0)
        return -1;
    if (boot->load_drivers && !boot->initrd.path)
        return error_failed(err, "boot.load_drivers: there is no initrd");
    return 0;
}
