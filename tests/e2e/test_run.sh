#!/bin/bash
# `virtax run fig02 -p quick -r 2` in all three environments: what it leaves is what contract 2 says.
. "$(dirname "$0")/lib.sh"
export OPENBLAS_CORETYPE=Haswell OMP_NUM_THREADS=1 MALLOC_ARENA_MAX=1 # strays that must not matter
run=$scratch/run

try "$virtax" run fig02 -p quick -r 2 --seed 42 -o "$run"
cp "$scratch/out" "$scratch/table"
cp "$scratch/err" "$scratch/progress"
check "exit 0" is "$status" 0
check "six records, all valid" is "$(records "$run" | jq -s '[.[] | select(.valid)] | length')" 6
check "every environment twice" is "$(records "$run" | jq -r .series | sort | uniq -c | xargs)" \
    "2 docker 2 kvm 2 native"
check "the same bytes everywhere" is "$(records "$run" | jq -r .kernel.evidence.binary_sha256 | sort -u)" \
    "$(sha256sum build/bin/stream | cut -d' ' -f1)"
check "the same parameters everywhere" is "$(records "$run" | jq -c .kernel.parameters | sort -u | count)" 1
check "the same surroundings everywhere" is \
    "$(records "$run" | jq -r '.kernel.evidence.surroundings["/sys/kernel/mm/transparent_hugepage/enabled"]' | sort -u)" madvise
check "no stray variable anywhere" is \
    "$(records "$run" | jq -r '.kernel.evidence.environment[]' | sort -u | xargs)" "HOME HOSTNAME LC_ALL PATH"
check "huge pages read back everywhere" is \
    "$(records "$run" | jq -r '.gates[] | select(.name == "huge-pages") | .state' | sort -u)" ok
check "every declared gate is judged" is "$(records "$run" | jq -c '[.gates[].name]' | sort -u)" \
    "$(jq -c '[.gates[].name]' "$run/plan.json")"
check "no gate failed" is "$(records "$run" | jq -r '.gates[].state' | grep -c failed)" 0
check "host CPU time between the marks" is \
    "$(records "$run" | jq -s 'all(.host_cpu_s > 0 and .host_wall_s > 1)')" true
check "QEMU's CPU time is counted" is \
    "$(records "$run" | jq -s '[.[] | select(.series == "kvm") | .cpu.vmm] | all(. > 1)')" true
check "quick boots once" is "$(records "$run" | jq -c 'select(.series == "kvm") | .boot' | sort -u)" 1
check "the plan's order was kept" is "$(records "$run" | jq -r '[.round, .series] | join(" ")')" \
    "$(jq -r '.blocks[] | .round as $r | .order[] | "\($r) \(.)"' "$run/plan.json")"

accel=$(jq -r .accel "$run/plan.json")
check "guests say how they were accelerated" is \
    "$(records "$run" | jq -r 'select(.series == "kvm") | .accel' | sort -u)" "$accel"
if [ "$accel" = tcg ]; then
    check "emulation: the plan says why" is "$(jq -r '.warnings[]' "$run/plan.json" | grep -c 'not KVM')" 1
    for place in "$scratch/table" "$run/report.html" "$run/figures/fig02.svg"; do
        check "emulation: $(basename "$place") says so" says "$place" "emulated, not KVM"
    done
fi
check "a QEMU argument vector is recorded" is \
    "$(jq -r '.environments.kvm.qemu_argv[0]' "$run/machine.json" | grep -c '^qemu-system')" 1
check "the binaries' digests are recorded" is "$(jq -r .binaries.stream "$run/machine.json")" \
    "$(sha256sum build/bin/stream | cut -d' ' -f1)"
check "the machine is recorded before and after" is \
    "$(jq -r '[.before.cpu_model, .after.cpu_model] | unique | length' "$run/machine.json")" 1

check "figNN.csv has its columns" is "$(head -n 1 "$run/figures/fig02.csv")" \
    "figure,series,x,metric,unit,n,mean,sd,median,ratio,ratio_lo,ratio_hi"
check "figNN.csv has its rows" is "$(grep -c '^fig02,' "$run/figures/fig02.csv")" 12
for file in fig02.svg fig02.png fig02-ratio.svg fig02-ratio.png; do
    check "$file is drawn" test -s "$run/figures/$file"
done
check "report.html is one file" is "$(grep -cE '(src|href)="(http|/|[a-z]+\.)' "$run/report.html")" 0
for text in RC25482 "virtax run fig02" "--seed 42" triad; do
    check "report.html has: $text" says "$run/report.html" "$text"
done
check "the table names every series" is \
    "$(grep -oE '^ +(copy +)?(native|docker|kvm) ' "$scratch/table" | xargs -n1 | grep -v copy | sort -u | xargs)" "docker kvm native"
check "progress: a line for each cell" is "$(grep -cE '^\[[1-6]/6\] fig02/[a-z]+/r[12] ok' "$scratch/progress")" 6

# The ratio in the CSV is the geometric mean of the blocks' ratios.
expected=$(records "$run" | jq -s '[.[] | {s: .series, r: .round, v: (.kernel.results[] | select(.x == "triad") | .value)}]
    | [range(1; 3) as $r | (map(select(.r == $r and .s == "docker"))[0].v / map(select(.r == $r and .s == "native"))[0].v) | log]
    | (add / length | exp) * 1e6 | round')
check "the CSV's ratio is that of the blocks" is "$expected" \
    "$(awk -F, '$2 == "docker" && $3 == "triad" { printf "%.0f", $10 * 1e6 }' "$run/figures/fig02.csv")"

cp "$run/figures/fig02.csv" "$scratch/before.csv"
rm -r "$run/figures" "$run/report.html"
for format in table csv json markdown; do
    try "$virtax" report "$run" --format "$format"
    check "report --format $format: exit 0" is "$status" 0
    cp "$scratch/out" "$scratch/report.$format"
done
check "report redraws the same numbers" cmp -s "$run/figures/fig02.csv" "$scratch/before.csv"
check "report prints the same table" cmp -s "$scratch/report.table" "$scratch/table"
check "report --format csv is the CSV" cmp -s "$scratch/report.csv" "$scratch/before.csv"
check "report --format json is JSON" jq -e . "$scratch/report.json" >"$scratch/parsed"
check "nothing is left behind" nothing_left
finish
