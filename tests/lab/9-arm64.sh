#!/bin/bash
# arm64 - kernels that are cross-built for another architecture: by QEMU's user mode on this host, and
# on an emulated arm64 machine with a kernel and a server of Debian's; their checks hold, and their
# evidence tells the architecture.
cd "$(dirname "$0")/../.." && . tests/lab/steps.sh
bin=$project/build/arm64/bin
kernels=(stream randomaccess linpack kernelops blockio netstream netrr redisload sqlload serve)

make kernels ARCH=arm64 >"$scratch/err" 2>&1
check "they are built" test $? -eq 0
for kernel in "${kernels[@]}"; do
    check "$kernel: for arm64" grep -q 'Machine: *AArch64' <(readelf -h "$bin/$kernel")
    check "$kernel: static" is "$(readelf -lW "$bin/$kernel" | grep -c INTERP)" 0
done

judge() { # WHERE KERNEL STATUS RECORD
    check "$1: $2: exit 0" is "$3" 0
    check "$1: $2: every check holds" is \
        "$(jq -c '(.checks | length) > 0 and all(.checks[]; .ok) and (.results | length) > 0 and all(.results[]; .value > 0)' "$4")" true
    check "$1: $2: the evidence tells the architecture and the binary" is \
        "$(jq -r '.evidence | .machine + " " + .binary_sha256' "$4")" \
        "aarch64 $(sha256sum "$bin/$2" | cut -d' ' -f1)"
}

on_host() { try timeout 60 env -i PATH="$PATH" qemu-aarch64 "$bin/$1" "${@:2}"; }
emulated() { # KERNEL ARGUMENT...
    on_host "$1" --json "${@:2}"
    judge "user mode" "$1" "$status" "$scratch/out"
}
emulated stream --array-size=1M --time=100ms --hugepages=none
emulated randomaccess --table-size=1M --time=100ms --hugepages=none
emulated linpack --n=200 --runs=1 --hugepages=none
emulated blockio --path="$scratch/file" --size=4M --time=100ms --rw=randrw --engine=psync --direct=0
for kernel in netstream netrr; do
    qemu-aarch64 "$bin/$kernel" --server --listen=127.0.0.1:0 </dev/null >"$scratch/server" 2>&1 &
    check "user mode: $kernel serves" wait_for 20 grep -q 'listening on ' "$scratch/server"
    emulated $kernel --time=300ms --omit=100ms "$(sed -n 's/.*listening on //p' "$scratch/server")"
    wait
done

# The machine's initial file system is the image's with the kernels and what they are asked after it.
image=$(tests/lab/arm64/build build/lab-arm64)
check "the machine's image is there" test -s "$image/initrd.cpio"
[ -s "$image/initrd.cpio" ] || { finish; exit 1; }
mkdir -p "$scratch/tree/bin" "$scratch/out64"
cp "${kernels[@]/#/$bin/}" "$scratch/tree/bin/"
cp tests/lab/arm64/measure "$scratch/tree/"
(cd "$scratch/tree" && find . | cpio --quiet -o -H newc | cat "$image/initrd.cpio" -) >"$scratch/initrd"
truncate -s 16M "$scratch/results"
truncate -s 64M "$scratch/data"
disk() { echo "-drive if=none,id=$1,format=raw,cache=unsafe,file=$scratch/$1 -device virtio-blk-device,drive=$1"; }
# Disks of the machine's own bus are found last first.
# shellcheck disable=SC2046 # words
timeout 400 setpriv --pdeathsig KILL qemu-system-aarch64 -nodefaults -no-user-config -display none -no-reboot \
    -M virt -cpu max -smp 2 -m 1G -kernel "$image/vmlinuz" -initrd "$scratch/initrd" \
    -append "console=ttyAMA0 panic=-1" -serial "file:$scratch/console" $(disk data) $(disk results) \
    </dev/null >"$scratch/err" 2>&1
status=$?
check "the machine ends by itself" is "$status" 0
check "with results" tar -xf "$scratch/results" -C "$scratch/out64"
if [ ! -e "$scratch/out64/uname" ]; then
    tail -n 15 "$scratch/console" | tr -d '\r' | sed 's/^/#   /'
    finish
    exit 1
fi
cd "$scratch/out64" || exit 1
check "it is one for arm64" is "$(cat uname)" aarch64
for kernel in stream randomaccess linpack kernelops blockio netstream netrr redisload; do
    judge machine $kernel "$(cat $kernel.status)" $kernel
done
check "machine: blockio passes the page cache by io_uring" is \
    "$(jq -r '.parameters | "\(.engine) \(.direct)"' blockio)" "io_uring 1"
for kernel in sqlload serve; do
    check "machine: $kernel --resolve" is "$(jq -r .kernel $kernel-resolve)" $kernel
    check "machine: $kernel says what it lacks" one_line $kernel.err
done
check "machine: sqlload without sysbench" is "$(cat sqlload.status)" 77
check "machine: serve without a password" is "$(cat serve.status)" 2
for kernel in "${kernels[@]}"; do
    check "machine: $kernel --help" says $kernel-help "Usage: $kernel"
    check "machine: $kernel with bad input: exit 2" is "$(cat $kernel-bad.status)" 2
    check "machine: $kernel with bad input: why" says $kernel-bad.err "time 'soon': not a number"
done
finish
