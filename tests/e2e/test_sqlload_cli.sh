#!/bin/bash
# test_sqlload_cli.sh - build/bin/sqlload as people and scripts call it, against a real MariaDB that
# build/bin/serve started: results, tables, rates, passwords, and servers that refuse or die. As root.
# lane: alone
. "$(dirname "$0")/kernel_cli.sh"
needs_root

sqlload=$bin/sqlload
services=$(readlink -f build/services/current)
pids=()
trap 'kill -KILL "${pids[@]}" 2>/dev/null' EXIT
run() { try "$sqlload" "127.0.0.1:$port" --password-file="$scratch/password" "$@"; }

# What is refused before anything is connected to.
port=1
echo secret >"$scratch/password"
try "$sqlload" --time=1s
refused "no address" 2 "no address: 'sqlload ADDR[:PORT]'"
run --workload=oltp
refused "unknown workload" 2 "--workload: unknown workload 'oltp'"
run --rand-type=flat
refused "unknown distribution" 2 "--rand-type: unknown distribution 'flat'"
run --ps-mode=on
refused "unknown mode" 2 "--ps-mode: unknown mode 'on'"
run --time=500ms
refused "part of a second" 2 "sysbench takes whole seconds"
run --omit=1500ms
refused "part of a second to warm up" 2 "sysbench takes whole seconds"
run --rate=2.5
refused "part of a transaction" 2 "sysbench takes whole transactions a second"
run --clients=0
refused "no clients" 2 "--clients"
run --table-size=10
refused "few rows" 2 "--table-size"
run --pool-size=1000
refused "part of a MiB" 2 "--pool-size"
run --driver=oracle
refused "unknown driver" 2 "--driver: unknown driver 'oracle'"
run --driver=pgsql --pool-size=64M
refused "what PostgreSQL cannot be told" 2 "--pool-size: pgsql has it from its configuration alone"
run --slices --json
refused "slices" 2 "--slices"
echo "two words" >"$scratch/odd"
try "$sqlload" "127.0.0.1:$port" --password-file="$scratch/odd"
refused "a password that sysbench cannot read" 2 "letters, digits and ._-+/@: are plain there"
run --sysbench="$scratch/none"
refused "no sysbench" 77 "apt-get install sysbench"
printf '#!/bin/sh\necho sysbench 1.0.20 "(using none)"\n' >"$scratch/sysbench"
chmod +x "$scratch/sysbench"
run --sysbench="$scratch/sysbench" --json
refused "a sysbench that says something else" 1 "'the end' where "
run --time=1s
refused "nobody listens" 1 "sysbench failed (exit status 1): FATAL: error 2002: Can't connect"

try "$sqlload" --resolve --workload=read_only --rate=100
check "--resolve: exit 0" is "$status" 0
json "--resolve: parameters" '.parameters | .workload == "read_only" and .rate == 100 and .clients == 16'
json "--resolve: what it yields" '[.results[] | [.metric, .x, .unit]] | contains([["throughput", "", "txn/s"], ["latency", "p99", "us"]])'
json "--resolve: concerns" '.concerns == ["network", "storage"]'

# A server of its own.
service=mariadb
serve() {
    port=$((20000 + RANDOM % 30000))
    mkfifo "$scratch/stdin.$port"
    mkdir -p "$scratch/data"
    fresh served serving
    "$bin/serve" $service --listen=127.0.0.1:$port --password-file="$scratch/password" --json \
        --root="$services/root" --data="$scratch/data" <"$scratch/stdin.$port" >"$scratch/served" 2>"$scratch/serving" &
    pids+=($!)
    exec 7>"$scratch/stdin.$port"
    wait_for 30 grep -q ': listening on ' "$scratch/serving"
}
check "the server listens" serve
short=(--clients=2 --table-size=1000 --json)

run "${short[@]}" --time=2s --omit=1s --pool-size=64M
check "closed loop: exit 0" is "$status" 0
json "closed loop: a rate" '.results[] | select(.metric == "throughput") | .value > 1 and .unit == "txn/s"'
json "closed loop: latencies in order" '[.results[] | select(.metric == "latency" and (.x == "min" or .x == "p50" or .x == "max")) | .value] | . == sort and length == 3'
json "closed loop: the histogram has all transactions" \
    '([.histograms[0].buckets[][1]] | add) == .evidence.client.transactions'
json "closed loop: writes as the report's text says" '.evidence.client.writes > 0'
json "closed loop: checks" '[.checks[] | [.name, .ok]] == [["rows", true], ["statements", true], ["pool-size", true]]'
json "closed loop: how the server is set" \
    '.evidence.server.variables | .innodb_flush_method == "O_DIRECT" and .innodb_flush_log_at_trx_commit == "0" and .log_bin == "OFF" and .innodb_buffer_pool_size == "67108864"'
json "closed loop: lock waits are counted" '.evidence.server.counted | has("Innodb_row_lock_waits")'
json "closed loop: the program that loads" '.evidence.client | .program == "sysbench" and (.version | startswith("1."))'
json "closed loop: what it used is sysbench's" '.usage | .wall_s > 1.9 and .wall_s < 3 and .user_s > 0'
check "closed loop: marks" is "$(grep -c '^virtax: \(begin\|end\)$' "$scratch/err")" 2

run "${short[@]}" --time=2s --workload=read_only --rate=50 --ps-mode=disable
check "open loop: exit 0" is "$status" 0
json "open loop: achieves what was offered" '.evidence.achieved_share | . > 0.99 and . <= 1'
json "open loop: says so" '.evidence.loop | startswith("open")'
json "open loop: nothing is written" '.evidence.client.writes == 0'

# Nothing stays, and nothing that is there is touched.
printf 'mysql-password=secret\nmysql-host=127.0.0.1\nmysql-port=%s\n' $port >"$scratch/sysbench.cfg"
own() { sysbench --config-file="$scratch/sysbench.cfg" --table-size=1000 oltp_read_only "$1" >/dev/null; }
check "its tables are gone: there is room for others" own prepare
run "${short[@]}" --time=1s
refused "tables that are there" 1 "database sbtest has a table sbtest1 already; drop it, or name another with --database"
check "they are left as they were" own cleanup

echo wrong >"$scratch/wrong"
try "$sqlload" "127.0.0.1:$port" --password-file="$scratch/wrong" --time=1s
refused "a wrong password" 1 "FATAL: error 1045: Access denied"
run "${short[@]}" --time=2s --workload=read_only --rate=100k
check "overload: exit 0 or sysbench's queue is full" test "$status" -le 1
[ "$status" = 1 ] || json "overload: is seen" '.evidence.achieved_share < 0.5'
run "${short[@]}" --time=1s --database="$(printf 'd%.0s' {1..200})"
refused "a name too long" 2 "--user and --database: at most"
run "${short[@]}" --time=1s --database=other
refused "no such database" 1 "FATAL: "
fresh err
"$sqlload" "127.0.0.1:$port" --password-file="$scratch/password" --time=2s >/dev/null 2>"$scratch/err" &
pid=$!
check "the password: sysbench works" wait_for 20 grep -q 'virtax: begin' "$scratch/err"
check "the password: is on no command line" is "$(tr '\0' ' ' <"/proc/$(pgrep -nx sysbench)/cmdline" | grep -c secret)" 0
wait $pid

# Told to end, it ends sysbench first.
fresh err
"$sqlload" "127.0.0.1:$port" --password-file="$scratch/password" --time=30s --tables=2 >/dev/null 2>"$scratch/err" &
pid=$!
check "SIGTERM: it works" wait_for 20 grep -q 'virtax: begin' "$scratch/err"
kill -TERM $pid
wait $pid
check "SIGTERM: exit 130" is $? 130
check "SIGTERM: sysbench is gone" wait_for 5 bash -c '! pgrep -x sysbench >/dev/null'
check "SIGTERM: the tables are gone: there is room for others" own prepare
check "SIGTERM: which can be removed" own cleanup
"$sqlload" "127.0.0.1:$port" --password-file="$scratch/password" --time=30s --tables=3 --database=sbtest >/dev/null 2>"$scratch/err" &
pid=$!
sleep 0.3
kill -KILL $pid
wait $pid 2>/dev/null
check "kill -9: sysbench goes with it" wait_for 5 bash -c '! pgrep -x sysbench >/dev/null'
exec 7>&-

# PostgreSQL: the same by another driver, with other counters.
service=postgresql
check "pgsql: the server listens" serve
pgsql=(--driver=pgsql --database=postgres --clients=4 --table-size=1000 --json)
run "${pgsql[@]}" --time=2s --omit=1s
check "pgsql: exit 0" is "$status" 0
json "pgsql: checks" '[.checks[] | [.name, .ok]] == [["rows", true], ["statements", true]]'
json "pgsql: how the server is set" '.evidence.server.variables | .fsync == "on" and .jit == "off" and (.server_version | length > 3)'
json "pgsql: what it wrote" '.evidence.server.counted | .wal_bytes > 10000 and .n_tup_ins > 0'
run "${pgsql[@]}" --time=1s --workload=read_only --ps-mode=disable --rate=50
check "pgsql, read only: exit 0" is "$status" 0
json "pgsql, read only: exact" '.checks[1].detail | capture("^(?<a>[0-9]+) statements.*counted (?<b>[0-9]+)") | .a == .b'
run "${pgsql[@]}" --time=1s --database=sbtest
refused "pgsql: no such database" 1 'database "sbtest" does not exist'
exec 7>&-
finish
