#!/bin/bash
# Ctrl-C: the cell in flight is abandoned, everything made is removed, records stay, exit 130.
. "$(dirname "$0")/lib.sh"

# interrupt NAME CONDITION VIRTAX-ARGUMENTS...: Ctrl-C once the condition, which may name $pid, holds.
interrupt() {
    name=$1 condition=$2
    shift 2
    rm -rf "$scratch/run"
    # A job of its own with SIGINT at its default, as a terminal starts it.
    setsid bash -c 'trap - INT; exec "$@"' _ "$virtax" run fig02 "$@" -o "$scratch/run" \
        >"$scratch/out" 2>"$scratch/err" &
    pid=$!
    check "$name: got there" wait_for 90 eval "$condition"
    kill -INT $pid # setsid and bash have become virtax
    start=$(date +%s)
    wait $pid
    check "$name: exit 130" is $? 130
    check "$name: at once" test $(($(date +%s) - start)) -le 20
    check "$name: says how to go on" says "$scratch/err" "virtax resume $scratch/run"
    check "$name: the plan stays" test -s "$scratch/run/plan.json"
    check "$name: nothing is left behind" nothing_left
}

interrupt "a cell in a container" '[ $(wc -l <"$scratch/run/records.jsonl") -ge 3 ] && pgrep -x stream' \
    -e docker -r 50 $small --set time=1s
check "the records stay" is "$(records "$scratch/run" | jq -s 'length >= 3 and all(.valid)')" true
interrupt "a native cell" 'test -s "$scratch/run/machine.json" && pgrep -P $pid -x stream' -e native -r 5 --set time=30s
interrupt "a guest that boots" 'pgrep -P $pid -f "qemu-system.*-accel" && sleep 2' -e kvm -r 1 --seed 2 $small

# nohup(1): the end of the terminal is not the end of the run.
(trap '' HUP && exec "$virtax" run fig02 -e native -r 1 $small --set time=2s -o "$scratch/nohup") \
    >/dev/null 2>&1 &
pid=$!
check "with SIGHUP ignored: got there" wait_for 20 test -s "$scratch/nohup/machine.json"
kill -HUP $pid
wait $pid
check "with SIGHUP ignored: it goes on" is $? 0
finish
