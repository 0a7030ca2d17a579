/* container_engine.c - containers in the journal, and the image FROM scratch, rebuilt only when the
 * binaries' digests change. */
#include "container_engine.h"

#include "base/process.h"
#include "base/project.h"
#include "common/cleanup.h"
#include "service_root.h"

#include <sha256.h>
#include <string.h>

int container_engine_is_apart(const struct container_engine *by, struct error *err) {
    return error_unavailable(err,
                             "a rootless %s, or one in a virtual machine, is not on this host's "
                             "network; use an engine of this host's own",
                             by->title);
}

int container_list(const struct container_engine *by, const char *name, struct journal *journal,
                   struct error *err) {
    const char *host = by->host ? getenv(by->host) : NULL; /* `virtax clean` may not have it */
    cleanup_free char *where = NULL;
    if (asprintf(&where, "%s %s", by->command, host ? host : "") < 0)
        return error_failed(err, "out of memory");
    return journal_add(journal, "container", name, where, err);
}

/* A digest of digests, in the plan's order. `name`: "virtax"; `root`: of the services' root, or "".
 */
static void tag_of(const char *name, const char *root, const struct plan *plan, char *image,
                   size_t size) {
    SHA256_CTX context;
    char digest[SHA256_DIGEST_STRING_LENGTH];
    SHA256Init(&context);
    for (size_t i = 0; i < plan->binary_count; i++)
        SHA256Update(&context, (const uint8_t *)plan->binary[i].sha256,
                     strlen(plan->binary[i].sha256));
    SHA256Update(&context, (const uint8_t *)root, strlen(root));
    SHA256End(&context, digest);
    snprintf(image, size, "%s:%.16s", name, digest);
}

static bool has_image(const struct container_engine *by, const char *image) {
    const char *inspect[] = {by->command, "image", "inspect", image, NULL};
    struct error absent;
    return process_check(inspect, NULL, &absent) == 0;
}

/* The kernels on another image; "scratch": on none. */
static int build(const struct container_engine *by, const char *base, const char *image,
                 struct error *err) {
    struct path recipe = project_path("container/Dockerfile"), context = project_path("build/bin");
    char argument[96];
    snprintf(argument, sizeof argument, "BASE=%s", base);
    const char *build[] = {by->command, "build",      "--quiet", "--file",
                           recipe.text, "--tag",      image,     "--build-arg",
                           argument,    context.text, NULL};
    return process_check(build, NULL, err);
}

int container_image(const struct container_engine *by, const struct plan *plan, char *image,
                    size_t size, struct error *err) {
    tag_of("virtax", "", plan, image, size);
    if (has_image(by, image))
        return 0;
    if (process_interrupted())
        return error_interrupted(err);
    return build(by, "scratch", image, err) < 0
               ? error_wrap(err, "building the image of the kernels")
               : 0;
}

int container_service_image(const struct container_engine *by, const struct plan *plan, char *image,
                            size_t size, struct error *err) {
    char base[64];
    tag_of("virtax-services", plan->services.manifest, plan, image, size);
    if (has_image(by, image))
        return 0;
    snprintf(base, sizeof base, "virtax-root:%.16s", plan->services.manifest);
    struct path tree = service_root_file(&plan->services, "root.tar");
    const char *import[] = {by->command, "import", tree.text, base, NULL};
    if (!has_image(by, base) && process_check(import, NULL, err) < 0)
        return error_wrap(err, "importing the services' root");
    if (process_interrupted())
        return error_interrupted(err);
    return build(by, base, image, err) < 0 ? error_wrap(err, "building the image of the services")
                                           : 0;
}
