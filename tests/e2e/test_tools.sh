#!/bin/bash
# What others do with a run: export (read by other people's readers), compare, watch. Two small
# native runs: one is interrupted, one ends.
. "$(dirname "$0")/lib.sh"
export VIRTAX_STATE=$scratch/state
a=$scratch/a b=$scratch/b

# Two operations, of which a run takes two seconds and has whole distributions.
cat >"$scratch/two.ini" <<'INI'
[figure]
title = Two operations
kernel = kernelops
metric = time
unit = ns
axis = time of an operation
results = getpid stat
environments = native
scope = socket
chart = forest
[guest]
vcpus = 1
memory = 1G
[parameters]
operations = getpid,stat
[quick]
rounds = 3
boots = once
cell-timeout = 1m
time = 100ms
INI
start_run() { "$virtax" run "$scratch/two.ini" -e native --aa --seed 7 "$@" >"$scratch/run" 2>"$scratch/run.err" & }
watched() { # NAME OPTIONS: what it says goes to $scratch/NAME
    "$virtax" watch "${@:2}" >"$scratch/$1" 2>"$scratch/$1.err" &
}
lines() { [ "$(grep -c . "$scratch/$1")" -ge "$2" ]; }

# A run that is interrupted, watched by one that is told to end before and one that stays.
watched first "$a" --wait 30s --html "$scratch/page.html"
first=$!
watched second "$a" --wait 30s
second=$!
start_run -r 200 -o "$a"
run=$!
check "watch waits for a run that begins later" wait_for 30 lines first 4
check "its page reloads itself" says "$scratch/page.html" '<meta http-equiv="refresh"'
kill -INT $first
wait $first
check "watch, Ctrl-C: exit 130" is $? 130
check "watch, Ctrl-C: the run goes on" kill -0 $run
check "watch, Ctrl-C: its page is at rest" is "$(grep -c http-equiv "$scratch/page.html")" 0
check "on a terminal there is one line that moves" sh -c "
    timeout -s INT 4 script -qec \"'$virtax' watch '$a'\" /dev/null </dev/null 2>/dev/null | tr '\r' '\n' |
        grep -q '^\[[0-9]*/400\] two/native.*: measuring.*left'"
kill -INT $run
wait $run
check "the run is interrupted" is $? 130
check "a table so far: after three rounds" says "$scratch/run.err" "two so far, 3 of its 200 rounds"
check "a table so far: two rows of three blocks for each operation" \
    is "$(grep -cE '^  (getpid|stat)?  +native(-2)?  +3  ' "$scratch/run.err")" 4
check "a table so far: nothing on stdout" test ! -s "$scratch/run"
wait $second
check "watch: an interrupted run: exit 130" is $? 130
check "watch: says so" says "$scratch/second" "interrupted"
check "watch: a line for a cell has its values" \
    grep -qE '^\[[0-9]+/400\] two/native(-2)?/r[0-9]+ ok: getpid [0-9.]+, stat [0-9.]+ ns; about .* left$' \
    "$scratch/second"

# A whole run.
watched third "$b" --wait 30s --html "$scratch/page.html"
third=$!
start_run -o "$b"
wait $!
ended=$?
wait $third
check "watch ends as the run does" is $? "$ended"
check "a short run has its last table alone" is "$(grep -c 'so far' "$scratch/run.err") $(grep -c '^two ' "$scratch/run")" "0 1"
check "watch: all cells" says "$scratch/third" "all cells are measured; 6 of 6 cells"
check "its page says so, and is at rest" sh -c \
    "grep -q '6 of 6 cells' '$scratch/page.html' && ! grep -q http-equiv '$scratch/page.html'"
try "$virtax" watch "$b"
check "watch: of a run that has ended one line" is "$(wc -l <"$scratch/out")" 1
try "$virtax" watch "$scratch/none" --wait 100ms
check "watch: no run: exit 2" is "$status" 2
check "watch: no run: one line" one_line "$scratch/err"
printf '{"schema":"virtax-record/1","ce' >>"$b/records.jsonl"
try timeout 20 "$virtax" watch "$b"
check "watch: half a record does not matter" is "$status" 0
try "$virtax" watch "$a" "$b"
check "watch: one at a time" is "$status" 2

# Every format, by readers of others.
try "$virtax" export "$b" --to csv -o "$scratch/table.csv"
check "export: csv" is "$status" 0
check "export: csv is the report's" cmp "$scratch/table.csv" "$b/figures/two.csv"
for format in bencher otava pkb openmetrics json; do
    try "$virtax" export "$b" --to $format -o "$scratch/x.$format"
    check "export: $format" is "$status" 0
    check "export: $format reads as it should" \
        tests/e2e/read-exports $format "$scratch/x.$format" "$scratch/table.csv"
done
try "$virtax" export "$b" --to hgrm -o "$scratch/hgrm"
check "export: hgrm, a file for each distribution" is "$(find "$scratch/hgrm" -name '*.hgrm' | count)" 4
check "export: hgrm reads as it should" tests/e2e/read-exports hgrm \
    "$scratch/hgrm/two-native-time-getpid-ns.hgrm" "$scratch/table.csv"
try "$virtax" export "$b" --to openmetrics
check "export: stdout is the same" cmp "$scratch/out" "$scratch/x.openmetrics"
try "$virtax" export "$a" "$b" --partial --to otava -o "$scratch/history.csv"
check "export: a history has a line for each run" is "$(count <"$scratch/history.csv")" 3
check "export: a history reads as it should" \
    tests/e2e/read-exports otava "$scratch/history.csv" "$scratch/table.csv"

refused() { # NAME STATUS TEXT
    check "$1: exit $2" is "$status" "$2"
    check "$1: one line" one_line "$scratch/err"
    check "$1: says why" says "$scratch/err" "$3"
}
try "$virtax" export "$b" --to benchr
refused "export: unknown format" 2 "unknown format 'benchr' (closest: bencher)"
try "$virtax" export "$scratch" --to csv
refused "export: no run" 2 "plan.json: no such run"
try "$virtax" export "$b"
refused "export: no format" 2 "--to names no format"
try "$virtax" export "$a" --to csv
refused "export: a run that is not finished" 1 "cells are not measured"
try "$virtax" export "$b" --to otava
refused "export: no place" 2 "-o says where"
try "$virtax" export "$a" "$b" --to bencher -p
refused "export: one run at a time" 2 "one run at a time"
try "$virtax" export "$b" --to json -o "$scratch/no/such/file"
refused "export: no such place" 1 "No such file or directory"
mkdir "$scratch/empty"
cp "$b/plan.json" "$scratch/empty/"
try "$virtax" export "$scratch/empty" --to csv --partial
refused "export: no results" 1 "no cell has a result that counts"

# Side by side.
try "$virtax" compare "$a" "$b"
refused "compare: a run that is not finished" 1 "--partial takes what is there"
try "$virtax" compare "$a" "$b" --partial --html "$scratch/compare.html"
check "compare" is "$status" 0
check "compare: a line for each run" is "$(grep -cE '^ .* [AB] +[0-9]+ ' "$scratch/out")" 8
check "compare: says what the interval is" says "$scratch/out" "Welch"
check "compare: a page" says "$scratch/compare.html" "Runs side by side"
try "$virtax" compare "$a" "$b" -p -f json
check "compare: json" is "$(jq -r '.schema, (.rows | length)' "$scratch/out" | xargs)" "virtax-compare/1 8"
# What the change is made of is what the report of each says.
between='[.rows[] | select(.series == "native-2" and .x == "getpid")] |
    .[1].change_ratio * .[0].ratio / .[1].ratio - 1 | fabs < 1e-6'
check "compare: the change is between both overheads" is "$(jq "$between" "$scratch/out")" true
try "$virtax" compare "$b"
refused "compare: one run" 2 "two results directories"
try "$virtax" compare "$b" "$b"
refused "compare: one run twice" 2 "named twice"
cp -r "$b" "$scratch/other"
jq '.figures[0].parameters.operations = "stat"' "$b/plan.json" >"$scratch/other/plan.json"
try "$virtax" compare "$b" "$scratch/other"
refused "compare: other parameters" 2 "parameter operations is"
try "$virtax" compare "$b" "$scratch/other" --allow parameters
check "compare: allowed" is "$status" 0
check "compare: and told" says "$scratch/out" "warning: two: parameter operations is"
try "$virtax" compare "$b" "$scratch/other" --allow paramters
refused "compare: nothing of that name" 2 "(closest: parameters)"
check "nothing is left behind" nothing_left
finish
