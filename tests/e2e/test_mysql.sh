#!/bin/bash
# test_mysql.sh - fig16 `quick` with its views: a real MariaDB natively, in Docker with both networks
# and both kinds of storage, and in guests; what each of these two factors costs; servers and loads that die, a medium that is full, and what
# kill -9 leaves. As root.
. "$(dirname "$0")/service_run.sh"
sed -i 's/^values = .*/values = 2/; s/^\(omit\) = .*/omit = 0s/; s/^table-size = 10000/table-size = 1000/' \
    "$root/data/figures/fig16.ini"
server=mariadbd

try "$virtax" run fig15 fig16 fig17 fig18 fig19 table2 -p quick -r 1 --set time=1s \
    -e native,docker-host-volume,docker-nat-volume,docker-host-overlay,docker-nat-overlay,kvm,kvm-qcow2 -o "$run"
check "exit 0" is "$status" 0
check "seven records for six figures, all valid" is "$(cell .valid .cell | count)" 7
check "every environment once" is "$(cell true .series | sort | xargs)" \
    "docker-host-overlay docker-host-volume docker-nat-overlay docker-nat-volume kvm kvm-qcow2 native"
same_server_everywhere usr/sbin/mariadbd etc/virtax/mariadb.cnf
check "and the same settings" is "$(cell true .kernel.evidence.server.variables | sort -u | count)" 1
gates_ok_everywhere peer path service medium checks
check "data on the medium itself, in a layer, and in guests" is \
    "$(cell true '[.series, .service.evidence.file_system] | join(" ")' | tr -d '"' | sort | xargs)" \
    "docker-host-overlay overlay docker-host-volume ext4 docker-nat-overlay overlay docker-nat-volume ext4 kvm ext4 kvm-qcow2 ext4 native ext4"
check "packets over the bridge where there is NAT alone" is \
    "$(cell '.interfaces.docker0 // {} | (.rx_bytes // 0) + (.tx_bytes // 0) > 100000' .series | sort | xargs)" \
    "docker-nat-overlay docker-nat-volume"
for drawing in fig15 fig16 fig17 fig18 fig19 table2; do
    check "$drawing is drawn" test -s "$run/figures/$drawing.svg"
done
check "fig17 tells what it stands over" is "$(grep -c ',utilisation,%,' "$run/figures/fig17-against.csv")" 7
check "the report has the configurations" says "$run/report.html" "bridge docker0, NAT"
# Once among all claims, once more with its figure.
found() { [ "$(grep -cF "<th scope=\"row\">$1</th>" "$run/report.html")" -ge 2 ]; }
for id in M1 M2 M3 M5 M6; do check "the report says of $id what we found" found "$id"; done
check "the password is nobody's to see" is \
    "$(sed 's/\\n/ /g; s/overlay2\/[0-9a-f]*//g' "$run"/records.jsonl "$scratch/out" "$scratch/err" | grep -owE '[0-9a-f]{64}' | sort -u | xargs)" \
    "$( (sha256sum build/bin/{sqlload,serve} "$services/manifest" && cd "$services/root" &&
        sha256sum usr/sbin/mariadbd etc/virtax/mariadb.cnf) | cut -d' ' -f1 | sort | xargs)"
check "nothing is left behind" wait_for 10 nothing_left
check "no server either" no_server_left
check "its records alone draw it again" "$virtax" report "$run"
check "four of its series are a factorial, beside the others" is \
    "$(cut -d, -f2 "$run/figures/fig16-effects.csv" | tail -n +2 | paste -sd,)" \
    "network=host storage=files,network=nat,storage=layer,interaction nat x layer"
check "overheads stand on fig16's right axis" says "$run/figures/fig16.svg" ">overhead against native, %"
check "but not on fig17's, whose lines stand over another metric" test -z "$(grep -o 'overhead' "$run/figures/fig17.svg")"

# A factorial by itself: its effects are those of the blocks' contrasts.
sed -i 's/^values = .*/values = read_only/; s/^\(omit\) = .*/omit = 0s/; s/^table-size = 10000/table-size = 1000/' \
    "$root/data/figures/mysql-paths.ini"
rm -rf "$run"
try "$virtax" run mysql-paths -p quick -r 2 --set time=1s -o "$run"
cp "$scratch/out" "$scratch/table"
check "a factorial: exit 0" is "$status" 0
# contrast EXPRESSION: the geometric mean over blocks, in millionths, by the logarithms of the cells.
contrast() {
    records "$run" | jq -s "map(select(.valid)) | group_by(.round) | map(
        map({key: .series, value: (.kernel.results[] | select(.metric == \"throughput\").value | log)}) |
        from_entries | $1) | add / length | exp * 1e6 | round"
}
told() { awk -F, -v of="$1" '$2 == of { printf "%.0f", $10 * 1e6 }' "$run/figures/mysql-paths-effects.csv"; }
hv='.["docker-host-volume"]' nv='.["docker-nat-volume"]' ho='.["docker-host-overlay"]' no='.["docker-nat-overlay"]'
check "NAT's effect is over both kinds of storage" is "$(told network=nat)" "$(contrast "($nv - $hv + $no - $ho) / 2")"
check "the layer's over both networks" is "$(told storage=layer)" "$(contrast "($ho - $hv + $no - $nv) / 2")"
check "and the interaction is what is left" is "$(told 'interaction nat x layer')" "$(contrast "$no - $ho - $nv + $hv")"
check "the table tells them" grep -qE '^ +(read_only +)?network=nat +2 +- +- +txn/s +[-+0-9.]+ %' "$scratch/table"
check "they are drawn" test -s "$run/figures/mysql-paths-effects.svg"
check "and reported" says "$run/report.html" "Main effects and interaction"

# Natively a small medium is enough, which is made the sooner.
sed -i 's/^medium = .*/medium = 384M/' "$root/data/figures/fig16.ini"
# begin OPTION...: a run of one long native cell in the background; sets `pid`.
begin() {
    rm -rf "$run"
    "$virtax" run fig16 -e native -p quick -r 1 --set time=20s "$@" -o "$run" >"$scratch/out" 2>"$scratch/err" &
    pid=$!
    wait_for 60 pgrep -x mariadbd && wait_for 20 pgrep -f 'oltp_read_only run' && sleep 1
}
check "a server that dies: got there" begin
pkill -KILL -x mariadbd
failed_for "a server that dies" "the server failed (exit status 1): virtax serve: mariadb ended by itself (signal 9)"
check "a load that dies: got there" begin
pkill -KILL -x sysbench
failed_for "a load that dies" "sysbench failed (signal 9)"
interrupted_runs_leave_nothing

# A medium without room for the data.
sed -i 's/^medium = .*/medium = 8M/' "$root/data/figures/fig16.ini"
rm -rf "$run"
try "$virtax" run fig16 -e native -p quick -r 1 --set time=1s --set table-size=2000000 -o "$run"
check "a full medium: exit 1" is "$status" 1
check "a full medium: the server or its client says so" is \
    "$(records "$run" | jq -r .error | grep -ciE 'no space|is full|full')" 1
check "a full medium: nothing is left behind" wait_for 10 nothing_left

# A service that keeps data needs a medium, and says so before anything is made.
sed -i '/^medium = /d' "$root/data/figures/fig16.ini"
try "$virtax" run fig16 -e native -p quick -r 1 -o "$scratch/none"
check "no medium: exit 2" is "$status" 2
check "no medium: says what is missing" says "$scratch/err" "mariadb keeps data: say where with --data (figures: medium = SIZE)"
finish
