# report.sh - of test_run.sh: figures, tables and report, and that they can be drawn again.
# shellcheck shell=bash disable=SC2154 # what it reads is set by test_run.sh

check "figNN.csv has its columns" is "$(head -n 1 "$run/figures/fig02.csv")" \
    "figure,series,x,metric,unit,n,mean,sd,median,ratio,ratio_lo,ratio_hi,difference,difference_lo,difference_hi,p,sd_slices,rounds,sd_blocks,sd_boots,lag1,n_effective,skewness,resolves,more_blocks,verdict"
check "figNN.csv has its rows" is "$(grep -c '^fig02,' "$run/figures/fig02.csv")" 12
for file in fig0{1,2,4}{,-ratio}.{svg,png}; do
    check "$file is drawn" test -s "$run/figures/$file"
done
check "report.html is one file" is "$(grep -cE '(src|href)="(http|/|[a-z]+\.)' "$run/report.html")" 0
for text in RC25482 "virtax run $memory $storage" "--seed 42" triad; do
    check "report.html has: $text" says "$run/report.html" "$text"
done
check "the table names every series" is \
    "$(grep -oE '^ +(copy +)?(native|docker|kvm) ' "$scratch/table" | xargs -n1 | grep -v copy | sort -u | xargs)" "docker kvm native"

# The ratio in the CSV is the geometric mean of the blocks' ratios, each the median over its rounds.
expected=$(records_of fig02 | ratio_of_blocks docker native triad)
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
    "$(jq -s -r '[.[].figure] | join(" ")' "$scratch/report.json")" "$memory $storage"
