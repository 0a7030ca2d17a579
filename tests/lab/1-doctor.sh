#!/bin/bash
# doctor - what `virtax doctor` says of a server that lacks nothing but to be real, line by line; no
# unit of systemd has failed.
cd "$(dirname "$0")/../.." && . tests/lab/steps.sh

check "no unit has failed" is "$(there systemctl --failed --no-legend)" ""
try_there virtax doctor --json
check "exit 0" is "$status" 0
# How busy it is so soon after booting depends on the moment.
states() { jq -r --arg state "$1" '[.[] | select(.state == $state and .name != "cpu pressure") | .name] | sort | join(", ")' "$scratch/out"; }
check "warned of: the emulation, the distribution's huge pages, the services that are not built, programs that make containers and are not installed" is \
    "$(states warn)" "bwrap, lxc, machine, nspawn, podman, services, transparent huge pages"
check "not to be seen: what a virtual machine hides" is "$(states unobservable)" "frequency governor"
check "nothing fails" is "$(states fail)" ""
of() { jq -r --arg name "$1" '.[] | select(.name == $name) | .value + " " + .mend' "$scratch/out"; }
check "KVM runs at the machine's own speed" grep -qE '^KVM runs guest kernel code at [0-3]\.[0-9]+ times' <(of kvm)
check "vhost is there" grep -q "through the kernel" <(of vhost-net)
check "Docker's own daemon, with its usual driver" grep -q "storage driver overlay2" <(of docker)
check "no quota" grep -q "^none" <(of "cpu quota")
check "what mends the services is a command that is there" there test -x \
    "$(of services | sed 's/.*make one: sudo //; s/.*sudo //')"
finish
