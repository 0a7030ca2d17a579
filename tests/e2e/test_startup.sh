#!/bin/bash
# What is started many times, and what is kept to see what it holds: against a runtime that sleeps,
# against memory that is known to be held, and where something does not come up.
# lane: alone
. "$(dirname "$0")/lib.sh"
needs_root

try "$virtax" list --json
cp "$scratch/out" "$scratch/list"
able() { jq -e --arg n "$1" '.environments[] | select(.name == $n) | .able' "$scratch/list" >/dev/null; }
result() { # DIR SERIES METRIC X: of the first round
    records "$1" | jq -r --arg s "$2" --arg m "$3" --arg x "$4" \
        'select(.series == $s and .round == 1) | .kernel.results[] | select(.metric == $m and .x == $x) | .value'
}
between() { awk -v v="$1" -v a="$2" -v b="$3" 'BEGIN { exit !(v != "" && v >= a && v <= b) }' || { echo "#   '$1' is not within $2 to $3"; false; }; }
less() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a != "" && b != "" && a < b) }' || { echo "#   '$1' is not below '$2'"; false; }; }

series=native
able bwrap && series=$series,bwrap
able kvm-bare && series=$series,kvm-bare
try "$virtax" run startup startup-distribution -e $series -r 1 --set starts=3 -o "$scratch/run"
check "startup: exit 0" is "$status" 0
check "startup: all are valid" is "$(records "$scratch/run" | jq -r 'select(.valid) | .series' | sort | paste -sd ,)" \
    "$(tr , '\n' <<<"$series" | sort | paste -sd ,)"
check "startup: a distribution is drawn" says "$scratch/run/figures/startup-distribution.svg" "time to start, ms"
check "startup: differences, not ratios" says "$scratch/out" "overhead = series - native, in its unit"
check "startup: the report tells the phases of one start of each" is \
    "$(grep -o 'Phases of one start.*' "$scratch/run/report.html" | wc -l)/$(sed -n '/Phases of one start/,/<\/table>/p' \
        "$scratch/run/report.html" | grep -c '^<tr>')" "1/$(tr , '\n' <<<"$series" | count)"
check "native: stamped by the kernel" is "$(records "$scratch/run" |
    jq -r 'select(.series == "native") | .kernel.evidence.started_by')" "the kernel, by this host's clock"
check "native: the answer comes after the first instruction" less \
    "$(result "$scratch/run" native time started-mean)" "$(result "$scratch/run" native time answered-mean)"
if able kvm-bare; then
    check "kvm-bare: stamped by its arrival" is "$(records "$scratch/run" |
        jq -r 'select(.series == "kvm-bare") | .kernel.evidence.started_by')" "their arrival here"
    check "kvm-bare: its own kernel is a part of the time" less \
        "$(result "$scratch/run" kvm-bare time own-kernel-p50)" "$(result "$scratch/run" kvm-bare time started-mean)"
else
    skip "kvm-bare" "no guest here"
fi

# A client that takes 300 ms longer each second time, so that both meet the same machine, and one whose fourth
# start fails, as where memory runs out. Noise only adds: the least of each is compared.
engine=
for name in podman docker; do able $name && engine=$name && break; done
if [ -n "$engine" ]; then
    mkdir "$scratch/slow" "$scratch/broken"
    real=$(command -v $engine)
    cat >"$scratch/slow/$engine" <<END
#!/bin/sh
[ "\$1" = run ] || exec $real "\$@"
echo >>$scratch/turns
[ \$((\$(wc -l <$scratch/turns) % 2)) = 1 ] || sleep 0.3
exec $real "\$@"
END
    cat >"$scratch/broken/$engine" <<END
#!/bin/sh
[ "\$1" = run ] || exec $real "\$@"
echo >>$scratch/starts
[ "\$(wc -l <$scratch/starts)" -lt 4 ] || { echo "Error: no room for another" >&2; exit 125; }
exec $real "\$@"
END
    chmod +x "$scratch"/*/$engine
    PATH=$scratch/slow:$PATH try "$virtax" run startup -e native,$engine -r 1 --set starts=12 -o "$scratch/slow-run"
    check "a client that sleeps 300 ms: exit 0" is "$status" 0
    # The first one is not counted, so that the second one, which sleeps, is the first sample.
    check "a client that sleeps 300 ms: it shows" between "$(records "$scratch/slow-run" | jq --arg s $engine '
        select(.series == $s) | .kernel.results[] | select(.x == "started-mean") | .samples |
        ([.[range(0; length; 2)]] | min) - ([.[range(1; length; 2)]] | min)')" 260 360

    PATH=$scratch/broken:$PATH try "$virtax" run startup -e native,$engine -r 1 --set starts=4 --set at-once=4 \
        -o "$scratch/broken-run"
    check "one of four does not come up: exit 1" is "$status" 1
    check "one of four does not come up: which, and why" says "$scratch/broken-run/records.jsonl" "no room for another"
else
    skip "a client that sleeps" "neither Podman nor Docker"
fi

# What each holds is the slope: of its processes to a page or so, of the host within what others do meanwhile.
try "$virtax" run density density-cpu density-disk -e native -r 1 --set at-once=4 --set idle=300ms -o "$scratch/none"
check "density: exit 0" is "$status" 0
try "$virtax" run density -e native -r 1 --set at-once=4 --set idle=300ms --set memory=32M -o "$scratch/held"
try "$virtax" run density -e native -r 1 --set at-once=4 --set idle=300ms --set memory=512M -o "$scratch/much"
check "density of 512 MiB: exit 0" is "$status" 0
more() { awk -v a="$(result "$1" native memory "$2")" -v b="$(result "$scratch/none" native memory "$2")" 'BEGIN { print a - b }'; }
check "density: the image is the kernel's file" is \
    "$(result "$scratch/none" native disk image | awk '{ printf "%.0f", 2048 * $1 }')" "$(stat -c %b "$project/build/bin/instance")"
check "density of 32 MiB: its processes hold it" between "$(more "$scratch/held" processes)" 31.9 32.3
check "density of 512 MiB: its processes hold it" between "$(more "$scratch/much" processes)" 511.9 513.5
check "density of 512 MiB: the host lacks it" between "$(more "$scratch/much" available)" 500 530
# More than native alone: what others write meanwhile is in both.
try "$virtax" run density -e native -r 1 --set at-once=4 --set idle=300ms --set disk=32M -o "$scratch/kept"
check "density of 32 MiB of disk: exit 0" is "$status" 0
check "density of 32 MiB of disk: the host lacks it" between "$(result "$scratch/kept" native disk instance)" 31.5 33
check "density of none: it does not" between "$(result "$scratch/none" native disk instance)" -0.5 1
if able docker; then
    try "$virtax" run density density-disk -e native,docker -r 1 --set at-once=4 --set idle=300ms --set disk=32M -o "$scratch/layers"
    check "density of 32 MiB of a container's layer: the host lacks it" between \
        "$(result "$scratch/layers" docker disk instance)" 31.5 33
    check "density: an image holds all binaries" less "$(result "$scratch/layers" native disk image)" \
        "$(result "$scratch/layers" docker disk image)"
    check "density: machine.json tells the image" jq -e \
        '.environments.docker | .image_layers >= 1 and .image_bytes > 1e6' "$scratch/layers/machine.json"
else
    skip "disk of a container's layer" "no Docker here"
fi
check "density: four steps after none" is "$(records "$scratch/held" |
    jq -c '[.kernel.evidence.steps[].there]')" "[0,1,2,4]"

# What one more Redis holds, against one more that is started by hand.
services=$(readlink -f build/services/current)
if [ -d "$services/root" ]; then
    beside() { # NUMBER of instances: KiB of all their processes
        local pids=() i
        for i in $(seq "$1"); do
            (echo ask && sleep 4) | build/bin/instance --service=redis --root="$services/root" >"$scratch/hand-$i" 2>&1 &
        done
        sleep 3
        mapfile -t pids < <(pgrep -f "bin/instance --service=redis --root=$services/root" |
            while read -r i; do echo "$i"; pgrep -P "$i"; done)
        (cd /proc && for i in "${pids[@]}"; do cat "$i/smaps_rollup"; done) | awk '/^Pss:/ { sum += $2 } END { print sum }'
        wait
    }
    one=$(beside 1) four=$(beside 4)
    series=native
    able docker && series=$series,docker
    try "$virtax" run density-redis -e $series -r 1 --set at-once=4 --set idle=400ms -o "$scratch/redis"
    check "density of Redis: exit 0" is "$status" 0
    check "density of Redis: all are valid" is "$(records "$scratch/redis" | jq -s 'map(select(.valid)) | length')" \
        "$(tr , '\n' <<<"$series" | wc -l)"
    check "density of Redis: as much as by hand" between \
        "$(awk -v a="$(result "$scratch/redis" native memory processes)" -v b="$one" -v c="$four" \
            'BEGIN { print a - (c - b) / 3 / 1024 }')" -0.5 0.5
    check "density of Redis: the gate names its root" is "$(records "$scratch/redis" |
        jq -r '.gates[] | select(.name == "service") | .state' | sort -u)" ok
else
    skip "density of Redis" "no services' root; container/services/build makes one"
fi

try "$virtax" run density -e native -r 1 --set at-once=200 --set memory=4G -o "$scratch/refused"
check "more than the host has: exit 77" is "$status" 77
check "more than the host has: what, and what mends it" says "$scratch/err" "200 at once would take about"
try "$virtax" run startup -e native -r 1 --set at-once=1000 -o "$scratch/many"
check "too many at once: exit 2" is "$status" 2
try "$virtax" run startup -e native -r 1 --set cache=tepid -o "$scratch/tepid"
check "an unknown state of the cache: exit 2" is "$status" 2
check "an unknown state of the cache: the closest" says "$scratch/err" "closest: cold"
try "$virtax" run startup -e native,docker+runtime=nosuch -r 1 --set starts=2 -o "$scratch/nosuch"
check "a runtime that is not installed: exit 1" is "$status" 1
check "a runtime that is not installed: its name" says "$scratch/err" "nosuch"

# Killed in the midst of starts.
if [ "$engine" = podman ]; then
    "$virtax" run startup -e native,podman -r 3 --set at-once=12 --set starts=60 -o "$scratch/killed" >/dev/null 2>&1 &
    pid=$!
    check "killed: some were there" wait_for 30 sh -c "podman ps --format '{{.Names}}' | grep vtx-$pid"
    kill -9 $pid
    wait $pid 2>/dev/null
    "$virtax" clean >/dev/null
    check "killed: clean leaves none" is "$(podman ps --all --format '{{.Names}}' | grep -c "vtx-$pid")" 0
fi
check "no instance is left" wait_for 5 sh -c "! pgrep -f '[b]in/instance --json'"
check "nothing is left behind" nothing_left
finish
