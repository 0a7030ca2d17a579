#!/bin/bash
# One container for each socket, from the plan to the report, with the real Docker. The two NUMA
# nodes are made up: a tree mounted over /sys/devices/system/node, for this test's own processes
# alone. Their memory is that of node 0, which a `docker` before the real one in PATH puts in.
# lane: alone
. "$(dirname "$0")/lib.sh"

if [ "$(env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc)" -lt 2 ]; then
    echo "# skipped: two CPUs are needed"
    finish
    exit
fi
read -r first second < <(taskset -cp $$ | sed 's/.*: //' | tr , '\n' |
    awk -F- '{ for (i = $1; i <= ($2 ? $2 : $1); i++) print i }' | head -n 2 | xargs)
if [ -z "${in_namespace-}" ]; then
    rm -rf "$scratch"
    in_namespace=1 exec unshare --mount "$0"
fi
mount -t tmpfs nodes /sys/devices/system/node
mkdir /sys/devices/system/node/node{0,1}
echo 0-1 >/sys/devices/system/node/online
echo "$first" >/sys/devices/system/node/node0/cpulist
echo "$second" >/sys/devices/system/node/node1/cpulist
for node in 0 1; do
    grep -E 'Mem(Total|Free)' /proc/meminfo | sed "s/^/Node $node /" \
        >/sys/devices/system/node/node$node/meminfo
done

mkdir "$scratch/bin"
cat >"$scratch/bin/docker" <<END
#!/bin/bash
echo "\$*" >>"$scratch/log"
exec $(command -v docker) "\${@/#--cpuset-mems=*/--cpuset-mems=0}"
END
chmod +x "$scratch/bin/docker"
PATH=$scratch/bin:$PATH
sockets() { taskset -c "$first,$second" "$virtax" run stream-per-socket "$@"; }

try sockets --dry-run --set threads=4
check "dry run: exit 0" is "$status" 0
check "dry run: the figure interleaves" says "$scratch/out" "--numa=interleave"
check "dry run: its containers do not" says "$scratch/out" "--numa=local"
try sockets --dry-run -e docker-per-socket --set threads=1
check "fewer threads than nodes: exit 1, as asked for" is "$status" 1
check "fewer threads than nodes: says so" says "$scratch/out" "--set threads=2 is the least"
try taskset -c "$first" "$virtax" run fig02 -e docker-per-socket --dry-run
check "CPUs of one node: exit 1, as asked for" is "$status" 1
check "CPUs of one node: says so" says "$scratch/out" "all of one NUMA node"

# Long enough that containers which begin 0.4 s apart still run together.
try sockets -r 1 $small --set time=4s --set threads=4 -o "$scratch/run"
check "run: measured" test "$status" -eq 0 -o "$status" -eq 3
pair() { records "$scratch/run" | jq -c "select(.series == \"docker-per-socket\") | $1" | sort -u; }
check "two containers at once" is "$(pair .kernel.evidence.containers)" 2
check "on all CPUs of the figure" is "$(pair .kernel.evidence.cpus)" \
    "\"$([ $((second - first)) -eq 1 ] && echo "$first-$second" || echo "$first,$second")\""
check "with two threads each" is "$(pair '[.kernel.parts[].parameters.threads]')" "[2,2]"
check "and the planned number in all" is "$(pair .kernel.parameters.threads)" 4
check "the sum is of its parts" is \
    "$(pair '(.kernel.results[3].value / ([.kernel.parts[].results[3].value] | add) * 1e6 | round)')" 1000000
check "with the planned parameters" is \
    "$(pair '.gates[] | select(.name == "parameters" or .name == "binary" or .name == "environment") | .state')" '"ok"'
check "the cell is the time in which both ran" is \
    "$(pair '.host_wall_s > 1 and .host_wall_s <= .kernel.usage.wall_s + 0.1')" true
check "each on its own node: 0" is "$(grep -c "^run .*--cpuset-cpus=$first --cpuset-mems=0 .*--numa=local" "$scratch/log")" 1
check "each on its own node: 1" is "$(grep -c "^run .*--cpuset-cpus=$second --cpuset-mems=1 .*--numa=local" "$scratch/log")" 1
check "report" says "$scratch/run/report.html" "docker-per-socket"
check "nothing is left behind" nothing_left

# Ctrl-C while both run: by the order of this seed at once.
setsid bash -c 'trap - INT; exec "$@"' _ taskset -c "$first,$second" "$virtax" run stream-per-socket \
    -e docker-per-socket -r 9 $small --set time=20s --seed 2 -o "$scratch/interrupted" \
    >"$scratch/out" 2>"$scratch/err" &
pid=$!
check "Ctrl-C: two containers run" wait_for 60 sh -c 'ps -o args= -C stream | grep -c numa=local | grep -qx 2'
kill -INT $pid
wait $pid
check "Ctrl-C: exit 130" is $? 130
check "Ctrl-C: they were the first cell" is \
    "$(jq -r '.blocks[0].order[0]' "$scratch/interrupted/plan.json")" docker-per-socket
check "Ctrl-C: no kernel goes on" is "$(pgrep -x stream)" ""
check "Ctrl-C: nothing is left behind" nothing_left
umount /sys/devices/system/node
finish
