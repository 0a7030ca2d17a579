#!/bin/bash
# A storage medium and runs that end otherwise than planned: kill -9 and Ctrl-C with I/O in flight,
# in a guest and in a container, and a medium whose writes fail. As root.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
needs_root
quick="--set size=16M --set ramp-time=0s"
run=$scratch/run
given() { ls -d /run/virtax/*-"$pid"-medium-1/files && ! grep -q "$pid-medium-1/files ext4" /proc/mounts; }

# Seeds put the series that is killed first.
# kill -9 while a guest has the medium: nobody else can have it mounted.
"$virtax" run fig12 -e native,kvm -r 1 --seed 2 --accel tcg $quick --set time=8s -o "$run" >/dev/null 2>"$scratch/err" &
pid=$!
check "kill -9 in a guest: it was given the medium" wait_for 120 given
sleep 2
kill -9 $pid
wait $pid 2>/dev/null
check "kill -9 in a guest: the loop device is there" sh -c "losetup -l | grep -q medium-1"
try "$virtax" clean
check "kill -9 in a guest: clean: exit 0" is "$status" 0
check "kill -9 in a guest: no medium is left" medium_left
check "kill -9 in a guest: nothing is left" wait_for 10 nothing_left

# kill -9 while a private daemon has its layers on it.
"$virtax" run fig12 -e native,docker-overlay -r 1 --seed 2 $quick --set time=8s -o "$scratch/layer" >/dev/null 2>"$scratch/err" &
pid=$!
overlay() {
    for blockio in $(pgrep -x blockio); do
        ! grep "$pid-medium-1/files/docker" "/proc/$blockio/mountinfo" || return 0
    done
    return 1
}
check "kill -9 in a layer: it runs there" wait_for 120 overlay
kill -9 $pid
wait $pid 2>/dev/null
try "$virtax" clean
check "kill -9 in a layer: clean: exit 0" is "$status" 0
check "kill -9 in a layer: no medium is left" medium_left
check "kill -9 in a layer: nothing is left" wait_for 10 nothing_left

# Ctrl-C, and on with it. The first cell is native; resolving is no cell.
setsid bash -c 'trap - INT; exec "$@"' _ "$virtax" run fig12 -e native,docker-volume -r 1 --seed 1 $quick --set time=3s \
    -o "$scratch/stopped" >/dev/null 2>"$scratch/err" &
pid=$!
measures() { test -s "$scratch/stopped/machine.json" && pgrep -P $pid -x blockio; }
check "Ctrl-C: a cell was running" wait_for 60 measures
sleep 0.5
kill -INT $pid
wait $pid
check "Ctrl-C: exit 130" is $? 130
check "Ctrl-C: no medium is left" medium_left
check "Ctrl-C: its file system was checked" is "$(jq '.media[0].check.clean' "$scratch/stopped/machine.json")" true
try "$virtax" resume "$scratch/stopped"
check "Ctrl-C: resume: exit 0" is "$status" 0
check "Ctrl-C: resume: a medium of its own" is "$(jq '.media | length' "$scratch/stopped/machine.json")" 2

# A medium whose writes fail: a loop device over a sparse file for which there is no room.
mkdir "$scratch/full"
mount -t tmpfs -o size=48M vtx-test "$scratch/full"
truncate -s 640M "$scratch/full/sparse"
device=$(losetup -f --show "$scratch/full/sparse")
try "$virtax" run fig11 -e native -r 1 --set size=64M --set time=300ms --medium="$device" --destroy-data="$device" \
    -o "$scratch/failing"
check "failing writes: exit 1" is "$status" 1
check "failing writes: every cell says so" is "$(records "$scratch/failing" | jq -s 'length > 0 and all(.valid | not)')" true
check "failing writes: in the system's words" grep -q "Input/output error\|No space left\|Structure needs cleaning\|Read-only file system" \
    "$scratch/failing/records.jsonl"
check "failing writes: the file system was looked at" jq -e '.media[0].check != null' "$scratch/failing/machine.json"
losetup -d "$device"
umount "$scratch/full"
check "failing writes: no medium is left" medium_left
check "nothing is left behind" nothing_left
finish
