#!/bin/bash
# test_loads.sh - redis-load natively: its loads are shares of a capacity that is measured once, before
# the plan is written; trials that fail or are interrupted leave nothing; shares of what is no load.
# lane: alone
. "$(dirname "$0")/service_run.sh"
server=redis-server
ini=$root/data/figures/redis-load.ini
sed -i 's/^values = 10% 50% 90%/values = 25% 50%/; s/^cell-timeout = .*/cell-timeout = 1m/' "$ini"
sweep() { jq -c ".figures[0].sweep$1" "$run/plan.json"; }
measures() { grep -c "measuring native's throughput first" "$scratch/err"; }
begin() {
    rm -rf "$run"
    "$virtax" run redis-load -e native -p quick -r 1 --set time=20s -o "$run" >"$scratch/out" 2>"$scratch/err" &
    pid=$!
    wait_for 60 pgrep -x redisload >/dev/null && sleep 1
}

try "$virtax" run redis-load -e native --dry-run
check "a dry run: exit 0" is "$status" 0
check "a dry run: the shares" says "$scratch/out" "  rate        25% 50%"
check "a dry run: of what" says "$scratch/out" "native's throughput, which a run measures first"
check "a dry run: measures nothing" is "$(measures)" 0

try "$virtax" run redis-load -e native -p quick -r 1 --set time=500ms -o "$run"
check "exit 0" is "$status" 0
check "measured once" is "$(measures)" 1
check "the plan has the shares" is "$(sweep .shares.values)" '["25%","50%"]'
check "and of what" is "$(sweep '.shares | [.metric, .unit, .environment]')" '["throughput","req/s","native"]'
check "its loads are these shares of its capacity, in three digits" is "$(sweep .values)" \
    "$(sweep '.shares | [.capacity * (0.25, 0.5) | pow(10; (log10 | floor) - 2) as $step
        | . / $step | round * $step | tostring]')"
check "a cell at each of them, valid" is \
    "$(cell .valid '[.x, (.kernel.parameters.rate | tostring)]' | sort -n | uniq)" \
    "$(sweep '.values[] | [., .]' | sort -n)"
check "the table has both" grep -qE "^  [0-9]+ all-p50 +25%  native" "$scratch/out"
check "and says of what" grep -qE "shares are of [0-9]+ req/s, native's throughput" "$scratch/out"
check "the report as well" grep -qE "[0-9]+ req/s, native[^ ]+s throughput" "$run/report.html"
check "nothing is left behind" wait_for 10 nothing_left
check "no server either" no_server_left

# As after a kill: the last cell is missing.
before=$(sha256sum <"$run/plan.json")
sed -i '$d' "$run/records.jsonl"
try "$virtax" resume "$run"
check "resume: exit 0" is "$status" 0
check "resume: measures no capacity" is "$(measures)" 0
check "resume: the plan is the same" is "$(sha256sum <"$run/plan.json")" "$before"
check "resume: both loads" is "$(cell .valid .cell | sort -u | count)" 2

try "$virtax" run redis-load -e native -p quick -r 1 --set time=300ms --set rate=2000,4000 -o "$scratch/given"
check "loads that are given: exit 0" is "$status" 0
check "loads that are given: nothing is measured for them" is "$(measures)" 0
check "loads that are given: no shares" is "$(jq -c '.figures[0].sweep' "$scratch/given/plan.json")" \
    '{"key":"rate","values":["2000","4000"]}'

# A server that cannot be started.
mv "$root/build/bin/serve" "$scratch/serve"
printf '#!/bin/sh\ncase " $* " in *" --resolve "*) exec %s "$@" ;; esac\nhead -c 1 >/dev/null\necho "virtax serve: not today" >&2\nexit 1\n' \
    "$scratch/serve" >"$root/build/bin/serve"
chmod +x "$root/build/bin/serve"
try "$virtax" run redis-load -e native -p quick -r 1 --set time=1s -o "$scratch/late"
check "a trial that fails: exit 1" is "$status" 1
check "a trial that fails: why" says "$scratch/err" "virtax serve: not today"
check "a trial that fails: what mends it" says "$scratch/err" "; --set rate=VALUE,... gives loads as they are"
check "a trial that fails: no plan" absent "$scratch/late"
check "a trial that fails: nothing is left behind" wait_for 10 nothing_left
mv "$scratch/serve" "$root/build/bin/serve"

interrupted_runs_leave_nothing
check "Ctrl-C: no plan" absent "$run"

refused() { # NAME SED-EXPRESSION TEXT: of a definition that is otherwise redis-load
    sed "$2" "$ini" >"$scratch/bad.ini"
    try "$virtax" run "$scratch/bad.ini" -e native --dry-run
    check "$1: exit 2" is "$status" 2
    check "$1: file, line and cause" grep -qE "bad.ini:[0-9]+: $3" "$scratch/err"
}
refused "more than can be done" 's/^values = 25.*/values = 50% 100%/' "values: '100%': below 100 %"
refused "no load" 's/^values = 25.*/values = 0%/' "values: .*'0%': not above 0"
refused "shares among loads" 's/^values = 25.*/values = 50% 2000/' "values: '2000': a share such as"
refused "shares of nothing" '/^share-of/d' "values: '10%': a share of what\\?"
refused "shares of clients" 's/^key = rate/key = clients/; /^clients/d' \
    "key: 'clients' is no load, and only that has shares; redisload has rate"
refused "shares of latency" 's/^share-of = .*/share-of = latency/' \
    "share-of: 'latency' is not what rate of redisload is a load by; throughput is"
sed 's/^values = .*/values = 50%\nshare-of = bandwidth/' "$project/data/figures/stream-sizes.ini" >"$scratch/bad.ini"
try "$virtax" run "$scratch/bad.ini" -e native --dry-run
check "a kernel without loads: exit 2" is "$status" 2
check "a kernel without loads: says so" says "$scratch/err" "share-of: stream has no load that could be a share"
finish
