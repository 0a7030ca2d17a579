#!/bin/bash
# test_kernelops_cli.sh - build/bin/kernelops as people and scripts call it: operations, outputs,
# statuses, slices; what fails is no number, and nothing stays behind.
. "$(dirname "$0")/kernel_cli.sh"

kernelops=$bin/kernelops
run() { try timeout 60 "$kernelops" "$@"; }
small=("--operations=getpid,stat,pipe-1cpu" --iterations=3)
alone() { ! pgrep -f "^$kernelops "; }

run --operatoins=getpid
refused "unknown option" 2 "unknown option '--operatoins' (closest: --operations)"
run --operations=getpid,forkwait
refused "unknown operation" 2 \
    "virtax kernelops: --operations: unknown operation 'forkwait' (closest: fork-wait)"
run --memory-limit=1M
refused "too little memory" 2 "--memory-limit: less than the 16M that operations need"
run --operations=
refused "no operation" 2 "--operations: unknown operation ''"
run --iterations=1
refused "too few rounds" 2 "--iterations: number '1'"
run --time=soon
refused "no time" 2 "--time: "
run --cpus=1000
refused "a CPU that is not there" 2 "not among those allowed here"
run getpid
refused "a word that is no option" 2 "unexpected word 'getpid'"
run --cpus=0 --operations=pipe-2cpu,futex-2cpu
refused "nothing that one CPU can do" 77 "a second CPU: only one is allowed here"

run --help
check "help" test "$status" = 0 -a -s "$scratch/out" -a ! -s "$scratch/err"

run --json --iterations=5
check "all operations" is "$status" 0
marked "marks on stderr and nothing else"
json "a record" '.schema == "virtax-kernel/1" and .kernel == "kernelops"'
json "every operation is measured or left out" '(.parameters.operations | split(",")) as $all |
    ($all | length) >= 20 and ([.results[] | select(.metric == "time") | .x] + (.evidence.left_out | keys) |
    sort) == ($all | sort)'
json "in ns, a sample for each round, their mean" 'all(.results[]; .unit == "ns" and .value > 0) and
    all(.results[] | select(.metric == "time"); (.samples | length) == 5 and
        ((.value - (.samples | add / 5)) | fabs) <= 1e-9 * .value)'
json "every operation is checked" '(.checks | map(.name)) == [.results[] | select(.metric == "time") | .x] and
    all(.checks[]; .ok)'
json "distributions" '[.histograms[].x] == [.checks[].name] and all(.histograms[]; .metric == "time" and
    .unit == "ns" and (.buckets | length > 0 and all(.[1] > 0) and ([.[][0]] | . == sort)))'
json "how the clock is read" '.evidence.clock | has("source") and has("vdso")'
json "usage and evidence" '.usage.wall_s >= 0.1 and .usage.voluntary_switches > 0 and
    (.evidence | has("cpus") and has("status") and has("isa"))'
digest=$(sha256sum "$kernelops" | cut -d' ' -f1)
json "sha256 is that of the binary" ".evidence.binary_sha256 == \"$digest\""

run --json --cpus=0 --operations=getpid,pipe-2cpu --iterations=2
json "one CPU: left out, and said" '(.evidence.left_out | keys == ["pipe-2cpu"]) and
    ([.results[].x] | unique) == ["getpid"] and .evidence.cpus == "0"'
run --json --operations=getpid --time=100ms
json "time ends it" '.usage.wall_s >= 0.1 and .usage.wall_s < 20 and (.results[0].samples | length) >= 2 and
    .parameters.iterations == null'
run --json --operations=clock-gettime --time=1200ms
json "percentiles where batches support them" '[.results[].metric] == ["time", "p90", "p99"] and
    .results[1].value <= .results[2].value'

run "${small[@]}"
check "text" grep -qE '^time +getpid +ns +[0-9.]+' "$scratch/out"
run --resolve --operations=stat,getpid
json "resolve tells what is yielded" '[.results[] | .metric + " " + .x] ==
    ["time getpid", "p90 getpid", "p99 getpid", "time stat", "p90 stat", "p99 stat"] and
    all(.results[]; .unit == "ns" and .better == "lower" and .rate == false) and
    .concerns == ["cpu"] and .slices and (has("evidence") or has("checks") | not)'
resolved "resolved parameters can be passed back"
run --resolve
json "all operations by default" '.parameters | (.operations | split(",") | length) >= 20 and .iterations == 50'
resolved "all of them can be passed back"

# Its filter is inherited by what it executes: the call is there, but not allowed.
cat >"$scratch/deny.c" <<'END'
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>
int main(int argc, char **argv) {
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)atoi(argv[1]), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {4, filter};
    return argc > 2 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 ? execv(argv[2], argv + 2) : 1;
}
END
if ${CC:-gcc} -o "$scratch/deny" "$scratch/deny.c" 2>"$scratch/err"; then
    getpid=$(printf '#include <sys/syscall.h>\nSYS_getpid\n' | ${CC:-gcc} -E -P - | tail -n 1)
    try "$scratch/deny" "$getpid" "$kernelops" --operations=getpid,stat,open-close --iterations=3 --json
    check "a call that is not allowed is a failure" is "$status" 1
    json "and no number" '([.results[].x] | unique) == ["open-close", "stat"]'
    json "its check says why" '.checks[] | select(.name == "getpid") | (.ok | not) and
        .detail == "getpid: Operation not permitted"'
    check "people are told" says "$scratch/err" "check getpid failed: getpid: Operation not permitted"
    json "a filter is in evidence" '.evidence.status.Seccomp == "2" and .evidence.status.NoNewPrivs == "1"'
    prctl=$(printf '#include <sys/syscall.h>\nSYS_prctl\n' | ${CC:-gcc} -E -P - | tail -n 1)
    try "$scratch/deny" "$prctl" "$kernelops" --operations=getpid --iterations=2 --json
    json "where the vDSO cannot be asked it is not told" '.evidence.clock.vdso == null'
else
    skip "a call that is not allowed" "no compiler"
fi

# Slices: whose answers have no work, since nothing of it is a rate.
fresh orders out err
mkfifo "$scratch/orders"
"$kernelops" --json --slices --operations=getpid,eventfd-1cpu,epoll-1000 \
    <"$scratch/orders" >"$scratch/out" 2>"$scratch/err" &
pid=$!
exec 7>"$scratch/orders"
check "slices: ready" wait_for 30 grep -q '^virtax: ready$' "$scratch/err"
check "slices: two partners" is "$(pgrep -P "$pid" | count)" 2
printf 'slice 0.02\nslice 0.02\nslice 0.02\nend\n' >&7
exec 7>&-
status=0
wait "$pid" || status=$?
check "slices: end well" is "$status" 0
check "slices: three answers and the record" jq -es 'length == 4 and .[3] as $record |
    all(.[:3][]; .work == {} and .end_s - .begin_s >= 0.02 and .warm_s >= 0.01) and
    all($record.results[]; .metric == "time" and (.samples | length == 3)) and
    ([$record.results[].x] == ["getpid", "eventfd-1cpu", "epoll-1000"]) and
    all($record.checks[]; .ok) and ($record.slices.begin_s | length == 3)' "$scratch/out" >"$scratch/err"
run --slices
refused "slices without JSON" 2 "--slices: answers in JSON; add --json"
run --slices --json --iterations=5
refused "slices with a count" 2 "--iterations: slices end by time; leave it out"

# Whatever ends it, its partners end as well.
partners=("--operations=pipe-1cpu,eventfd-1cpu,epoll-1000" --time=60s)
try timeout --foreground -s INT 1 "$kernelops" "${partners[@]}"
check "Ctrl-C ends it" is "$status" 124
check "Ctrl-C leaves no partner" wait_for 10 alone
fresh out err
"$kernelops" "${partners[@]}" >"$scratch/out" 2>"$scratch/err" &
pid=$!
wait_for 30 grep -q '^virtax: begin$' "$scratch/err"
check "three partners" is "$(pgrep -P "$pid" | count)" 3
kill -9 "$pid"
status=0
wait "$pid" 2>/dev/null || status=$?
check "kill -9 ends it" is "$status" 137
check "kill -9 leaves no partner" wait_for 10 alone

status=0
"$kernelops" "${small[@]}" >/dev/full 2>"$scratch/err" || status=$?
check "full stdout" is "$status" 1
check "full stdout: says why" says "$scratch/err" "virtax kernelops: writing the record: "
status=0
"$kernelops" "${small[@]}" --json >&- 2>"$scratch/err" || status=$?
check "closed stdout" is "$status" 1
try env -i "$kernelops" "${small[@]}" --json
json "empty environment" '.evidence.environment == []'
check "statically linked" sh -c "! ldd '$kernelops' >/dev/null 2>&1"

finish
