#!/bin/bash
# test_slices_cli.sh - --slices of every kernel: ready, asleep until told, answers, as many samples as
# slices; and what comes of garbage, a closed stdout, an end that is too early, a server that dies.
. "$(dirname "$0")/net_cli.sh"

data=$scratch/file
declare -A arguments=(
    [skeleton]="--steps=10000 --threads=2"
    [stream]="--array-size=1M --stores=temporal --threads=2"
    [randomaccess]="--table-size=8M --threads=2"
    [linpack]="--n=600 --threads=2"
    [blockio]="--path=$data --size=4M --rw=randrw --direct=0 --jobs=2"
    [netrr]="" [netrr-udp]="--udp" [netrr-new]="--new-connection"
    [netstream]="--streams=2" [netstream-back]="--reverse" [netstream-many]="--streams=5" [netstream-udp]="--udp --rate=100M"
)
declare -A first_metric=([skeleton]=steps [stream]=bandwidth [randomaccess]=updates [linpack]=performance
    [blockio]=iops [netrr]=transactions [netstream]=throughput)

# open CASE ARGUMENT...: starts that kernel and waits until it is ready; leaves $pid, and its stdin
# open at 7. A server is started where it needs one.
open() {
    local what=$1 kernel=${1%%-*} program=$bin/${1%%-*} peer=()
    shift
    [ "$kernel" != skeleton ] || program=$project/build/skeleton
    case $kernel in net*) serve "$kernel" --json && peer=("$at") ;; esac
    fresh orders out err
    mkfifo "$scratch/orders"
    # shellcheck disable=SC2086 # words
    "$program" "${peer[@]}" --json --slices ${arguments[$what]} "$@" \
        <"$scratch/orders" >"$scratch/out" 2>"$scratch/err" &
    pid=$!
    exec 7>"$scratch/orders"
    wait_for 30 grep -q '^virtax: ready$' "$scratch/err"
}

say() { printf '%s\n' "$*" >&7; }
lines() { [ "$(count <"$scratch/out")" -ge "$1" ]; }
slice() { # NUMBER: the n-th, from 1, and its answer, seen at once
    local tries=3000
    say "slice 0.01"
    until lines "$1"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || { echo "#   no answer to slice $1"; return 1; }
        sleep 0.005
    done
}

# close: ends stdin, waits for the kernel; leaves $status.
close() {
    exec 7>&-
    status=0
    wait_for 60 gone "$pid" || kill -9 "$pid"
    wait "$pid" 2>/dev/null || status=$?
}

# CPU time of all threads, in ns.
cpu_ns() { cat /proc/"$1"/task/*/schedstat | awk '{ sum += $1 } END { printf "%d", sum }'; }

# sleeps PID: it uses less than 1 % of 300 ms.
sleeps() {
    local before
    before=$(cpu_ns "$1")
    sleep 0.3
    local used=$(($(cpu_ns "$1") - before))
    [ "$used" -lt 3000000 ] || { echo "#   used $used ns of 300 ms"; false; }
}

# record EXPRESSION: true of the last line, in which $answers are the lines before.
record() {
    jq -es "(.[0:-1]) as \$answers | .[-1] | $1" "$scratch/out" >/dev/null
}

for what in skeleton stream randomaccess linpack blockio netrr netrr-udp netrr-new netstream netstream-back \
    netstream-many netstream-udp; do
    kernel=${what%%-*}
    open "$what" --stack-offset=4096
    check "$what: says nothing but that it is ready" is "$(cat "$scratch/err")" "virtax: ready"
    check "$what: sleeps until it is told" sleeps "$pid"
    for n in 1 2 3 4 5; do slice $n; done
    check "$what: answers each slice" lines 5
    check "$what: begins with the first" is "$(cat "$scratch/err")" $'virtax: ready\nvirtax: begin'
    check "$what: sleeps between slices" sleeps "$pid"
    case $kernel in net*) check "$what: its server sleeps too" sleeps "$server" ;; esac
    say end
    close
    check "$what: ends well" is "$status" 0
    check "$what: marks" is "$(cat "$scratch/err")" $'virtax: ready\nvirtax: begin\nvirtax: end'
    check "$what: answers" record '$answers | length == 5 and ([.[].slice] == [0, 1, 2, 3, 4]) and
        all(.[]; .end_s - .begin_s >= 0.0099 and .answer_s >= .end_s and .warm_s >= 0 and
            (.work | length > 0 and all(.[]; . > 0)) and (keys | length == 7)) and
        all(.[1:][]; .waited_cpu_s >= 0 and .waited_cpu_s < 0.005) and
        ([.[] | .begin_s, .end_s] | . == sort)'
    check "$what: the record" record '.schema == "virtax-kernel/1" and .parameters.slices == true and
        .parameters."stack-offset" == 4096 and (.checks | length > 0 and all(.ok)) and
        (.evidence.slice_warming | length > 10)'
    check "$what: its first result" record ".results[0].metric == \"${first_metric[$kernel]}\" and
        (.results[0].samples | all(. > 0))"
    check "$what: as many samples as slices" record '(.results | length > 0) and
        all(.results[].samples; length == 5 and any(.[]; . != null))'
    check "$what: medians" record '.results | all(([.samples[] | select(. != null)] | sort) as $s | ($s | length) as $n |
        (($s[($n - 1) / 2 | floor] + $s[$n / 2 | floor]) / 2) as $m | (.value - $m | fabs) <= 1e-9 * ($m | fabs))'
    check "$what: times of slices" record '.slices | .begin_s == [$answers[].begin_s] and
        .end_s == [$answers[].end_s] and .warm_s == [$answers[].warm_s]'
    check "$what: usage of the slices alone" record '(.usage.wall_s -
        ([$answers[] | .end_s - .begin_s] | add) | fabs) < 1e-6'
    case $kernel in net*)
        wait "$server"
        check "$what: its server ended well" is "$?" 0
        ;;
    esac

    open "$what"
    slice 1
    exec 7>&-
    close
    check "$what: the end of stdin is an end" is "$status" 0
    check "$what: and has its record" record '.results | all(.samples | length == 1)'

    open "$what"
    slice 1
    say "slice 60"
    sleep 0.1
    kill -9 "$pid"
    close
    check "$what: killed in the middle" is "$status" 137
    check "$what: answers until then, no record" is "$(count <"$scratch/out")" 1
    case $kernel in net*)
        wait_for 20 gone "$server"
        wait "$server"
        check "$what: its server notices" is "$?" 1
        ;;
    esac

    open "$what"
    slice 1
    say "slice soon"
    close
    check "$what: garbage" is "$status" 2
    check "$what: garbage is named" says "$scratch/err" "virtax $kernel: stdin: 'slice soon': the seconds are no number"
    check "$what: no record after garbage" is "$(count <"$scratch/out")" 1
done

# What all do in the harness, shown by one.
run() { try timeout 60 "$bin/stream" --array-size=1M --stores=temporal "$@"; }
fed() { # TEXT ARGUMENT...
    local text=$1
    shift
    status=0
    printf '%b' "$text" | timeout 60 "$bin/stream" --array-size=1M --stores=temporal --json --slices "$@" \
        >"$scratch/out" 2>"$scratch/err" || status=$?
}
fed ''
check "an end before the first slice" is "$status" 1
check "an end before the first slice: why" says "$scratch/err" "before the first slice: nothing is measured"
fed 'slice 0.01\nslice 0.0'
check "an end in the middle of a line" is "$status" 2

# Memory in turns: 6 MiB of arrays, in whole huge pages, and nothing else before all of it is there.
resident() { awk '$1 == "VmRSS:" { print $2 }' "/proc/$pid/status"; }
rm -f "$scratch/orders"
mkfifo "$scratch/orders"
declare -A populated=([stream]=$((6 << 20)) [randomaccess]=$((8 << 20)) [linpack]=$((4 << 20)))
for kernel in stream randomaccess linpack; do
    fresh out err
    bytes=${populated[$kernel]}
    # shellcheck disable=SC2086 # words
    "$bin/$kernel" ${arguments[$kernel]} --json --slices --populate-in-turns <"$scratch/orders" \
        >"$scratch/out" 2>"$scratch/err" &
    pid=$!
    exec 7>"$scratch/orders"
    check "populate: $kernel waits for its turn" wait_for 30 grep -q '^virtax: populates$' "$scratch/err"
    before=$(resident)
    turns=0
    until [ "$(tail -n 1 "$scratch/out")" = '{"left":0}' ] || [ $turns -gt 20 ]; do
        say "populate 1"
        check "populate: $kernel answers" wait_for 10 lines $((turns += 1))
    done
    check "populate: $kernel takes a huge page a turn" is $turns $((bytes >> 21))
    check "populate: $kernel is then ready" wait_for 30 grep -q '^virtax: ready$' "$scratch/err"
    check "populate: $kernel has its memory" test $(($(resident) - before)) -ge $((bytes >> 10))
    say "slice 0.01"
    say "populate 1"
    close
    check "populate: $kernel has nothing left" is "$status" 2
    check "populate: $kernel says so" says "$scratch/err" "'populate': nothing is left to populate"
done
fed 'slice 0.01\n' --populate-in-turns
check "a slice before memory" is "$status" 2
check "a slice before memory: why" says "$scratch/err" "6291456 bytes are left to populate before anything else"
fed 'populate 2097152\n' --populate-in-turns
check "an end before memory" is "$status" 2
fed 'populate 1\npopulate 1e15\nslice 0.001\n' --populate-in-turns
check "the rest in one turn" is "$(head -n 2 "$scratch/out" | xargs) $status" "{left:4194304} {left:0} 0"
try "$bin/stream" --json --populate-in-turns
refused "--populate-in-turns without slices" 2 "--populate-in-turns: belongs to --slices; add it"
fed '' --populate-in-turns --resolve
check "--populate-in-turns with --resolve waits for nothing" is "$status" 0

fed "$(printf 'x%.0s' {1..300})"
check "a line that is too long" says "$scratch/err" "a line of more than 200 bytes"
fed 'slice 0.001\nend\nslice 0.001\n'
check "what comes after the end is not read" is "$(count <"$scratch/out")" 2

"$bin/stream" --array-size=1M --stores=temporal --json --slices <<<"slice 0.01" >&- 2>"$scratch/err"
check "closed stdout" is "$?" 1
check "closed stdout: says so" says "$scratch/err" "answering slice 0: writing"
"$bin/stream" --array-size=1M --stores=temporal --json --slices <<<"slice 0.01" >/dev/full 2>"$scratch/err"
check "full stdout" is "$?" 1
"$bin/stream" --array-size=1M --stores=temporal --json --slices <&- >"$scratch/out" 2>"$scratch/err"
check "closed stdin" is "$?" 1

run --slices
refused "without --json" 2 "--slices: answers in JSON; add --json"
run --json --slices --iterations=4
refused "a count" 2 "--iterations: slices end by time; leave it out"
try "$bin/linpack" --json --slices --runs=4
refused "a count of runs" 2 "--runs: slices end by time"
try "$bin/randomaccess" --json --slices --updates=4000
refused "a count of updates" 2 "--updates: slices end by time"
try "$bin/netrr" --server --json --slices
refused "a server" 2 "--server: works without orders"
try "$bin/netrr" 127.0.0.1 --json --slices --rate=1k
refused "intended starts" 2 "--rate: starts that are intended do not wait for slices"
try "$bin/netstream" 127.0.0.1 --json --slices --interval=1s
refused "intervals" 2 "--interval: a slice has no parts"
try "$bin/blockio" --path="$data" --json --slices --rate=1k
refused "intended starts of I/O" 2 "--rate: starts that are intended do not wait for slices"

open netrr
slice 1
kill -9 "$server"
wait_for 20 gone "$pid"
close
check "a server that dies in a pause ends its client" is "$status" 1
check "and it says so" says "$scratch/err" "during the test: "

# --resolve tells whether they could, and what memory they hold.
run --resolve --time=1s
json "can: stream" '.slices == true and .memory == 3 * 2097152 and .parameters.slices == false'
run --resolve --slices
json "resolved for slices: no count" '.parameters | .slices == true and .iterations == null'
run --resolve --iterations=5
json "cannot: stream with a count" '.slices == false'
try "$bin/randomaccess" --table-size=8M --resolve
json "can: randomaccess" '.slices == true and .memory == 8388608'
try "$bin/linpack" --n=1000 --resolve
json "can: linpack" '.slices == true and .memory > 8000000'
try "$bin/linpack" --n=1000 --runs=3 --resolve
json "cannot: linpack with a count" '.slices == false'
try "$bin/netstream" --resolve
json "can: netstream" '.slices == true and .memory == 131072'
try "$bin/netrr" --resolve --rate=1k
json "cannot: netrr with a rate" '.slices == false and .memory == 0'
try "$bin/blockio" --resolve --bs=4k --jobs=2 --iodepth=16
json "can: blockio" '.slices == true and .memory == 131072'

run --json --iterations=3 --inject=100 --stack-offset=64k
json "injected work and offsets are parameters" '.parameters | .inject == 100 and ."stack-offset" == 65536'
run --json --stack-offset=100
refused "an odd offset" 2 "--stack-offset: size '100': not a multiple of 16 up to 64k"
run --json --inject=101
refused "more than twice the work" 2 "--inject: percent '101': not from 0 to 100"
try "$bin/netrr" 127.0.0.1 --inject=1
refused "nothing to inject" 2 "unknown option '--inject'"
finish
