#!/bin/bash
# One of many: its words, its answers, what it holds.
. "$(dirname "$0")/kernel_cli.sh"
run() { try timeout 60 "$bin/instance" "$@"; }
told() { # LINES OPTION...: what is told by stdin
    printf '%b' "$1" >"$scratch/in"
    shift
    status=0
    timeout 60 "$bin/instance" "$@" <"$scratch/in" >"$scratch/out" 2>"$scratch/err" || status=$?
}

told 'ask\nask\r\nend\nask\n' --json --memory=1M
check "told to end" is "$status" 0
check "each question is answered once" is "$(grep -c '^{"answer":' "$scratch/out")" 2
check "answers are counted" says "$scratch/out" '{"answer":2}'
check "stderr: it started, then it is ready" is "$(sed 's/started [0-9.]*$/started/' "$scratch/err")" \
    $'virtax: started\nvirtax: ready'
sed -i '/^{"answer":/d' "$scratch/out"
json "a record" '.schema == "virtax-kernel/1" and .kernel == "instance" and .results == [] and
    .parameters.memory == 1048576 and (.checks | length == 2 and all(.ok)) and (.evidence.binary_sha256 | length) == 64'
started=$(sed -n 's/^virtax: started //p' "$scratch/err")
check "its first instruction is by this host's clock" awk -v s="$started" '{ exit !(s <= $1 && s > $1 - 60) }' /proc/uptime
check "and in the record" is "$(jq ".evidence.first_s - $started | fabs < 1e-6" "$scratch/out")" true

coproc instance { exec "$bin/instance" --json --memory=32M 2>"$scratch/held-err"; }
echo ask >&"${instance[1]}"
check "it holds memory: ready" wait_for 10 grep -q ready "$scratch/held-err"
# shellcheck disable=SC2154 # coproc sets it
held=$(awk '/^Pss_Anon:/ { print int($2 / 1024) }' "/proc/$instance_PID/smaps_rollup")
check "it holds memory: 32 MiB of it" is "$held" 32
echo end >&"${instance[1]}"
wait "$instance_PID"

coproc instance { exec "$bin/instance" --json --disk=32M 2>"$scratch/kept-err" >"$scratch/kept"; }
echo ask >&"${instance[1]}"
check "it keeps a file: ready" wait_for 10 grep -q ready "$scratch/kept-err"
# Unlinked, so that only the process leads to it.
kept=$(find "/proc/$instance_PID/fd" -lname '*.virtax-instance-* (deleted)')
check "it keeps a file: 32 MiB of blocks" is "$(stat -Lc '%b' "${kept:-/dev/null}")" 65536
dd if=/dev/zero of="${kept:-/dev/null}" bs=1 count=1 seek=5000 conv=notrunc status=none
echo end >&"${instance[1]}"
wait "$instance_PID"
check "a byte that another wrote: exit 1" is "$?" 1
check "a byte that another wrote: the check says so" is \
    "$(sed 1d "$scratch/kept" | jq '.checks[] | select(.name == "disk") | .ok')" false
run --disk=900T --json </dev/null
check "more than the disk has: exit 1" is "$status" 1
check "more than the disk has: which option" says "$scratch/err" "--disk"

run --json </dev/null
check "stdin that ends at once: exit 0" is "$status" 0
told 'aks\n' --json
check "another line: exit 2" is "$status" 2
check "another line: which" says "$scratch/err" "stdin: 'aks' is neither ask nor end"
run --resolve --idle=1s --at-once=4
json "resolve: it is one of many" '.crowd == true and .parameters.starts == 4 and
    ([.results[].metric] | unique) == ["cpu", "disk", "memory"]'
resolved "resolved parameters can be passed back"
run --resolve
json "resolve: without idling it is started" '[.results[].x] | contains(["started-p50", "answered-p50"])'
run --at-once=0
refused "none at once" 2 "--at-once"
run --idle=1s
refused "one that idles" 2 "--at-once=2"
run --cache=tepid
refused "an unknown state" 2 "tepid"
run --root=/ </dev/null
refused "a root without a service" 2 "--service"
run --service=rediss </dev/null
refused "an unknown service" 2 "closest: redis"
run --service=mariadb </dev/null
refused "a service that keeps data" 2 "it keeps data"
services=$(readlink -f build/services/current)
if [ "$(id -u)" -eq 0 ] && [ -d "$services/root" ]; then
    coproc instance { exec "$bin/instance" --json --service=redis --root="$services/root" 2>"$scratch/beside-err" >"$scratch/beside"; }
    echo ask >&"${instance[1]}"
    check "beside a server: ready" wait_for 20 grep -q ready "$scratch/beside-err"
    server=$(pgrep -P "$instance_PID" -f redis-server)
    check "beside a server: at a port of the loopback address" grep -aq '127.0.0.1:[1-9]' "/proc/${server:-0}/cmdline"
    told 'ask\nend\n' --json --service=redis --root="$services/root"
    check "beside another one: exit 0" is "$status" 0
    echo end >&"${instance[1]}"
    wait "$instance_PID"
    check "beside a server: the end: exit 0" is "$?" 0
    check "beside a server: none is left" test ! -e "/proc/${server:-self}"
    check "beside a server: the record names it" is \
        "$(sed 1d "$scratch/beside" | jq -r '.evidence.service.name')" redis
    coproc instance { exec "$bin/instance" --json --service=redis --root="$services/root" 2>"$scratch/lost-err" >"$scratch/lost"; }
    echo ask >&"${instance[1]}"
    wait_for 20 grep -q ready "$scratch/lost-err"
    pkill -KILL -P "$instance_PID"
    echo end >&"${instance[1]}"
    wait "$instance_PID"
    check "a server that was killed meanwhile: exit 1" is "$?" 1
    check "a server that was killed meanwhile: the check says so" is \
        "$(sed 1d "$scratch/lost" | jq '.checks[] | select(.name == "service") | .ok')" false
else
    skip "beside a server" "needs root and the services' root"
fi
run --memory=2M --memory-limit=1M
check "more than it may: exit 2" is "$status" 2
finish
