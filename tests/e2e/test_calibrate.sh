#!/bin/bash
# Studies whose right answer is known: that they are carried out, judged, told and cleaned up. That
# intervals hold the truth is statistics, and this machine's; that the exit status follows it is not.
# lane: alone
. "$(dirname "$0")/lib.sh"
run=$scratch/run result=$scratch/run/calibration.json

begin=$SECONDS
try "$virtax" calibrate --quick --seed 5 -o "$run"
cp "$scratch/out" "$scratch/table"
check "it ends within three minutes" test $((SECONDS - begin)) -le 180
check "its schema" is "$(jq -r .schema "$result")" virtax-calibration/1
check "it is complete" is "$(jq .complete "$result")" true
check "the exit status follows the verdicts" is "$status" \
    "$(jq 'if any(.kinds[]; .verdict == "failed") then 1 elif any(.kinds[]; .verdict == "passed") then 0 else 77 end' "$result")"
check "every kind is told on the terminal" is \
    "$(jq -r '.kinds[].name' "$result" | while read -r kind; do grep -c "^ *$kind " "$scratch/table"; done | sort -u)" 1
check "what did not run says why" is \
    "$(jq -c '[.studies[] | select((.n == 0) != (.absent != null)) | .name]' "$result")" '[]'
check "A/A: each figure, in cells and in slices" is \
    "$(jq -c '[.studies[] | select(.kind == "A/A" and .n > 0) | .figure + " " + .interleave] | sort' "$result")" \
    '["fig01 cells","fig01 slices","fig02 cells","fig02 slices","fig04 cells","fig04 slices","fig08 cells","fig08 slices"]'
check "in slices where the plan says so" is \
    "$(jq -r '.figures[0].interleave' "$run/aa-stream-slices-01/plan.json")" slices
check "kinds are the sum of their studies" is \
    "$(jq -c '[.kinds[] as $k | [.studies[] | select(.kind == $k.name) | .covered] | add == $k.covered] | unique' "$result")" '[true]'
check "an interval that covers holds the truth" is \
    "$(jq -c '[.trials[] as $t | .studies[] | select(.name == $t.study)
        | $t.lo != null and $t.lo <= .truth * (1 + 1e-9) and .truth <= $t.hi * (1 + 1e-9) | . == $t.covered] | unique' "$result")" '[true]'
check "each study is a run of its own" is \
    "$(jq -r '.trials[] | select(.why == null) | .directory' "$result" | sort -u | while read -r name; do
        test -s "$run/$name/plan.json" && test -s "$run/$name/records.jsonl" || echo "$name"; done)" ""
check "both series of a study in every block" is \
    "$(jq -c '[.blocks[].order | length] | unique' "$run/aa-stream-cells-01/plan.json")" '[2]'
check "the plan says what one series is given" is \
    "$(jq -r '.figures[0].series[1].treatment' "$run/latency-20us-01/plan.json")" relay=110us
check "a study can be reported as any run" "$virtax" report "$run/aa-stream-slices-01" >"$scratch/out" 2>"$scratch/err"
check "the report names every study" is \
    "$(jq -r '.studies[] | select(.n > 0) | .name' "$result" | while read -r name; do
        grep -q "<td>$name</td>" "$run/calibration.html" || echo "$name"; done)" ""
check "nothing is left behind" nothing_left

# Injected differences are far from nothing: a study that saw none would not have injected.
told() { jq -c --arg kind "$1" '[.trials[] as $t | .studies[] | select(.name == $t.study and .kind == $kind) | '"$2"'] | unique' "$result"; }
if jq -e 'any(.studies[]; .kind == "injected bandwidth" and .n > 0)' "$result" >/dev/null; then
    check "twice the line rate is nearly twice the throughput" is \
        "$(told "injected bandwidth" '$t.estimate > 1.8 and $t.estimate < 2.2')" '[true]'
else
    skip "injected bandwidth" "$(jq -r '[.studies[] | select(.kind == "injected bandwidth") | .absent] | first' "$result")"
fi
if jq -e 'any(.studies[]; .kind == "limited medium" and .n > 0)' "$result" >/dev/null; then
    check "twice the medium's rate is nearly twice the bandwidth" is \
        "$(told "limited medium" '$t.estimate > 1.8 and $t.estimate < 2.2')" '[true]'
    check "the medium's limit is lifted" is "$(cat /sys/fs/cgroup/blkio/blkio.throttle.*_bps_device 2>/dev/null)" ""
else
    skip "limited medium" "$(jq -r '[.studies[] | select(.kind == "limited medium") | .absent] | first' "$result")"
fi

# Of the same seed the same order.
order() { jq -c '[.blocks[].order]' "$1/aa-stream-cells-01/plan.json"; }
try "$virtax" calibrate --quick --only aa-stream-cells --seed 5 -o "$scratch/again"
check "the seed decides the order" is "$(order "$scratch/again")" "$(order "$run")"
check "only what was asked for" is "$(jq -c '[.trials[].study] | unique' "$scratch/again/calibration.json")" '["aa-stream-cells"]'

# Ctrl-C: what there is is told, nothing stays.
setsid bash -c 'trap - INT; exec "$@"' _ "$virtax" calibrate --only noise -o "$scratch/cut" \
    >"$scratch/out" 2>"$scratch/err" &
pid=$!
check "Ctrl-C: got there" wait_for 60 test -s "$scratch/cut/noise-02/records.jsonl"
kill -INT $pid
wait $pid
check "Ctrl-C: exit 130" is $? 130
check "Ctrl-C: what there is is told" is "$(jq -c '[.complete, (.trials | length > 0)]' "$scratch/cut/calibration.json")" '[false,true]'
check "Ctrl-C: nothing is left behind" nothing_left

# A kill: helpers die with their virtax, clean removes the rest.
setsid "$virtax" calibrate --only latency -o "$scratch/killed" >"$scratch/out" 2>"$scratch/err" &
pid=$!
check "a kill: got there" wait_for 60 pgrep -f 'helper relay'
kill -KILL $pid
wait $pid 2>/dev/null
check "a kill: the helper goes with it" wait_for 5 eval '! pgrep -f "helper relay"'
try "$virtax" clean
check "a kill: cleaned" is "$status" 0
check "a kill: nothing is left behind" nothing_left
finish
