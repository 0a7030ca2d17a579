#!/bin/bash
# Kernels that crash, hang, print nonsense or fail their check; a full disk; a broken guest.
. "$(dirname "$0")/lib.sh"
own_root
cd "$scratch" || exit 1

# A stand-in for a kernel: answers --resolve, then does what the test wants.
kernel() {
    cat >"$root/build/bin/stream" <<EOF
#!/bin/sh
case " \$* " in *" --resolve "*) exec "$project/build/bin/stream" "\$@" ;; esac
echo "last words" >&2
$1
EOF
    chmod +x "$root/build/bin/stream"
}
sed -i 's/^cell-timeout = .*/cell-timeout = 2s/' "$root/data/figures/fig02.ini"

fails() { # NAME KERNEL-BODY GATE VALUE
    kernel "$2"
    rm -rf "$scratch/run"
    try "$root/build/virtax" run fig02 -e native -r 2 -o "$scratch/run"
    check "$1: exit 1" is "$status" 1
    check "$1: the run went on" is "$(records "$scratch/run" | count)" 2
    check "$1: the records are not valid" is "$(records "$scratch/run" | jq -r .valid | sort -u)" false
    check "$1: their stderr is kept" is \
        "$(records "$scratch/run" | jq -r .stderr | grep -c 'last words')" 2
    check "$1: the gate says so" is \
        "$(records "$scratch/run" | jq -r ".gates[] | select(.name == \"$3\") | [.state, .value] | join(\": \")" | sort -u)" "failed: $4"
    check "$1: the report is there" test -s "$scratch/run/report.html"
}
fails "crash" 'kill -SEGV $$' exit "exit status 139"
fails "hang" 'sleep 61.37' exit "timed out"
fails "no JSON" 'echo hello' exit "no JSON on stdout"
fails "failed check" \
    'echo "{\"checks\": [{\"name\": \"validation\", \"ok\": false}]}"; exit 1' checks "validation"
check "a hung kernel is ended" is "$(pgrep -fx 'sleep 61.37')" ""

# The records that were written before the disk was full stay.
mkdir "$scratch/full"
mount -t tmpfs -o size=96k vtx-test "$scratch/full"
rm "$root/build/bin/stream" && cp "$project/build/bin/stream" "$root/build/bin/"
cp "$project/data/figures/fig02.ini" "$root/data/figures/"
try "$root/build/virtax" run fig02 -e native -r 100 $small --set time=20ms --set array-size=1M \
    -o "$scratch/full/run"
check "full disk: exit 1" is "$status" 1
check "full disk: says so" says "$scratch/err" "No space left on device"
check "full disk: one last line" is "$(grep '^virtax:' "$scratch/err" | grep -vc forecast)" 1
check "full disk: earlier records intact" is \
    "$(jq -s 'length > 0' "$scratch/full/run/records.jsonl")" true
umount "$scratch/full"

# A results directory that holds a run is never overwritten.
try "$root/build/virtax" run fig02 -e native -r 1 $small -o "$scratch/twice"
check "first run into a directory" is "$status" 0
try "$root/build/virtax" run fig02 -e native -r 1 $small -o "$scratch/twice"
check "second run into it: exit 2" is "$status" 2
check "second run into it: says so" says "$scratch/err" "holds a run already"

rm "$scratch/twice/plan.json"
try "$root/build/virtax" run fig02 -e native -r 1 $small -o "$scratch/twice"
check "records without a plan: exit 2" is "$status" 2

# One measurement at a time.
"$root/build/virtax" run fig02 -e native -r 1 $small --set time=5s -o "$scratch/first" \
    >/dev/null 2>&1 &
wait_for 20 test -s "$scratch/first/machine.json"
try "$root/build/virtax" run fig02 -e native -r 1 $small -o "$scratch/second"
check "two runs at once: exit 1" is "$status" 1
check "two runs at once: says so" says "$scratch/err" "another virtax run"
check "two runs at once: nothing is created" absent "$scratch/second"
wait

# A guest that does not come up fails its cells, not the run.
vm=$root/build/vm
mkdir -p "$vm/current" && ln -s "$project"/build/vm/current/* "$vm/current/" && rm "$vm/current/append"
echo "console=ttyS0 panic=-1 rdinit=/nowhere" >"$vm/current/append"
try "$root/build/virtax" run fig02 -e kvm -r 2 $small -o "$scratch/guest"
check "broken guest: exit 1" is "$status" 1
check "broken guest: native went on" is \
    "$(records "$scratch/guest" | jq -r 'select(.valid) | .series' | sort -u)" native
check "broken guest: the console's last lines" \
    is "$(records "$scratch/guest" | jq -c 'select(.series == "kvm" and (.error | test("\n.*Kernel panic")))' | count)" 2
check "nothing is left behind" nothing_left
finish
