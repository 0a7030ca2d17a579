/* evidence.c - reads the kernel settings, variable names and digest that a record proves itself by.
 * */
#include "evidence.h"
#include "common/cpu_set.h"

#include "common/cgroup.h"
#include "common/cleanup.h"
#include "common/cpulist.h"
#include "common/smallfile.h"
#include "common/stops.h"
#include "record.h"
#include "reference.h"

#include <errno.h>
#include <math.h>
#include <sha256.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

static const char *const surroundings[] = {
    "/sys/kernel/mm/transparent_hugepage/enabled",
    "/sys/devices/system/clocksource/clocksource0/current_clocksource",
    "/proc/sys/net/ipv4/tcp_congestion_control",
    "/proc/sys/net/ipv4/tcp_rmem",
    "/proc/sys/net/ipv4/tcp_wmem",
    "/proc/sys/net/core/rmem_max",
    "/proc/sys/net/core/wmem_max",
};

static json_t *list_surroundings(void) {
    json_t *object = json_object();
    for (size_t i = 0; i < sizeof surroundings / sizeof *surroundings; i++) {
        cleanup_free char *text = setting_read(surroundings[i], NULL);
        json_object_set_new(object, surroundings[i], text ? json_string(text) : json_null());
    }
    return object;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static json_t *list_environment(void) {
    size_t count = 0;
    while (environ[count])
        count++;
    cleanup_free char **entry = calloc(count + 1, sizeof *entry);
    if (!entry)
        return NULL;
    for (size_t i = 0; i < count; i++)
        entry[i] = environ[i];
    qsort(entry, count, sizeof *entry, by_name);

    json_t *names = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(names, json_stringn(entry[i], strcspn(entry[i], "=")));
    return names;
}

/* What is null in it is not limited. */
static json_t *control_group(void) {
    struct cgroup groups;
    cgroup_read("", &groups);
    if (!groups.memory_known && !groups.cpu_known)
        return json_null();
    bool limited = groups.memory_limit != UINT64_MAX;
    return json_pack("{s:o, s:o}", "memory_limit",
                     limited ? json_integer((json_int_t)groups.memory_limit) : json_null(),
                     "cpu_quota",
                     isinf(groups.cpu_quota) ? json_null() : json_real(groups.cpu_quota));
}

/* What mitigations and sandboxes make of this process (proc(5), Seccomp and others of status). */
static const char *const status_lines[] = {
    "Speculation_Store_Bypass",
    "SpeculationIndirectBranch",
    "Seccomp",
    "NoNewPrivs",
};

/* null where this system has no such line. */
static json_t *list_status(void) {
    json_t *object = json_object();
    cleanup_free char *text = small_file_read("/proc/self/status", NULL);
    for (size_t i = 0; i < sizeof status_lines / sizeof *status_lines; i++) {
        char head[64];
        snprintf(head, sizeof head, "\n%s:", status_lines[i]);
        const char *line = text ? strstr(text, head) : NULL;
        const char *value = line ? line + strlen(head) : "";
        value += strspn(value, " \t");
        json_object_set_new(object, status_lines[i],
                            line ? json_stringn(value, strcspn(value, "\n")) : json_null());
    }
    return object;
}

/* A call that cannot succeed: what is allowed fails by its argument. */
static json_t *try_io_uring(void) {
    syscall(SYS_io_uring_setup, 0, NULL);
    bool allowed = errno == EFAULT || errno == EINVAL;
    return json_string(allowed ? "allowed" : strerrorname_np(errno));
}

/* A clock that stood still meanwhile, as that of a machine without timers may, tells none. */
static json_t *speed(void) {
    double ghz = reference_ghz();
    return isfinite(ghz) ? json_real(ghz) : json_null();
}

int evidence_before(json_t *record, struct error *err) {
    char digest[SHA256_DIGEST_STRING_LENGTH];
    if (!SHA256File("/proc/self/exe", digest))
        return error_errno(err, "sha256 of /proc/self/exe; is /proc mounted?");
    struct utsname system;
    if (uname(&system) < 0)
        return error_errno(err, "uname");
    if (record_evidence(record, "binary_sha256", json_string(digest), err) < 0 ||
        record_evidence(record, "kernel_release", json_string(system.release), err) < 0 ||
        record_evidence(record, "machine", json_string(system.machine), err) < 0 ||
        record_evidence(record, "environment", list_environment(), err) < 0 ||
        record_evidence(record, "control_group", control_group(), err) < 0 ||
        record_evidence(record, "status", list_status(), err) < 0 ||
        record_evidence(record, "io_uring", try_io_uring(), err) < 0 ||
        record_evidence(record, "surroundings", list_surroundings(), err) < 0)
        return -1;
    stops_forget();
    return record_evidence(record, "reference_ghz", json_pack("{s:o}", "begin", speed()), err);
}

static int reference_evidence(json_t *record, struct error *err) {
    const json_t *evidence = json_object_get(record, "evidence");
    json_t *begin = json_object_get(json_object_get(evidence, "reference_ghz"), "begin");
    return record_evidence(record, "reference_ghz",
                           json_pack("{s:O?, s:o}", "begin", begin, "end", speed()), err);
}

static int memory_evidence(json_t *record, const struct memory_facts *memory, struct error *err) {
    char nodes[CPULIST_TEXT];
    cpulist_format(&memory->nodes, nodes, sizeof nodes);
    json_t *page = memory->page_bytes > 0 ? json_integer((json_int_t)memory->page_bytes) : NULL;
    json_t *huge = json_integer((json_int_t)memory->huge_bytes);
    json_t *region = json_integer((json_int_t)memory->region_bytes);
    if (record_evidence(record, "region_bytes", region, err) < 0 ||
        record_evidence(record, "page_bytes", page ? page : json_null(), err) < 0 ||
        record_evidence(record, "huge_bytes", huge, err) < 0)
        return -1;
    return record_evidence(record, "numa_nodes",
                           memory->nodes_known ? json_string(nodes) : json_null(), err);
}

int evidence_after(json_t *record, const struct cpu_set *cpus, enum isa isa,
                   const struct memory_facts *memory, struct error *err) {
    char list[CPULIST_TEXT];
    cpulist_format(cpus, list, sizeof list);
    if (reference_evidence(record, err) < 0 ||
        record_evidence(record, "cpus", json_string(list), err) < 0 ||
        record_evidence(record, "isa", json_string(isa_names[isa]), err) < 0 ||
        record_evidence(record, "continued", json_boolean(stops_seen()), err) < 0)
        return -1;
    return memory ? memory_evidence(record, memory, err) : 0;
}

static json_t *text_or_null(const char *text) {
    return *text ? json_string(text) : json_null();
}

int evidence_of_mount(json_t *record, const struct mount *mount, struct error *err) {
    if (record_evidence(record, "file_system", text_or_null(mount->type), err) < 0 ||
        record_evidence(record, "mounted_from", text_or_null(mount->source), err) < 0)
        return -1;
    return record_evidence(record, "upper_directory", text_or_null(mount->upper), err);
}
