#!/bin/bash
# nodes - two NUMA nodes: figures of one socket and of two, natively; numa_maps tells where their
# memory was.
cd "$(dirname "$0")/../.." && . tests/lab/steps.sh

measure one fig02 -e native -r 1 "$small"
measured one native
check "one socket: its CPUs" is "$(all_of one .kernel.evidence.cpus)" 0-1
check "one socket: memory of its node" is "$(all_of one .kernel.evidence.numa_nodes)" 0
check "one socket: in huge pages" is "$(all_of one '.kernel.evidence | .huge_bytes == .region_bytes')" true

measure stream fig03 stream-per-socket -e native -r 1 "$small"
measured stream native
measure table fig05 -e native -r 1 --set table-size=64M --set time=100ms
measured table native
for name in stream table; do
    check "two sockets: all CPUs: $name" is "$(all_of $name .kernel.evidence.cpus)" 0-3
    check "two sockets: memory of both nodes: $name" is "$(all_of $name .kernel.evidence.numa_nodes)" 0-1
done

# Pages of both sizes that the machine has set aside at boot, 1 GiB of them on its own node.
for pages in hugetlb hugetlb-1g; do
    try_there "numactl --cpunodebind=1 --membind=1 \
        /usr/local/lib/virtax/build/bin/stream --json --hugepages=$pages $(sed 's/--set /--/g' <<<"$small")"
    check "$pages: exit 0" is "$status" 0
    check "$pages: all of it, on the node" is \
        "$(jq -c '.evidence | [.huge_bytes == .region_bytes, .page_bytes, .numa_nodes]' "$scratch/out")" \
        "[true,$([ $pages = hugetlb ] && echo 2097152 || echo 1073741824),\"1\"]"
done
finish
