# tuned.sh - of test_run.sh: the tuned guest; what it claims is read back from the kernel.
# shellcheck shell=bash disable=SC2154 # what it reads is set by test_run.sh

tuned() { records_of fig04 | jq -c "select(.series == \"kvm-tuned\") | $1"; }
check "tuned: all features are given" is "$(tuned '.guest.features')" \
    '{"cpu-model":"host","topology":"host","pinning":"on","host-pages":"hugetlb","io-threads":"on","queues":"multi","vhost":"off","net-queues":"single"}'
check "tuned: no level is left out" is "$(tuned '[.guest.left_out[].what | select(contains("="))] | length')" 0
check "tuned: each virtual CPU has a CPU of its own" is "$(tuned '.guest.vcpu_cpus | sort')" \
    "$(jq -c '[.figures[] | select(.name == "fig04") | .cpus | splits(",") | split("-") | map(tonumber)
        | range(.[0]; .[-1] + 1) | tostring] | sort' "$run/plan.json")"
check "tuned: huge pages hold all of the guest's memory" is "$(tuned '.vmm_huge_bytes >= 1073741824')" true
check "tuned: the machine file tells the features" is \
    "$(jq -r '.environments["kvm-tuned"].features["host-pages"]' "$run/machine.json")" hugetlb
check "tuned: the report tells them too" says "$run/report.html" "hugetlb=on"
