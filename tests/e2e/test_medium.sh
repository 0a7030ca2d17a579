#!/bin/bash
# The storage medium: made, measured on, handed to a guest and back, checked, and gone; refused where
# data would be lost; cleaned up after kill -9. As root.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
steps=$project/build/medium_steps
blockio=$project/build/bin/blockio
if [ "$(id -u)" -ne 0 ]; then
    echo "# needs root: skipped"
    rm -rf "$scratch"
    exit 77
fi
small="--size=16M --bs=64k --iodepth=4 --jobs=1 --time=300ms --ramp-time=0"
facts() { grep '^{"kind"' "$scratch/out" | jq -r "$1"; }

# In a shell step, after "sleep ... &": waits until it is sleep(1), with all that it was to have open.
sleeps="echo \$! >$scratch/pid
    until grep -qsx sleep /proc/\$!/comm || ! kill -0 \$!; do sleep 0.05; done"

# On the host, twice over the same file system.
try "$steps" - - 128M describe mount "shell:$blockio --path=\$M/f --rw=write --verify $small" \
    "shell:$blockio --path=\$M/f --rw=read $small -J" 'shell:cp /proc/self/mounts '"$scratch"'/mounts' \
    unmount check mount 'shell:ls $M' unmount describe
check "loop medium: exit 0" is "$status" 0
check "loop medium: direct I/O, read back" is "$(facts .direct_io | sort -u)" true
check "loop medium: not one byte is a hole" is "$(facts .missing_bytes | head -n 1)" 0
check "loop medium: what made its file system is told" says "$scratch/out" lazy_itable_init=0
check "loop medium: mounted as told" grep -q '/vtx-.*-medium-1/files ext4 rw,noatime' "$scratch/mounts"
check "loop medium: clean after the run" says "$scratch/out" "clean (0)"
check "loop medium: the file is still there at the second mount" grep -qx f "$scratch/out"
check "loop medium: nothing is left" medium_left

# Direct I/O refused by the file system below: said, not silently buffered.
mkdir "$scratch/memory"
mount -t ramfs vtx-test "$scratch/memory"
try "$steps" "loop:$scratch/memory" - 32M describe mount unmount check
check "no direct I/O: exit 0" is "$status" 0
check "no direct I/O: told" is "$(facts .direct_io)" false
check "no direct I/O: why" is "$(facts '.direct_io_why | test("refuses it")')" true
umount "$scratch/memory"

# Wrong steps are refused, and what was there goes all the same.
try "$steps" - - 64M mount mount
check "mounted twice: exit 1" is "$status" 1
check "mounted twice: says so" says "$scratch/err" "mounted on the host; unmount it first"
try "$steps" - - 64M mount check
check "checked while mounted: refused" says "$scratch/err" "host still has it"
try "$steps" - - 64M mount \
    "shell:sleep 60 <\$M >/dev/null 2>&1 & $sleeps" unmount
check "somebody at work in it: says so" says "$scratch/err" "somebody is still at work in it"
kill "$(cat "$scratch/pid")"
try "$virtax" clean
check "somebody at work in it: cleaned once that has ended" is "$status" 0
# A mount namespace that was made meanwhile, and does not follow ours, keeps the mount.
try "$steps" - - 64M mount \
    "shell:unshare --mount --propagation private sleep 60 >/dev/null 2>&1 & $sleeps" unmount mount
check "a mount elsewhere: refused" is "$status" 1
check "a mount elsewhere: says whose" grep -q "held by a mount of sleep ([0-9]*) for more than 10 s" "$scratch/err"
kill "$(cat "$scratch/pid")"
check "a mount elsewhere: given up once that has ended" wait_for 10 medium_left
check "refusals: nothing is left" medium_left

# Too little room, in one line and before anything is written.
mkdir "$scratch/full"
mount -t tmpfs -o size=128M vtx-test "$scratch/full"
try "$steps" "loop:$scratch/full" - 200M
check "no space: exit 1" is "$status" 1
check "no space: says so" says "$scratch/err" "no space for a medium of 200M, 128M are free"
check "no space: one line" one_line "$scratch/err"
check "no space: nothing was made" is "$(ls "$scratch/full")" ""

# A device whose writes fail: a loop device over a sparse file that has no room.
truncate -s 256M "$scratch/full/sparse"
device=$(losetup -f --show "$scratch/full/sparse")
dd if=/dev/zero of="$scratch/full/filler" bs=1M 2>/dev/null
try "$steps" "$device" "$device" 0 mount
check "failing writes: exit 1" is "$status" 1
check "failing writes: one line" one_line "$scratch/err"
check "failing writes: names mkfs.ext4" says "$scratch/err" mkfs.ext4
rm "$scratch/full/filler"

# Devices that hold data, or are held, are refused.
try "$steps" "$device" "$device" 0 mount "shell:echo mine >\$M/mine" unmount check
check "named device: exit 0" is "$status" 0
held=$(dd if="$device" bs=1M count=16 2>/dev/null | sha256sum)
try "$steps" "$device" - 0
check "a device with a file system: exit 2" is "$status" 2
check "a device with a file system: says so" says "$scratch/err" "holds data (ext4)"
try "$steps" "$device" /dev/null 0
check "another device named: exit 2" is "$status" 2
mkdir "$scratch/held"
mount -o ro,noload "$device" "$scratch/held"
try "$steps" "$device" "$device" 0
check "a mounted device: exit 2" is "$status" 2
check "a mounted device: says where" says "$scratch/err" "is mounted on $scratch/held"
umount "$scratch/held"
# shellcheck disable=SC2217 # it only holds the device open
sleep 60 <"$device" &
check "an open device: is open" wait_for 10 grep -qx sleep /proc/$!/comm
try "$steps" "$device" "$device" 0
check "an open device: exit 2" is "$status" 2
check "an open device: says by whom" says "$scratch/err" "sleep ($!) has it open"
kill $!
wait
check "refused: not a byte changed" is \
    "$(dd if="$device" bs=1M count=16 2>/dev/null | sha256sum)" "$held"
wipefs -qa "$device"
echo ',,L' | sfdisk -q --no-reread --no-tell-kernel "$device"
try "$steps" "$device" - 0
check "a partition table: exit 2" is "$status" 2
check "a partition table: says so" says "$scratch/err" "holds a partition table (dos)"
losetup -d "$device"
umount "$scratch/full"

# A directory is nobody's device.
try "$steps" "files:$scratch" - 0 mount "shell:echo x >\$M/x" check
check "a directory is not checked: exit 77" is "$status" 77
try "$steps" "files:$scratch" - 0 mount give
check "a directory cannot be given" says "$scratch/err" "cannot be given to a guest"
check "a directory: nothing is left in it" is "$(ls -d "$scratch"/vtx-* 2>/dev/null)" ""

# kill -9 with I/O in flight.
try "$steps" - - 64M mount "shell:$blockio --path=\$M/f --rw=randwrite --size=16M --bs=4k --time=20s \
    --jobs=1 >/dev/null 2>&1 & echo \$! >$scratch/pid; sleep 1" die
check "kill -9: it died" is "$status" 137
check "kill -9: the medium is there" says /proc/self/mounts "-medium-1/files ext4"
kill "$(cat "$scratch/pid")"
try "$virtax" clean
check "clean: exit 0" is "$status" 0
for kind in mount bind directory loop file; do
    check "clean: removes the $kind" grep -q "^removing $kind " "$scratch/out"
done
check "kill -9: nothing is left" medium_left

# A real guest: there and back twice, then a disk image lent from the mounted medium. At last the
# guest ends while it has it: the medium comes back, dirty but whole.
try "$steps" - - 128M boot mount "shell:echo host >\$M/host" \
    give 'guest:cat $M/host; echo one >$M/one' 'shell:test ! -e $M/host' take-back 'shell:cat $M/one' \
    give-tuned describe 'guest:cat $M/one; echo two >$M/two' take-back 'shell:cat $M/two' \
    lend 'guest:test ! -e $M/two; echo three >$M/three' 'shell:stat -c "%s %b" $M/guest.qcow2' \
    take-back lend 'guest:cat $M/three' take-back unmount check "shell:echo checked" \
    give 'guest:echo synced >$M/synced; sync' fails:mount end-guest mount 'shell:cat $M/synced' \
    unmount check
sed '/^checked$/,$d' "$scratch/out" >"$scratch/returned"
sed '1,/^checked$/d' "$scratch/out" >"$scratch/ended"
check "guest: exit 0" is "$status" 0
check "guest: both saw what the other wrote" is \
    "$(grep -v '^[0-9{c]' "$scratch/returned" | tr '\n' ' ')" "host one one two three "
check "guest: the holder is told" is "$(facts .holder)" guest
check "guest: how it was attached is told" grep -qx 'native\|io_uring' <<<"$(facts .aio)"
check "guest: the lent image is really there" \
    awk '/^[0-9]+ [0-9]+$/ { exit !($2 * 512 >= $1) }' "$scratch/returned"
check "guest: clean after the run" says "$scratch/returned" "clean (0)"
check "mounting what a guest has: refused" says "$scratch/err" \
    "refused (1): the medium cannot be mounted: a guest holds it; take it back first"
check "ended guest: what it synced is there" grep -qx synced "$scratch/ended"
check "ended guest: clean once its journal was replayed" says "$scratch/ended" "clean (0)"
check "nothing is left behind" medium_left
finish
