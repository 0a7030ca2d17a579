#!/bin/bash
# Other runtimes of containers: gVisor, Podman, bubblewrap. Each is what it says it is by what the host's
# /proc shows, or says why it cannot run here.
# lane: host
. "$(dirname "$0")/lib.sh"
needs_root
bridge_before=$(ip -o link | grep -oE '(cni-)?podman0' | sort -u)
short="-r 1 --set array-size=8M --set time=100ms --set stores=temporal"

try "$virtax" list --json
cp "$scratch/out" "$scratch/list"
able() { jq -e --arg n "$1" '.environments[] | select(.name == $n) | .able' "$scratch/list" >/dev/null; }
why() { jq -r --arg n "$1" '.environments[] | select(.name == $n) | .why' "$scratch/list"; }
gate() { records "$1" | jq -r --arg s "$2" 'select(.series == $s) | .gates[] | select(.name == "container") | .state' | sort -u; }

series='' runtime_of='gvisor:runsc bwrap:bwrap'
for name in gvisor podman bwrap; do
    if able $name; then series=$series,$name; else skip "$name" "$(why $name)"; fi
done
try "$virtax" run fig02 -e native$series $short -o "$scratch/run"
check "stream: exit 0" is "$status" 0
check "stream: all are valid" is "$(records "$scratch/run" | jq -r 'select(.valid) | .series' | sort | paste -sd ,)" \
    "$(tr , '\n' <<<"native$series" | sort | paste -sd ,)"
for pair in $runtime_of; do
    name=${pair%:*}
    able $name || continue
    check "$name: it is seen to be ${pair#*:}" is \
        "$(records "$scratch/run" | jq -r --arg s $name 'select(.series == $s) | .container.seen.runtime')" "${pair#*:}"
    check "$name: the gate holds" is "$(gate "$scratch/run" $name)" ok
done
if able gvisor; then
    check "gvisor: its kernel is not this host's" test \
        "$(records "$scratch/run" | jq -r 'select(.series == "gvisor") | .kernel.evidence.kernel_release')" != "$(uname -r)"
fi

# Round trips: gVisor's network stack, the host's from bubblewrap.
series=''
for name in gvisor-nat podman-host bwrap; do able $name && series=$series,$name; done
try "$virtax" run fig08 -e native$series -r 1 --set time=200ms --set omit=0s -o "$scratch/net"
check "netrr: exit 0" is "$status" 0
check "netrr: all are valid" is "$(records "$scratch/net" | jq -r 'select(.valid) | .series' | sort -u | paste -sd ,)" \
    "$(tr , '\n' <<<"native$series" | sort | paste -sd ,)"
check "nothing is left behind" nothing_left

# Programs that are not there.
mkdir "$scratch/bin"
for tool in $(compgen -c | sort -u); do
    case $tool in podman | bwrap | runsc | crun) continue ;; esac
    file=$(type -P "$tool") && ln -sf "$file" "$scratch/bin/$tool"
done 2>/dev/null
for name in podman:podman bwrap:bubblewrap gvisor:runsc; do
    PATH=$scratch/bin try "$virtax" run fig02 -e native,${name%:*} $short -o "$scratch/no-${name%:*}"
    check "${name%:*} is not installed: exit 1" is "$status" 1
    check "${name%:*} is not installed: what brings it" says "$scratch/err" "${name#*:}"
done
try "$virtax" run fig02 -e native,podman+rootless=on $short -o "$scratch/rootless"
check "containers without root, as root: exit 1" is "$status" 1

able podman && {
    "$virtax" run fig02 -e native,podman,bwrap -r 3 --set array-size=8M --set time=5s --set stores=temporal \
        -o "$scratch/killed" >/dev/null 2>&1 &
    pid=$!
    check "killed: its container was there" wait_for 30 sh -c "podman ps --format '{{.Names}}' | grep vtx-$pid"
    kill -9 $pid
    wait $pid 2>/dev/null
    "$virtax" clean >/dev/null
    check "killed: clean leaves no container" is "$(podman ps --all --format '{{.Names}}' | grep -c vtx-)" 0
    check "killed: clean leaves no bridge that was not there" is "$(ip -o link | grep -oE '(cni-)?podman0' | sort -u)" \
        "$bridge_before"
}
check "nothing is left behind" nothing_left
finish
