#!/bin/bash
# Bad input: one line that names it and the closest valid one, exit 2, nothing created.
. "$(dirname "$0")/lib.sh"
cd "$scratch" || exit 1

# refuses NAME TEXT VIRTAX-ARGUMENTS...
refuses() {
    name=$1 text=$2
    shift 2
    try "$virtax" "$@"
    check "$name: exit 2" is "$status" 2
    check "$name: one line" one_line "$scratch/err"
    check "$name: says so" says "$scratch/err" "$text"
}

refuses "unknown verb" "unknown verb 'rnu' (closest: run)" rnu
refuses "unknown figure" "unknown figure 'fig2' (closest: fig02)" run fig2
refuses "unknown environment" "unknown environment 'dokcer' (closest: docker)" run fig02 -e dokcer
refuses "ssh without a host" "USER@HOST expected" run fig02 -e ssh:
sed 's/^service = .*/service = rediss/' "$project/data/figures/fig13.ini" >"$scratch/served.ini"
refuses "unknown service" "served.ini: service: " run "$scratch/served.ini"
check "unknown service: names the closest" says "$scratch/err" "unknown service 'rediss' (closest: redis)"
rm "$scratch/served.ini"
refuses "unknown option" "unknown option '--sede' (closest: --seed)" run fig02 --sede 1
refuses "unknown profile" "unknown profile 'quik' (closest: quick)" run fig02 -p quik
refuses "unknown accelerator" "'kmv' (closest: kvm)" run fig02 --accel kmv
refuses "unknown parameter" "unknown option '--aray-size' (closest: --array-size)" \
    run fig02 --set aray-size=1M
refuses "unknown unit" "unknown unit 'x'" run fig02 --set time=3x
refuses "no rounds" "rounds" run fig02 -r 0
refuses "parameter without value" "KEY=VALUE expected" run fig02 --set time
refuses "unknown format" "'tabel' (closest: table)" run fig02 --format tabel
refuses "no figure" "no figure named" run
refuses "resume of nothing" "nowhere/plan.json" resume nowhere
refuses "report of nothing" "nowhere" report nowhere
refuses "calibration of a word" "'fig02': it takes options alone" calibrate fig02
refuses "unknown studies" "'noize': no study begins so (closest: noise)" calibrate --only noize
refuses "calibration into what is there" "not empty; -o names another" calibrate --quick -o "$project/data"
refuses "helper by hand" "virtax starts them itself" helper
cp "$project/data/figures/fig02.ini" .
refuses "two definitions of one name" "fig02 and ./fig02.ini: both would be fig02" \
    run fig02 ./fig02.ini -e native -r 1
refuses "a value that is no text" "not UTF-8" run fig02 -e native --set $'numa=\xfc'
mv fig02.ini .fig02.ini
refuses "a hidden definition" "begins with no dot" run ./.fig02.ini -e native -r 1
ln -s nowhere.ini dangling.ini
refuses "a dangling link" "a symbolic link to nowhere.ini" run ./dangling.ini -e native
rm .fig02.ini dangling.ini
check "nothing was created" is "$(find . -mindepth 1 ! -name out ! -name err)" ""

own_root
ini=$root/data/figures/fig02.ini
broken() { # NAME SED-EXPRESSION TEXT
    sed "$2" "$project/data/figures/fig02.ini" >"$ini"
    try "$root/build/virtax" run fig02 -e native
    check "$1: exit 2" is "$status" 2
    check "$1: file, line and field" grep -qE "fig02.ini:[0-9]+: $3" "$scratch/err"
}
broken "misspelt field" 's/^unit = /unti = /' "unti: unknown key \(closest: unit\)"
broken "number out of range" 's/^rounds = 6/rounds = many/' "rounds: "
broken "neither section nor key" 's/^title = .*/title/' ""
broken "unknown kernel parameter" 's/^stores = auto/stroes = auto/' \
    "stroes: unknown parameter of stream \(closest: stores\)"
broken "bad value of a kernel parameter" 's/^numa = local/numa = lokal/' "numa: .*lokal"
broken "unknown metric" 's/^metric = .*/metric = bandwith/' \
    "metric: stream yields no 'bandwith' with these parameters \(closest: bandwidth\)"
broken "unknown result" 's/ triad/ trida/' "results: .*'trida' .*\(closest: triad\)"
broken "another unit" 's/^unit = .*/unit = furlongs/' \
    "unit: 'furlongs', but stream tells bandwidth in GB/s"
check "no results were created" absent results

try "$virtax" run fig03
nodes=$(find /sys/devices/system/node -maxdepth 1 -name 'node[0-9]*' 2>/dev/null | count)
if [ "$nodes" -lt 2 ]; then
    check "fig03 on one node: exit 77" is "$status" 77
    check "fig03 on one node: says so" says "$scratch/err" "needs 2 NUMA nodes"
    try "$virtax" run fig02 --dry-run -e docker-per-socket
    check "docker-per-socket on one node: exit 1" is "$status" 1
    check "docker-per-socket on one node: says so" says "$scratch/out" \
        "docker-per-socket left out: needs 2 NUMA nodes with CPUs; this machine has 1"
fi
try "$virtax" run fig02 -p paper --set array-size=100T -e native
check "too much memory: exit 77" is "$status" 77
check "too much memory: says what fits" says "$scratch/err" "the largest that fits"

try "$virtax" --help
check "help: exit 0" is "$status" 0
check "help: names every verb" is "$(grep -cE '^  virtax (run|resume|report|list|doctor|clean) ' "$scratch/out")" 6
for verb in run resume report list doctor clean; do
    try "$virtax" "$verb" --help
    check "$verb --help: exit 0" is "$status" 0
done
# Which stores are faster is measured: on a busy host not always with the same answer.
try "$virtax" run fig02 --dry-run -e native --seed 7 --set stores=temporal
check "dry run: exit 0" is "$status" 0
cp "$scratch/out" "$scratch/dry"
try "$virtax" run fig02 --dry-run -e native --seed 7 --set stores=temporal
check "dry run: same seed, same plan" cmp -s "$scratch/out" "$scratch/dry"
check "dry run: nothing created" absent results
finish
