/* doctor_network.c - what figures with a peer need of this host. */
#include "doctor.h"

#include "base/process.h"
#include "base/project.h"

#include "common/cleanup.h"
#include "common/smallfile.h"

#include <string.h>
#include <unistd.h>

void doctor_second_host(struct diagnosis *diagnosis) {
    if (geteuid() != 0)
        diagnose(diagnosis, HEALTH_WARN, "run as root, or name a machine: --peer ssh:USER@HOST",
                 "only root can make one here (a network namespace)");
    else if (!command_exists("ip") || !command_exists("tc"))
        diagnose(diagnosis, HEALTH_FAIL, "apt-get install iproute2", "%s: no such command",
                 command_exists("ip") ? "tc" : "ip");
    else
        diagnose(diagnosis, HEALTH_OK, "", "a network namespace, made for each run");
}

void doctor_vhost_net(struct diagnosis *diagnosis) {
    if (access("/dev/vhost-net", R_OK | W_OK) == 0)
        diagnose(diagnosis, HEALTH_OK, "", "guests' packets go through the kernel");
    else if (access("/dev/vhost-net", F_OK) == 0)
        diagnose(diagnosis, HEALTH_WARN, "run as root", "/dev/vhost-net: not yours to open");
    else
        diagnose(diagnosis, HEALTH_WARN, "modprobe vhost_net, where the kernel has it",
                 "no /dev/vhost-net: guests' packets go through QEMU");
}

void doctor_bridge_filter(struct diagnosis *diagnosis) {
    cleanup_free char *filter = setting_read("/proc/sys/net/bridge/bridge-nf-call-iptables", NULL);
    if (!filter || strcmp(filter, "0") == 0)
        diagnose(diagnosis, HEALTH_OK, "", "bridged packets pass no firewall");
    else
        diagnose(
            diagnosis, HEALTH_OK, "",
            "bridged packets pass iptables (br_netfilter); runs with a guest and a peer switch "
            "that off for the whole host, and restore it");
}
