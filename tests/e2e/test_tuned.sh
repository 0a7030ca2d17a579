#!/bin/bash
# The tuned guest: what it claims is read back from the kernel, and the host gets its huge pages back,
# also after kill -9. One boot; the killed run never gets as far as booting.
. "$(dirname "$0")/lib.sh"
run=$scratch/run
pool=/proc/sys/vm/nr_hugepages
before=$(cat $pool)

"$virtax" run fig02 -p quick -r 1 $small -e kvm-tuned -o "$run" >"$scratch/out" 2>"$scratch/err" &
pid=$!
check "huge pages are reserved while it runs" wait_for 60 sh -c "[ \$(cat $pool) -ge $((before + 512)) ]"
check "QEMU starts" wait_for 60 pgrep -P $pid qemu
wait $pid
check "exit 0" is $? 0
check "huge pages are given back" is "$(cat $pool)" "$before"
check "nothing is left behind" nothing_left

guest() { records "$run" | jq -c "select(.series == \"kvm-tuned\") | $1"; }
check "all features are given" is "$(guest '.guest.features')" \
    '{"cpu-model":"host","topology":"host","pinning":"on","host-pages":"hugetlb","io-threads":"on","queues":"multi","vhost":"off","net-queues":"single"}'
check "no level is left out" is "$(guest '[.guest.left_out[].what | select(contains("="))] | length')" 0
check "each virtual CPU has a CPU of its own" is "$(guest '.guest.vcpu_cpus | sort')" \
    "$(jq -c '[.figures[0].cpus | splits(",") | split("-") | map(tonumber) | range(.[0]; .[-1] + 1) | tostring] | sort' "$run/plan.json")"
check "huge pages hold all of the guest's memory" is "$(guest '.vmm_huge_bytes >= 1073741824')" true
check "the machine file tells the features" is \
    "$(jq -r '.environments["kvm-tuned"].features["host-pages"]' "$run/machine.json")" hugetlb
check "the report tells them too" says "$run/report.html" "hugetlb=on"

rm -rf "$run"
"$virtax" run fig02 -p quick -r 1 $small -e kvm-tuned -o "$run" >"$scratch/out" 2>"$scratch/err" &
pid=$!
check "a guest to be killed is up" wait_for 60 sh -c "pgrep -P $pid qemu-system && [ \$(cat $pool) -gt $before ]"
kill -9 $pid
wait $pid 2>"$scratch/killed"
check "kill -9 leaves the pages reserved" test "$(cat $pool)" -gt "$before"
try "$virtax" clean
check "clean: exit 0" is "$status" 0
check "clean gives them back" is "$(cat $pool)" "$before"
# Whoever inherits the dead child may take a moment to reap it.
check "clean leaves nothing behind" wait_for 10 nothing_left

# What cannot be given fails the environment that names it, and only that.
try "$virtax" run fig02 -p quick -r 1 $small -e kvm+host-pages=hugetlb+pinning=maybe -o "$scratch/bad"
check "an unknown level is a usage error" is "$status" 2
check "it names the closest" says "$scratch/err" "unknown pinning 'maybe' (closest:"
check "nothing was made for it" absent "$scratch/bad"
finish
