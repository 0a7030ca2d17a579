#!/bin/bash
# fig07 and fig08 `quick` in one plan, in all environments, with one boot for each guest: every
# record's bytes went where its series says, and the host's network is as it was.
# lane: host
. "$(dirname "$0")/lib.sh"
run=$scratch/run
short="--set time=300ms --set omit=100ms"
host_network >"$scratch/before"
as_before() { # NAME
    wait_for 10 nothing_left # whoever inherits a dead child may take a moment to reap it
    check "$1: nothing is left behind" nothing_left
    check "$1: links, addresses, rules and settings are as before" host_network_kept "$scratch/before"
}

try "$virtax" run fig07 fig08 -p quick -r 1 --slice 30ms $short -o "$run"
check "exit 0" is "$status" 0
as_before "run"
cell() { records "$run" | jq -c "select($1) | $2"; }
check "20 records, all valid" is "$(cell .valid .cell | count)" 20
check "every environment twice in each figure" is \
    "$(cell true '"\(.figure) \(.series)"' | sort | uniq -c | awk '{ print $1 }' | xargs)" \
    "2 2 2 2 2 2 2 2 2 2"
check "the peer is the same binary everywhere, and ended well" is \
    "$(cell true '.gates[] | select(.name == "peer") | [.state, .value]' | sort -u)" '["ok","same binary"]'
check "the path is the declared one everywhere" is \
    "$(cell true '.gates[] | select(.name == "path") | .state' | sort -u)" '"ok"'
check "no gate failed" is "$(cell true '.gates[].state' | grep -c failed)" 0

# Interfaces that carried the payload, by their names without the run's; others had next to nothing:
# neighbour discovery and the like.
prefix=$(jq -r '.environments.lab.names.host_wire | rtrimstr("h0")' "$run/machine.json")
carriers() { # SERIES
    cell ".series == \"$1\"" "(.gates[] | select(.name == \"path\").value) as \$payload | .interfaces |
        with_entries(select(.key == \"docker0\" or (.key | startswith(\"$prefix\"))) |
            .key |= ltrimstr(\"$prefix\") | .value |= .rx_bytes + .tx_bytes) |
        [to_entries[] | select(.value * 50 > \$payload and .value > 16384) |
            if .value >= \$payload then .key else \"some of it \" + .key end] | sort | join(\" \")" |
        sort -u | xargs
}
check "native's bytes: the host wire" is "$(carriers native)" "h0"
check "docker-host's bytes: the host wire" is "$(carriers docker-host)" "h0"
check "docker-nat's bytes: the host wire and Docker's bridge" is "$(carriers docker-nat)" "docker0 h0"
check "each guest's bytes: its own tap and the guest wire" is \
    "$(for guest in kvm kvm-tuned; do carriers $guest; done | sort | xargs)" "g0 t0 g0 t1"

check "fig07: the system under test asks" is \
    "$(cell '.figure == "fig07"' '[.kernel.evidence.client != null, .peer_kernel.evidence.server != null, .peer_kernel.kernel]' | sort -u)" \
    '[true,true,"netstream"]'
check "fig08: it answers" is \
    "$(cell '.figure == "fig08"' '[.kernel.evidence.server != null, .peer_kernel.evidence.client != null, .peer_kernel.kernel]' | sort -u)" \
    '[true,true,"netrr"]'
check "both directions were measured" is \
    "$(cell '.figure == "fig07"' '[.x, .kernel.parameters.reverse, .kernel.results[0].x]' | sort -u | xargs)" \
    "[client-to-server,false,send] [server-to-client,true,receive]"
check "both protocols were measured" is \
    "$(cell '.figure == "fig08"' '[.x, .peer_kernel.parameters.udp]' | sort -u | xargs)" \
    "[TCP_RR,false] [UDP_RR,true]"
# A token is as long as a digest, and no digest of these.
words_of_64() { sed 's/\\n/ /g' "$@" | grep -owE '[0-9a-f]{64}' | sort -u | xargs; }
check "the token is nobody's to see" is "$(words_of_64 "$run/records.jsonl" "$scratch/out" "$scratch/err")" \
    "$(sha256sum build/bin/netstream build/bin/netrr | cut -d' ' -f1 | sort | xargs)"
# In ticks of 10 ms, of which a slow guest may leave the peer less than one.
check "the peer's CPU time is told" is "$(cell '.cpu.peer >= 0' .cell | count)" 20
check "the peer's CPU time is measured" is \
    "$(cell '.series == "native"' .cpu.peer | jq -s 'length == 4 and add >= 0.1')" true

plan() { jq -c ".figures | map($1)" "$run/plan.json"; }
check "the plan has roles" is "$(plan .role)" '["client","server"]'
if [ "$(env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc)" -gt 1 ]; then
    check "each side has CPUs of its own" is "$(plan '.cpus != .peer_cpus')" '[true,true]'
fi
check "the kernels ran there" is \
    "$(cell '.series == "native"' '[.kernel.evidence.cpus, .peer_kernel.evidence.cpus]' | sort -u)" \
    "$(jq -c '.figures[0] | [.cpus, .peer_cpus]' "$run/plan.json")"
check "the peer's settings are the host's" is \
    "$(cell '.series == "native"' '.kernel.evidence.surroundings == .peer_kernel.evidence.surroundings' | sort -u)" true
lab() { jq -c ".environments.lab | $1" "$run/machine.json"; }
check "the machine file tells the lab" is "$(lab '[.peer, .link_bits, .link, .mtu]')" \
    '["netns",null,"memory speed, not a NIC",1500]'
check "and Docker's bridge, the guests' taps and the wires of both hosts" is \
    "$(lab '[.host.interfaces, .peer_host.interfaces] | map(keys | map(ltrimstr("'"$prefix"'")))')" \
    '[["docker0","br","g0","h0","t0","t1"],["g1","h1"]]'
check "records say whether there was vhost" is \
    "$(cell '.series == "kvm"' '.guest.features.vhost' | sort -u)" \
    "$([ -e /dev/vhost-net ] && echo '"on"' || echo '"off"')"
check "each guest had a card of its own" is \
    "$(jq -r '.environments | .kvm, .["kvm-tuned"] | .qemu_argv[]' "$run/machine.json" |
        grep -o 'netdev=lab,mac=[0-9a-f:]*' | sort -u | count)" 2
check "figures are drawn" test -s "$run/figures/fig07.svg" -a -s "$run/figures/fig08.svg"
check "fig08.csv has mean, p50 and p99 of both protocols" is \
    "$(awk -F, '$2 == "docker-nat" { print $3 }' "$run/figures/fig08.csv" | sort | xargs)" \
    "TCP_RR mean TCP_RR p50 TCP_RR p99 UDP_RR mean UDP_RR p50 UDP_RR p99"

# start VIRTAX-ARGUMENTS...: in the background, as a terminal starts it; leaves $pid.
start() {
    rm -rf "$scratch/broken"
    setsid bash -c 'trap - INT; exec "$@"' _ "$virtax" run "$@" -o "$scratch/broken" \
        >"$scratch/out" 2>"$scratch/err" &
    pid=$!
}

# One side dies in the middle of a cell; the next cell is measured. (A block in slices is run again.)
dies() { # NAME FIGURE KERNEL TEXT
    start "$2" -e native -r 1 --interleave cells --set time=2s --set omit=100ms
    check "$1 dies: got there" wait_for 30 sh -c "[ \$(pgrep -P $pid -x $3 | wc -l) -eq 2 ]"
    sleep 0.5
    ip netns pids "vtx-$pid-peer" | xargs -r kill -9
    wait $pid
    check "$1 dies: exit 1" is $? 1
    check "$1 dies: the run went on" is \
        "$(records "$scratch/broken" | jq -c .valid | xargs)" "false true"
    check "$1 dies: the record says how the peer ended" is \
        "$(records "$scratch/broken" | jq -r '.gates[] | select(.name == "peer" and .state == "failed") | .value')" \
        "exit status 137"
    check "$1 dies: one line says why" grep -q "^\[1/2\] .*$4" "$scratch/err"
}
dies "the server" fig07 netstream \
    "FAILED: the client failed (exit status 1): virtax netstream: during the test: the other side closed the connection"
dies "the client" fig08 netrr "FAILED: the client failed (exit status 137): without a word"
as_before "a peer that dies"

# Ctrl-C and kill -9 where there is most to remove: a published port; a daemon, a guest and its tap.
start fig08 -e docker-nat -r 9 --set time=20s --seed 1
check "Ctrl-C: got there" wait_for 60 sh -c "pgrep -x docker-proxy && ip netns pids vtx-$pid-peer | grep ."
kill -INT $pid
wait $pid
check "Ctrl-C: exit 130" is $? 130
as_before "Ctrl-C"
start fig08 -e docker-nat,kvm -r 9 $short --seed 5
check "kill -9: got there" wait_for 90 sh -c "ip netns pids vtx-$pid-host | grep . && ip link show vtx-$pid-t0"
kill -9 $pid
wait $pid 2>/dev/null
check "kill -9: the namespaces stay" test -e "/run/netns/vtx-$pid-peer" -a -e "/run/netns/vtx-$pid-host"
try "$virtax" clean
check "clean: exit 0" is "$status" 0
as_before "kill -9 and clean"

# The port is another's, on a host made for it.
cat >"$scratch/taken" <<END
mount -t sysfs sysfs /sys
ip link set lo up
build/bin/netrr --server --listen=0.0.0.0:5210 --persist &
"$virtax" run fig08 -e native -r 1 $short -o "$scratch/taken-run"
status=\$?
kill \$!
exit \$status
END
try unshare --net --mount sh "$scratch/taken"
check "port taken: exit 1" is "$status" 1
check "port taken: the records say so" is \
    "$(records "$scratch/taken-run" | jq -r .error | sed 's/[0-9.]*:5210/ADDRESS/' | sort -u)" \
    "server: it ended (exit status 1): virtax netrr: ADDRESS: another program has this port; choose one with --listen=ADDR:PORT"
check "port taken: so does the line of each cell" is \
    "$(grep -c '^\[./2\].*another program has this port' "$scratch/err")" 2

# What cannot be: said before anything is made.
try "$virtax" run fig07 --link nonsense -o "$scratch/never"
check "--link nonsense: exit 2" is "$status" 2
check "--link nonsense: one line" one_line "$scratch/err"
check "--link nonsense: how to write it" says "$scratch/err" \
    "--link: rate 'nonsense': not a number; write it as 500k, 900M or 10G"
try "$virtax" run fig07 --link 10gbti -o "$scratch/never"
check "--link 10gbti: exit 2" is "$status" 2
check "--link 10gbti: the closest" says "$scratch/err" "closest:"
own_root
chmod -R go+rX "$scratch"
try setpriv --reuid=65534 --regid=65534 --clear-groups "$root/build/virtax" run fig07 -e native \
    -o "$scratch/never"
check "without root: exit 77" is "$status" 77
check "without root: the cause and the mend" says "$scratch/err" \
    "fig07: a second host on this machine (network namespace) needs root; run as root, or name a peer: --peer ssh:USER@HOST"
mkdir "$scratch/bin"
printf '#!/bin/sh\nexec %s --bridge=none "$@"\n' "$(command -v dockerd)" >"$scratch/bin/dockerd"
chmod +x "$scratch/bin/dockerd"
PATH=$scratch/bin:$PATH try container/with-daemon "$virtax" run fig07 --dry-run
check "Docker without a bridge: exit 0" is "$status" 0
check "Docker without a bridge: docker-nat alone is left out" says "$scratch/out" \
    "series      native docker-host kvm kvm-tuned"
check "Docker without a bridge: says so" says "$scratch/out" \
    "docker-nat left out: this Docker engine has no bridge network (its option --bridge=none?); docker-host needs none"
check "nothing was made for any of them" absent "$scratch/never"
as_before "all"
finish
