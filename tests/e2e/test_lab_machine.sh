#!/bin/bash
# The lab machine's runner with a stand-in for QEMU and its image: what it refuses, what it says of a
# machine that does not come up, and that neither Ctrl-C nor kill -9 leaves anything.
. "$(dirname "$0")/lib.sh"
needs_root
tree=$scratch/tree
mkdir -p "$tree/tests" "$tree/build/lab/current" "$scratch/bin"
cp -r tests/lab "$tree/tests/"
printf '#!/bin/sh\necho %s\n' "$tree/build/lab/current" >"$tree/tests/lab/build"
printf 'install:\n\tmkdir -p $(DESTDIR)$(PREFIX)/lib/virtax\n' >"$tree/Makefile"
truncate -s 1M "$tree/build/lab/current/disk.img"
# It says a line on its console and then ends, or stays without an answer.
cat >"$scratch/bin/qemu-system-x86_64" <<END
#!/bin/bash
for word; do case \$word in file:*) console=\${word#file:} ;; esac; done
echo "Kernel panic - not syncing: of the test" >>"\$console"
[ -e "$scratch/stays" ] || { echo "no such machine" >&2; exit 1; }
exec -a vtx-test-machine sleep 300
END
chmod +x "$scratch/bin/qemu-system-x86_64"
export PATH=$scratch/bin:$PATH
lab() { try "$tree/tests/lab/run" "$@"; }
runs() { find "$tree/build/lab" -name 'run.*' | count; }

lab nodes nodse
check "an unknown step is a usage error" is "$status" 2
check "an unknown step: those that there are stand there" says "$scratch/err" "'nodse'; there are: doctor nodes docker kvm"

echo "MemAvailable: 1000000 kB" >"$scratch/meminfo"
VIRTAX_LAB_MEMINFO=$scratch/meminfo lab doctor
check "too little memory: exit 1" is "$status" 1
check "too little memory: how much, and what is needed" says "$scratch/err" "976 MB of memory are available, 7000 are needed"
printf '#!/bin/sh\nprintf "Avail\\n100\\n"\n' >"$scratch/bin/df"
chmod +x "$scratch/bin/df"
lab doctor
rm "$scratch/bin/df"
check "too little room: exit 1" is "$status" 1
check "too little room: how much, and what is needed" says "$scratch/err" "100 MB are free below build/, 4000 are needed"

echo "MemAvailable: 9000000 kB" >"$scratch/meminfo"
export VIRTAX_LAB_MEMINFO=$scratch/meminfo
lab doctor
check "a machine that ends: exit 1" is "$status" 1
check "a machine that ends: QEMU's last word" says "$scratch/err" "'first' ended: no such machine"
check "a machine that ends: its console's last lines" says "$scratch/err" "    Kernel panic - not syncing: of the test"
check "a machine that ends: nothing is left" is "$(runs)" 0

# A machine that is up at once, and a step during which its kernel panics the first time.
: >"$scratch/stays"
printf '#!/bin/sh\nuntil grep -qs panic %s; do sleep 0.1; done\n' "$tree/build/lab/run.*/first.console" >"$scratch/bin/ssh"
cp "$tree/tests/lab/1-doctor.sh" "$scratch/doctor"
cat >"$tree/tests/lab/1-doctor.sh" <<END
#!/bin/sh
[ ! -e "$scratch/panicked" ] || exit 0
: >"$scratch/panicked"
echo "Kernel panic - not syncing: of the step" >>"\$lab/first.console"
exit 1
END
chmod +x "$scratch/bin/ssh"
lab doctor
check "a panic: exit 0" is "$status" 0
check "a panic: said" says "$scratch/out" "panicked during 'doctor', which is done once more"
check "a panic: the step passed" says "$scratch/out" "1 passed, 0 skipped, 0 failed"
printf '#!/bin/sh\nexit 1\n' >"$tree/tests/lab/1-doctor.sh"
lab doctor
check "no panic: exit 1" is "$status" 1
check "no panic: nothing is done again" test -z "$(grep 'once more' "$scratch/out")"
rm "$scratch/bin/ssh" "$scratch/stays"
cp "$scratch/doctor" "$tree/tests/lab/1-doctor.sh"

# begin: a run whose machine stays, as the job $pid.
machine() { pgrep -xf 'vtx-test-machine 300'; }
begin() {
    setsid env --default-signal=INT "$tree/tests/lab/run" doctor >"$scratch/out" 2>"$scratch/err" &
    pid=$!
    check "$1: the machine runs" wait_for 30 machine
}
: >"$scratch/stays"
begin "two at once"
lab doctor
check "two at once: exit 1" is "$status" 1
check "two at once: says so" says "$scratch/err" "another run has the lab machines"
kill -INT $pid
wait $pid
check "Ctrl-C: exit 130" is $? 130
check "Ctrl-C: no machine is left" wait_for 5 sh -c "! pgrep -xf 'vtx-test-machine 300'"
check "Ctrl-C: nothing is left" is "$(runs)" 0

begin "kill -9"
kill -9 $pid
wait $pid 2>"$scratch/killed"
check "kill -9: the machine ends with it" wait_for 5 sh -c "! pgrep -xf 'vtx-test-machine 300'"
rm "$scratch/stays"
check "kill -9: nobody holds its lock" wait_for 5 flock -n "$tree/build/lab/.run" true
lab doctor
check "kill -9: the next run removes what is left" is "$(runs)" 0
finish
