#!/bin/bash
# test_net_faults.sh - what the network kernels survive: strangers at both ports, servers that stand
# still, paths that lose packets by their size.
. "$(dirname "$0")/net_cli.sh"
short=(--time=300ms --omit=100ms --json)
some='.results[0].value > 0'

garbage() { # SEED: to both ports
    head -c $(($1 * 997 % 3000)) /dev/urandom >"/dev/udp/127.0.0.1/$port"
    head -c $(($1 * 997 % 3000)) /dev/urandom >"/dev/tcp/127.0.0.1/$port"
} 2>/dev/null

# shellcheck disable=SC1083,SC2093 # exec with a redirection only, into an element of an array
hold() { for i in $(seq "$1"); do exec {held[i]}<>"/dev/tcp/127.0.0.1/$port"; done 2>/dev/null; }
# shellcheck disable=SC1083,SC2093 # likewise
let_go() { for i in "${!held[@]}"; do exec {held[i]}>&-; done; held=(); } 2>/dev/null

# What both servers survive, at both ports.
declare -A rate=([netstream]=10M [netrr]=1k)
for kernel in netstream netrr; do
    serve $kernel --persist
    check "$kernel: no warning on the loopback address" one_line "$log"
    for i in $(seq 20); do garbage "$i"; done
    client $kernel "$at" "${short[@]}" --udp
    measured "$kernel: UDP after garbage to both ports" "$some"
    exec {half}<>"/dev/tcp/127.0.0.1/$port"
    printf 'vtxn\001' >&"$half"
    client $kernel "$at" "${short[@]}"
    measured "$kernel: with a half-open connection" "$some"
    exec {half}>&-
    hold 200
    client $kernel "$at" "${short[@]}"
    measured "$kernel: with 200 silent connections" "$some"
    check "$kernel: with 200 silent connections: most were closed" \
        test "$(find "/proc/$server/fd" | wc -l)" -lt 80
    let_go
    (i=0; while :; do garbage $((++i)); done) &
    flood=$!
    client $kernel "$at" "${short[@]}" --udp --rate="${rate[$kernel]}"
    measured "$kernel: UDP in a flood of garbage" "$some"
    client $kernel "$at" "${short[@]}"
    measured "$kernel: TCP in a flood of garbage" "$some"
    killed "$flood"
    killed "$server"
done

# Strangers in a session whose workers accept for themselves.
serve netrr --persist
begun anew netrr "$at" --new-connection --time=2s --json
hold 5
printf 'vtxn\001' >&"${held[1]}"
garbage 3
awaited anew "$first"
measured "--new-connection among strangers" '.evidence.server.strangers >= 6'
json "--new-connection among strangers: they hold nobody up" \
    '.results[] | select(.metric == "latency" and .x == "max") | .value < 500000'
let_go
begun anew netrr "$at" --new-connection --connections=4 --time=2s --json
hold 600
awaited anew "$first"
measured "--new-connection in a flood of connections" '.evidence.server.strangers > 400'
let_go
killed "$server"

# What a peer without a token can make them take; whether it can be one.
client netstream 127.0.0.1 --streams=17 --length=16M
refused "too much memory" 2 "--streams=17: their buffers have 272 MiB together, more than 256"
echo secret >"$scratch/token"
for kernel in netstream netrr; do
    host=0.0.0.0 serve $kernel
    check "$kernel: open to all: a warning" says "$log" "virtax $kernel: warning: whoever reaches"
    check "$kernel: open to all: the mend" says "$log" "give both sides the same --token-file"
    killed "$server"
    host=0.0.0.0 serve $kernel --token-file="$scratch/token"
    check "$kernel: with a token: no warning" one_line "$log"
    killed "$server"
done

# Servers that stand still, all at once: the clients wait 15 s for what a server has to say.
frozen=() stuck=()
for client in "stream netstream --time=3s" "rr netrr --time=3s" \
    "anew netrr --time=20s --new-connection"; do
    read -ra words <<<"$client"
    serve "${words[1]}"
    begun "${words[0]}" "${words[1]}" "$at" --json "${words[@]:2}"
    kill -STOP "$server"
    frozen+=("$server") stuck+=("$first")
done
stopped=$SECONDS
awaited anew "${stuck[2]}"
check "--new-connection, the server stands still: ends soon" test $((SECONDS - stopped)) -le 9
check "--new-connection, the server stands still" is "$status" 1
check "--new-connection, the server stands still: says so" grep -qE \
    '^virtax netrr: connection 0: (no answer in time|the server did not close it in time)' "$scratch/err"
check "--new-connection, the server stands still: nothing on stdout" test ! -s "$scratch/out"
n=0
for name in stream rr; do
    awaited $name "${stuck[n++]}"
    check "$name, the server stands still" is "$status" 1
    check "$name, the server stands still: says so" \
        says "$scratch/err" "the server at the end of the time: no answer in time"
    check "$name, the server stands still: nothing on stdout" test ! -s "$scratch/out"
done
check "the server stands still: the clients end in time" test $((SECONDS - stopped)) -le 30
for pid in "${frozen[@]}"; do killed "$pid"; done

# An MTU of 1000 at the far end of a link of 1500, which nobody tells the sender. Namespaces without
# a name go with the processes in them.
unshare --net sleep 120 &
near=$!
unshare --net sleep 120 &
far=$!
apart() { [ "$(readlink /proc/{$near,$far,$$}/ns/net | sort -u | wc -l)" = 3 ]; }
if [ "$(id -u)" != 0 ] || ! wait_for 5 apart; then
    echo "# not root: a link of two MTUs not tested"
    finish
    exit
fi
at_near() { nsenter --target "$near" --net "$@"; }
at_far() { nsenter --target "$far" --net "$@"; }
at_near ip link add near type veth peer name far netns "$far"
at_near ip address add 10.99.0.1/24 dev near
at_near ip link set near up gso_max_segs 1 # whole frames, as on a wire
at_far ip address add 10.99.0.2/24 dev far
at_far ip link set far up mtu 1000
at_far ip route change 10.99.0.0/24 dev far advmss 1460
inside=(nsenter --target "$far" --net)
host=10.99.0.2
serve netstream --persist --token-file="$scratch/token"
bulk=$at
serve netrr --token-file="$scratch/token"
inside=(nsenter --target "$near" --net)
client netstream "$bulk" "${short[@]}" --token-file="$scratch/token" --udp --length=900 --rate=1M
measured "MTU: small datagrams pass" "$some"
client netstream "$bulk" "${short[@]}" --token-file="$scratch/token" --udp --rate=1M
check "MTU: large datagrams" is "$status" 1
json "MTU: large datagrams: the record says so" '(.checks[] | select(.name == "data") |
    .ok == false and (.detail | test("carry packets of its MTU"))) and
    (.results[] | select(.metric == "loss") | .value == 100)'
begun stream netstream "$bulk" "${short[@]}" --token-file="$scratch/token"
lost=("$first")
begun rr netrr "$at" "${short[@]}" --token-file="$scratch/token" --request=4000
lost+=("$first")
n=0
for name in stream rr; do
    awaited $name "${lost[n++]}"
    check "MTU: $name over TCP" is "$status" 1
    check "MTU: $name over TCP: says so" says "$scratch/err" "does it carry packets of its MTU?"
done

# A path of an MTU that this end knows: datagrams go whole, or not at all.
at_near ip link set near mtu 1400
at_far ip link set far mtu 1400
whole='.evidence.server.ip_fragments == 0 and .evidence.client.ip_fragments == 0'
short+=(--token-file="$scratch/token" --udp --rate=1M)
client netstream "$bulk" "${short[@]}"
measured "MTU 1400: the default fits" "$some and .parameters.length == 1372 and $whole"
client netstream "$bulk" "${short[@]}" --reverse
measured "MTU 1400: the other way as well" "$some and .parameters.length == 1372 and $whole"
client netstream "$bulk" "${short[@]}" --length=1373
refused_measuring() { # NAME STATUS TEXT
    check "$1" is "$status" "$2"
    check "$1: says why" says "$scratch/err" "$3"
    check "$1: nothing on stdout" test ! -s "$scratch/out"
}
too_long="--length=1373: the path's MTU of 1400 carries datagrams of at most 1372 bytes whole"
refused_measuring "MTU 1400: one byte too many" 2 "$too_long"
client netstream "$bulk" "${short[@]}" --length=1373 --gso
refused_measuring "MTU 1400: nor cut by the kernel" 2 "$too_long"
client netstream "$bulk" "${short[@]}" --gso
measured "MTU 1400: GSO by default" "$some and .parameters.length == 1372 and $whole"
at_near ip route change 10.99.0.0/24 dev near mtu 1300
client netstream "$bulk" "${short[@]}"
measured "a route of MTU 1300" "$some and .parameters.length == 1272 and $whole"

finish
