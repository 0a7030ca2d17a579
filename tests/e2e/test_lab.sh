#!/bin/bash
# The lab's second host from outside: without root it says what it needs; killed in the middle of a
# measurement it is removed by `virtax clean`, and the host is as it was.
. "$(dirname "$0")/lib.sh"
program=$project/build/tests/test_lab
chmod 755 "$scratch"
cp "$project/build/tests/test_lab_life" "$scratch/"

try setpriv --reuid=65534 --regid=65534 --clear-groups sh -c "cd '$scratch' && exec ./test_lab_life"
check "without root: the refusal is as promised" is "$status" 0
check "without root: that was tested" says "$scratch/out" "OK ] without_root_it_says_so"

host_network >"$scratch/before"
# kill_at NAME CONDITION: kill -9 once the condition holds, then `virtax clean`.
kill_at() {
    TMPDIR=$scratch "$program" >"$scratch/out" 2>"$scratch/err" &
    pid=$!
    check "killed $1: got there" wait_for 20 $2
    kill -9 $pid
    wait $pid 2>/dev/null
    check "killed $1: the namespace stayed" test -e "/run/netns/vtx-$pid-peer"
    try "$virtax" clean
    check "killed $1: clean says what it removes" says "$scratch/out" \
        "removing namespace vtx-$pid-peer"
    check "killed $1: nothing is left" nothing_left
    check "killed $1: the host is as it was" host_network_kept "$scratch/before"
}
made() { test -e "/run/netns/vtx-$pid-peer"; }
asks() { pgrep -P "$pid" -f 'netstream .*--time'; }
kill_at "while it is made" made
kill_at "with data on the wire" asks
finish
