#!/bin/bash
# test_net_cli.sh - netstream and netrr on the loopback address: what they measure, what they
# refuse, and what they survive.
# lane: alone
. "$(dirname "$0")/net_cli.sh"

# ended NAME: the server ends by itself, with status 0.
ended() {
    wait_for 20 gone "$server" || kill -9 "$server"
    status=0
    wait "$server" || status=$?
    server=
    check "$1" is "$status" 0
}

# long KERNEL ARGUMENT...: a client in the middle of its test; leaves $first.
long() {
    local kernel=$1
    shift
    begun first "$kernel" "$at" --time=30s "$@"
}

short=(--time=300ms --omit=100ms --json)

# What is refused before anything is sent.
for kernel in netstream netrr; do
    client $kernel
    refused "$kernel: no address" 2 "no address"
    client $kernel localhost
    refused "$kernel: a name" 2 "address 'localhost': not numeric"
    client $kernel 127.0.0.1:70000
    refused "$kernel: no such port" 2 "port '70000'"
    client $kernel 127.0.0.1 127.0.0.2
    refused "$kernel: two addresses" 2 "unexpected word '127.0.0.2'"
    client $kernel fe80::1
    refused "$kernel: link-local without an interface" 2 "address 'fe80::1': is link-local"
    client $kernel 127.0.0.1 --persist
    refused "$kernel: a server's option" 2 "--persist: only a server takes it"
    client $kernel --server --udp
    refused "$kernel: a client's option" 2 "--udp: only a client takes it"
    client $kernel --server 127.0.0.1
    refused "$kernel: an address for a server" 2 "with --listen"
    client $kernel --server --listen=192.0.2.1
    refused "$kernel: address that is not local" 1 "not an address of this machine"
    client $kernel 127.0.0.1:1
    refused "$kernel: nobody listens" 1 "nothing listens there"
    client $kernel 127.0.0.1 --token-file="$scratch/none"
    refused "$kernel: no token file" 1 "token file: $scratch/none: No such file"
    client $kernel 127.0.0.1 --hugepages=none
    refused "$kernel: option of other kernels" 2 "unknown option '--hugepages'"
    check "$kernel: statically linked" sh -c "! ldd '$bin/$kernel'"
done
client netstream 127.0.0.1 --udp --length=8
refused "datagram too short" 2 "no UDP datagram of netstream (16 to 65507)"
client netstream 127.0.0.1 --zerocopy=send --udp
refused "zero copy over UDP" 2 "--zerocopy=send: only for TCP"
client netstream 127.0.0.1 --streams=129
refused "too many streams" 2 "--streams: number '129'"
client netstream 127.0.0.1 --rate=0
refused "no rate" 2 "--rate: rate '0'"
client netrr 127.0.0.1 --udp --new-connection
refused "connections over UDP" 2 "--new-connection: only for TCP"

# Resolved parameters can be passed back.
for kernel in netstream netrr; do
    client $kernel --resolve --udp --rate=200k --time=2s
    run() { client $kernel "$@"; }
    resolved "$kernel: resolved parameters can be passed back"
done

# netstream measures.
throughput() { # DIRECTION
    echo "([.results[] | select(.metric == \"throughput\" and .x == \"$1\" and .unit == \"Gbit/s\"
        and .value > 0)] | length == 1)"
}
serve netstream --persist --json
client netstream "$at" "${short[@]}"
measured "TCP" "$(throughput send)"
marked "TCP: marks on stderr and nothing else"
json "TCP: evidence" '.evidence | .client.role == "sender" and .server.role == "receiver" and
    .client.tcp.congestion != "" and .client.tcp.rtt_us > 0 and .server.usage.wall_s > 0.2 and
    (.binary_sha256 | length) == 64 and .server_surroundings != null'
json "TCP: cost on both sides" '[.results[] | select(.metric == "cpu" and .unit == "s/GB") | .x]
    == ["client", "server"]'
client netstream "$at" "${short[@]}" --reverse
measured "TCP reversed" "$(throughput receive) and .evidence.server.role == \"sender\""
client netstream "$at" "${short[@]}" --streams=16
measured "16 streams" "$(throughput send) and (.evidence.server.streams_gbit_s | length == 16 and all(. > 0))"
client netstream "$at" "${short[@]}" --streams=5 --reverse --cpus="$(taskset -cp $$ | sed 's/.*[: ]\([0-9]*\).*/\1/')"
measured "5 streams that share a CPU, reversed" "$(throughput receive) and (.evidence.client.streams_gbit_s | length == 5 and all(. > 0))"
client netstream "$at" "${short[@]}" --zerocopy=send
measured "zero copy is counted" '.evidence.client.zerocopy | .sends > 0 and .completed == .sends
    and .copied == .sends'
client netstream "$at" "${short[@]}" --rate=200M --interval=100ms
measured "TCP at a rate, in intervals" '(.results[0].value | . > 0.05 and . < 0.6) and
    (.intervals | length) >= 2'
client netstream "$at" "${short[@]}" --window=64k
measured "asked window" '.evidence.client.tcp.send_buffer == 131072'
client netstream "$at" "${short[@]}" --udp --rate=100M
measured "UDP at a rate" "$(throughput send) and (.results[0].value | . > 0.05 and . < 0.11) and
    ([.results[] | select(.metric == \"loss\" or .metric == \"datagrams\")] | length) == 2"
client netstream "$at" "${short[@]}" --udp --reverse --streams=4 --length=64
measured "UDP reversed, 4 streams of 64 bytes" "$(throughput receive)"
client netstream "$at" "${short[@]}" --udp --gso
measured "UDP cut and joined by the kernel" ".evidence.server | .gso and .datagrams > 2 * .calls"
client netstream "$at"  --time=100ms
check "text" grep -qE '^throughput +send +Gbit/s +[0-9.]+' "$scratch/out"
check "a line of JSON for each session at the server" test "$(jq -s length "$answers")" = 11

# One session at a time; faults on either side.
long netstream
client netstream "$at" "${short[@]}"
refused "a second client" 1 "busy with another client"
killed "$first"
check "client dies: the server says so" wait_for 20 grep -q 'a session failed: ' "$log"
client netstream "$at" "${short[@]}"
measured "client dies: the server serves on" "$(throughput send)"
client netrr "$at" "${short[@]}"
refused "another kernel's client" 1 "server of another kernel"
long netstream
killed "$server"
server=
wait "$first"
check "server dies: the client fails" is $? 1
check "server dies: nothing on stdout" test ! -s "$scratch/first.out"
check "server dies: the client says so" grep -qE 'virtax netstream: .*(closed the connection|reset)' \
    "$scratch/first.err"

# netrr measures.
latencies() {
    echo '([.results[] | select(.metric == "latency" and .unit == "us" and .value > 0) | .x] |
        contains(["min", "mean", "p50", "max"]))'
}
serve netrr --persist
client netrr "$at" "${short[@]}"
measured "transactions" "$(latencies) and .results[0].metric == \"transactions\" and
    .results[0].unit == \"1/s\" and .evidence.client.loop[:6] == \"closed\" and
    .parameters.request == 100 and .parameters.response == 200"
json "transactions: histogram" '.histograms | length == 1 and (.[0] | .metric == "latency" and
    .unit == "us" and (.buckets | map(.[1]) | add) > 20)'
client netrr "$at" "${short[@]}" --udp --connections=4
measured "UDP transactions" "$(latencies) and ([.results[] | select(.metric == \"loss\")] |
    length) == 1 and .evidence.client.lost >= 0"
client netrr "$at" "${short[@]}" --connections=2 --rate=400
measured "open loop" '.evidence.client.loop[:4] == "open" and (.results[0].value | . > 100 and . < 900)'
client netrr "$at" "${short[@]}" --new-connection --connections=2
measured "a connection for each" "$(latencies)"
client netrr "$at" "${short[@]}" --request=1 --response=100k
measured "a long response" "$(latencies)"
client netrr "$at" "${short[@]}" --busy-poll=50
if [ "$status" = 77 ]; then
    refused "busy poll without the right" 77 "needs CAP_NET_ADMIN"
else
    measured "busy poll is read back" '.evidence.client.busy_poll.us == 50'
fi
long netrr --udp
killed "$first"
client netrr "$at" "${short[@]}"
measured "client dies: netrr's server serves on" "$(latencies)"

# Ends.
client netrr "$at" --quit
ended "an authenticated client ends the server"
serve netrr --persist
kill -TERM "$server"
ended "SIGTERM ends the server"
serve netrr --persist
long netrr
kill -TERM "$server"
ended "SIGTERM ends the server in a session"
wait "$first"
check "SIGTERM at the server fails the client" is $? 1
check "SIGTERM at the server: the client says so" \
    says "$scratch/first.err" 'the server was told to end'
serve netrr
client netrr "$at" "${short[@]}"
ended "without --persist one session is all"

# Rates so low that the next write or transaction is due after the end: nobody sleeps through it.
serve netstream --persist
slow=(--time=1s --json)
within() { test "$(jq '.results[0].value' "$scratch/out" | awk -v low="$1" -v high="$2" \
    '{ print ($1 > low && $1 < high) }')" = 1; }
for way in "" --udp --reverse; do
    began=$SECONDS
    # shellcheck disable=SC2086 # a word or none
    client netstream "$at" "${slow[@]}" --rate=64k $way
    measured "64 kbit/s $way" .
    check "64 kbit/s $way: is kept" within 45e-6 80e-6
    check "64 kbit/s $way: ends in time" test $((SECONDS - began)) -le 4
done
client netstream "$at" "${slow[@]}" --rate=64k --length=128k
refused "64 kbit/s in writes of 16 s" 2 "takes 16.4 s at this rate, more than half of --time"
client netstream "$at" --quit
serve netrr --persist
began=$SECONDS
client netrr "$at" "${slow[@]}" --rate=0.2 --omit=100ms
check "a transaction in 5 s: none in the window is told" is "$status" 1
check "a transaction in 5 s: ends in time" test $((SECONDS - began)) -le 4
client netrr "$at" --quit

# Tokens and ports.
echo secret >"$scratch/token"
echo guess >"$scratch/wrong"
serve netstream --persist --token-file="$scratch/token"
client netstream "$at" "${short[@]}" --token-file="$scratch/wrong"
refused "wrong token" 1 "wrong token"
client netstream "$at" "${short[@]}"
refused "no token" 1 "wrong token"
client netstream "$at" --quit
refused "no token: cannot end the server" 1 "wrong token"
client netstream "$at" "${short[@]}" --token-file="$scratch/token"
measured "right token" "$(throughput send)"
client netstream --server --listen="$at"
refused "port taken" 1 "another program has this port"
client netstream "$at" --quit --token-file="$scratch/token"
ended "right token ends the server"
serve netrr --persist --listen=0.0.0.0:0
client netrr "127.0.0.2:$port" "${short[@]}" --udp
measured "UDP to another address of a server at all addresses" "$(latencies)"
client netrr "127.0.0.1:$port" --quit
ended "the server at all addresses ends"
if [ -e /proc/net/if_inet6 ] && grep -q '^0*1 ' /proc/net/if_inet6; then
    serve netrr "--listen=[::1]:0"
    client netrr "$at" "${short[@]}" --udp
    measured "IPv6" "$(latencies) and .evidence.peer == \"$at\""
    ended "IPv6: the server ends"
fi

finish
