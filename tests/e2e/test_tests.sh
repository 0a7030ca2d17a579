#!/bin/bash
# The tests' own tools: what tests/run shows of a failure, and what counts as left behind.
. "$(dirname "$0")/lib.sh"

tree=$scratch/tree
mkdir -p "$tree/tests/e2e" "$tree/build/tests"
cp tests/run "$tree/tests/"
ln -s /bin/true "$tree/build/virtax"
cat >"$tree/tests/e2e/test_long.sh" <<'EOF2'
#!/bin/sh
echo "ok - first"
echo "#   'a' is not 'b'"
echo "not ok - early"
echo "#   stderr: its cause"
for i in $(seq 200); do echo "ok - check $i"; done
echo "not ok - late"
exit 1
EOF2
cat >"$tree/tests/e2e/test_unit.sh" <<'EOF2'
#!/bin/sh
echo "[ RUN      ] one"; echo "1 != 2"; echo "[  FAILED  ] one"
for i in $(seq 200); do echo "[ RUN      ] $i"; echo "[       OK ] $i"; done
echo "SUMMARY: AddressSanitizer: a leak"
exit 1
EOF2
chmod +x "$tree"/tests/e2e/*.sh
try "$tree/tests/run"
check "a failed test: tests/run fails" is "$status" 1
check "a failed test: every failed check is shown, with its words" is \
    "$(grep -E "early|late|cause|is not 'b'" "$scratch/out" | sed 's/^ *//' | paste -sd '|')" \
    "#   'a' is not 'b'|not ok - early|#   stderr: its cause|not ok - late"
check "a failed test: not those that passed" is "$(grep -c 'ok - check' "$scratch/out")" 0
check "a failed unit test: its words, and what came after all" is \
    "$(grep -E '!=|FAILED|SUMMARY' "$scratch/out" | sed 's/^ *//' | paste -sd '|')" \
    "1 != 2|[  FAILED  ] one|SUMMARY: AddressSanitizer: a leak"

# Others' interfaces and programs come and go while a test runs.
if [ "$(id -u)" -eq 0 ]; then
    host_network >"$scratch/before"
    check "another program's interface comes" ip link add others0 type veth peer name others1
    ip address add 192.0.2.1/24 dev others0
    ip link set others0 up
    elsewhere=$(mktemp -d /tmp/others.XXXXXX)
    cp /bin/sleep "$elsewhere/qemu-others"
    "$elsewhere/qemu-others" 60 &
    others=$!
    check "another program's interface: the host's network is kept" host_network_kept "$scratch/before"
    check "another program's interface and machine: nothing is left of ours" nothing_left
    ip address add 192.0.2.7/32 dev lo
    check "an address that is left: found" is "$(host_network_kept "$scratch/before" | grep -c 'new: lo inet 192.0.2.7')" 1
    ip address del 192.0.2.7/32 dev lo
    host_network >"$scratch/before"
    ip link add vtx-0-left type veth peer name others2
    check "an interface of ours that is left: found" is "$(nothing_left | sort -u | grep -c "left: interface vtx-0-left$")" 1
    ip link del vtx-0-left
    ip link del others0
    check "what was there and is gone: found" is "$(host_network_kept "$scratch/before" | grep -c 'gone: others0')" 1
    kill $others
    rm -r "$elsewhere"
else
    skip "what is left behind" "needs root"
fi
finish
