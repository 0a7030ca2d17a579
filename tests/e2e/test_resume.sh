#!/bin/bash
# kill -9 at any moment loses at most the block in flight; resume finishes the plan; clean removes
# what the dead run left and puts kernel settings back.
# lane: alone
. "$(dirname "$0")/lib.sh"
thp=/sys/kernel/mm/transparent_hugepage/enabled
thp_before=$(sed 's/.*\[\(.*\)\].*/\1/' $thp)
trap 'echo "$thp_before" >$thp' EXIT
echo always >$thp

run=$scratch/run
"$virtax" run fig02 -e native,docker -r 4 --seed 5 $small -o "$run" >/dev/null 2>"$scratch/err" &
virtax_pid=$!
# Three lines: one block of two cells is complete, another is in flight.
check "cells are recorded as they end" wait_for 120 sh -c "[ \$(wc -l <$run/records.jsonl) -ge 3 ]"
check "the surroundings are set" is "$(sed 's/.*\[\(.*\)\].*/\1/' $thp)" madvise
kill -9 $virtax_pid
wait $virtax_pid 2>/dev/null
before=$(count <"$run/records.jsonl")
# A write(2) that was cut short.
printf '{"schema":"virtax-record/1","cell":"fig02/nat' >>"$run/records.jsonl"

try "$virtax" clean
check "clean: exit 0" is "$status" 0
check "clean: nothing is left" wait_for 10 nothing_left
check "clean: settings are back" is "$(sed 's/.*\[\(.*\)\].*/\1/' $thp)" always
try "$virtax" clean
check "clean again: nothing to clean" says "$scratch/out" "nothing to clean"

try "$virtax" resume "$run"
check "resume: exit 0" is "$status" 0
voids=$(grep -c virtax-void/1 "$run/records.jsonl")
check "resume: at most one block was voided" test "$voids" -le 1
check "resume: every cell has its record" is "$(("$(records "$run" | count)" - voids))" 8
check "resume: earlier lines are untouched" is "$(head -n "$before" "$run/records.jsonl" | jq -s length)" "$before"
check "resume: the plan's order" is \
    "$(records "$run" | tail -n 4 | jq -r '[.round, .series] | join(" ")')" \
    "$(jq -r '.blocks[-2:][] | .round as $r | .order[] | "\($r) \(.)"' "$run/plan.json")"
check "resume: the report is there" test -s "$run/report.html"
check "resume: settings are back" is "$(sed 's/.*\[\(.*\)\].*/\1/' $thp)" always
try "$virtax" resume "$run"
check "resume of a complete run: exit 0" is "$status" 0

# Without clean: resume itself removes what the dead run left, before it measures.
"$virtax" run fig02 -e native -r 2 --seed 5 $small --set time=3s -o "$scratch/second" >/dev/null 2>&1 &
virtax_pid=$!
check "a second run is measured" wait_for 20 test -s "$scratch/second/records.jsonl"
kill -9 $virtax_pid
wait $virtax_pid 2>/dev/null
try "$virtax" resume "$scratch/second"
check "resume without clean: exit 0" is "$status" 0
check "resume without clean: says what it removes" says "$scratch/err" "removing setting $thp"
check "resume without clean: settings are back" is "$(sed 's/.*\[\(.*\)\].*/\1/' $thp)" always
check "resume without clean: nothing is left" nothing_left

# Another machine, other binaries.
jq '.before.cpu_model = "another CPU"' "$run/machine.json" >"$scratch/m" && cp "$scratch/m" "$run/machine.json"
try "$virtax" resume "$run"
check "resume on another machine warns" says "$scratch/err" "cpu_model has changed"
jq '.binaries[0].sha256 = "0000"' "$run/plan.json" >"$scratch/p" && cp "$scratch/p" "$run/plan.json"
try "$virtax" resume "$run"
check "resume with other binaries: exit 1" is "$status" 1
check "resume with other binaries: says so" says "$scratch/err" "has changed since the run began"
echo '{"schema": "virtax-plan/1"}' >"$run/plan.json"
try "$virtax" resume "$run"
check "resume of a broken plan: exit 2" is "$status" 2
check "resume of a broken plan: names file and member" says "$scratch/err" "plan.json: "
check "nothing is left behind" nothing_left
finish
