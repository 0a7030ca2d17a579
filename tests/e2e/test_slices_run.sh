#!/bin/bash
# Blocks in slices: turns and records, a series that dies in the midst of a block, kill -9 and
# resume, and what cannot take turns.
# lane: alone
. "$(dirname "$0")/lib.sh"
needs_root
small="--set time=300ms --set array-size=8M --set stores=temporal"
run=$scratch/run

try "$virtax" run fig02 -e native,docker --aa -r 2 --seed 4 $small --slice 30ms -o "$run"
check "slices: exit 0" test "$status" -eq 0 -o "$status" -eq 3
check "slices: the plan says so" is "$(jq -c '.figures[0] | [.interleave, .slice_s]' "$run/plan.json")" '["slices",0.03]'
check "slices: a record for each series and block" is "$(records "$run" | jq -r .valid | sort | uniq -c | xargs)" "6 true"
check "slices: a sample of every result for each slice" is "$(records "$run" |
    jq -c '(.slices.round | length) as $n | [.kernel.results[].samples | length == $n] | all' | sort -u)" true
check "slices: the host's CPU time of each" is "$(records "$run" |
    jq -c '(.slices.round | length) == (.slices.host_cpu_s | length) and (.slices.host_cpu_s | add) > 0' | sort -u)" true
check "slices: ten rounds at least, all with all" is "$(records "$run" |
    jq -s -c 'map(.slices.round) | [all(.[]; length >= 10 and . == [range(length)])]')" '[true]'
check "slices: as long as was said" is "$(records "$run" | jq .slices.length_s | sort -u)" 0.03
check "slices: the kernel was told" is "$(records "$run" | jq .kernel.parameters.slices | sort -u)" true
check "slices: memory was populated in turns" is "$(records "$run" |
    jq '.kernel.parameters["populate-in-turns"]' | sort -u)" true
# By the kernels' clocks, which are this host's: nobody works while another does.
check "slices: one at a time" is "$(records "$run" | jq -s -c '
    group_by(.round)[] | [.[].kernel.slices | [.begin_s, .end_s] | transpose[]] | sort |
    [range(1; length) as $i | .[$i][0] >= .[$i - 1][1]] | all' | sort -u)" true
check "slices: the order changes from round to round" test "$(records "$run" | jq -s '
    group_by(.round)[0] | map(.kernel.slices.begin_s) | transpose |
    map([.[0] < .[1], .[0] < .[2], .[1] < .[2]]) | unique | length')" -ge 3
check "slices: who waits sleeps" is "$(records "$run" |
    jq -r '.gates[] | select(.name == "waiting") | .state' | sort -u)" ok

# A kernel that dies in the midst of a block spoils it, and the block is run again.
"$virtax" run fig02 -e native --aa -r 1 --seed 4 $small --set time=2s -o "$scratch/died" >/dev/null 2>"$scratch/err" &
virtax_pid=$!
at_work() { pgrep -P "$virtax_pid" -x stream | wc -l | grep -qx 2; }
check "both kernels are there at once" wait_for 30 at_work
sleep 1
pkill -9 -P "$virtax_pid" -n -x stream
status=0
wait $virtax_pid || status=$?
check "a series that dies: exit 0" test "$status" -eq 0 -o "$status" -eq 3
check "a series that dies: its block is run again" says "$scratch/err" "its block is run again"
check "a series that dies: the other is not blamed" is "$(grep -c 'its block is run again' "$scratch/err")" 1
check "a series that dies: how it ended" says "$scratch/err" "exit status 137"
check "a series that dies: all is measured" is "$(records "$scratch/died" | jq -r .valid | sort | uniq -c | xargs)" "2 true"

# Stand-ins: the first of a block's two kernels answers one slice and dies, in every attempt.
own_root
stand_in() { # BODY, in which $real is the kernel
    printf '#!/bin/sh\nreal=%s\ncase " $* " in *" --resolve "*) exec $real "$@" ;; esac\n%s\n' \
        "$project/build/bin/stream" "$1" >"$root/build/bin/stream"
    chmod +x "$root/build/bin/stream"
}
stand_in 'echo >>'"$scratch"'/starts
    [ $(($(wc -l <'"$scratch"'/starts) % 2)) = 1 ] || exec $real "$@"
    echo "virtax: ready" >&2
    read -r order
    now() { cut -d " " -f 1 /proc/uptime; }
    begin=$(now)
    sleep 0.2
    end=$(now)
    sleep 0.4
    echo "{\"slice\":0,\"begin_s\":$begin,\"end_s\":$end,\"answer_s\":$(now),\"warm_s\":0,\"waited_cpu_s\":0}"
    read -r order
    kill -9 $$'
try "$root/build/virtax" run fig02 -e native --aa -r 1 --seed 4 $small -o "$scratch/dies"
check "one that always dies: exit 1" is "$status" 1
check "one that always dies: three attempts" is "$(grep -c 'its block is run again' "$scratch/err") $(count <"$scratch/starts")" "2 6"
check "one that always dies: the other ended well" is \
    "$(records "$scratch/dies" | jq -r '.gates[] | select(.name == "exit") | .state' | sort | xargs)" "failed ok"
check "one that always dies: its clock ran right until it answered" is \
    "$(records "$scratch/dies" | jq -r '.gates[] | select(.name == "clock") | .state' | sort | xargs)" "ok ok"
check "one that always dies: its record says so" is \
    "$(records "$scratch/dies" | jq -r '.gates[] | select(.name == "exit" and .state == "failed") | .value')" "exit status 137"

# Gates of what happens between slices.
stand_in '$real "$@" | sed -u "s/\"waited_cpu_s\":[^,]*/\"waited_cpu_s\":0.5/"'
try "$root/build/virtax" run fig02 -e native -r 1 --seed 4 $small -o "$scratch/spins"
check "one that works while it waits: its gate" is \
    "$(records "$scratch/spins" | jq -r '.gates[] | select(.name == "waiting") | .state')" warned

# A block in flight leaves no record; the others stay.
"$virtax" run fig02 -e native --aa -r 3 --seed 4 $small --set time=1s -o "$scratch/killed" >/dev/null 2>"$scratch/err" &
virtax_pid=$!
check "a block is done" wait_for 60 test -s "$scratch/killed/records.jsonl"
sleep 0.8
kill -9 $virtax_pid
wait $virtax_pid 2>/dev/null
check "kill -9: whole blocks only" is "$(($(records "$scratch/killed" | count) % 2))" 0
before=$(count <"$scratch/killed/records.jsonl")
try "$virtax" resume "$scratch/killed"
check "resume: exit 0" test "$status" -eq 0 -o "$status" -eq 3
check "resume: every cell once" is "$(records "$scratch/killed" | jq -r .cell | sort -u | count)" 6
check "resume: nothing is voided" is "$(records "$scratch/killed" | count) $(grep -c virtax-void "$scratch/killed/records.jsonl")" "6 0"
check "resume: earlier lines are untouched" test "$before" -lt 6
check "no kernel is left" is "$(pgrep -c -x stream)" 0

# What cannot take turns says so, and is refused where slices were asked for.
try "$virtax" run fig01 -e native --set n=200 --set runs=2 -r 1 --dry-run
check "a count of runs: cells, and why" says "$scratch/out" "cells instead of slices: linpack cannot"
try "$virtax" run fig01 -e native --set n=200 --set runs=2 -r 1 --interleave slices --dry-run
check "a count of runs with --interleave slices: exit 77" is "$status" 77
check "a count of runs with --interleave slices: why" says "$scratch/err" "--interleave slices: linpack cannot"
try "$virtax" run fig02 -e native --interleave both
check "--interleave both: exit 2" is "$status" 2
check "--interleave both: the closest" says "$scratch/err" "closest:"
try "$virtax" run fig02 -e native -r 1 $small --interleave cells -o "$scratch/cells"
check "cells: no slices in the records" is "$(records "$scratch/cells" | jq -c .slices)" null
check "nothing is left behind" nothing_left
finish
