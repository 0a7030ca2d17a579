#!/bin/bash
# What is started many times, and what is kept to see what it holds: against a runtime that sleeps,
# against memory that is known to be held, and where something does not come up.
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
instances_left() { pgrep -f 'bin/instance --json' >"$scratch/left"; }

series=native
able bwrap && series=$series,bwrap
able kvm-bare && series=$series,kvm-bare
try "$virtax" run startup startup-distribution -e $series -r 1 --set starts=3 -o "$scratch/run"
check "startup: exit 0" is "$status" 0
check "startup: all are valid" is "$(records "$scratch/run" | jq -r 'select(.valid) | .series' | sort | paste -sd ,)" \
    "$(tr , '\n' <<<"$series" | sort | paste -sd ,)"
check "startup: a distribution is drawn" says "$scratch/run/figures/startup-distribution.svg" "time to start, ms"
check "startup: differences, not ratios" says "$scratch/out" "overhead = series - native, in its unit"
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

# A way to start that takes 300 ms longer: never less, and not much more.
mkdir "$scratch/slow" "$scratch/broken"
real=$(command -v bwrap)
printf '#!/bin/sh\nsleep 0.3\nexec %s "$@"\n' "$real" >"$scratch/slow/bwrap"
# The third start of each four fails, as where memory or process numbers run out.
printf '#!/bin/sh\n[ "$1" = --unshare-all ] && [ "$2" = --ro-bind ] && exec %s "$@"\necho x >>%s\n[ $(wc -l <%s) -lt 4 ] || { echo "no room for another" >&2; exit 1; }\nexec %s "$@"\n' \
    "$real" "$scratch/starts" "$scratch/starts" "$real" >"$scratch/broken/bwrap"
chmod +x "$scratch"/*/bwrap
if able bwrap; then
    PATH=$scratch/slow:$PATH try "$virtax" run startup -e native,bwrap -r 1 --set starts=4 -o "$scratch/slow-run"
    check "a runtime that sleeps 300 ms: exit 0" is "$status" 0
    check "a runtime that sleeps 300 ms: it shows" between "$(awk -v a="$(result "$scratch/slow-run" bwrap time started-min)" \
        -v b="$(result "$scratch/run" bwrap time started-min)" 'BEGIN { print a - b }')" 300 340

    PATH=$scratch/broken:$PATH try "$virtax" run startup -e native,bwrap -r 1 --set starts=4,at-once=4 \
        --set at-once=4 --set starts=4 -o "$scratch/broken-run"
    check "one of four does not come up: exit 1" is "$status" 1
    check "one of four does not come up: which, and why" says "$scratch/broken-run/records.jsonl" "no room for another"
    check "one of four does not come up: the others are gone" test -z "$(instances_left; cat "$scratch/left")"
fi

# 32 MiB that each holds are 32 MiB of slope.
try "$virtax" run density density-cpu -e native -r 1 --set at-once=4 --set idle=200ms -o "$scratch/none"
check "density: exit 0" is "$status" 0
try "$virtax" run density -e native -r 1 --set at-once=4 --set idle=200ms --set memory=32M -o "$scratch/held"
check "density of 32 MiB: exit 0" is "$status" 0
more() { awk -v a="$(result "$scratch/held" native memory "$1")" -v b="$(result "$scratch/none" native memory "$1")" 'BEGIN { print a - b }'; }
check "density of 32 MiB: its processes hold it" between "$(more processes)" 31.9 32.3
check "density of 32 MiB: the host lacks it" between "$(more available)" 28 36
check "density: four steps after none" is "$(records "$scratch/held" |
    jq -c '[.kernel.evidence.steps[].there]')" "[0,1,2,4]"

try "$virtax" run density -e native -r 1 --set at-once=200 --set memory=4G -o "$scratch/much"
check "more than the host has: exit 77" is "$status" 77
check "more than the host has: what, and what mends it" says "$scratch/err" "200 at once would take about"
try "$virtax" run startup -e native -r 1 --set at-once=1000 -o "$scratch/many"
check "too many at once: exit 2" is "$status" 2
try "$virtax" run startup -e native -r 1 --set cache=tepid -o "$scratch/tepid"
check "an unknown state of the cache: exit 2" is "$status" 2
check "an unknown state of the cache: the words" says "$scratch/err" "warm"
try "$virtax" run startup -e native,docker+runtime=nosuch -r 1 --set starts=2 -o "$scratch/nosuch"
check "a runtime that is not installed: exit 1" is "$status" 1
check "a runtime that is not installed: its name" says "$scratch/err" "nosuch"

# Killed in the midst of starts.
engine=podman
if able $engine; then
    "$virtax" run startup -e native,$engine -r 3 --set at-once=12 --set starts=60 -o "$scratch/killed" >/dev/null 2>&1 &
    pid=$!
    check "killed: some were there" wait_for 30 sh -c "podman ps --format '{{.Names}}' | grep vtx-$pid"
    kill -9 $pid
    wait $pid 2>/dev/null
    "$virtax" clean >/dev/null
    check "killed: clean leaves none" is "$(podman ps --all --format '{{.Names}}' | grep -c "vtx-$pid")" 0
fi
check "no instance is left" wait_for 5 sh -c "! pgrep -f 'bin/instance --json'"
check "nothing is left behind" nothing_left
finish
