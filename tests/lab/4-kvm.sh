#!/bin/bash
# kvm - virtual machines by the processor's own virtualisation: the project's guest, untuned and tuned.
cd "$(dirname "$0")/../.." && . tests/lab/steps.sh

check "the kernel's kvm-amd pages in two dimensions" is "$(there cat /sys/module/kvm_amd/parameters/npt)" Y
measure kvm fig02 -e native,kvm,kvm-tuned -r 1 --accel kvm "$small"
measured kvm kvm kvm-tuned native
of() { all_of kvm "select(.series == \"$1\") | $2"; }
check "the guests' accelerator is KVM" is "$(of kvm .accel) $(of kvm-tuned .accel)" "kvm kvm"
argv() { jq -r '.environments["kvm-tuned"].qemu_argv | join(" ")' "$scratch/$1/machine.json"; }
check "the tuned one has the host's CPU model" grep -q -- '-accel kvm -cpu host' <(argv kvm)
check "the tuned one's virtual CPUs are pinned" is "$(of kvm-tuned '.guest.vcpu_cpus | join(" ")')" "0 1"
check "its memory was in huge pages" is "$(of kvm-tuned '.gates[] | select(.name == "host-pages") | .state')" ok
echo "# boots took $(jq -c '[.environments[].boot_s | numbers | round]' "$scratch/kvm/machine.json") s"

# On both sockets the guest has nodes of its own, each from one of the host's.
measure nodes fig05 -e native,kvm-tuned -r 1 --accel kvm --set table-size=64M --set time=100ms
measured nodes kvm-tuned native
for node in 0 1; do
    check "node $node of the guest is from node $node" \
        grep -q "id=ram$node,[^ ]*hugetlb=on[^ ]*host-nodes=$node,policy=bind" <(argv nodes)
done
check "the kernel in it used both" is "$(all_of nodes 'select(.accel) | .kernel.evidence.numa_nodes')" 0-1
finish
