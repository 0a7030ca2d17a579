#!/bin/bash
# Other runtimes of containers: gVisor, Podman, bubblewrap, systemd-nspawn, LXC. Each is what it says it is by
# what the host's /proc shows, or says why it cannot run here.
# lane: host
. "$(dirname "$0")/lib.sh"
needs_root
short="-r 1 --set array-size=8M --set time=100ms --set stores=temporal"
bridges() { ip -o link | grep -oE '(cni-)?podman0' | sort -u; }
groups_of_nspawn() { find /sys/fs/cgroup -maxdepth 4 \( -name payload -o -name supervisor \) -printf '%p\n' | sort; }
bridges_before=$(bridges) groups_before=$(groups_of_nspawn)

try "$virtax" list --json
cp "$scratch/out" "$scratch/list"
able() { jq -e --arg n "$1" '.environments[] | select(.name == $n) | .able' "$scratch/list" >/dev/null; }
why() { jq -r --arg n "$1" '.environments[] | select(.name == $n) | .why' "$scratch/list"; }
gate() { records "$1" | jq -r --arg s "$2" 'select(.series == $s) | .gates[] | select(.name == "container") | .state' | sort -u; }
those_able() { for name in "$@"; do able "$name" && printf ',%s' "$name"; done; }
valid() { records "$1" | jq -r 'select(.valid) | .series' | sort -u | paste -sd ,; }
sorted() { tr , '\n' <<<"$1" | sort | paste -sd ,; }

for name in gvisor podman bwrap nspawn lxc; do able $name || skip "$name" "$(why $name)"; done
series=native$(those_able gvisor podman bwrap nspawn lxc)
try "$virtax" run fig02 -e "$series" $short -o "$scratch/run"
check "stream: exit 0" is "$status" 0
check "stream: all are valid" is "$(valid "$scratch/run")" "$(sorted "$series")"
for pair in gvisor:runsc bwrap:bwrap nspawn:systemd-nspawn lxc:lxc-execute; do
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
# By what the kernel reads of itself, and the host of its processes.
inside() { records "$scratch/run" | jq -r --arg s "$1" "select(.series == \$s) | $2"; }
for name in nspawn lxc; do
    able $name || continue
    check "$name: a filter of system calls" is "$(inside $name .kernel.evidence.status.Seccomp)" 2
    check "$name: nothing but the scrubbed environment" is "$(inside $name '.kernel.evidence.environment - ["VIRTAX_LAYOUT"] | join(" ")')" \
        "HOME LC_ALL PATH"
done
able nspawn && check "nspawn: a root in memory" is "$(inside nspawn .container.seen.root_type)" tmpfs
able lxc && check "lxc: a control group that the kernel sees" is "$(inside lxc '.kernel.evidence.control_group | type')" object

# Round trips: gVisor's network stack, the host's from the others.
series=native$(those_able gvisor-nat podman-host bwrap nspawn lxc)
try "$virtax" run fig08 -e "$series" -r 1 --set time=200ms --set omit=0s -o "$scratch/net"
check "netrr: exit 0" is "$status" 0
check "netrr: all are valid" is "$(valid "$scratch/net")" "$(sorted "$series")"

# In a network namespace of its own nobody but these made a chain: none stays.
if able podman; then
    try unshare --net sh -c "ip link set lo up && '$virtax' run fig02 -e native,podman $short -o '$scratch/chains' && iptables -S"
    check "podman: exit 0 in a network of its own" is "$status" 0
    check "podman: CNI's chains go with the run" is "$(grep -c CNI "$scratch/out")" 0
fi

# The medium, below a path that their configurations must quote.
mkdir "$scratch/a medium: here"
series=native$(those_able gvisor-volume podman-volume bwrap nspawn lxc)
try "$virtax" run fig09 -e "$series" -r 1 --set time=200ms --set size=8M --set ramp-time=0s \
    --medium "files:$scratch/a medium: here" -o "$scratch/storage"
check "blockio: exit 0" is "$status" 0
check "blockio: all are valid, on the medium" is "$(valid "$scratch/storage")" "$(sorted "$series")"
check "nothing is left behind" nothing_left
check "nspawn's groups are as they were" is "$(groups_of_nspawn)" "$groups_before"

# Programs that are not there.
mkdir "$scratch/bin"
for tool in $(compgen -c | sort -u); do
    case $tool in podman | bwrap | runsc | crun | systemd-nspawn | lxc-execute) continue ;; esac
    file=$(type -P "$tool") && ln -sf "$file" "$scratch/bin/$tool"
done 2>/dev/null
for pair in podman:podman bwrap:bubblewrap gvisor:runsc nspawn:systemd-container lxc:lxc; do
    name=${pair%:*}
    PATH=$scratch/bin try "$virtax" run fig02 -e native,$name $short --dry-run
    check "$name is not installed: what brings it" says "$scratch/out" "${pair#*:}"
done
try "$virtax" run fig02 -e native,podman+rootless=on $short -o "$scratch/rootless"
check "containers without root, as root: exit 1" is "$status" 1

# Of an ordinary user: with IDs of its own, which a new user gets, and without any.
user=vtx-test-$$
own_root
chmod 755 "$scratch"
chmod -R go+rX "$root"
# as UID: in a home of its own.
as() {
    setpriv --reuid="$1" --regid="$1" --clear-groups env -i PATH="$PATH" HOME="$scratch/home" XDG_RUNTIME_DIR="$scratch/run" \
        sh -c 'cd && umask 077 && exec "$@"' sh "$root/build/virtax" run fig02 $short "${@:2}"
}
if ! able podman; then
    skip "containers without root" "$(why podman)"
elif ! command -v newuidmap >/dev/null || ! useradd --no-create-home --home-dir "$scratch/home" "$user"; then
    skip "containers without root" "uidmap is not installed, or no user can be added"
else
    trap 'userdel "$user"' EXIT
    uid=$(id -u "$user")
    install -d -m 700 -o "$uid" -g "$uid" "$scratch/home" "$scratch/run"
    try as "$uid" -e native,podman -o plain
    check "a user's plain podman: said what it would be" says "$scratch/err" "podman+rootless=on are this user's own"
    try as "$uid" -e native,podman+rootless=on --set time=1s -o own
    check "a user's containers: exit 0" is "$status" 0
    check "a user's containers: both are valid" is "$(valid "$scratch/home/own")" native,podman+rootless=on
    check "a user's containers: its root is the user" is \
        "$(records "$scratch/home/own" | jq -r 'select(.container) | .container.seen.uid_map')" "0 $uid 1"
    check "a user's containers: none of the user's processes is left" wait_for 10 sh -c "! pgrep -u $uid"
    usermod --del-subuids 1-4294967294 "$user"
    try as "$uid" -e native,podman+rootless=on -o none
    check "a user without IDs: what gives some" says "$scratch/err" "$user has no IDs in /etc/subuid"
fi

# Ctrl-C, and kill -9, in the middle.
at_work() { pgrep -f "^$project/build/bin/stream"; }
series=native$(those_able podman bwrap nspawn lxc)
long="-r 3 --set array-size=8M --set time=20s --set stores=temporal"
"$virtax" run fig02 -e "$series" $long -o "$scratch/stopped" >/dev/null 2>&1 &
pid=$!
check "Ctrl-C: kernels were at work" wait_for 30 at_work
sleep 1
kill -INT $pid
wait $pid
check "Ctrl-C: exit 130" is $? 130
check "Ctrl-C: nothing is left behind" nothing_left
check "Ctrl-C: nspawn's groups are as they were" is "$(groups_of_nspawn)" "$groups_before"

"$virtax" run fig02 -e "$series" $long -o "$scratch/killed" >/dev/null 2>&1 &
pid=$!
able podman && check "killed: its container was there" wait_for 30 sh -c "podman ps --format '{{.Names}}' | grep vtx-$pid"
for name in nspawn lxc; do
    able $name && check "killed: $name was at work" wait_for 30 pgrep -f "vtx-$pid-$name"
done
sleep 1
kill -9 $pid
wait $pid 2>/dev/null
check "killed: no kernel works on" wait_for 5 sh -c "! pgrep -f '^$project/build/bin/stream'"
"$virtax" clean >/dev/null
check "killed: clean leaves no container" is "$(podman ps --all --format '{{.Names}}' 2>/dev/null | grep -c vtx-)" 0
check "killed: clean leaves no bridge that was not there" is "$(bridges)" "$bridges_before"
check "killed: clean leaves nspawn's groups as they were" is "$(groups_of_nspawn)" "$groups_before"
check "nothing is left behind" nothing_left
finish
