#!/bin/bash
# test_linpack_cli.sh - build/bin/linpack as people and scripts call it: options, outputs, statuses,
# and what a stray BLAS variable in the environment must not do.
. "$(dirname "$0")/kernel_cli.sh"

linpack=$bin/linpack
run() { try "$linpack" "$@"; }

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
largest=$(sed 's/.*--n=//' "$scratch/err")
run --resolve --n=$((largest * 9 / 10)) # others take memory meanwhile
json "the largest that is named fits" '.parameters.n > 0'
run --n=20000 --memory-limit=512M
refused "more memory than allowed" 2 "beyond --memory-limit; the largest that fits is --n="
largest=$(sed 's/.*--n=//' "$scratch/err")
run --resolve --n="$largest" --memory-limit=512M
json "the largest that the limit allows" ".parameters.n == $largest"
run --resolve --n=$((largest + 1)) --memory-limit=512M
check "and no larger one" test "$status" = 2
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

# OpenBLAS would retry for ever, or end the process by a signal.
for limit in -v\ 150000 -v\ 170000; do
    # shellcheck disable=SC2086 # an option and its value
    try timeout 20 sh -c "ulimit $limit; exec \"\$@\"" sh "$linpack" --n=300 --runs=1 --threads=1
    check "ulimit $limit: no hang" test "$status" = 77 -o "$status" = 1
    check "ulimit $limit: says why" grep -qE 'address space is not left|starting thread' "$scratch/err"
done
try timeout 20 sh -c 'ulimit -v 300000; exec "$@"' sh "$linpack" --n=300 --runs=1 --threads=1
check "address space for one thread is enough for one" test "$status" = 0
try timeout 20 sh -c 'ulimit -v 300000; exec "$@"' sh "$linpack" --n=300 --runs=1 --threads=2
check "and not for two" test "$status" = 77 -o "$status" = 1

run --help
check "help" test "$status" = 0 -a -s "$scratch/out" -a ! -s "$scratch/err"

run --n=500 --runs=4 --json
check "JSON run succeeds" test "$status" = 0
marked "marks on stderr and nothing else"
json "exactly one JSON object" '.schema == "virtax-kernel/1" and .kernel == "linpack"'
json "every run is a sample" '[.results[] | select(.metric == "performance" and .x == "" and
    .unit == "GFLOP/s" and .value > 0 and (.samples | length) == 4)] | length == 1'
json "the residual is checked" '.checks | length == 1 and .[0].name == "residual" and .[0].ok'
json "parameters are effective" '.parameters | .n == 500 and .runs == 4 and .seed == 1 and
    .time == null and .threads >= 1 and ."blas-core" == "auto"'
# shellcheck disable=SC2016
json "peak fraction is best over DGEMM" '(.results[0].samples | max) as $best
    | .evidence | (.peak_fraction - $best / .dgemm_gflops | fabs) < 1e-9 and .dgemm_n > 0'
json "evidence is complete" '.evidence | has("isa") and has("numa_nodes") and has("huge_bytes")
    and (.blas | test("DYNAMIC_ARCH")) and .warmup_n == 500 and .lu_block == 48
    and (.blas_core | length) > 0'
core=$(jq -r .evidence.blas_core "$scratch/out")

run --n=301 --seed=7 --hugepages=none --json
json "three runs where nothing is said" '.results[0].samples | length == 3'
json "small pages where asked for" '.evidence.huge_bytes == 0'
detail=$(jq -r '.checks[0].detail' "$scratch/out")
run --n=301 --seed=7 --hugepages=none --json
json "the same seed, the same residual" ".checks[0].detail == \"$detail\""
run --n=301 --seed=8 --hugepages=none --json
json "another seed, another residual" ".checks[0].detail != \"$detail\""

for n in 1 2 3 17; do
    run --n=$n --runs=1 --json
    json "order $n" '.checks[0].ok and .results[0].value > 0'
done
run --n=200 --runs=1000000
refused "too many runs" 2 "--runs: number '1000000'"

cpus=$cpus_here
run --n=300 --threads=1 --json
json "one thread, one CPU" '.evidence.thread_cpus | length == 1 and (.[0] | test("^[0-9]+$"))'
run --n=300 --json
json "each thread pinned to a CPU of its own" ".evidence.thread_cpus
    | length == $cpus and (unique | length) == $cpus and all(test(\"^[0-9]+\$\"))"
run --n=300 --cpus=0 --threads=3 --json
json "three threads on one CPU" '.evidence | .thread_cpus == ["0", "0", "0"] and .cpus == "0"'

run --n=200 --time=300ms --json
json "time ends the runs" '.usage.wall_s >= 0.3 and .usage.wall_s < 30 and .parameters.runs == null
    and (.results[0].samples | length) > 1'
run --n=1500 --time=1ms --json
json "one run at least" '.results[0].samples | length == 1'
run --n=200 --time=60s --runs=2 --json
json "whichever ends first" '.results[0].samples | length == 2'

# OpenBLAS reads these before main(); the kernel's own start must come before that.
for stray in OPENBLAS_CORETYPE=Prescott OPENBLAS_CORETYPE=SapphireRapids OPENBLAS_L2_SIZE=1 \
    OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 GOTO_NUM_THREADS=1 MKL_NUM_THREADS=1 \
    OPENBLAS_VERBOSE=2; do
    try env "$stray" "$linpack" --n=300 --json
    json "$stray changes nothing" ".evidence | .blas_core == \"$core\" and
        (.thread_cpus | length) == $cpus and (.environment_ignored | index(\"${stray%%=*}\")) != null"
    marked "$stray: nothing said"
done
try env -i "$linpack" --n=300 --json
json "nothing added to the environment" '.evidence
    | .environment == [] and .environment_ignored == []'

# Cores in ascending order of what they need; each runs, or is refused with the reason.
for asked in Prescott Core2 Nehalem Sandybridge Haswell Zen SkylakeX Cooperlake Bulldozer; do
    run --n=400 --blas-core=$asked --json
    if [ "$status" = 77 ]; then
        refused "core $asked cannot run here" 77 "--blas-core=$asked: this "
    else
        json "core $asked is used" ".evidence.blas_core == \"$asked\" and .checks[0].ok and
            .parameters.\"blas-core\" == \"$asked\""
    fi
done
if [ "$(uname -m)" = x86_64 ]; then
    run --n=100 --blas-cor Prescott --json
    json "core in a shortened option" '.evidence.blas_core == "Prescott"'
    OPENBLAS_CORETYPE=Nehalem run --n=100 --blas-core=Prescott --json
    json "the option beats the environment" '.evidence.blas_core == "Prescott"'
fi

run --n=300 --runs=2
check "text run succeeds" test "$status" = 0
check "text has a table" grep -qE '^performance +GFLOP/s +[0-9.]+ +[0-9.e-]+ +[0-9.]+ +[0-9.]+ +2$' \
    "$scratch/out"

run --resolve --memory-limit=600M --time=1s
json "resolve measures nothing" '(has("evidence") or has("checks") or any(.results[]; has("value"))) | not'
json "resolve chooses" '.parameters | .n > 5000 and .n < 9000 and .threads >= 1 and .time == 1
    and .runs == null and ."blas-core" == "auto"'
resolved "resolved parameters can be passed back"

if [ "$(cat /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages 2>/dev/null || echo 0)" = 0 ]; then
    run --n=500 --hugepages=hugetlb
    refused "no huge pages reserved" 77 "sysctl -w vm.nr_hugepages="
fi

"$linpack" --n=100 >/dev/full 2>"$scratch/err"
status=$?
check "full stdout" test "$status" = 1
check "statically linked" sh -c "! ldd '$linpack'"

finish
