#!/bin/bash
# test_stream_cli.sh - build/bin/stream as people and scripts call it: options, outputs, statuses.
set -u

stream=${BIN:-build/bin}/stream
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# Runs the kernel; leaves $status, $work/out and $work/err.
run() {
    "$stream" "$@" >"$work/out" 2>"$work/err"
    status=$?
}

# ok NAME COMMAND...: the command says whether the test passed.
ok() {
    local name=$1
    shift
    if "$@" >/dev/null 2>&1; then
        echo "ok - $name"
    else
        echo "not ok - $name (status $status)"
        sed 's/^/# /' "$work/err"
        failures=$((failures + 1))
    fi
}

# refused NAME STATUS TEXT: one line with the text on stderr, nothing on stdout.
refused() {
    ok "$1" test "$status" = "$2" -a "$(wc -l <"$work/err")" = 1 -a ! -s "$work/out"
    ok "$1: says why" grep -qF -- "$3" "$work/err"
}

json() { # an expression that must be true of the one JSON object on stdout
    [ "$(wc -l <"$work/out")" = 1 ] && jq -es "length == 1 and (.[0] | $1)" "$work/out"
}

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
ok "help" test "$status" = 0 -a -s "$work/out" -a ! -s "$work/err"
run --version
ok "version" grep -qE '^virtax [0-9]+\.[0-9]+' "$work/out"

run "${small[@]}" --json
ok "JSON run succeeds" test "$status" = 0
ok "marks on stderr and nothing else" cmp "$work/err" <(printf 'virtax: begin\nvirtax: end\n')
ok "exactly one JSON object" json '.schema == "virtax-kernel/1" and .kernel == "stream"'
ok "all four results" json '[.results[] | select(.metric == "bandwidth" and .unit == "GB/s"
    and .value > 0 and (.samples | length) == 3) | .x] == ["copy", "scale", "add", "triad"]'
# shellcheck disable=SC2016
ok "value is the mean of the samples" json '.results | all((.samples | add / length) as $m
    | (.value - $m | fabs) < 1e-9 * $m)'
ok "validated" json '.checks == [{"name": "validation", "ok": true, "detail": .checks[0].detail}]'
ok "parameters are effective" json '.parameters | ."array-size" == 4194304 and .iterations == 4
    and .time == null and .cpus == null and .threads >= 1 and (.stores | test("^(non)?temporal$"))'
ok "trial is in evidence" json '.evidence | .stores_chosen_by == "trial" and .stores_trial[.stores] > 0'
digest=$(sha256sum "$stream" | cut -d' ' -f1)
ok "sha256 is that of the binary" json ".evidence.binary_sha256 == \"$digest\""
ok "evidence is complete" json '.evidence | has("cpus") and has("numa_nodes") and has("isa") and
    has("page_bytes") and has("huge_bytes") and has("environment") and
    (.surroundings | has("/sys/kernel/mm/transparent_hugepage/enabled"))'
ok "usage is there" json '.usage.wall_s > 0 and .usage.user_s >= 0'

run "${small[@]}" --stores=temporal --cpus=0 --threads=2 --hugepages=none --json
ok "asked stores, more threads than CPUs" json '.evidence | .stores == "temporal" and
    .stores_chosen_by == "asked" and .cpus == "0" and .huge_bytes == 0'

run "${small[@]}"
ok "text run succeeds" test "$status" = 0
ok "text has a table" grep -qE '^bandwidth +triad +GB/s +[0-9.]+ +[0-9.e-]+ +[0-9.]+ +[0-9.]+ +3$' \
    "$work/out"
ok "text has the check" grep -qE '^ +validation +ok: 0 of' "$work/out"

run --array-size=4M --time=200ms --json
ok "time ends a run" json '.usage.wall_s >= 0.2 and .usage.wall_s < 20 and .parameters.iterations == null'

run --resolve --memory-limit=24M --time=1s
ok "resolve measures nothing" json '(has("results") or has("checks")) | not'
ok "resolve chooses" json '.parameters | ."array-size" == 8388608 and .threads >= 1 and .time == 1
    and (.stores | test("^(non)?temporal$"))'
mapfile -t passed < <(jq -r '.parameters | to_entries[] | select(.value != null)
    | "--\(.key)=\(.value)"' "$work/out")
jq -S .parameters "$work/out" >"$work/resolved"
run "${passed[@]}" --resolve
ok "resolved parameters can be passed back" cmp "$work/resolved" <(jq -S .parameters "$work/out")

if [ "$(cat /sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages 2>/dev/null || echo 0)" = 0 ]; then
    run "${small[@]}" --hugepages=hugetlb
    refused "no huge pages reserved" 77 "sysctl -w vm.nr_hugepages=6"
fi

"$stream" "${small[@]}" --json >&- 2>"$work/err"
status=$?
ok "closed stdout" test "$status" = 1
"$stream" "${small[@]}" >/dev/full 2>"$work/err"
status=$?
ok "full stdout" test "$status" = 1
ok "full stdout: says why" grep -qF "virtax stream: writing the record: " "$work/err"

env -i "$stream" "${small[@]}" --json >"$work/out" 2>"$work/err"
status=$?
ok "empty environment" json '.evidence.environment == []'
ok "statically linked" sh -c "! ldd '$stream'"

exit $((failures > 0))
