#!/bin/bash
# arm64 - the kernels that are cross-built for arm64 on an emulated machine of that kind, with a kernel
# and a server of Debian's: their checks hold, and their evidence tells the architecture.
cd "$(dirname "$0")/../.." && . tests/lab/steps.sh
. tests/e2e/arm64_kernels.sh

make kernels ARCH=arm64 >"$scratch/err" 2>&1
check "they are built" test $? -eq 0

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
    check "machine: $kernel --help" says "$kernel-help" "Usage: $kernel"
    check "machine: $kernel with bad input: exit 2" is "$(cat "$kernel-bad.status")" 2
    check "machine: $kernel with bad input: why" says "$kernel-bad.err" "time 'soon': not a number"
done
finish
