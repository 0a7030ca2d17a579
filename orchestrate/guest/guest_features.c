/* guest_features.c - the table of guest features, their presets, and names made of them. */
#include "guest_features.h"

#include "common/choice.h"
#include "common/cleanup.h"
#include "common/closest.h"

#include <string.h>

const struct guest_feature_entry guest_feature_table[GUEST_FEATURES] = {
    [GUEST_CPU_MODEL] = {"cpu-model",
                         {"default", "host"},
                         "CPU that the guest sees: QEMU's default, or the host's"},
    [GUEST_TOPOLOGY] = {"topology",
                        {"none", "host"},
                        "sockets, cores, threads and NUMA nodes: hidden, or as the host has them"},
    [GUEST_PINNING] = {"pinning", {"off", "on"}, "each virtual CPU on a CPU of its own"},
    [GUEST_HOST_PAGES] = {"host-pages",
                          {"4k", "thp", "hugetlb"},
                          "host pages behind the guest's memory"},
    [GUEST_IO_THREADS] = {"io-threads", {"off", "on"}, "a thread of QEMU for the disk alone"},
    [GUEST_QUEUES] = {"queues",
                      {"default", "single", "multi"},
                      "queues of the disk: QEMU's choice, one, or one for each virtual CPU"},
    [GUEST_VHOST] = {"vhost",
                     {"off", "on"},
                     "packets to the peer moved by the host's kernel instead of QEMU"},
    [GUEST_NET_QUEUES] = {"net-queues",
                          {"single", "multi"},
                          "queues of the network to the peer: one, or one for each virtual CPU"},
};

/* What an untuned user gets, and all that tuning can give. QEMU itself asks for transparent huge
 * pages by madvise(2), and chooses the disk's queues by its version (one for each virtual CPU since
 * 5.2): a level that forced either would not be untuned. */
static const struct preset {
    const char *name;
    int level[GUEST_FEATURES];
} presets[] = {
    {"kvm", {[GUEST_HOST_PAGES] = HOST_PAGES_THP, [GUEST_VHOST] = VHOST_ON}},
    {"kvm-qcow2", {[GUEST_HOST_PAGES] = HOST_PAGES_THP, [GUEST_VHOST] = VHOST_ON}},
    {"kvm-tuned",
     {[GUEST_CPU_MODEL] = CPU_MODEL_HOST,
      [GUEST_TOPOLOGY] = TOPOLOGY_HOST,
      [GUEST_PINNING] = PINNING_ON,
      [GUEST_HOST_PAGES] = HOST_PAGES_HUGETLB,
      [GUEST_IO_THREADS] = IO_THREADS_ON,
      [GUEST_QUEUES] = QUEUES_MULTI,
      [GUEST_VHOST] = VHOST_ON,
      [GUEST_NET_QUEUES] = NET_QUEUES_MULTI}},
};

enum { PRESETS = sizeof presets / sizeof *presets };

int guest_feature_find(const char *key) {
    for (int i = 0; i < GUEST_FEATURES; i++)
        if (strcmp(guest_feature_table[i].key, key) == 0)
            return i;
    return -1;
}

static int take_preset(const char *name, struct guest_features *features, struct error *err) {
    const char *words[PRESETS + 1] = {NULL};
    for (int i = 0; i < PRESETS; i++)
        words[i] = presets[i].name;
    int preset = choice_parse(name, "guest", words, err);
    if (preset < 0)
        return -1;
    memcpy(features->level, presets[preset].level, sizeof features->level);
    return 0;
}

/* "KEY=LEVEL" */
static int take_change(char *change, struct guest_features *features, struct error *err) {
    const char *keys[GUEST_FEATURES + 1] = {NULL};
    for (int i = 0; i < GUEST_FEATURES; i++)
        keys[i] = guest_feature_table[i].key;
    char *equals = strchr(change, '=');
    if (!equals)
        return error_usage(err, "'+%s': KEY=LEVEL expected after '+'", change);
    *equals = '\0';
    int feature = choice_parse(change, "guest feature", keys, err);
    if (feature < 0)
        return -1;
    if (features->named[feature])
        return error_usage(err, "%s is given twice", change);
    int level = choice_parse(equals + 1, change, guest_feature_table[feature].level, err);
    if (level < 0)
        return -1;
    features->level[feature] = level;
    features->named[feature] = true;
    return 0;
}

int guest_features_parse(const char *name, struct guest_features *features, struct error *err) {
    *features = (struct guest_features){0};
    cleanup_free char *copy = strdup(name);
    if (!copy)
        return error_failed(err, "out of memory");
    char *rest = copy;
    int status = take_preset(strsep(&rest, "+"), features, err);
    while (status == 0 && rest)
        status = take_change(strsep(&rest, "+"), features, err);
    return status < 0 ? error_wrap(err, "environment '%s'", name) : 0;
}

const char *guest_feature_level(const struct guest_features *features, enum guest_feature feature) {
    return guest_feature_table[feature].level[features->level[feature]];
}

json_t *guest_features_json(const struct guest_features *features) {
    json_t *all = json_object();
    for (int i = 0; i < GUEST_FEATURES; i++)
        json_object_set_new(all, guest_feature_table[i].key,
                            json_string(guest_feature_level(features, i)));
    return all;
}
