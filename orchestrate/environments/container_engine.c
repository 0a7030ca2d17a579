/* container_engine.c - containers in the journal, and the image FROM scratch, rebuilt only when the
 * binaries' digests change. */
#include "container_engine.h"

#include "base/process.h"
#include "base/project.h"
#include "common/cleanup.h"

#include <sha256.h>
#include <string.h>

int container_list(const struct container_engine *by, const char *name, struct journal *journal,
                   struct error *err) {
    const char *host = by->host ? getenv(by->host) : NULL; /* `virtax clean` may not have it */
    cleanup_free char *where = NULL;
    if (asprintf(&where, "%s %s", by->command, host ? host : "") < 0)
        return error_failed(err, "out of memory");
    return journal_add(journal, "container", name, where, err);
}

/* A digest of digests, in the plan's order. */
static void tag_of(const struct plan *plan, char *image, size_t size) {
    SHA256_CTX context;
    char digest[SHA256_DIGEST_STRING_LENGTH];
    SHA256Init(&context);
    for (size_t i = 0; i < plan->binary_count; i++)
        SHA256Update(&context, (const uint8_t *)plan->binary[i].sha256,
                     strlen(plan->binary[i].sha256));
    SHA256End(&context, digest);
    snprintf(image, size, "virtax:%.16s", digest);
}

int container_image(const struct container_engine *by, const struct plan *plan, char *image,
                    size_t size, struct error *err) {
    tag_of(plan, image, size);
    const char *inspect[] = {by->command, "image", "inspect", image, NULL};
    struct error absent;
    if (process_check(inspect, NULL, &absent) == 0)
        return 0;
    if (process_interrupted())
        return error_interrupted(err);
    struct path recipe = project_path("container/Dockerfile"), context = project_path("build/bin");
    const char *build[] = {by->command, "build", "--quiet",    "--file", recipe.text,
                           "--tag",     image,   context.text, NULL};
    if (process_check(build, NULL, err) < 0)
        return error_wrap(err, "building the image of the kernels");
    return 0;
}
