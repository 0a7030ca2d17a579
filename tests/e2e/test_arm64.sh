#!/bin/bash
# Kernels that are cross-built for arm64, by QEMU's user mode: static, their checks hold, and their
# evidence tells the architecture.
. "$(dirname "$0")/lib.sh"
. tests/e2e/arm64_kernels.sh
if [ ! -e "$bin/stream" ] || ! command -v qemu-aarch64 >"$scratch/out"; then
    skip "all" "no kernels for arm64: make kernels ARCH=arm64; or no qemu-aarch64: orchestrate/install-deps test"
    rm -rf "$scratch"
    exit 77
fi

for kernel in "${kernels[@]}"; do
    check "$kernel: for arm64" grep -q 'Machine: *AArch64' <(readelf -h "$bin/$kernel")
    check "$kernel: static" is "$(readelf -lW "$bin/$kernel" | grep -c INTERP)" 0
done

emulated() { # KERNEL ARGUMENT...
    try timeout 60 env -i PATH="$PATH" qemu-aarch64 "$bin/$1" --json "${@:2}"
    judge "user mode" "$1" "$status" "$scratch/out"
}
emulated stream --array-size=1M --time=100ms --hugepages=none
emulated randomaccess --table-size=1M --time=100ms --hugepages=none
emulated linpack --n=200 --runs=1 --hugepages=none
emulated blockio --path="$scratch/file" --size=4M --time=100ms --rw=randrw --engine=psync --direct=0
for kernel in netstream netrr; do
    fresh server
    qemu-aarch64 "$bin/$kernel" --server --listen=127.0.0.1:0 </dev/null >"$scratch/server" 2>&1 &
    check "$kernel serves" wait_for 20 grep -q 'listening on ' "$scratch/server"
    emulated $kernel --time=300ms --omit=100ms "$(sed -n 's/.*listening on //p' "$scratch/server")"
    kill $! 2>/dev/null # one that was never asked
    wait
done
finish
