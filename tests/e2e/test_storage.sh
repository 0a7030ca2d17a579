#!/bin/bash
# Storage where something is in the way: io_uring forbidden, media that are refused, devices that hold
# data, environments that cannot have the medium. All ways to it measured: test_run.sh. As root.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
if [ "$(id -u)" -ne 0 ]; then
    echo "# needs root: skipped"
    rm -rf "$scratch"
    exit 77
fi
quick="--set size=16M --set time=300ms --set ramp-time=0s"
own_root
ln -s "$project/build/vm" "$root/build/vm"
sed -i '/^rand-\(read\|write\|mixed-16\) /d' "$root/data/figures/fig11.ini" # a point is enough

# Docker as from engine 25 on: io_uring is not among what its profile lets through.
jq 'del(.syscalls[].names[] | select(startswith("io_uring")))' container/seccomp-iouring.json >"$scratch/strict.json"
sed -i "s|dockerd --host|dockerd --seccomp-profile=$scratch/strict.json --host|" "$root/container/with-daemon"
try "$root/build/virtax" run fig11 -e native,docker-volume,docker-iouring --dry-run $quick
check "io_uring forbidden: exit 0" is "$status" 0
check "io_uring forbidden: libaio for all" says "$scratch/out" "--engine=libaio"
check "io_uring forbidden: says why" grep -q "though the host has io_uring: Docker .* seccomp profile" "$scratch/out"
try "$root/build/virtax" run fig11 -e native,docker-volume -r 1 $quick --set engine=io_uring -o "$scratch/forced"
check "io_uring where it is forbidden: exit 1" is "$status" 1
check "io_uring where it is forbidden: the container's cell alone fails" is \
    "$(records "$scratch/forced" | jq -r 'select(.valid) | .series')" native
try "$root/build/virtax" run fig11 -e native,docker-iouring -r 1 $quick -o "$scratch/allowed"
check "docker-iouring: io_uring all the same" is \
    "$(records "$scratch/allowed" | jq -r 'select(.valid) | .kernel.evidence.engine' | sort -u)" io_uring

# Two daemons at once, that of the layers first: each container is in its own. The layer's ends with
# its cell, and what was in it by mistake with it.
try "$root/build/virtax" run fig11 -e native,docker-volume,docker-overlay -r 3 --seed 3 $quick -o "$scratch/both"
check "a volume and a layer in slices: exit 0" is "$status" 0
check "a volume and a layer in slices: all cells are there" is "$(records "$scratch/both" | jq -c 'select(.valid and .slices)' | count)" 9
check "a volume and a layer in slices: the layer was there first" test "$(records "$scratch/both" | jq -s '
    [group_by(.round)[] | (map(select(.series == "docker-overlay"))[0].position) <
        (map(select(.series == "docker-volume"))[0].position)] | any')" = true
check "a volume and a layer in slices: nothing is left behind" nothing_left

# What no run begins with.
refused() { # NAME MESSAGE OPTION...
    name=$1 message=$2
    shift 2
    try "$virtax" run "$@" -o "$scratch/refused"
    check "$name: exit 2" is "$status" 2
    check "$name: says so" says "$scratch/err" "$message"
    check "$name: nothing was created" absent "$scratch/refused"
}
refused "no such medium" "/nowhere: No such file" fig11 -e native --medium=/nowhere
refused "a medium for no storage" "none of these figures measures storage" \
    fig02 -e native --medium=/var/tmp
refused "--destroy-data alone" "names no block device" fig11 -e native --destroy-data=/dev/null
refused "a path of one's own" "it is on the storage medium" fig11 -e native --set path=/tmp/x
truncate -s 700M "$scratch/disk"
mkfs.ext4 -qF "$scratch/disk"
device=$(losetup -f --show "$scratch/disk")
held=$(sha256sum <"$device")
refused "a device that holds data" "holds data (ext4)" fig11 -e native --medium="$device"
refused "another device named" "is not the device" fig11 -e native --medium="$device" --destroy-data=/dev/null
check "refused: not a byte changed" is "$(sha256sum <"$device")" "$held"

try "$root/build/virtax" run fig11 -e native -r 1 $quick --medium="$device" --destroy-data="$device" -o "$scratch/device"
check "a named device: exit 0" is "$status" 0
check "a named device: measured on" is \
    "$(records "$scratch/device" | jq -r .kernel.evidence.mounted_from)" "$device"
check "a named device: clean" is "$(jq '.media[0].check.clean' "$scratch/device/machine.json")" true
check "a named device: the plan does not keep the permission" is "$(jq -c .medium "$scratch/device/plan.json" | grep -c destroy)" 0
: >"$scratch/device/records.jsonl"
try "$root/build/virtax" resume "$scratch/device"
check "a device resumed without its name: exit 2" is "$status" 2
check "a device resumed without its name: says so" says "$scratch/err" "holds data (ext4)"
try "$root/build/virtax" resume "$scratch/device" --destroy-data="$device"
check "a device resumed by name: exit 0" is "$status" 0
losetup -d "$device"

# What some environments cannot do is said, and the others go on.
mkdir "$scratch/files"
try "$root/build/virtax" run fig11 -e native,kvm,docker -r 1 $quick --medium=files:"$scratch/files" -o "$scratch/directory"
check "a directory: exit 1 for what was asked for" is "$status" 1
check "a directory: no guest gets it" says "$scratch/err" "files in a directory cannot be given to a guest; --medium=$scratch/files"
check "a directory: plain docker does not get it" says "$scratch/err" "docker-volume and docker-overlay do"
check "a directory: native is measured" is "$(records "$scratch/directory" | jq -r 'select(.valid) | .series')" native
check "a directory: empty again" is "$(ls "$scratch/files")" ""
odd="$scratch/a:b, \"c\""
mkdir "$odd"
try "$root/build/virtax" run fig11 -e native,docker-volume -r 1 $quick --medium=files:"$odd" -o "$scratch/odd"
check "a directory with a colon, a comma and quotes: exit 0" is "$status" 0
check "a directory with a colon, a comma and quotes: a container has it" is \
    "$(records "$scratch/odd" | jq -r 'select(.valid) | .series' | sort | xargs)" "docker-volume native"
try "$virtax" run fig02 -e native,docker-volume -r 1 --dry-run
check "a way to storage without storage" says "$scratch/out" "docker-volume left out of fig02: it is a way to a storage medium"
mkdir "$scratch/small"
truncate -s 64M "$scratch/small.img"
mkfs.ext4 -qF "$scratch/small.img"
mount -o loop "$scratch/small.img" "$scratch/small"
try "$virtax" run fig11 -e native -r 1 $quick --medium=loop:"$scratch/small" -o "$scratch/full"
check "no space: exit 1" is "$status" 1
check "no space: says so" says "$scratch/err" "no space for a medium of"
umount "$scratch/small"
check "no medium is left behind" medium_left
check "nothing is left behind" nothing_left
finish
