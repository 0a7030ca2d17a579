#!/bin/bash
# One run, `quick`, of three figures of memory and processor and four of storage: each environment and
# each way to the medium in one plan, each guest booted once. What it does and leaves is judged by
# concern: run/records.sh, run/tuned.sh, run/storage.sh, and at last, since it removes and redraws,
# run/report.sh. As root.
# lane: host
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
if [ "$(id -u)" -ne 0 ]; then
    echo "# needs root: skipped"
    rm -rf "$scratch"
    exit 77
fi
export OPENBLAS_CORETYPE=Haswell OMP_NUM_THREADS=1 MALLOC_ARENA_MAX=1 # strays that must not matter
run=$scratch/run
own_root
ln -s "$project/build/vm" "$root/build/vm"

# define FIGURE KEY VALUE: in the figure's definition, but for the profiles that are not run.
define() { sed -i "/^\[standard\]/,\$ ! s/^$2 = .*/$2 = $3/" "$root/data/figures/$1.ini"; }

# Two blocks where ratios are judged, one elsewhere; no more work than an emulated guest does soon.
define fig01 rounds 1
define fig01 n 300
define fig01 time 300ms
define fig02 time 500ms
define fig02 array-size 16M
define fig04 time 500ms
define fig04 table-size 64M
define fig01 environments "native docker kvm"
define fig02 rounds 2
define fig04 rounds 1
define fig04 environments "native docker kvm kvm-tuned"

# A point of each figure is enough, and all ways to the medium in two of them: each cell hands it over.
all_ways="native docker-volume docker-overlay docker-iouring kvm kvm-tuned kvm-qcow2"
some_ways="native docker-volume kvm"
for figure in fig09 fig10 fig11 fig12; do
    define $figure rounds 1
    define $figure environments "$some_ways"
    define $figure size 16M
    define $figure time 300ms
    define $figure ramp-time 0s
done
define fig09 environments "$all_ways"
define fig11 environments "$all_ways"
sed -i '/^seq-read/d' "$root/data/figures/fig10.ini"
sed -i '/^rand-\(read\|write\|mixed-16\) /d' "$root/data/figures/fig11.ini"
memory="fig01 fig02 fig04"
storage="fig09 fig10 fig11 fig12"
# shellcheck disable=SC2034 # run/records.sh reads it
cells=$((3 + 6 + 4 + 7 + 3 + 7 + 3))

# records_of FIGURES: as `records`, of these figures only.
records_of() { records "$run" | jq -c --arg figures "$1" 'select(.figure | inside($figures))'; }

# Huge pages that lie free already are not reserved once more; scattered memory is not the matter here.
pool=/proc/sys/vm/nr_hugepages
echo 1 >/proc/sys/vm/compact_memory
pool_before=$(cat $pool)
missing=$((512 - $(awk '/^HugePages_Free/ { print $2 }' /proc/meminfo)))
pool_while=$((pool_before + (missing > 0 ? missing : 0)))

# shellcheck disable=SC2086 # figures are words
"$root/build/virtax" run $memory $storage -p quick --seed 42 -o "$run" \
    >"$scratch/out" 2>"$scratch/err" </dev/null &
pid=$!
has_huge_pages() { pgrep -P $pid -f 'qemu-system.*hugetlb=on' >/dev/null && [ "$(cat $pool)" -ge $pool_while ]; }
over_or_huge() { ! kill -0 $pid || has_huge_pages; }
wait_for 400 over_or_huge
check "the tuned guest gets its huge pages" has_huge_pages
wait $pid
check "exit 0" is $? 0
if [ ! -e "$run/records.jsonl" ]; then
    finish # nothing else can be judged
    exit
fi
cp "$scratch/out" "$scratch/table"
cp "$scratch/err" "$scratch/progress"
check "its huge pages are given back" is "$(cat $pool)" "$pool_before"
check "no medium is left behind" medium_left
check "nothing is left behind" nothing_left
for concern in records tuned storage report; do
    # shellcheck source=/dev/null # each is checked by itself
    . "tests/e2e/run/$concern.sh"
done
finish
