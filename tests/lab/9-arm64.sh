#!/bin/bash
# arm64 - kernels that are cross-built for another architecture, by QEMU's user mode: their checks
# hold, and their evidence tells the architecture.
cd "$(dirname "$0")/../.." && . tests/lab/steps.sh
bin=build/arm64/bin

make kernels ARCH=arm64 >"$scratch/err" 2>&1
check "they are built" test $? -eq 0
for kernel in stream randomaccess linpack blockio netstream netrr redisload sqlload serve; do
    check "$kernel: for arm64" grep -q 'Machine: *AArch64' <(readelf -h "$bin/$kernel")
    check "$kernel: static" is "$(readelf -lW "$bin/$kernel" | grep -c INTERP)" 0
done

emulated() { try env -i PATH="$PATH" qemu-aarch64 "$bin/$1" --json "${@:2}"; }
judge() { # KERNEL
    check "$1: exit 0" is "$status" 0
    check "$1: every check holds" is \
        "$(jq -c '(.checks | length) > 0 and all(.checks[]; .ok) and all(.results[]; .value > 0)' "$scratch/out")" true
    check "$1: the evidence tells the architecture and the binary" is \
        "$(jq -r '.evidence | .machine + " " + .binary_sha256' "$scratch/out")" \
        "aarch64 $(sha256sum "$bin/$1" | cut -d' ' -f1)"
}
emulated stream --array-size=1M --time=100ms --hugepages=none
judge stream
emulated randomaccess --table-size=1M --time=100ms --hugepages=none
judge randomaccess
emulated linpack --n=200 --runs=1 --hugepages=none
judge linpack
emulated blockio --path="$scratch/file" --size=4M --time=100ms --rw=randrw --engine=psync --direct=0
judge blockio
finish
