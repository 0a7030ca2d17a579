#!/bin/bash
# The tests' own tools: what tests/run shows of a failure, what it runs side by side and how that ends, and
# what counts as left behind.
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

# Lanes: each of two tests ends only when the other has begun, and sees nothing else of it.
script() { # NAME: a test of that name, from stdin
    { echo '#!/bin/bash'; cat; } >"$tree/tests/e2e/test_$1.sh"
    chmod +x "$tree/tests/e2e/test_$1.sh"
}
meet() { # NAME OTHER
    script "$1" <<EOF2
bash -c 'sleep 77; :' $tree/sleeper-$1 &
touch "$tree/$1" "/tmp/met-$$-$1"
for i in {1..200}; do [ -e "$tree/$2" ] && break; sleep 0.1; done
[ -e "$tree/$2" ] || echo "not ok - beside $2"
[ ! -e "/tmp/met-$$-$2" ] && ! pgrep -f "$tree/sleeper-[$2]" || echo "not ok - sees $2"
kill %1
echo "not ok - failed as it was to"
exit 1
EOF2
}
if [ "$(id -u)" -eq 0 ]; then
    rm "$tree"/tests/e2e/*
    rm "$tree/build/virtax"
    script virtax <<<"cd '$tree' && echo \$1 [a-f] >>cleaned"
    mv "$tree/tests/e2e/test_virtax.sh" "$tree/build/virtax"
    meet a b
    meet b a
    for name in c d e f; do script $name <<<"echo ran >'$tree/$name'"; done
    script alone <<EOF2
# lane: alone
for name in a b c d e f; do [ -e "$tree/\$name" ] || exit 1; done
EOF2
    try "$tree/tests/run"
    rm -f /tmp/met-$$-*
    check "lanes: what fails in either is told, once" is "$(grep -o '^FAIL  test_[a-z]*' "$scratch/out" | sort | xargs)" \
        "FAIL test_a FAIL test_b"
    check "lanes: they were side by side, and apart" is "$(grep 'not ok' "$scratch/out" | sort | uniq -c | xargs)" \
        "2 not ok - failed as it was to"
    check "lanes: neither stops the others, and alone comes last" is \
        "$(grep -c '^pass' "$scratch/out") $(tail -n 2 "$scratch/out" | cut -d' ' -f1-3 | xargs)" "5 pass test_alone 5 passed, 0"
    check "lanes: what an earlier run left is removed before any test" is "$(head -n 1 "$tree/cleaned")" "clean [a-f]"
    check "lanes: each is cleaned up" is "$(tail -n +2 "$tree/cleaned" | cut -d' ' -f1 | xargs)" "clean clean"
    check "lanes: nothing of theirs stays" is "$(ls "$tree/build")" $'tests\nvirtax'

    # lasting NAME: tests/run with two tests that do not end by themselves, nor does what they started.
    lasting() {
        rm -f "$tree"/tests/e2e/* "$tree"/[a-z] "$tree/cleaned"
        for name in a b; do
            script $name <<<"setsid sleep 4711.$$ & touch '$tree/$name'; sleep 4711.$$"
        done
        setsid env --default-signal=INT "$tree/tests/run" >"$scratch/out" 2>"$scratch/err" &
        pid=$!
        check "$1: both lanes are at work" wait_for 20 test -e "$tree/a" -a -e "$tree/b"
    }
    asleep() { pgrep -fx "sleep 4711.$$"; }
    lasting "Ctrl-C"
    check "Ctrl-C: four are asleep" wait_for 5 eval '[ "$(asleep | wc -l)" -eq 4 ]'
    kill -INT -- -$pid
    wait $pid
    check "Ctrl-C: exit 130" is $? 130
    check "Ctrl-C: nobody is asleep" is "$(asleep)" ""
    check "Ctrl-C: both lanes are cleaned up" test "$(count <"$tree/cleaned")" -ge 3
    check "Ctrl-C: nothing else stays" is "$(ls "$tree/build")" $'tests\nvirtax'
    lasting "kill -9"
    kill -KILL $pid
    wait $pid 2>/dev/null
    check "kill -9: the lanes end with it" wait_for 5 eval '[ -z "$(asleep)" ]'
    rm -rf "$tree"/build/tests-run.*
    lasting "a lane that is killed"
    kill -KILL "$(pgrep -P $pid | head -n 1)"
    wait_for 5 eval '[ "$(asleep | wc -l)" -eq 2 ]'
    asleep | xargs kill
    wait $pid
    check "a lane that is killed: exit 1" is $? 1
    check "a lane that is killed: its test is not forgotten" is "$(grep -c '^LOST  test_[ab]$' "$scratch/out")" 1
else
    skip "lanes" "needs root"
fi

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
    cp /bin/sleep "$scratch/qemu-ours" # below a directory that is called so
    "$scratch/qemu-ours" 60 &
    check "a machine of ours that is left: found" is "$(nothing_left | grep -c "left: process $! ")" 1
    kill $!
    ip link del others0
    check "what was there and is gone: found" is "$(host_network_kept "$scratch/before" | grep -c 'gone: others0')" 1
    kill $others
    rm -r "$elsewhere"
else
    skip "what is left behind" "needs root"
fi
finish
