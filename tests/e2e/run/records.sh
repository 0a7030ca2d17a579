# records.sh - of test_run.sh: what was measured, under which circumstances, in the plan's order.
# shellcheck shell=bash disable=SC2154 # what it reads is set by test_run.sh

check "every cell is measured and valid" is "$(records "$run" | jq -s '[.[] | select(.valid)] | length')" $cells
check "the plan's order was kept" is "$(records "$run" | jq -r '[.figure, .round, .series] | join(" ")')" \
    "$(jq -r '.blocks[] | .figure as $f | .round as $r | .order[] | "\($f) \($r) \(.)"' "$run/plan.json")"
check "every environment as often as its figure has rounds" is \
    "$(records_of "$memory" | jq -r '[.figure, .series] | join(" ")' | sort | uniq -c | xargs)" \
    "$(echo "1 fig01 "{docker,kvm,native} "2 fig02 "{docker,kvm,native} "1 fig04 "{docker,kvm,kvm-tuned,native})"
check "the same bytes everywhere" is \
    "$(records "$run" | jq -r '.kernel | [.evidence.binary_sha256, .kernel] | join(" ")' | sort -u)" \
    "$(cd build/bin && sha256sum blockio linpack randomaccess stream | awk '{ print $1, $2 }' | sort)"
check "the same parameters everywhere" is \
    "$(records_of "$memory" | jq -c '[.figure, (.kernel.parameters | del(.["stack-offset"]))]' | sort -u | count)" 3
check "each figure has its unit" is \
    "$(records_of "$memory" | jq -r '[.figure, .kernel.results[0].unit] | join(" ")' | sort -u | xargs)" \
    "fig01 GFLOP/s fig02 GB/s fig04 GUP/s"
check "containers have the host's BLAS core, whatever the caller's environment says" is \
    "$(records_of fig01 | jq -r 'select(.series != "kvm") | .kernel.evidence.blas_core' | sort -u)" \
    "$(env -i build/bin/linpack --n 100 --runs 1 --json 2>"$scratch/err" | jq -r .evidence.blas_core)"
check "the guest says which BLAS core it had" is \
    "$(records_of fig01 | jq -r 'select(.series == "kvm") | .kernel.evidence.blas_core' | grep -c .)" 1
check "the same surroundings everywhere" is \
    "$(records "$run" | jq -r '.kernel.evidence.surroundings["/sys/kernel/mm/transparent_hugepage/enabled"]' | sort -u)" madvise
check "no stray variable anywhere" is \
    "$(records "$run" | jq -r '.kernel.evidence.environment[]' | sort -u | xargs)" "HOME HOSTNAME LC_ALL PATH VIRTAX_LAYOUT"
check "huge pages read back everywhere" is \
    "$(records_of "$memory" | jq -r '.gates[] | select(.name == "huge-pages") | .state' | sort -u)" ok
check "every declared gate is judged" is "$(records "$run" | jq -c '[.gates[].name]' | sort -u)" \
    "$(jq -c '[.gates[].name]' "$run/plan.json")"
check "no gate failed" is "$(records "$run" | jq -r '.gates[].state' | grep -c failed)" 0
# The host counts in ticks of 10 ms: a cell of storage may use less than one.
check "host CPU time between the marks" is \
    "$(records_of "$memory" | jq -s 'all(.host_cpu_s > 0 and .host_wall_s > 0.1)')" true
check "host CPU time between the marks of storage" is "$(records_of "$storage" |
    jq -s 'all(.host_cpu_s >= 0 and .host_wall_s > 0.1) and (map(.host_cpu_s) | add > 0)')" true
check "QEMU's CPU time is counted" is \
    "$(records_of "$memory" | jq -s '[.[] | select(.series == "kvm") | .cpu.vmm] | all(. > 0.1)')" true
check "quick boots each guest once" is \
    "$(records "$run" | jq -r 'select(.boot) | [.series, .boot] | join(" ")' | sort -u | cut -d' ' -f1 | xargs)" \
    "kvm kvm-qcow2 kvm-tuned"
check "each boot has a number of its own" is "$(records "$run" | jq 'select(.boot) | .boot' | sort -u | xargs)" "1 2 3"

accel=$(jq -r .accel "$run/plan.json")
check "guests say how they were accelerated" is \
    "$(records "$run" | jq -r 'select(.series | startswith("kvm")) | .accel' | sort -u)" "$accel"
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
check "progress: a line for each cell" is \
    "$(grep -cE "^\[[0-9]+/$cells\] fig[0-9]+/[a-z0-9/-]+/r[12] ok" "$scratch/progress")" $cells
