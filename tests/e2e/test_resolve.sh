#!/bin/bash
# run --resolve: eight blocks, then as many as their spread asks for within the budget, appended to
# the plan before they are measured; killed at any moment, resume goes on with the same plan.
# lane: alone
. "$(dirname "$0")/lib.sh"
export VIRTAX_STATE=$scratch/state # no times of earlier runs

refused() { # NAME TEXT OPTION...
    name=$1 text=$2
    shift 2
    try "$virtax" run fig02 -e native --aa "$@" -o "$scratch/refused"
    check "$name: exit 2" is "$status" 2
    check "$name: says why" says "$scratch/err" "$text"
}
refused "--resolve 0" "--resolve: percentage '0': not above 0 and at most 100 %" --resolve 0
refused "--resolve abc" "--resolve: percentage 'abc': not a number" --resolve abc
refused "--resolve 200%" "--resolve: percentage '200%': not above 0 and at most 100 %" --resolve 200%
refused "--resolve 1%%" "--resolve: percentage '1%%': not a number" --resolve 1%%
refused "--resolve -1%" "--resolve: percentage '-1%': not a number" --resolve=-1%
refused "--resolve with -r 5" "--resolve: finds the number of rounds itself; without --rounds=5" --resolve 1% -r 5
refused "--budget alone" "--budget: is of --resolve" --budget 5s
refused "--budget 0" "--budget: " --resolve 1% --budget 0
refused "--rounds auot" "--rounds: " -r auot
check "nothing was made" absent "$scratch/refused"

# The order of the first eight blocks is that of any run of eight.
blocks() { jq -c '.blocks[] | [.round, .order, .layout]' "$1/plan.json"; }
# No function: what is killed is virtax itself.
ask=("$virtax" run fig02 -e native --aa --seed 5 --set array-size=8M --set time=20ms --set stores=temporal --interleave cells)
try "${ask[@]}" -r auto --dry-run
check "-r auto --dry-run: exit 0" is "$status" 0
check "-r auto --dry-run: eight blocks" is "$(grep -c '^block ' "$scratch/out")" 8
check "-r auto --dry-run: a forecast, of what is usual" says "$scratch/out" \
    "forecast of fig02: about 5s for 16 cells (set-ups of 16 are assumed, not measured)"
check "-r auto --dry-run: and of what follows" says "$scratch/out" \
    "forecast: then as many blocks as +-1 % takes, 15m of measuring in all at the most"
check "-r auto --dry-run: makes nothing" absent "$VIRTAX_STATE"

# Cut by the budget: nobody resolves a hundredth of a per cent in seconds.
run=$scratch/run
"${ask[@]}" --resolve 0.01% --budget 6s -o "$run" >"$scratch/out" 2>"$scratch/err" &
virtax_pid=$!
check "the first stage is planned" wait_for 60 test -s "$run/plan.json"
cp "$run/plan.json" "$scratch/first-stage.json"
wait $virtax_pid
check "a precision that is not reached: exit 0" is $? 0
check "says at its start how long it takes" says "$scratch/err" "virtax: forecast of fig02: about 5s for 16 cells"
check "says what the budget cut" says "$scratch/err" "fit into --budget 6s"
check "says at the end what was reached" says "$scratch/err" "not resolved to +-0.01 %, but to +-"
check "the plan warns of it" says "$run/plan.json" "fit into --budget 6s"
check "the plan keeps what was wanted" is "$(jq -c '[.resolve, .budget_s, .stage]' "$run/plan.json")" "[0.0001,6,2]"
check "the first stage was eight blocks" is "$(jq -c '[.stage, (.blocks | length)]' "$scratch/first-stage.json")" "[1,8]"
planned=$(jq '.blocks | length' "$run/plan.json")
check "more than those were planned" test "$planned" -gt 8
check "and each was measured" is "$(records "$run" | count)" $((2 * planned))
check "the first eight are what they were" is \
    "$(jq -c '.blocks[:8]' "$run/plan.json")" "$(jq -c .blocks "$scratch/first-stage.json")"
check "rounds are told as they are" is "$(jq '.figures[0].rounds' "$run/plan.json")" "$planned"
spent=$(records "$run" | jq -s 'map(.spent.all_s) | add')
check "cells took no longer than the budget and a block" test "$(jq -n "$spent < 8")" = true
check "layouts differ from block to block" test "$(blocks "$run" | jq -c '.[2]' | sort -u | count)" -gt 6
check "both series of a block share theirs" is \
    "$(records "$run" | jq -s 'group_by(.round) | map(map(.layout) | unique | length) | unique | join(" ")')" '"1"'
check "records have the plan's layouts" is \
    "$(records "$run" | jq -c 'select(.series == "native") | [.round, .layout]' | sort)" \
    "$(jq -c '.blocks[] | [.round, .layout]' "$run/plan.json" | sort)"
try "${ask[@]}" -r 8 --dry-run
check "later forecasts know the set-ups" sh -c "! grep assumed $scratch/out && grep 'forecast of fig02: about .* for 16 cells' $scratch/out"
try "${ask[@]}" -r 8 --dry-run --set time=10m
check "what cannot end in time: exit 2" is "$status" 2
check "what cannot end in time: says so" says "$scratch/err" "fig02: native: one cell takes about 10m, and its time-out is 2m"
try "$virtax" report "$run"
check "report: exit 0" is "$status" 0
check "report: n is that of the longer plan" says "$scratch/out" "$planned rounds"

# Killed between the stages: all of the first is recorded, and nothing decided.
between=$scratch/between
mkdir "$between"
cp "$scratch/first-stage.json" "$between/plan.json"
cp "$run/machine.json" "$between/"
head -n 16 "$run/records.jsonl" >"$between/records.jsonl"
try "$virtax" resume "$between"
check "killed between the stages: exit 0" is "$status" 0
check "killed between the stages: what was measured stays" cmp \
    <(head -n 16 "$run/records.jsonl") <(head -n 16 "$between/records.jsonl")
check "killed between the stages: the second is planned" is \
    "$(jq -c '[.stage, (.blocks | length > 8)]' "$between/plan.json")" "[2,true]"
check "killed between the stages: on from the same order" is \
    "$(blocks "$between" | head -n 12)" "$(blocks "$run" | head -n 12)"
check "killed between the stages: and measured" is \
    "$(records "$between" | count)" "$((2 * $(jq '.blocks | length' "$between/plan.json")))"
lines=$(count <"$between/records.jsonl")
try "$virtax" resume "$between"
check "resumed once more: nothing is left to do" is "$(count <"$between/records.jsonl")" "$lines"

# Killed in either stage.
killed() { # NAME FILTER-OF-PLAN RECORDS
    directory=$scratch/killed-$1
    "${ask[@]}" --resolve 0.01% --budget 6s -o "$directory" >/dev/null 2>&1 &
    virtax_pid=$!
    check "killed $1: gets there" wait_for 60 sh -c \
        "jq -e '$2' $directory/plan.json && [ \$(wc -l <$directory/records.jsonl) -ge $3 ]"
    kill -9 $virtax_pid
    wait $virtax_pid 2>/dev/null
    cp "$directory/records.jsonl" "$scratch/before"
    cp "$directory/plan.json" "$scratch/plan-before"
    try "$virtax" resume "$directory"
    check "killed $1: resume: exit 0" is "$status" 0
    whole=$(head -c -1 "$scratch/before" | count)
    check "killed $1: what was measured stays" cmp <(head -n "$whole" "$scratch/before") \
        <(head -n "$whole" "$directory/records.jsonl")
    check "killed $1: every cell has its record" is \
        "$(records "$directory" | jq -r .cell | sort -u | count)" \
        "$((2 * $(jq '.blocks | length' "$directory/plan.json")))"
    check "killed $1: settled" is "$(jq .stage "$directory/plan.json")" 2
}
killed first '.stage == 1' 3
check "killed first: planned on from there" test "$(jq '.blocks | length' "$directory/plan.json")" -gt 8
killed second '.stage == 2' 19
check "killed second: nothing is decided anew" is \
    "$(jq -c '[.warnings[0], .blocks[:10]]' "$directory/plan.json")" \
    "$(jq -c '[.warnings[0], .blocks[:10]]' "$scratch/plan-before")"

# In slices the cells of a block share its time: what they took is no more than has passed.
start=$(date +%s)
try "$virtax" run fig02 -e native --aa --resolve 50% --budget 30s $small --interleave slices -o "$scratch/slices"
check "in slices: exit 0" is "$status" 0
check "in slices: settled" is "$(jq -c '[.stage, .figures[0].interleave]' "$scratch/slices/plan.json")" '[2,"slices"]'
spent=$(records "$scratch/slices" | jq -s 'map(.spent.all_s) | add')
check "in slices: cells share the block's time" test "$(jq -n "$spent > 0 and $spent < $(date +%s) - $start + 1")" = true

# A budget that not even the first stage fits into.
try "${ask[@]}" --resolve 1% --budget 1ms -o "$scratch/cut"
check "a budget for nothing: exit 0" is "$status" 0
check "a budget for nothing: one block" is "$(jq -c '[.stage, (.blocks | length)]' "$scratch/cut/plan.json")" "[2,1]"
check "a budget for nothing: says so" says "$scratch/err" "--budget 1ms was used up with 7 of the planned blocks left"
try "$virtax" resume "$scratch/cut"
check "a budget for nothing: resume has nothing to do" is "$(records "$scratch/cut" | count)" 2

check "nothing is left behind" nothing_left
check "but what forecasts read" is "$(ls "$VIRTAX_STATE")" times.json
finish
