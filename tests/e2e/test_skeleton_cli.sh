#!/bin/bash
# The skeleton of a kernel: what kernel_main() does for every kernel.
BIN=build . "$(dirname "$0")/kernel_cli.sh"
run() { try timeout 60 "$bin/skeleton" "$@"; }

run --json --steps=1000 --iterations=3 --threads=2
check "measured" is "$status" 0
marked "marks on stderr and nothing else"
json "a record" '.schema == "virtax-kernel/1" and .kernel == "skeleton" and
    (.results | length == 1 and (.[0] | .metric == "steps" and .unit == "Gstep/s" and .value > 0 and
    (.samples | length == 3))) and (.checks | length == 1 and all(.ok)) and
    .parameters.steps == 1000 and .usage.wall_s > 0 and (.evidence.binary_sha256 | length) == 64'
run --time=200ms
check "text" grep -qE '^steps +Gstep/s +[0-9.]+' "$scratch/out"
run --resolve --time=1s
json "resolve tells what is yielded" '.results == [{metric: "steps", x: "", unit: "Gstep/s",
    better: "higher", rate: true, work: "10^9 steps"}] and .concerns == ["cpu"] and
    (has("evidence") or has("checks") | not)'
check "resolve measures nothing" test ! -s "$scratch/err"
resolved "resolved parameters can be passed back"
run --steps=0
refused "a wrong value" 2 "virtax skeleton: --steps: number '0'"
run --stpes=1
refused "a misspelt option" 2 "unknown option '--stpes' (closest: --steps)"
run --cpus=1000
refused "a CPU that is not there" 2 "not among those allowed"
run --help
check "help tells defaults" says "$scratch/out" "1000000)"
check "not installed" test ! -e "$project/build/bin/skeleton"
finish
