#!/bin/bash
# Control groups that limit memory and CPU time, kernels that are killed for want of memory, and
# cells that are stopped and continued; on the host, and in an emulated guest.
. "$(dirname "$0")/lib.sh"
needs_root
own_root

# limited KEY_V2 VALUE_V2 KEY_V1 VALUE_V1: a group below the root with that limit; what runs is in
# another below it, as batch systems have it.
limited() {
    controller=${1%%.*}
    groups=$(awk -v c="$controller" '$3 == "cgroup" && "," $4 "," ~ "," c ","  { print $2; exit }' /proc/mounts)
    group=${groups:-/sys/fs/cgroup}/vtx-test-$$-$controller
    mkdir -p "$group/inner"
    if [ -n "$groups" ]; then
        echo "$4" >"$group/$3"
    else
        echo "+$controller" | tee /sys/fs/cgroup/cgroup.subtree_control >"$group/cgroup.subtree_control"
        echo "$2" >"$group/$1"
    fi
}
in_group() { sh -c 'echo 0 >"$0/inner/cgroup.procs" && exec "$@"' "$group" "$@"; }
unlimited() { rmdir "$group/inner" "$group"; }
parameter() { jq ".parameters[\"$1\"]" "$scratch/out"; }
at_most() { [ "$1" -le "$2" ] || { echo "#   $1 is more than $2"; false; }; }

limited memory.max 1G memory.limit_in_bytes 1G
try in_group build/bin/randomaccess --resolve
check "1 GiB allowed: randomaccess takes half" is "$(parameter table-size)" 268435456
try in_group build/bin/linpack --resolve --threads 1
chosen=$(parameter n)
check "1 GiB allowed: linpack stays within" at_most $((8 * chosen * chosen)) $((1 << 30))
try in_group build/bin/randomaccess --time 50ms --threads 1
check "1 GiB allowed: the size that it chose can be had" is "$status" 0
try in_group "$virtax" doctor --json
check "1 GiB allowed: doctor names the group" is \
    "$(jq -r '.[] | select(.name == "memory") | .value' "$scratch/out" | grep -o 'of 1G that .* allows')" \
    "of 1G that /${group##*/}/memory.$([ -e "$group/memory.max" ] && echo max || echo limit_in_bytes) allows"

in_group dd if=/dev/zero of="$scratch/pages" bs=1M count=900 status=none
try in_group build/bin/randomaccess --resolve
check "a full page cache takes nothing" is "$(parameter table-size)" 268435456
rm "$scratch/pages"

# At the limit: none is not "no limit".
in_group sh -c 'head -c 1010M /dev/zero | tail -c 1020M | (sleep 3; cat >/dev/null)' &
wait_for 20 sh -c "[ \"\$(cat '$group'/memory.current '$group'/memory.usage_in_bytes 2>/dev/null | head -n 1)\" -gt 1040000000 ]"
try in_group build/bin/stream --array-size 400M --time 50ms
check "at the limit: refused" is "$status" 77
wait

# A kernel that takes more than --resolve told.
cat >"$root/build/bin/stream" <<EOF2
#!/bin/sh
case " \$* " in *" --resolve "*) exec "$project/build/bin/stream" "\$@" ;; esac
exec tail /dev/zero
EOF2
try in_group "$root/build/virtax" run fig02 -e native -r 1 $small -o "$scratch/oom"
check "killed for want of memory: exit 1" is "$status" 1
check "killed for want of memory: the record says so" is \
    "$(records "$scratch/oom" | jq -r '.error | test("^killed for want of memory by this host .*allows 1G.*exit status 137")')" true
check "killed for want of memory: and how many" is "$(records "$scratch/oom" | jq '.oom_kills > 0')" true
unlimited
rm "$root/build/bin/stream" && cp build/bin/stream "$root/build/bin/"

limited cpu.max "50000 100000" cpu.cfs_quota_us 50000
try in_group "$virtax" doctor --json
check "half a CPU allowed: doctor warns" is \
    "$(jq -r '.[] | select(.name == "cpu quota") | .state' "$scratch/out")" warn
try in_group "$virtax" run fig02 -e native -r 1 $small -o "$scratch/quota"
check "half a CPU allowed: exit 3" is "$status" 3
check "half a CPU allowed: the plan warns before" is \
    "$(jq '.warnings | map(select(test("allows 0.5 CPUs"))) | length' "$scratch/quota/plan.json")" 1
check "half a CPU allowed: the gate says so" is \
    "$(records "$scratch/quota" | jq -r '.gates[] | select(.state == "failed") | .name' | grep -x cpu-quota)" cpu-quota
unlimited

# stopped WHAT NAME: a run whose process WHAT is stopped for a second in mid-cell.
stopped() {
    "$virtax" run fig02 -e native -r 1 $small --set time=2s -o "$scratch/$2" >"$scratch/out" 2>"$scratch/err" &
    run=$!
    wait_for 20 pgrep -fx "$project/build/bin/stream .*--time=2 .*|$project/build/bin/stream .*--time=2"
    sleep 0.5
    victims=$(eval "$1")
    # shellcheck disable=SC2086 # a list of numbers
    kill -STOP $victims
    sleep 1
    # shellcheck disable=SC2086
    kill -CONT $victims
    status=0
    wait $run || status=$?
}
kernel='pgrep -P $run -x stream'
for case in "kernel|$kernel" "virtax|echo \$run" "kernel and virtax|$kernel; echo \$run"; do
    who=${case%%|*}
    stopped "${case#*|}" "stopped-${who// /-}"
    check "$who stopped and continued: exit 3" is "$status" 3
    check "$who stopped and continued: the gate says so" is \
        "$(records "$scratch/stopped-${who// /-}" | jq -r '.gates[] | select(.state == "failed") | .name' | grep -x continued)" continued
done
# In a guest: a kernel that the OOM killer there takes, asked for by SysRq, since a guest that is short of
# memory takes minutes to say so; then one whose QEMU is stopped.
cp -rL build/vm/current "$scratch/vm-current"
mkdir "$root/build/vm" && mv "$scratch/vm-current" "$root/build/vm/current"
kernel_in_guest() { # COMMANDS: what stream does there
    cat >"$root/build/bin/stream" <<EOF2
#!/bin/sh
case " \$* " in *" --resolve "*) exec "$project/build/bin/stream" "\$@" ;; esac
case \$0 in /opt/virtax/*) ;; *) exit 1 ;; esac
$1
EOF2
}
of_guest() { records "$scratch/$1" | jq -c 'select(.series == "kvm")'; }
kernel_in_guest 'echo 1000 >/proc/self/oom_score_adj
echo f >/proc/sysrq-trigger
exec sleep 60'
try "$root/build/virtax" run fig02 -e kvm -r 1 $small -o "$scratch/killed"
check "guest: a kernel killed for want of memory there" is \
    "$(of_guest killed | jq '.error | test("^killed for want of memory by the system that it ran on: .*exit status 137")')" true

kernel_in_guest 'echo "virtax: begin" >&2
sleep 8
echo "virtax: end" >&2'
"$root/build/virtax" run fig02 -e kvm -r 1 $small -o "$scratch/guest" >"$scratch/out" 2>"$scratch/err" &
run=$!
check "guest: its kernel begins" wait_for 200 pgrep -P $run -f 'ssh .*/opt/virtax/stream'
sleep 2
qemu=$(pgrep -P $run -f qemu-system)
kill -STOP "$qemu"
sleep 1
kill -CONT "$qemu"
wait $run
check "guest: QEMU stopped and continued" is \
    "$(of_guest guest | jq -r '.gates[] | select(.name == "continued") | .value')" "QEMU was stopped and continued"
check "nothing is left behind" nothing_left
finish
