#!/bin/bash
# test_services.sh - fig13 `quick`: a real Redis natively, in Docker and in guests under load from the
# peer; servers and loads that die, a root that is another or missing, and what kill -9 leaves. As root.
# lane: host
. "$(dirname "$0")/service_run.sh"
sed -i 's/^values = .*/values = 1 20/' "$root/data/figures/fig13.ini"
server=redis-server

try "$virtax" run fig13 -p quick -r 1 --slice 30ms --set time=300ms -o "$run"
check "exit 0" is "$status" 0
check "ten records, all valid" is "$(cell .valid .cell | count)" 10
check "every environment twice" is "$(cell true .series | sort | uniq -c | xargs)" \
    "2 docker-host 2 docker-nat 2 kvm 2 kvm-tuned 2 native"
same_server_everywhere usr/bin/redis-server etc/virtax/redis.conf
check "which is the plan's" is "$(jq -r .services.manifest "$run/plan.json")" \
    "$(sha256sum "$services/manifest" | cut -d' ' -f1)"
check "one version, nothing saved" is \
    "$(cell true '.kernel.evidence.server | [.version, .config.save, .config.appendonly]' | sort -u | count)" 1
check "nothing saved" is "$(cell true '.kernel.evidence.server.config.save' | sort -u)" '""'
check "what it is asked was answered" is "$(cell true '.kernel.checks[] | [.name, .ok]' | sort -u)" '["state",true]'
check "the server used the CPUs of the system under test" is \
    "$(cell '.series == "native"' .service.evidence.cpus | sort -u)" "$(jq -c '.figures[0].cpus' "$run/plan.json")"
check "the load those of the peer" is "$(cell true .kernel.evidence.cpus | sort -u)" \
    "$(jq -c '.figures[0].peer_cpus' "$run/plan.json")"
check "what the server used is told" is \
    "$(cell true '.service.usage | .user_s + .system_s > 0 and .voluntary_switches > 0' | sort -u)" true
gates_ok_everywhere peer path service binary checks
check "a guest has the root as a disk that it cannot write" is \
    "$(jq -r '.environments.kvm.qemu_argv[]' "$run/machine.json" | grep -c 'id=services,format=raw,readonly=on')" 1
# A password is as long as a digest, and none of these.
check "the password is nobody's to see" is \
    "$(sed 's/\\n/ /g' "$run"/records.jsonl "$scratch/out" "$scratch/err" | grep -owE '[0-9a-f]{64}' | sort -u | xargs)" \
    "$( (sha256sum build/bin/{redisload,serve} "$services/manifest" && cd "$services/root" &&
        sha256sum usr/bin/redis-server etc/virtax/redis.conf) | cut -d' ' -f1 | sort | xargs)"
check "the report names the root" says "$run/report.html" "$(sha256sum "$services/manifest" | cut -d' ' -f1)"
check "the report has the study's numbers beside ours" test -s "$run/figures/fig13-ratio.svg"
check "nothing is left behind" wait_for 10 nothing_left
check "no server either" no_server_left

# begin OPTION...: a run of one long native cell in the background; sets `pid`.
begin() {
    rm -rf "$run"
    "$virtax" run fig13 -e native -p quick -r 1 --interleave cells --set clients=4 --set time=20s "$@" -o "$run" \
        >"$scratch/out" 2>"$scratch/err" &
    pid=$!
    wait_for 60 pgrep -x redis-server && wait_for 20 pgrep -x redisload && sleep 1
}
sed -i 's/^values = .*/values = 4/' "$root/data/figures/fig13.ini"
sed -i 's/^\(omit\) = .*/omit = 0s/; s/^cell-timeout = .*/cell-timeout = 1m/' "$root/data/figures/fig13.ini"

check "a server that dies: got there" begin
pkill -KILL -x redis-server
failed_for "a server that dies" "the server failed (exit status 1): virtax serve: redis ended by itself (signal 9)"
check "a load that dies: got there" begin
pkill -KILL -x redisload
failed_for "a load that dies" "the client failed (exit status 137)"

interrupted_runs_leave_nothing

# A guest that is too small for what its server is to hold; in slices, before the first.
sed 's/^memory = 1G/memory = 512M/; s/^values = .*/values = 4/' "$root/data/figures/redis-mix.ini" >"$scratch/small.ini"
rm -rf "$run"
try "$virtax" run "$scratch/small.ini" -e kvm -p quick -r 1 --set keys=7000 --set value-size=100000 \
    --set prefill=true --set pipeline=1 -o "$run"
check "a guest out of memory: exit 1" is "$status" 1
check "a guest out of memory: the server's end is the cause" is "$(records "$run" | jq -r .error |
    grep -c 'the server failed (exit status 1): virtax serve: redis ended by itself (signal 9, when this system was out of memory)')" 1
check "a guest out of memory: nothing is left behind" wait_for 10 nothing_left

# Another root than the plan's, and none.
rm "$root/build/services"
mkdir -p "$root/build/services"
cp -a "$services" "$root/build/services/"
ln -s "$(basename "$services")" "$root/build/services/current"
tree=$root/build/services/current/root
echo '# changed' >>"$tree/etc/virtax/redis.conf"
try "$virtax" run fig13 -e native -p quick -r 1 --interleave cells --set time=300ms -o "$scratch/other"
check "another configuration: exit 1" is "$status" 1
check "another configuration: is refused" is \
    "$(records "$scratch/other" | jq -r .error | grep -c 'redis.conf: sha256 .* is not the manifest')" 1
(cd "$tree" && sha256sum etc/virtax/redis.conf usr/bin/redis-check-rdb) >"$tree/etc/virtax/manifest"
try "$virtax" run fig13 -e native -p quick -r 1 --interleave cells --set time=300ms -o "$scratch/another"
check "another manifest: exit 3 or 1" test "$status" -ne 0
check "another manifest: the gate says so" is \
    "$(records "$scratch/another" | jq -r '.gates[] | select(.name == "service") | .state' | sort -u)" failed

# A server that does not start: its last line alone would not tell why.
echo 'nonsense yes' >>"$tree/etc/virtax/redis.conf"
(cd "$tree" && sha256sum etc/virtax/redis.conf usr/bin/redis-check-rdb) >"$tree/etc/virtax/manifest"
for way in cells slices; do
    try "$virtax" run fig13 -e native -p quick -r 1 --interleave $way --set time=300ms -o "$scratch/unstarted-$way"
    check "a server that does not start, $way: exit 1" is "$status" 1
    check "a server that does not start, $way: its last line is in the message" says "$scratch/err" \
        "redis ended before it listened (exit status 1): Bad directive or wrong number of arguments"
    check "a server that does not start, $way: the lines before are shown" says "$scratch/err" "    | >>> 'nonsense yes'"
    check "a server that does not start, $way: the record keeps them" is \
        "$(records "$scratch/unstarted-$way" | jq -r .peer_stderr | grep -c "^virtax: quoted: >>> 'nonsense yes'")" 1
    check "a server that does not start, $way: the report has them" says "$scratch/unstarted-$way/report.html" "nonsense yes"
done

echo x >>"$root/build/services/current/manifest"
try "$virtax" resume "$scratch/another"
check "resume with another root: exit 1" is "$status" 1
check "resume with another root: says so" says "$scratch/err" "has changed since the run began"
rm -rf "$root/build/services"
try "$virtax" run fig13 -e native -p quick -r 1 -o "$scratch/none"
check "no root: exit 77" is "$status" 77
check "no root: says what makes it" says "$scratch/err" "make one: sudo $root/container/services/build"
finish
