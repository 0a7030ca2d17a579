# storage.sh - of test_run.sh: one engine for all ways to the medium, the medium where it should be.
# shellcheck shell=bash disable=SC2154 # what it reads is set by test_run.sh

check "storage: one engine" is "$(records_of "$storage" | jq -r .kernel.evidence.engine | sort -u | count)" 1
check "storage: no page cache" is "$(records_of "$storage" | jq .kernel.evidence.direct | sort -u)" true
check "storage: gates of engine, direct and medium are ok" is "$(records_of "$storage" |
    jq -r '.gates[] | select(.name == ("engine", "direct", "medium")) | .state' | sort | uniq -c | xargs)" \
    "$((3 * $(records_of "$storage" | count))) ok"
check "storage: who had the medium" is \
    "$(records_of "$storage" | jq -r '[.series, .medium.holder] | join(" ")' | sort -u | tr '\n' ,)" \
    "docker-iouring host,docker-overlay host,docker-volume host,kvm guest,kvm-qcow2 host and guest,kvm-tuned guest,native host,"
check "storage: the layer is an overlay on the medium" is "$(records_of "$storage" | jq -r \
    'select(.series == "docker-overlay") | [.kernel.evidence.file_system, (.medium.data_root | test("-medium-1/files/"))] | join(" ")' | sort -u)" "overlay true"
check "storage: one file for host, volumes and guests" is "$(records_of "$storage" | jq -r \
    'select(.series != "docker-overlay" and .series != "kvm-qcow2") | .kernel.evidence.laid_out' | grep -c true)" 1
check "storage: aio as the guest is tuned" is "$(records_of "$storage" | jq -r \
    'select(.series == "kvm") | .medium.aio' | sort -u)" native
check "storage: the medium is told" is \
    "$(jq -c '.media[] | [.kind, .direct_io, .missing_bytes, .check.clean]' "$run/machine.json")" '["loop",true,0,true]'
check "storage: the plan keeps it" is "$(jq -c '[.medium.where, (.medium.size > 0)]' "$run/plan.json")" \
    '["loop:/var/tmp",true]'
check "storage: docker-iouring is put into words" says "$scratch/progress" "docker-iouring:"
check "storage: the report stands" says "$run/report.html" "Storage medium"
check "storage: the paths are drawn as configured" says "$run/figures/fig09.svg" "qcow2, cache=none"
check "storage: distributions are drawn" says "$run/figures/fig12.svg" "latency, us"
check "storage: CPU cost of each I/O" grep -q '^fig11,kvm,rand-mixed,cost,CPU-us/IO,1,' "$run/figures/fig11-cost.csv"
