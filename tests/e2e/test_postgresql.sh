#!/bin/bash
# test_postgresql.sh - figure postgresql: a service that works in processes and syncs each commit, natively,
# in a container and in a guest; and what runs leave that end early. As root.
. "$(dirname "$0")/service_run.sh"
sed -i 's/^values = .*/values = 2/; s/^\(omit\) = .*/omit = 0s/; s/^table-size = 10000/table-size = 1000/' \
    "$root/data/figures/postgresql.ini"
server=postgres

try "$virtax" run postgresql -p quick -r 1 --set time=1s -e native,docker-nat-overlay,kvm -o "$run"
check "exit 0" is "$status" 0
check "three records, all valid" is "$(cell .valid .cell | count)" 3
same_server_everywhere usr/lib/postgresql/current/bin/postgres etc/virtax/postgresql.conf
check "and the same settings" is "$(cell true .kernel.evidence.server.variables | sort -u | count)" 1
gates_ok_everywhere peer path service medium checks
check "commits wait for their storage everywhere" is \
    "$(cell true '.kernel.evidence.server.counted | .wal_sync > 0 and .wal_bytes > 0' | sort -u)" true
check "its processes' CPU time is the server's" is "$(cell true '.service.usage | .user_s + .system_s > 0' | sort -u)" true
check "packets over the bridge where there is NAT alone" is \
    "$(cell '.interfaces.docker0 // {} | (.rx_bytes // 0) + (.tx_bytes // 0) > 20000' .series | xargs)" docker-nat-overlay
check "nothing is left behind" wait_for 10 nothing_left
check "no server either" no_server_left

# Natively a small medium is enough, which is made the sooner.
sed -i 's/^medium = .*/medium = 384M/' "$root/data/figures/postgresql.ini"
begin() {
    rm -rf "$run"
    "$virtax" run postgresql -e native -p quick -r 1 --set time=20s -o "$run" >"$scratch/out" 2>"$scratch/err" &
    pid=$!
    wait_for 60 pgrep -x postgres && wait_for 20 pgrep -f 'oltp_read_write run' && sleep 1
}
check "a server that dies: got there" begin
pkill -KILL -ox postgres
failed_for "a server that dies" "the server failed (exit status 1): virtax serve: postgresql ended by itself (signal 9)"
interrupted_runs_leave_nothing
finish
