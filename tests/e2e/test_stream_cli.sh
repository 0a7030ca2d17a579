#!/bin/bash
# test_stream_cli.sh - build/bin/stream as people and scripts call it: options, outputs, statuses.
. "$(dirname "$0")/kernel_cli.sh"

stream=$bin/stream
run() { try "$stream" "$@"; }

small=(--array-size=4M --iterations=4)

run --arry-size=4M
refused "unknown option" 2 "virtax stream: unknown option '--arry-size' (closest: --array-size)"
run --array-size=4X
refused "unknown unit" 2 "virtax stream: --array-size: size '4X': unknown suffix 'X' (closest: "
run --array-size=100
refused "size that is no whole cache line" 2 "not a multiple of 64 bytes"
run --array-size=0
refused "no size" 2 "not a multiple of 64 bytes"
run --array-size=-4M
refused "negative size" 2 "not a number"
run --array-size=9000T
refused "more memory than there is" 77 "the largest that fits is "
run --array-size=64M --memory-limit=64M
refused "more memory than allowed" 2 "beyond --memory-limit; the largest that fits is "
run --stores=nontemporl
refused "unknown stores" 2 "unknown kind of stores 'nontemporl' (closest: nontemporal)"
run --isa=generic --stores=nontemporal
refused "stores that a vector unit lacks" 2 "--stores 'nontemporal': not available with --isa=generic"
run --cpus=1000
refused "CPU that is not there" 2 "not among those allowed here"
run --numa=interleave=0,63
refused "node that is not there" 2 "NUMA nodes 0,63"
run --iterations=1
refused "too few iterations" 2 "--iterations: number '1'"
run --time
refused "missing value" 2 "option '--time': needs a value"
run 4M
refused "a word that is no option" 2 "unexpected word '4M'"

run --help
check "help" test "$status" = 0 -a -s "$scratch/out" -a ! -s "$scratch/err"
run --version
check "version" grep -qE '^virtax [0-9]+\.[0-9]+' "$scratch/out"

run "${small[@]}" --json
check "JSON run succeeds" test "$status" = 0
marked "marks on stderr and nothing else"
json "exactly one JSON object" '.schema == "virtax-kernel/1" and .kernel == "stream"'
json "all four results" '[.results[] | select(.metric == "bandwidth" and .unit == "GB/s"
    and .value > 0 and (.samples | length) == 3) | .x] == ["copy", "scale", "add", "triad"]'
# shellcheck disable=SC2016
json "value is the mean of the samples" '.results | all((.samples | add / length) as $m
    | (.value - $m | fabs) < 1e-9 * $m)'
json "validated" '.checks == [{"name": "validation", "ok": true, "detail": .checks[0].detail}]'
json "parameters are effective" '.parameters | ."array-size" == 4194304 and .iterations == 4
    and .time == null and .cpus == null and .threads >= 1 and (.stores | test("^(non)?temporal$"))'
json "trial is in evidence" '.evidence | .stores_chosen_by == "trial" and .stores_trial[.stores] > 0'
digest=$(sha256sum "$stream" | cut -d' ' -f1)
json "sha256 is that of the binary" ".evidence.binary_sha256 == \"$digest\""
json "evidence is complete" '.evidence | has("cpus") and has("numa_nodes") and has("isa") and
    has("page_bytes") and has("huge_bytes") and has("environment") and
    (.surroundings | has("/sys/kernel/mm/transparent_hugepage/enabled"))'
json "usage is there" '.usage.wall_s > 0 and .usage.user_s >= 0'

run "${small[@]}" --stores=temporal --cpus=0 --threads=2 --hugepages=none --json
json "asked stores, more threads than CPUs" '.evidence | .stores == "temporal" and
    .stores_chosen_by == "asked" and .cpus == "0" and .huge_bytes == 0'

run "${small[@]}"
check "text run succeeds" test "$status" = 0
check "text has a table" grep -qE '^bandwidth +triad +GB/s +[0-9.]+ +[0-9.e-]+ +[0-9.]+ +[0-9.]+ +3$' \
    "$scratch/out"
check "text has the check" grep -qE '^ +validation +ok: 0 of' "$scratch/out"

run --array-size=4M --time=200ms --json
json "time ends a run" '.usage.wall_s >= 0.2 and .usage.wall_s < 20 and .parameters.iterations == null'

run --resolve --memory-limit=24M --time=1s
json "resolve measures nothing" '(has("evidence") or has("checks") or any(.results[]; has("value"))) | not'
json "resolve chooses" '.parameters | ."array-size" == 8388608 and .threads >= 1 and .time == 1
    and (.stores | test("^(non)?temporal$"))'
resolved "resolved parameters can be passed back"

faults() { awk '{print $11}' /proc/$$/stat; } # of children that ended
before=$(faults)
run --resolve --stores=temporal --array-size=64M --hugepages=none
check "resolve touches no array where stores are named" test $(($(faults) - before)) -lt 20000

if [ "$(cat /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages 2>/dev/null || echo 0)" = 0 ]; then
    run "${small[@]}" --hugepages=hugetlb
    refused "no huge pages reserved" 77 "sysctl -w vm.nr_hugepages="
fi

"$stream" "${small[@]}" --json >&- 2>"$scratch/err"
status=$?
check "closed stdout" test "$status" = 1
"$stream" "${small[@]}" >/dev/full 2>"$scratch/err"
status=$?
check "full stdout" test "$status" = 1
check "full stdout: says why" grep -qF "virtax stream: writing the record: " "$scratch/err"

try env -i "$stream" "${small[@]}" --json
json "empty environment" '.evidence.environment == []'
check "statically linked" sh -c "! ldd '$stream'"

finish
