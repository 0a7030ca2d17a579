/* docker_image.c - the image FROM scratch, rebuilt only when the binaries' digests change. */
#include "docker_engine.h"

#include "base/project.h"
#include "common/cleanup.h"

#include <sha256.h>
#include <string.h>

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

int docker_image(const struct plan *plan, char *image, size_t size, struct error *err) {
    tag_of(plan, image, size);
    const char *inspect[] = {"docker", "image", "inspect", image, NULL};
    struct error absent;
    if (process_check(inspect, NULL, &absent) == 0)
        return 0;
    if (process_interrupted())
        return error_interrupted(err);
    struct path recipe = project_path("container/Dockerfile"), context = project_path("build/bin");
    const char *build[] = {"docker", "build", "--quiet",    "--file", recipe.text,
                           "--tag",  image,   context.text, NULL};
    if (process_check(build, NULL, err) < 0)
        return error_wrap(err, "building the image of the kernels");
    return 0;
}
