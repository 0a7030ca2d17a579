#!/bin/bash
# The tuned guest's huge pages after kill -9, and features that are none. No guest gets as far as
# booting; one that does is in test_run.sh.
# lane: host
. "$(dirname "$0")/lib.sh"
run=$scratch/run
pool=/proc/sys/vm/nr_hugepages
echo 1 >/proc/sys/vm/compact_memory # scattered memory is not the matter here
there=$(cat $pool)
# Huge pages that lie free would spare the run to reserve any.
echo $((there - $(awk '/^HugePages_Free/ { print $2 }' /proc/meminfo))) >$pool
before=$(cat $pool)

"$virtax" run fig02 -p quick -r 1 $small -e kvm-tuned -o "$run" >"$scratch/out" 2>"$scratch/err" &
pid=$!
check "a guest to be killed is up" wait_for 60 sh -c "
    pgrep -P $pid -f 'qemu-system.*hugetlb=on' && [ \$(cat $pool) -gt $before ]"
kill -9 $pid
wait $pid 2>"$scratch/killed"
check "kill -9 leaves the pages reserved" test "$(cat $pool)" -gt "$before"
try "$virtax" clean
check "clean: exit 0" is "$status" 0
check "clean gives them back" is "$(cat $pool)" "$before"
# Whoever inherits the dead child may take a moment to reap it.
check "clean leaves nothing behind" wait_for 10 nothing_left
echo "$there" >$pool

# What cannot be given fails the environment that names it, and only that.
try "$virtax" run fig02 -p quick -r 1 $small -e kvm+host-pages=hugetlb+pinning=maybe -o "$scratch/bad"
check "an unknown level is a usage error" is "$status" 2
check "it names the closest" says "$scratch/err" "unknown pinning 'maybe' (closest:"
check "nothing was made for it" absent "$scratch/bad"
finish
