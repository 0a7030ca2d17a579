/* guest_features.c - the table of guest features, and their presets. */
#include "guest_features.h"

static const struct feature table[GUEST_FEATURES] = {
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
static const struct feature_preset presets[] = {
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
    {0},
};

const struct feature_table guest_features = {
    .of = "guest",
    .title = "Guest features, after kvm or kvm-tuned as in kvm+pinning=on+host-pages=hugetlb:",
    .name = "guest_features",
    .count = GUEST_FEATURES,
    .feature = table,
    .preset = presets,
};
