#!/bin/bash
# test_linpack_cli.sh - build/bin/linpack as people and scripts call it: options, outputs, statuses,
# and what a stray BLAS variable in the environment must not do.
set -u

linpack=${BIN:-build/bin}/linpack
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# Runs the kernel; leaves $status, $work/out and $work/err.
run() {
    "$linpack" "$@" >"$work/out" 2>"$work/err"
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

run --runz=2
refused "unknown option" 2 "virtax linpack: unknown option '--runz' (closest: --runs)"
run --n=0
refused "no order" 2 "--n: number '0'"
run --n=-5
refused "negative order" 2 "--n: number '-5'"
run --n=12x
refused "order that is no number" 2 "--n: number '12x'"
run --runs=0
refused "no runs" 2 "--runs: number '0'"
run --seed=-1
refused "negative seed" 2 "--seed: number '-1'"
run --n=10000000
refused "more memory than there is" 77 "the largest that fits is --n="
largest=$(sed 's/.*--n=//' "$work/err")
run --resolve --n=$((largest * 9 / 10)) # others take memory meanwhile
ok "the largest that is named fits" json '.parameters.n > 0'
run --n=20000 --memory-limit=512M
refused "more memory than allowed" 2 "beyond --memory-limit; the largest that fits is --n="
largest=$(sed 's/.*--n=//' "$work/err")
run --resolve --n="$largest" --memory-limit=512M
ok "the largest that the limit allows" json ".parameters.n == $largest"
run --resolve --n=$((largest + 1)) --memory-limit=512M
ok "and no larger one" test "$status" = 2
run --memory-limit=1M
refused "a limit for nothing" 77 "choosing --n: not enough memory"
run --cpus=1000 --n=10
refused "CPU that is not there" 2 "not among those allowed here"
run --threads=1000 --n=10
refused "more threads than OpenBLAS has" 77 "--threads=1000: this OpenBLAS has at most "
run --blas-core=Hasswell
refused "unknown core" 2 "--blas-core: unknown core 'Hasswell' (closest: Haswell)"
run 4000
refused "a word that is no option" 2 "unexpected word '4000'"

run --help
ok "help" test "$status" = 0 -a -s "$work/out" -a ! -s "$work/err"

run --n=500 --runs=4 --json
ok "JSON run succeeds" test "$status" = 0
ok "marks on stderr and nothing else" cmp "$work/err" <(printf 'virtax: begin\nvirtax: end\n')
ok "exactly one JSON object" json '.schema == "virtax-kernel/1" and .kernel == "linpack"'
ok "every run is a sample" json '[.results[] | select(.metric == "performance" and .x == "" and
    .unit == "GFLOP/s" and .value > 0 and (.samples | length) == 4)] | length == 1'
ok "the residual is checked" json '.checks | length == 1 and .[0].name == "residual" and .[0].ok'
ok "parameters are effective" json '.parameters | .n == 500 and .runs == 4 and .seed == 1 and
    .time == null and .threads >= 1 and ."blas-core" == "auto"'
# shellcheck disable=SC2016
ok "peak fraction is best over DGEMM" json '(.results[0].samples | max) as $best
    | .evidence | (.peak_fraction - $best / .dgemm_gflops | fabs) < 1e-9 and .dgemm_n > 0'
ok "evidence is complete" json '.evidence | has("isa") and has("numa_nodes") and has("huge_bytes")
    and (.blas | test("DYNAMIC_ARCH")) and .warmup_n == 500 and (.blas_core | length) > 0'
core=$(jq -r .evidence.blas_core "$work/out")

run --n=301 --seed=7 --hugepages=none --json
ok "three runs where nothing is said" json '.results[0].samples | length == 3'
ok "small pages where asked for" json '.evidence.huge_bytes == 0'
detail=$(jq -r '.checks[0].detail' "$work/out")
run --n=301 --seed=7 --hugepages=none --json
ok "the same seed, the same residual" json ".checks[0].detail == \"$detail\""
run --n=301 --seed=8 --hugepages=none --json
ok "another seed, another residual" json ".checks[0].detail != \"$detail\""

for n in 1 2 3 17; do
    run --n=$n --runs=1 --json
    ok "order $n" json '.checks[0].ok and .results[0].value > 0'
done
run --n=200 --runs=1000000
refused "too many runs" 2 "--runs: number '1000000'"

cpus=$(nproc)
run --n=300 --threads=1 --json
ok "one thread, one CPU" json '.evidence.thread_cpus | length == 1 and (.[0] | test("^[0-9]+$"))'
run --n=300 --json
ok "each thread pinned to a CPU of its own" json ".evidence.thread_cpus
    | length == $cpus and (unique | length) == $cpus and all(test(\"^[0-9]+\$\"))"
run --n=300 --cpus=0 --threads=3 --json
ok "three threads on one CPU" json '.evidence | .thread_cpus == ["0", "0", "0"] and .cpus == "0"'

run --n=200 --time=300ms --json
ok "time ends the runs" json '.usage.wall_s >= 0.3 and .usage.wall_s < 30 and .parameters.runs == null
    and (.results[0].samples | length) > 1'
run --n=1500 --time=1ms --json
ok "one run at least" json '.results[0].samples | length == 1'
run --n=200 --time=60s --runs=2 --json
ok "whichever ends first" json '.results[0].samples | length == 2'

# OpenBLAS reads these before main(); the kernel's own start must come before that.
for stray in OPENBLAS_CORETYPE=Prescott OPENBLAS_CORETYPE=SapphireRapids OPENBLAS_L2_SIZE=1 \
    OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 GOTO_NUM_THREADS=1 MKL_NUM_THREADS=1 \
    OPENBLAS_VERBOSE=2; do
    env "$stray" "$linpack" --n=300 --json >"$work/out" 2>"$work/err"
    status=$?
    ok "$stray changes nothing" json ".evidence | .blas_core == \"$core\" and
        (.thread_cpus | length) == $cpus and (.environment_ignored | index(\"${stray%%=*}\")) != null"
    ok "$stray: nothing said" cmp "$work/err" <(printf 'virtax: begin\nvirtax: end\n')
done
env -i "$linpack" --n=300 --json >"$work/out" 2>"$work/err"
status=$?
ok "nothing added to the environment" json '.evidence
    | .environment == [] and .environment_ignored == []'

# Cores in ascending order of what they need; each runs, or is refused with the reason.
for asked in Prescott Core2 Nehalem Sandybridge Haswell Zen SkylakeX Cooperlake Bulldozer; do
    run --n=400 --blas-core=$asked --json
    if [ "$status" = 77 ]; then
        refused "core $asked cannot run here" 77 "--blas-core=$asked: this "
    else
        ok "core $asked is used" json ".evidence.blas_core == \"$asked\" and .checks[0].ok and
            .parameters.\"blas-core\" == \"$asked\""
    fi
done
if [ "$(uname -m)" = x86_64 ]; then
    run --n=100 --blas-cor Prescott --json
    ok "core in a shortened option" json '.evidence.blas_core == "Prescott"'
    OPENBLAS_CORETYPE=Nehalem run --n=100 --blas-core=Prescott --json
    ok "the option beats the environment" json '.evidence.blas_core == "Prescott"'
fi

run --n=300 --runs=2
ok "text run succeeds" test "$status" = 0
ok "text has a table" grep -qE '^performance +GFLOP/s +[0-9.]+ +[0-9.e-]+ +[0-9.]+ +[0-9.]+ +2$' \
    "$work/out"

run --resolve --memory-limit=600M --time=1s
ok "resolve measures nothing" json '(has("results") or has("checks")) | not'
ok "resolve chooses" json '.parameters | .n > 5000 and .n < 9000 and .threads >= 1 and .time == 1
    and .runs == null and ."blas-core" == "auto"'
mapfile -t passed < <(jq -r '.parameters | to_entries[] | select(.value != null)
    | "--\(.key)=\(.value)"' "$work/out")
jq -S .parameters "$work/out" >"$work/resolved"
run "${passed[@]}" --resolve
ok "resolved parameters can be passed back" cmp "$work/resolved" <(jq -S .parameters "$work/out")

if [ "$(cat /sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages 2>/dev/null || echo 0)" = 0 ]; then
    run --n=500 --hugepages=hugetlb
    refused "no huge pages reserved" 77 "sysctl -w vm.nr_hugepages=1"
fi

"$linpack" --n=100 >/dev/full 2>"$work/err"
status=$?
ok "full stdout" test "$status" = 1
ok "statically linked" sh -c "! ldd '$linpack'"

exit $((failures > 0))
