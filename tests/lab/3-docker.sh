#!/bin/bash
# docker - Docker's own service under systemd, with control groups of version 2: limits are seen, and
# containers have the CPUs and the memory node that a figure gives them. Users in group docker, in
# none, and with an engine of their own.
cd "$(dirname "$0")/../.." && . tests/lab/steps.sh

check "control groups are of version 2" is "$(there stat -fc %T /sys/fs/cgroup)" cgroup2fs
check "Docker has systemd make them" is \
    "$(there "docker info --format '{{.CgroupDriver}} {{.CgroupVersion}} {{.Driver}}'")" "systemd 2 overlay2"

measure docker fig02 -e native,docker -r 2 "$small"
measured docker docker native
check "the daemon is the machine's own" is \
    "$(jq -r '.environments.docker.private_daemon' "$scratch/docker/machine.json")" false
check "a container has the figure's CPUs" is \
    "$(all_of docker 'select(.series == "docker") | .kernel.evidence.cpus')" \
    "$(jq -r '.figures[0].cpus' "$scratch/docker/plan.json")"
check "and its memory node" is "$(all_of docker '.kernel.evidence.numa_nodes | tostring')" 0

# Emulated, one container begins seconds after the other, and both must run together.
measure sockets stream-per-socket -e native,docker-per-socket -r 1 "$small" --set time=50s --set threads=4
measured sockets docker-per-socket native
check "a container for each socket, and its memory on its own node" is \
    "$(all_of sockets 'select(.series == "docker-per-socket") | [.kernel.parts[].evidence | "\(.cpus)@\(.numa_nodes)"] | join(" ")')" \
    "0-1@0 2-3@1"

# A limit of systemd's on the run itself, as a batch system sets it.
try_there "systemd-run --quiet --wait --pipe -p CPUQuota=150% -p MemoryMax=1500M -p MemorySwapMax=0 virtax doctor"
check "a quota of a unit is seen" says "$scratch/out" "cpu.max allows 1.5 CPUs"
check "a memory limit of a unit is seen" says "$scratch/out" "memory.max allows"
try_there "systemd-run --quiet --wait --pipe --same-dir -p CPUQuota=50% \
    virtax run fig02 -e native -r 1 $small -o quota"
check "under a quota: a gate fails" is "$status" 3
check "under a quota: it is said" says "$scratch/out" "cpu-quota"

# Whoever may use Docker, and whoever may not.
try_there "cd /home/sailor && su sailor -c 'virtax run fig02 -e native,docker -r 1 $small -o run'"
check "a user in group docker: measured" test "$status" -eq 0 -o "$status" -eq 3
try_there "cd /home/ordinary && su ordinary -c 'virtax run fig02 -e native,docker -r 1 $small -o run'"
check "a user who is not: exit 1" is "$status" 1
check "a user who is not: the reason is said" says "$scratch/out" "docker"
# That user's own engine, without root, by the user's own instance of systemd.
try_there 'loginctl enable-linger ordinary && sleep 3
cat >/home/ordinary/with-own <<END
cd; export XDG_RUNTIME_DIR=/run/user/$(id -u ordinary) PATH=$PATH:/usr/sbin:/sbin
export DBUS_SESSION_BUS_ADDRESS=unix:path=\$XDG_RUNTIME_DIR/bus DOCKER_HOST=unix://\$XDG_RUNTIME_DIR/docker.sock
"\$@"
END
su ordinary -c ". ~/with-own systemd-run --user --unit=rootless -p Delegate=yes --setenv=PATH=\$PATH:/usr/sbin:/sbin \
    /usr/share/docker.io/contrib/dockerd-rootless.sh"'
own() { try_there "su ordinary -c '. ~/with-own $*'"; }
rootless() { own docker info --format "{{.SecurityOptions}}" && says "$scratch/out" name=rootless; }
check "a rootless engine answers" wait_for 60 rootless
own virtax run fig02 -e native,docker -r 1 "$small" -o rootless
check "rootless: measured" test "$status" -eq 0 -o "$status" -eq 3
check "rootless: the container has the figure's CPUs" is \
    "$(there "jq -r 'select(.series == \"docker\" and .valid) | .kernel.evidence.cpus' ~ordinary/rootless/records.jsonl")" 0-1
own virtax run fig11 -e native,docker-volume -r 1 --set time=300ms --medium files:. -o rootless-files
check "rootless: files of the user's own are a medium" test "$status" -eq 0 -o "$status" -eq 3
check "rootless: nothing is left of it" is "$(there "ls -d ~ordinary/vtx* /var/tmp/vtx* 2>/dev/null")" ""
try_there 'DOCKER_HOST=unix:///run/user/$(id -u ordinary)/docker.sock virtax run fig07 -e native,docker-nat,docker-host -r 1 --dry-run'
for name in docker-nat docker-host; do
    check "rootless: $name is left out" grep -q "^warning: $name left out.*a rootless Docker" "$scratch/out"
done
there "loginctl disable-linger ordinary; loginctl terminate-user ordinary" </dev/null
check "no container is left" is "$(there docker ps -aq | count)" 0
finish
