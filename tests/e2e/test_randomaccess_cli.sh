#!/bin/bash
# test_randomaccess_cli.sh - build/bin/randomaccess as people and scripts call it: options, outputs,
# statuses.
. "$(dirname "$0")/kernel_cli.sh"

randomaccess=$bin/randomaccess

run() { try "$randomaccess" "$@"; }

small=(--table-size=4M --updates=200000)

run --table-sise=4M
refused "unknown option" 2 "unknown option '--table-sise' (closest: --table-size)"
run --table-size=3G
refused "no power of two" 2 \
    "virtax randomaccess: --table-size: size '3G': not a power of two; the nearest are 2G and 4G"
run --table-size=0
refused "no size" 2 "the nearest is 64"
run --table-size=4X
refused "unknown unit" 2 "--table-size: size '4X': unknown suffix 'X'"
run --table-size=8192T
refused "more memory than there is" 77 "the largest table that fits is "
run --table-size=64M --memory-limit=50M
refused "more memory than allowed" 2 "beyond --memory-limit; the largest table that fits is 32M"
run --updates=0
refused "no updates" 2 "--updates: number '0'"
run --style=repotr
refused "unknown style" 2 "--style: unknown style 'repotr' (closest: report)"
run --prefetch=maybe
refused "unknown prefetch" 2 "--prefetch: unknown choice 'maybe'"
run --look-ahead=2048
refused "too many pending updates" 2 "--look-ahead: number '2048'"
run --look-ahead=100
refused "a ring of no power of two" 2 "not a power of two"
run --cpus=1000
refused "CPU that is not there" 2 "not among those allowed here"
run "${small[@]}" --numa=interleave=0,63
refused "node that is not there" 2 "NUMA nodes 0,63"
run 4M
refused "a word that is no option" 2 "unexpected word '4M'"

# Others may reserve or take huge pages meanwhile: either it was refused, or the pages are there.
for kind in hugetlb:"sysctl -w vm.nr_hugepages=" \
    hugetlb-1g:"echo 1 > /sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages"; do
    run "${small[@]}" --hugepages="${kind%%:*}" --json
    if [ "$status" -eq 0 ]; then
        json "${kind%%:*} is in evidence" '.evidence.huge_bytes == .evidence.region_bytes'
    else
        refused "${kind%%:*} without pages" 77 "${kind#*:}"
    fi
done

run --help
check "help" test "$status" = 0 -a -s "$scratch/out" -a ! -s "$scratch/err"
run --version
check "version" grep -qE '^virtax [0-9]+\.[0-9]+' "$scratch/out"

run "${small[@]}" --json
check "JSON run succeeds" is "$status" 0
marked "marks on stderr and nothing else"
json "exactly one JSON object" '.schema == "virtax-kernel/1" and .kernel == "randomaccess"'
json "one result of ten samples" '(.results | length) == 1 and (.results[0] | .metric == "updates"
    and .x == "" and .unit == "GUP/s" and .value > 0 and (.samples | length) == 10)'
json "parameters are effective" '.parameters | ."table-size" == 4194304 and .updates == 200000
    and .style == "pipeline" and .prefetch == "on" and ."look-ahead" == 128 and .time == null
    and .hugepages == "thp" and .threads >= 1'
json "replayed" '.checks | length == 1 and .[0].name == "replay" and .[0].ok'
json "evidence is complete" '.evidence | has("cpus") and has("isa") and has("numa_nodes") and
    has("huge_bytes") and has("page_bytes") and .region_bytes == 4194304 and .updates == 200000 and
    .wrong_words >= 0 and .wrong_words <= 5242'
digest=$(sha256sum "$randomaccess" | cut -d' ' -f1)
json "sha256 is that of the binary" ".evidence.binary_sha256 == \"$digest\""

run --table-size=1M --json
json "4 updates for each word" '.evidence.updates == 524288 and .parameters.updates == 524288'

for style in pipeline report; do
    for prefetch in on off; do
        run "${small[@]}" --cpus=0 --threads=1 --hugepages=none --style=$style \
            --prefetch=$prefetch --json
        json "one thread loses nothing: $style, prefetch $prefetch" '.checks[0].ok and
            (.evidence | .wrong_words == 0 and .cpus == "0" and .huge_bytes == 0)'
    done
done
run "${small[@]}" --style=report --threads=3 --json
json "the report's style does not prefetch" '.parameters.prefetch == "off" and .checks[0].ok'

# Two threads on the words of one cache line lose updates all the time: more than 1 % are wrong.
if [ "$cpus_here" -ge 2 ]; then
    run --table-size=64 --updates=20000000 --threads=2 --json
    check "a failed replay is a failure" is "$status" 1
    json "a failed replay is told" '.checks[0].ok == false and .evidence.wrong_words > 0'
fi

run --table-size=64M --time=20ms --updates=2000000000 --json
json "time ends a run" '.usage.wall_s >= 0.02 and .usage.wall_s < 20 and .checks[0].ok and
    .evidence.updates < 2000000000 and (.results[0].samples | length) >= 2'
run --table-size=4M --time=60s --json
json "4 updates for each word end it before" '.parameters.updates == 2097152 and
    .evidence.updates == 2097152 and (.results[0].samples | length) == 10'
run --table-size=4M --time=60s --updates=200000 --json
json "so do updates, whichever is first" '.evidence.updates == 200000 and .usage.wall_s < 20'

run "${small[@]}"
check "text has a table" grep -qE '^updates +GUP/s +[0-9.e-]+ .* 10$' "$scratch/out"
check "text has the check" grep -qE '^ +replay +ok: [0-9]+ of 524288 words' "$scratch/out"

run --resolve --memory-limit=24M --time=1s
json "resolve measures nothing" '(has("evidence") or has("checks") or any(.results[]; has("value"))) | not'
json "resolve chooses" '.parameters | ."table-size" == 8388608 and .updates == 4194304 and
    .threads >= 1 and .time == 1 and .prefetch == "on"'
resolved "resolved parameters can be passed back"

status=0
"$randomaccess" "${small[@]}" >/dev/full 2>"$scratch/err" || status=$?
check "full stdout" is "$status" 1
check "full stdout: says why" says "$scratch/err" "virtax randomaccess: writing the record: "
try env -i "$randomaccess" "${small[@]}" --json
json "empty environment" '.evidence.environment == []'
check "statically linked" sh -c "! ldd '$randomaccess' >/dev/null 2>&1"

finish
