#!/bin/bash
# A factor study of the user's own: one factor of two levels, from its definition to its effects.
. "$(dirname "$0")/lib.sh"
run=$scratch/run
cat >"$scratch/pages.ini" <<'END'
[figure]
title = What backs a guest's memory
kernel = stream
metric = bandwidth
unit = GB/s
axis = bandwidth
results = triad
environments = native
scope = socket
chart = bars

[guest]
memory = 512M

[parameters]
hugepages = thp
stores = temporal
array-size = 32M
time = 200ms

[factors]
environment = kvm
host-pages = thp 4k

[quick]
rounds = 2
boots = once
END

echo 1 >/proc/sys/vm/compact_memory # scattered memory is not the matter here
try "$virtax" run "$scratch/pages.ini" -o "$run"
cp "$scratch/out" "$scratch/table"
check "exit 0" is "$status" 0
check "native, the baseline and the other level" is \
    "$(records "$run" | jq -r 'select(.valid) | .series' | sort | uniq -c | xargs)" \
    "2 kvm+host-pages=4k 2 kvm-base 2 native"
check "the plan says what a series is made of" is \
    "$(jq -r '.figures[0].series[] | select(.name == "kvm-base") | .environment' "$run/plan.json")" \
    "kvm+host-pages=thp"
huge() { records "$run" | jq -s --arg s "$1" '[.[] | select(.series == $s) | .vmm_huge_bytes] | add / length / 1048576 | floor'; }
check "QEMU's memory is in huge pages in the baseline" test "$(huge kvm-base)" -ge 96
check "and in none where the factor refuses them" is "$(huge kvm+host-pages=4k)" 0
check "the table tells the effect" grep -qE '^ +(triad +)?host-pages=4k +2 +[0-9.]+ ' "$scratch/table"
check "so does the CSV, against the baseline" is \
    "$(awk -F, '$2 == "kvm-base" { print $10 }' "$run/figures/pages-effects.csv")" 1
expected=$(records "$run" | ratio_of_blocks kvm+host-pages=4k kvm-base triad)
check "two blocks make an effect" test "${expected:-0}" -gt 0
check "the effect is that of the blocks" is "$expected" \
    "$(awk -F, '$2 == "host-pages=4k" { printf "%.0f", $10 * 1e6 }' "$run/figures/pages-effects.csv")"
check "the effect is drawn" test -s "$run/figures/pages-effects.svg"
check "and reported" says "$run/report.html" "Effect of each factor"
check "nothing is left behind" nothing_left

sed -i 's/^host-pages = thp 4k/host-pages = thp 3k/' "$scratch/pages.ini"
try "$virtax" run "$scratch/pages.ini" -o "$scratch/none"
check "an unknown level: exit 2" is "$status" 2
check "an unknown level: file, line and factor" grep -qE "pages.ini:23: host-pages: .*3k" "$scratch/err"
check "an unknown level: nothing was created" absent "$scratch/none"
finish
