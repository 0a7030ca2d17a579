/* doctor.c - the table of concerns, and those of the kernel and of engines. */
#include "doctor.h"

#include "base/docker_client.h"
#include "base/project.h"
#include "environments/container_engine.h"
#include "environments/service_root.h"
#include "guest/accel.h"

#include "common/cleanup.h"
#include "common/smallfile.h"
#include "common/units.h"

#include <errno.h>
#include <linux/io_uring.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>

static void huge_pages(struct diagnosis *diagnosis) {
    static const char path[] = "/sys/kernel/mm/transparent_hugepage/enabled";
    cleanup_free char *mode = setting_read(path, NULL);
    if (!mode)
        diagnose(diagnosis, HEALTH_UNOBSERVABLE, "", "not told: no %s", path);
    else if (strcmp(mode, "madvise") == 0)
        diagnose(diagnosis, HEALTH_OK, "", "%s", mode);
    else
        diagnose(diagnosis, strcmp(mode, "never") == 0 ? HEALTH_FAIL : HEALTH_WARN,
                 "echo madvise >/sys/kernel/mm/transparent_hugepage/enabled (root's runs set and "
                 "restore it)",
                 "%s; madvise is what runs need", mode);
}

static const char *free_in(const char *directory, uint64_t *bytes, char *text, size_t size) {
    struct statvfs status;
    if (statvfs(directory, &status) < 0)
        return NULL;
    *bytes = (uint64_t)status.f_bavail * status.f_frsize;
    return format_size(*bytes >> 20 << 20, text, size);
}

/* The image lies in build/; guests' overlays and storage media lie in /var/tmp. */
static void disk(struct diagnosis *diagnosis) {
    const uint64_t wanted = (uint64_t)2 << 30;
    struct path build = project_path("build");
    uint64_t room[2];
    char text[2][32];
    if (!free_in(build.text, &room[0], text[0], sizeof text[0]) ||
        !free_in("/var/tmp", &room[1], text[1], sizeof text[1])) {
        diagnose(diagnosis, HEALTH_UNOBSERVABLE, "", "%s", strerror(errno));
        return;
    }
    bool enough = room[0] > wanted && room[1] > wanted;
    diagnose(diagnosis, enough ? HEALTH_OK : HEALTH_FAIL,
             enough ? "" : "make room: 2G for the image, 2G for guests' disks",
             "%s free where build/ lies, %s in /var/tmp", text[0], text[1]);
}

/* Figures that load a server have it from there. */
static void services(struct diagnosis *diagnosis) {
    struct plan_services root;
    struct error cause;
    if (service_root_find(&root, &cause) < 0)
        diagnose_obstacle(diagnosis, HEALTH_WARN, "", cause.text);
    else if (!command_exists("sysbench"))
        diagnose(diagnosis, HEALTH_WARN, "make deps installs it",
                 "their root file system is built (%.12s...), but sysbench is missing, which loads "
                 "MySQL",
                 root.root);
    else
        diagnose(diagnosis, HEALTH_OK, "", "their root file system is built (%.12s...)", root.root);
    plan_services_free(&root);
}

void doctor_engine(const struct container_engine *engine, struct diagnosis *diagnosis) {
    char version[64];
    struct error cause = {0};
    bool answers = engine->answers(version, NULL);
    if (engine->probe(&cause) < 0) {
        diagnose_obstacle(diagnosis, engine->optional ? HEALTH_WARN : HEALTH_FAIL, "", cause.text);
        return;
    }
    if (!answers) {
        diagnose(diagnosis, HEALTH_OK, "",
                 "no daemon answers; a private one is started for each run");
        return;
    }
    if (engine->probe_network(false, &cause) < 0) {
        diagnose_obstacle(diagnosis, HEALTH_WARN, "", cause.text);
        return;
    }
    const char *const words[] = {engine->command, "info", NULL}, *const *usual = NULL;
    cleanup_free char *driver = docker_client_ask(words, engine->driver, NULL);
    for (usual = engine->usual_drivers; driver && *usual && strcmp(driver, *usual) != 0; usual++)
        ;
    bool is_usual = driver && *usual;
    diagnose(diagnosis, is_usual ? HEALTH_OK : HEALTH_WARN, is_usual ? "" : engine->driver_mend,
             "engine %s, storage driver %s", version, driver ? driver : "unknown");
}

static void kvm(struct diagnosis *diagnosis) {
    struct accel_probe probe;
    accel_probe_kvm(&probe);
    if (probe.usable)
        diagnose(diagnosis, HEALTH_OK, "", "%s", probe.why);
    else
        diagnose_obstacle(diagnosis, HEALTH_WARN, "use a host with hardware virtualisation",
                          probe.why);
}

static void io_uring(struct diagnosis *diagnosis) {
    struct io_uring_params parameters = {0};
    long fd = syscall(SYS_io_uring_setup, 2, &parameters);
    if (fd >= 0) {
        close((int)fd);
        diagnose(diagnosis, HEALTH_OK, "", "allowed");
        return;
    }
    diagnose(diagnosis, HEALTH_WARN,
             errno == EPERM ? "sysctl kernel.io_uring_disabled=0" : "a kernel with io_uring", "%s",
             strerror(errno));
}

const struct concern doctor_concerns[] = {
    {"machine", doctor_machine},
    {"kernel files", doctor_kernel_files},
    {"transparent huge pages", huge_pages},
    {"memory", doctor_memory},
    {"disk", disk},
    {"kvm", kvm},
    {"io_uring", io_uring},
    {"storage medium", doctor_storage_medium},
    {"services", services},
    {"second host", doctor_second_host},
    {"vhost-net", doctor_vhost_net},
    {"bridge filter", doctor_bridge_filter},
    {"cpu quota", doctor_cpu_quota},
    {"frequency governor", doctor_governor},
    {"steal time", doctor_steal},
    {"cpu pressure", doctor_pressure},
    {0},
};
