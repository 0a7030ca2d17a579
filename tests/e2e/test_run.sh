#!/bin/bash
# Three figures in one plan, `quick`, in all three environments with one guest boot: what it leaves is
# what contract 2 says.
. "$(dirname "$0")/lib.sh"
export OPENBLAS_CORETYPE=Haswell OMP_NUM_THREADS=1 MALLOC_ARENA_MAX=1 # strays that must not matter
run=$scratch/run

try "$virtax" run fig01 fig02 fig04 -p quick -r 2 -e native,docker,kvm --seed 42 -o "$run"
cp "$scratch/out" "$scratch/table"
cp "$scratch/err" "$scratch/progress"
check "exit 0" is "$status" 0
check "18 records, all valid" is "$(records "$run" | jq -s '[.[] | select(.valid)] | length')" 18
check "every environment twice for each figure" is \
    "$(records "$run" | jq -r '[.figure, .series] | join(" ")' | sort | uniq -c | awk '{ print $1 }' | sort -u)" 2
check "the same bytes everywhere" is \
    "$(records "$run" | jq -r '.kernel | [.evidence.binary_sha256, .kernel] | join(" ")' | sort -u)" \
    "$(cd build/bin && sha256sum linpack randomaccess stream | awk '{ print $1, $2 }' | sort)"
check "the same parameters everywhere" is \
    "$(records "$run" | jq -c '[.figure, .kernel.parameters]' | sort -u | count)" 3
check "each figure has its unit" is \
    "$(records "$run" | jq -r '[.figure, .kernel.results[0].unit] | join(" ")' | sort -u | xargs)" \
    "fig01 GFLOP/s fig02 GB/s fig04 GUP/s"
check "containers have the host's BLAS core, whatever the caller's environment says" is \
    "$(records "$run" | jq -r 'select(.figure == "fig01" and .series != "kvm") | .kernel.evidence.blas_core' | sort -u)" \
    "$(env -i build/bin/linpack --n 100 --runs 1 --json 2>"$scratch/err" | jq -r .evidence.blas_core)"
check "each guest says which BLAS core it had" is \
    "$(records "$run" | jq -r 'select(.figure == "fig01" and .series == "kvm") | .kernel.evidence.blas_core' | sort -u | grep -c .)" 1
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
    "$(records "$run" | jq -s 'all(.host_cpu_s > 0 and .host_wall_s > 0.1)')" true
check "QEMU's CPU time is counted" is \
    "$(records "$run" | jq -s '[.[] | select(.series == "kvm") | .cpu.vmm] | all(. > 0.5)')" true
check "quick boots once" is "$(records "$run" | jq -c 'select(.series == "kvm") | .boot' | sort -u)" 1
check "the plan's order was kept" is "$(records "$run" | jq -r '[.figure, .round, .series] | join(" ")')" \
    "$(jq -r '.blocks[] | .figure as $f | .round as $r | .order[] | "\($f) \($r) \(.)"' "$run/plan.json")"

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
for file in fig0{1,2,4}{,-ratio}.{svg,png}; do
    check "$file is drawn" test -s "$run/figures/$file"
done
check "report.html is one file" is "$(grep -cE '(src|href)="(http|/|[a-z]+\.)' "$run/report.html")" 0
for text in RC25482 "virtax run fig01 fig02 fig04" "--seed 42" triad; do
    check "report.html has: $text" says "$run/report.html" "$text"
done
check "the table names every series" is \
    "$(grep -oE '^ +(copy +)?(native|docker|kvm) ' "$scratch/table" | xargs -n1 | grep -v copy | sort -u | xargs)" "docker kvm native"
check "progress: a line for each cell" is "$(grep -cE '^\[[0-9]+/18\] fig0[124]/[a-z]+/r[12] ok' "$scratch/progress")" 18

# The ratio in the CSV is the geometric mean of the blocks' ratios.
expected=$(records "$run" | jq -s '[.[] | select(.figure == "fig02") | {s: .series, r: .round, v: (.kernel.results[] | select(.x == "triad") | .value)}]
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
check "report --format csv is the CSV" is "$(grep -E '^figure,|^fig02,' "$scratch/report.csv")" \
    "$(cat "$scratch/before.csv")"
check "report --format json is JSON, one object a figure" is \
    "$(jq -s -c '[.[].figure]' "$scratch/report.json")" '["fig01","fig02","fig04"]'
check "nothing is left behind" nothing_left
finish
