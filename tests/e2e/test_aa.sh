#!/bin/bash
# The instrument against itself: that pairing, gate and report of an A/A run work. Whether the gate
# passes is this machine's luck and not tested; that the exit status follows it is.
. "$(dirname "$0")/lib.sh"
run=$scratch/run
try "$virtax" run fig02 --aa -e native -r 6 --seed 3 $small -o "$run"
cp "$scratch/out" "$scratch/table"
check "both series in every block" is \
    "$(jq -c '[.blocks[].order | sort] | unique' "$run/plan.json")" '[["native","native-2"]]'
check "each six times" is "$(records "$run" | jq -r .series | sort | uniq -c | xargs)" "6 native 6 native-2"
check "pairs are compared" is "$(awk -F, '$2 == "native-2" { print $6, ($10 > 0), ($11 < $12) }' "$run/figures/fig02.csv" | sort -u)" "6 1 1"
check "the table gives the verdict" grep -q "A/A" "$scratch/table"
check "the report gives the verdict" says "$run/report.html" "A/A"
try "$virtax" report "$run" --format json
verdict=$(jq -r '[.. | objects | select(has("passed")) | .passed] | first' "$scratch/out")
try "$virtax" report "$run"
check "the exit status follows the gate" is "$status" "$([ "$verdict" = true ] && echo 0 || echo 3)"

# A twin that is made ten times slower must not pass.
jq -c 'if .series == "native-2" then .kernel.results |= map(.value /= 10 | .samples |= map(. / 10)) else . end' \
    "$run/records.jsonl" >"$scratch/slow" && cp "$scratch/slow" "$run/records.jsonl"
try "$virtax" report "$run"
check "a slow twin: exit 3" is "$status" 3
try "$virtax" report "$run" "$run"
check "a slow twin twice: both are reported" is "$(grep -c '^fig02 ' "$scratch/out")" 2
check "a slow twin twice: exit 3" is "$status" 3
check "nothing is left behind" nothing_left
finish
