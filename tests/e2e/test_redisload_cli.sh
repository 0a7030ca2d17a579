#!/bin/bash
# test_redisload_cli.sh - build/bin/redisload as people and scripts call it, against real Redis
# servers of its own: results, the store, rates, slices, passwords, and servers that refuse, stall,
# die, or are none.
# lane: alone
. "$(dirname "$0")/kernel_cli.sh"

redisload=$bin/redisload
servers=()
release() {
    kill -CONT "${servers[@]}" 2>/dev/null
    kill "${servers[@]}" 2>/dev/null
}
trap release EXIT

# serve NAME OPTION...: a server on a port that is free; sets `port` and `server`.
serve() {
    local name=$1
    shift
    mkdir -p "$scratch/$name"
    for _ in $(seq 20); do
        port=$((20000 + RANDOM % 30000))
        fresh "$name/log"
        # The package of the tools has the server too, under the name of one of them.
        (cd "$scratch/$name" && exec -a redis-server redis-check-rdb --port $port --bind 127.0.0.1 \
            --save '' --appendonly no "$@" >log 2>&1) &
        server=$!
        servers+=("$server")
        if wait_for 10 grep -q 'Ready to accept' "$scratch/$name/log" && kill -0 "$server" 2>/dev/null; then
            return 0
        fi
    done
    return 1
}
run() { try "$redisload" "127.0.0.1:$port" "$@"; }
ask() { redis-cli -p "$port" "$@" 2>/dev/null; }
short=(--time=300ms --clients=4 --keys=500 --json)

# What is refused before anything is connected to.
port=1
try "$redisload" --time=1s
refused "no address" 2 "no address: 'redisload ADDR[:PORT]'"
try "$redisload" localhost:6379
refused "a name" 2 "localhost"
run 127.0.0.1
refused "two addresses" 2 "unexpected word '127.0.0.1'"
run --mix=1
refused "mix that is none" 2 "--mix: '1': not SET:GET"
run --mix=0:0
refused "mix of nothing" 2 "--mix: '0:0': not SET:GET"
run --keys=3
refused "fewer keys than clients" 2 "--keys=3: each of 50 clients needs one of its own"
run --keys=1000 --key-size=2
refused "keys that do not fit" 2 "--key-size=2 has room for 100"
run --threads=51
refused "more threads than clients" 2 "--threads=51: more than --clients=50"
run --requests=5 --time=1s
refused "both ends" 2 "--requests and --time: either ends the run"
run --requests=5 --omit=1s
refused "a count and a warm-up" 2 "--omit: belongs to --time"
run --arrival=poisson
refused "arrivals without a rate" 2 "--arrival=poisson: belongs to --rate"
run --arrival=often --rate=5
refused "unknown arrival" 2 "--arrival: unknown arrival 'often'"
run --value-size=0
refused "no value" 2 "--value-size: size '0': a value has at least one byte"
run --value-size=1M --pipeline=1000
refused "too much in flight" 2 "of requests in flight; the most is 1G"
run --slices --json --rate=5k
refused "slices with a rate" 2 "--rate: starts that are intended do not wait for slices"
run --slices --json --requests=5
refused "slices with a count" 2 "--requests: slices end by time"
run --time=1s
refused "nobody listens" 1 "127.0.0.1:1: nothing listens there"

try "$redisload" --resolve --keys=5000 --mix=1:9 --rate=20k --arrival=poisson --prefill
resolved "resolve, again"
try "$redisload" --resolve
json "resolve" '.concerns == ["network"] and .slices and .memory > 0 and
    ([.results[] | select(.metric == "throughput") | .x] == ["set", "get", "all"])'
json "resolve, its load" '.load == {"parameter": "rate", "metric": "throughput", "x": "all", "besides": ["arrival"]}'
try "$redisload" --resolve --mix=0:1
json "resolve, reads only" '[.results[] | select(.metric == "throughput") | .x] == ["get", "all"]'

try sh -c "ulimit -n 100; exec '$redisload' 127.0.0.1:1 --clients=50"
refused "too few files may be open" 77 "--clients=50: 100 files may be open here, 114 are needed"

check "a server" serve plain
run "${short[@]}"
check "run" is "$status" 0
marked "run: marks"
json "run: results" '[.results[] | select(.metric == "throughput")] | length == 3 and
    .[2].x == "all" and (.[2].value - .[0].value - .[1].value | fabs) < 1 and .[0].value > 100'
json "run: latencies are ordered" '[.results[] | select(.x == ("all-min", "all-p50", "all-p90", "all-p99", "all-max")) |
    .value] | . == sort and length == 5'
json "run: the store is as it must be" '.checks[] | select(.name == "state") | .ok and
    (.detail | test("where the requests left [1-9][0-9]*, 500 of 500 "))'
json "run: what the server is" '.evidence.server | .config["save"] == "" and .config.appendonly == "no" and
    .evicted_keys == 0 and (.version | length > 3) and .cpu_share > 0'
json "run: busy, but not too much to tell" '.evidence.load_cpu_share | . > 0 and . <= 1.05'
check "run: nothing is left in the store" is "$(ask dbsize)" 0
(exec 1>&-; "$redisload" "127.0.0.1:$port" "${short[@]}" 2>"$scratch/err")
check "closed stdout" is $? 1

# How many gets and sets the server has had.
had() { ask info commandstats | awk -F '[=,]' '/^cmdstat_(get|set):/ { sum += $2 } END { print sum + 0 }'; }

# So many requests, no more and no less, by several threads and in a pipeline.
before=$(had)
run --requests=10007 --threads=2 --pipeline=7 --clients=9 --json --prefill --keys=1000
check "requests" is "$status" 0
json "requests: counted" '.usage.wall_s as $s | .results[] | select(.metric == "throughput" and .x == "all") |
    (.value * $s - 10007 | fabs) < 1'
json "requests: every get hits after a prefill" '.evidence.hit_rate == 1'
check "requests: the server's own count" is $(($(had) - before)) $((10007 + 1000 + 1000)) # prefill, samples

begun=$(date +%s%N)
run --requests=30 --clients=6 --connect-rate=20 --json
check "connect-rate: the sixth client after a quarter of a second" test $((($(date +%s%N) - begun) / 1000000)) -ge 250
run --requests=3 --clients=200 --json
check "fewer requests than clients" is "$status" 0
try sh -c "ulimit -Sn 100; exec '$redisload' 127.0.0.1:$port --requests=500 --clients=200 --json"
check "more clients than files may be open at first" is "$status" 0

# The same seed leaves the same store; values of a megabyte go in parts.
keys_left() { grep -o 'the requests left [0-9]*' "$scratch/out"; }
run --requests=300 --clients=1 --json --seed=5
first=$(keys_left)
run --requests=300 --clients=1 --json --seed=5
check "seed: the same again" is "$(keys_left)" "$first"
run --requests=40 --clients=2 --keys=4 --value-size=1M --json
check "large values" is "$status" 0

# Open loop.
run --rate=2k --arrival=poisson --time=1s --clients=8 --json --hgrm="$scratch/x.hgrm"
check "rate" is "$status" 0
json "rate: kept" '.results[] | select(.metric == "throughput" and .x == "all") | .value > 1700 and .value < 2300'
json "rate: service time beside latency" '[.results[] | select(.x == ("all-mean", "service-mean")) | .value] |
    length == 2 and .[0] >= .[1]'
json "rate: told" '(.evidence.achieved_share > 0.85) and .evidence.largest_lag_us > 0'
check "hgrm: ends with all samples" is \
    "$(awk '$2 == "1.000000000000" { print $3 }' "$scratch/x.hgrm")" \
    "$(grep -o 'Total count *= *[0-9]*' "$scratch/x.hgrm" | grep -o '[0-9]*$')"
# What looked for answers in vain is no work: a client that never sleeps still has time to spare.
run --clients=1 --keys=500 --time=500ms --busy-poll=10s --rate=1k --json
json "busy poll: a whole CPU" '.usage | (.user_s + .system_s) / .wall_s > 0.5'
json "busy poll: mostly in vain" '.evidence.load_cpu_share < 0.3 and .evidence.load_cpu_share > 0'
json "busy poll: told" '.parameters."busy-poll" == 10'
run --busy-poll=-1us
refused "busy poll for less than nothing" 2 "--busy-poll: time '-1us'"
# A server that stands still for half a second: those who would have come meanwhile have waited.
(sleep 0.5; kill -STOP "$server"; sleep 0.5; kill -CONT "$server") &
run --rate=1k --time=1500ms --clients=4 --json
wait $!
check "a pause" is "$status" 0
json "a pause: is in the latency of all who waited" '[.results[] | {(.x): .value}] | add |
    .["all-p90"] > 200000 and .["service-p90"] < 200000 and .["all-max"] > 400000'

# Persistence: set, and left as it was found.
settings() { ask config get save | tail -1; ask config get appendonly | tail -1; }
ask config set save "77 7" >/dev/null
run "${short[@]}" --persistence=none
refused "persistence=none: a server that saves" 1 "saves to disk (save \"77 7\", appendonly no) despite --persistence=none"
run "${short[@]}" --persistence=rdb
check "persistence=rdb" is "$status" 0
json "persistence=rdb: as Debian has it" '.evidence.server.config.save == "3600 1 300 100 60 10000"'
json "persistence=rdb: checked" '.checks | map(select(.name == "persistence" and .ok)) | length == 1'
run "${short[@]}" --persistence=aof
check "persistence=aof" is "$status" 0
json "persistence=aof: is a log" '.evidence.server.config | .save == "" and .appendonly == "yes"'
check "persistence: left as it was found" is "$(settings | xargs)" "77 7 no"
fresh err
"$redisload" "127.0.0.1:$port" --persistence=aof --time=20s >/dev/null 2>"$scratch/err" &
pid=$!
check "persistence: in the middle" wait_for 10 grep -q 'virtax: begin' "$scratch/err"
kill -TERM $pid
wait $pid
check "persistence: also on SIGTERM" is "$(settings | xargs)" "77 7 no"
ask config set save "" >/dev/null

of_slices() { jq -se "$1" "$scratch/slices" >/dev/null; }
# Slices: asleep in between, the store compared at the end.
printf 'slice 0.02\nslice 0.05\nend\n' | "$redisload" "127.0.0.1:$port" --slices --json --clients=4 --keys=500 \
    >"$scratch/slices" 2>"$scratch/err"
check "slices" is $? 0
check "slices: three lines" is "$(count <"$scratch/slices")" 3
check "slices: a sample for each" of_slices '.[2].results[] | select(.metric == "throughput" and .x == "all") |
    .samples | length == 2 and all(. > 100)'
check "slices: work" of_slices '.[0].work.all > 0 and .[1].end_s - .[1].begin_s >= 0.05'
check "slices: the store" of_slices '.[2].checks[0].ok'

# What is somebody's stays; what must go is said.
ask set precious 1 >/dev/null
run "${short[@]}"
refused "a database with keys" 1 "its database holds 1 keys; take an empty server, or let them be deleted by --destroy-data"
check "a database with keys: they stay" is "$(ask get precious)" 1
run "${short[@]}" --destroy-data
check "--destroy-data" is "$status" 0
check "--destroy-data: empty after" is "$(ask dbsize)" 0

# Told to end, in the load, in slices and while it fills: the database is as it was.
interrupted() { # NAME SIGNAL COMMAND...
    local name=$1 signal=$2
    shift 2
    env --default-signal=INT "$@" >"$scratch/out" 2>"$scratch/err" < <(sleep 10) &
    local running=$!
    wait_for 10 has_keys
    kill "-$signal" "$running"
    wait "$running"
    check "$name" is $? 130
    check "$name: in one line" one_line <(grep -v '^virtax: ' "$scratch/err")
    check "$name: nothing is left in the store" is "$(ask dbsize)" 0
}
has_keys() { [ "$(ask dbsize)" -gt 0 ]; }
interrupted "SIGTERM" TERM "$redisload" "127.0.0.1:$port" --time=20s --clients=3
interrupted "SIGINT with a rate" INT "$redisload" "127.0.0.1:$port" --time=20s --rate=100
interrupted "SIGHUP while it fills" HUP "$redisload" "127.0.0.1:$port" --prefill --keys=4000000
# In the middle of a slice, with an end of orders that does not come.
"$redisload" "127.0.0.1:$port" --slices --json >"$scratch/out" 2>"$scratch/err" < <(echo 'slice 5'; sleep 20) &
running=$!
wait_for 10 has_keys
kill "$running"
wait "$running"
check "SIGTERM in a slice" is $? 130
check "SIGTERM in a slice: nothing is left in the store" is "$(ask dbsize)" 0
interrupted "SIGTERM in slices, asleep" TERM "$redisload" "127.0.0.1:$port" --slices --json --prefill

# Another who writes the same keys is found out, by the answers or at the end.
(for i in $(seq 0 499); do printf 'SET %010d intruder\n' "$i"; done; sleep 0.6) >"$scratch/intrusion"
run --time=600ms --clients=1 --keys=500 --mix=1:0 --rate=20 --json &
running=$!
sleep 0.3
ask <"$scratch/intrusion" >/dev/null
wait $running
try true
check "an intruder: the store is not as it must be" jq -e '.checks[] | select(.name == "state") | .ok == false' "$scratch/out"
ask flushall >/dev/null

# A server that is killed, one that says no, one that is something else.
(sleep 0.5; kill -9 "$server") &
run --time=20s --clients=3 --json
wait $!
refused_by_death() { is "$status" 1 && one_line <(grep -v '^virtax: ' "$scratch/err") && grep -qE 'closed the connection|reset|Broken pipe' "$scratch/err"; }
check "killed meanwhile" refused_by_death

check "a small server" serve small --maxmemory 3mb --maxmemory-policy noeviction
run --time=5s --clients=2 --keys=100000 --value-size=1k --mix=1:0
check "out of memory" is "$status" 1
check "out of memory: what was written is deleted" is "$(ask dbsize)" 0
check "out of memory: the server's words" says "$scratch/err" "OOM command not allowed"

check "a server that evicts" serve evicting --maxmemory 3mb --maxmemory-policy allkeys-lru
run --requests=20000 --clients=2 --keys=20000 --value-size=1k --mix=1:0 --json
check "eviction" is "$status" 1
json "eviction: found" '(.checks[0].ok | not) and .evidence.server.evicted_keys > 0'

check "a server without FLUSHDB" serve tame --rename-command FLUSHDB ""
run "${short[@]}"
check "without FLUSHDB" is "$status" 0
check "without FLUSHDB: nothing is left in the store" is "$(ask dbsize)" 0

check "a server with a password" serve locked --requirepass secret
run "${short[@]}"
refused "no password" 1 "wants a password; give it with --password-file=FILE"
echo wrong >"$scratch/password"
run "${short[@]}" --password-file="$scratch/password"
refused "wrong password" 1 "refuses the password of --password-file"
echo secret >"$scratch/password"
run "${short[@]}" --password-file="$scratch/password"
check "the right password" is "$status" 0
try sh -c 'exec "$@" <"$0"' "$scratch/password" "$redisload" "127.0.0.1:$port" "${short[@]}" --password-file=-
check "a password on stdin" is "$status" 0
run "${short[@]}" --password-file="$scratch/password"
check "the right password: is nowhere in the record" sh -c "! grep -q secret '$scratch/out'"
: >"$scratch/password"
run "${short[@]}" --password-file="$scratch/password"
refused "an empty password" 1 "its first line must have 1 to"
run "${short[@]}" --password-file=/nowhere
refused "no password file" 1 "--password-file: /nowhere"
kill "$server"

"$bin/netstream" --server --listen=127.0.0.1:0 >/dev/null 2>"$scratch/netstream" &
servers+=($!)
port=$(ss -Hltnp | grep -oE "127.0.0.1:[0-9]+ .*pid=$!," | head -n 1 | grep -oE '^[^ ]*' | cut -d: -f2)
[ -n "$port" ] || { sleep 1; port=$(ss -Hltnp | grep "pid=$!," | grep -oE '127.0.0.1:[0-9]+' | cut -d: -f2); }
run "${short[@]}"
check "not a Redis server" is "$status" 1

finish
