#!/bin/bash
# What disturbs a cell, really provoked: others on its CPUs, a kernel that is frozen, swapping,
# values that drift, packets that are lost, a sandbox. What only warns spoils no record.
# lane: alone
. "$(dirname "$0")/lib.sh"
needs_root

# begin NAME VIRTAX-ARGUMENTS...: a run in the background, as $run, with its results in $results.
begin() {
    results=$scratch/$1
    shift
    "$virtax" run "$@" -o "$results" >"$scratch/out" 2>"$scratch/err" &
    run=$!
}
gate() { records "$results" | jq -r ".gates[] | select(.name == \"$1\") | .$2"; }
kernel() { pgrep -P "$run" -x "$1"; }
measures() { wait_for 20 kernel "$1" && sleep "$2"; }
warned() { # GATE WORDS
    wait "$run"
    check "$1: exit 0" is $? 0
    check "$1: warned" is "$(gate "$1" state)" warned
    check "$1: the record counts" is "$(records "$results" | jq .valid)" true
    check "$1: the plan declares that it warns" is \
        "$(jq ".gates[] | select(.name == \"$1\") | .warns" "$results/plan.json")" true
    check "$1: the table says so" says "$scratch/out" "$2"
}
failed() { # GATE
    wait "$run"
    check "$1: exit 3" is $? 3
    check "$1: failed" is "$(gate "$1" state)" failed
    check "$1: the record does not count" is "$(records "$results" | jq .valid)" false
}
burn() { # SECONDS TIMES: all CPUs, so many times
    burners=()
    for ((i = 0; i < $2 * $(nproc); i++)); do
        timeout "$1" sh -c 'while :; do :; done' &
        burners+=($!)
    done
}

burn 4 2
begin burnt fig02 -e native -r 1 $small --set time=1s
warned foreign-cpu "others used the cell's CPUs (gate foreign-cpu): beyond 10 % in 1 of 1 cells (native 1)"
if [ -e /proc/pressure/cpu ]; then
    warned pressure "tasks of this host waited for CPU, memory or I/O (gate pressure)"
else
    check "pressure: unobservable without PSI" is "$(gate pressure state)" unobservable
fi
check "on a host that is busy the kernel is not held back" is "$(gate held-back state)" ok
wait

# Others come after more than a third of the slices, and stay: so many that hardly a slice runs
# undisturbed. Two on each CPU left so many in peace that the gate saw no drift in two runs of six.
begin drift fig02 -e native -r 1 $small --set time=4s
measures stream 2.5
burn 60 6
warned drift "values drifted from the first third of a cell to the last (gate drift)"
kill "${burners[@]}"
wait

tries=0
# frozen KERNEL COMMAND: in a group of its own that is frozen while the command runs.
frozen() {
    freezer=$(awk '$3 == "cgroup" && "," $4 "," ~ ",freezer," { print $2 }' /proc/mounts)
    group=${freezer:-/sys/fs/cgroup}/vtx-test-$$-freezer
    mkdir "$group"
    kernel "$1" >"$group/cgroup.procs"
    shift
    if [ -n "$freezer" ]; then echo FROZEN >"$group/freezer.state"; else echo 1 >"$group/cgroup.freeze"; fi
    "$@"
    if [ -n "$freezer" ]; then echo THAWED >"$group/freezer.state"; else echo 0 >"$group/cgroup.freeze"; fi
}
# In a cell: in slices half of the time is not measured.
# Where others take all that it leaves and wait for more, nothing shows that it did not want it.
for _ in 1 2 3; do
    begin "frozen-$((++tries))" fig02 -e native -r 1 --interleave cells $small --set time=4s
    measures stream 0.5
    frozen stream sleep 3
    wait "$run"
    rmdir "$group"
    [ "$(gate held-back state) $(gate foreign-cpu state)" = "ok warned" ] || break
done
if [ "$(gate held-back state) $(gate foreign-cpu state)" != "ok warned" ]; then
    failed held-back
    check "held-back: no signal told it" is "$(gate continued state)" ok
else
    skip "held-back" "others are busy on this host"
fi

# Pages of the kernel go to a swap file and come back, again and again: it uses them all the time.
dd if=/dev/zero of="$scratch/swap" bs=1M count=256 status=none
chmod 600 "$scratch/swap"
if mkswap "$scratch/swap" >/dev/null 2>&1 && swapon "$scratch/swap" 2>/dev/null; then
    controller=$(awk '$3 == "cgroup" && "," $4 "," ~ ",memory," { print $2 }' /proc/mounts)
    group=${controller:-/sys/fs/cgroup}/vtx-test-$$-memory
    [ -n "$controller" ] || echo +memory >/sys/fs/cgroup/cgroup.subtree_control
    mkdir "$group"
    limit=$group/$([ -n "$controller" ] && echo memory.limit_in_bytes || echo memory.high)
    begin swapped fig02 -e native -r 1 --set stores=temporal --set array-size=64M --set hugepages=none \
        --set time=3s
    echo "$run" >"$group/cgroup.procs"
    measures stream 0.5
    while kernel stream >/dev/null; do echo 100M >"$limit"; done 2>/dev/null
    failed swap
    check "major-faults: failed" is "$(gate major-faults state)" failed
    swapoff "$scratch/swap"
    rmdir "$group"
else
    skip "swap, major-faults" "no swap file here"
fi

# The peer loses one packet of twenty.
begin lost fig08 -e native -r 1 --set time=1s
in_peer() { ip netns exec "vtx-$run-peer" "$@"; }
lossy() {
    in_peer iptables -A INPUT -p tcp -m statistic --mode random --probability 0.05 -j DROP ||
        in_peer nft -f - <<EOF
table inet vtx-test {
    chain input {
        type filter hook input priority 0;
        meta l4proto tcp numgen random mod 100 < 5 drop
    }
}
EOF
}
wait_for 20 in_peer true 2>/dev/null # before any segment that none of its kind is lost from
if lossy 2>/dev/null; then
    wait "$run"
    check "retransmits: exit 0" is $? 0
    check "retransmits: warned" is \
        "$(records "$results" | jq -r 'select(.x == "TCP_RR") | .gates[] | select(.name == "retransmits") | .state')" warned
    check "retransmits: the table says so" says "$scratch/out" "TCP sent segments again (gate retransmits)"
else
    kill -INT "$run"
    wait "$run"
    skip "retransmits" "neither iptables' statistic nor nft's numgen here"
fi

# A process that gave up speculation says so, and so does what is started without new privileges.
try python3 -c '
import ctypes, os, sys
PR_SET_NO_NEW_PRIVS, PR_SET_SPECULATION_CTRL, PR_SPEC_STORE_BYPASS, PR_SPEC_DISABLE = 38, 53, 0, 4
libc = ctypes.CDLL(None)
libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
libc.prctl(PR_SET_SPECULATION_CTRL, PR_SPEC_STORE_BYPASS, PR_SPEC_DISABLE, 0, 0)
os.execv(sys.argv[1], sys.argv[1:])' build/bin/stream --json --time 50ms --array-size 8M
own=$(awk -F '\t' '$1 == "Speculation_Store_Bypass:" { print $2 }' /proc/self/status)
check "status: what was given up" is "$(jq -r '.evidence.status | [.Speculation_Store_Bypass, .NoNewPrivs] | @tsv' "$scratch/out")" \
    "${own/thread vulnerable/thread mitigated}	1"
"$virtax" run fig02 -e native,docker -r 1 $small -o "$scratch/sandbox" >"$scratch/out" 2>"$scratch/err"
check "docker: the seccomp filter that its cells pass is told" says "$scratch/out" "fig02: docker: "
check "docker: native has none" is \
    "$(records "$scratch/sandbox" | jq -r '[.series, .kernel.evidence.status.Seccomp] | join(" ")' | sort | xargs)" \
    "docker 2 native 0"
check "nothing is left behind" nothing_left
finish
