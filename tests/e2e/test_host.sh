#!/bin/bash
# doctor and list: what scripts and people read.
. "$(dirname "$0")/lib.sh"

try "$virtax" doctor --json
check "doctor --json: exit 0, or 1 where something fails" is "$status" \
    "$(jq 'if any(.[]; .state == "fail") then 1 else 0 end' "$scratch/out")"
check "doctor --json: every line has its fields" is \
    "$(jq -c 'map(keys) | unique' "$scratch/out")" '[["mend","name","state","value"]]'
check "doctor --json: known states only" is \
    "$(jq -r '.[].state' "$scratch/out" | grep -cvxE 'ok|warn|fail|unobservable')" 0
check "doctor --json: what is not ok and can be mended is not said twice" jq -e \
    'all(.[]; (.mend as $m | $m == "" or (.value | contains($m) | not)))' "$scratch/out"
check "doctor --json: every concern" is "$(jq -r '[.[].name] | sort | join(", ")' "$scratch/out")" \
    "bridge filter, bwrap, cpu pressure, cpu quota, disk, docker, frequency governor, io_uring, kernel files, kvm, lxc, machine, memory, nspawn, podman, second host, services, steal time, storage medium, transparent huge pages, vhost-net"

try "$virtax" list --json
check "list --json: exit 0" is "$status" 0
check "list --json: every figure" is "$(jq -r '.figures[].name' "$scratch/out" | sort | xargs)" \
    "$(basename -s .ini data/figures/*.ini | sort | xargs)"
check "list --json: native can always run" is \
    "$(jq -c '.environments[] | select(.name == "native") | [.able, .why]' "$scratch/out")" '[true,null]'
check "list --json: what cannot run says why" jq -e \
    'all(.figures[], .environments[]; .able or (.why | length > 0))' "$scratch/out"
check "list --json: quick, standard and paper" is \
    "$(jq -c '.figures[0].profiles' "$scratch/out")" '["quick","standard","paper"]'

escape=$(printf '\033')
export TERM=xterm
unset NO_COLOR COLUMNS
for verb in doctor list; do
    try "$virtax" $verb
    check "$verb: no colours without a terminal" is "$(cat "$scratch/out" "$scratch/err" | grep -c "$escape")" 0
done
try script -qec "'$virtax' doctor" /dev/null
check "doctor: colours on a terminal" says "$scratch/out" "${escape}[32m"

# A run on a terminal: one status line that is wiped, then the coloured table. Cells of a block in
# slices end together.
try script -qec "'$virtax' run fig02 -e native -r 2 --aa $small -o '$scratch/run'" /dev/null
check "run on a terminal: exit 0 or a gate" test "$status" = 0 -o "$status" = 3
check "run on a terminal: the status line is wiped each time" says "$scratch/out" \
    "$(printf ' \r[3/4] fig02/')"
check "run on a terminal: time left" grep -q 'about .* left' "$scratch/out"
check "run on a terminal: no line for each good cell" is "$(grep -cE '^\[[0-9]/4\] .* ok' "$scratch/out")" 0
# The same where no colours are wanted or understood, and on a narrow one.
check "run on a terminal: colours" says "$scratch/out" "${escape}["
for wish in NO_COLOR=1 TERM=dumb; do
    try script -qec "env $wish '$virtax' run fig02 -e native -r 2 --aa $small -o '$scratch/plain-$wish'" /dev/null
    check "run with $wish: no escape sequences" is "$(grep -c "$escape" "$scratch/out")" 0
    check "run with $wish: the table is there" says "$scratch/out" "95 % interval"
    [ $wish = TERM=dumb ] && lines=4 || lines=0
    check "run with $wish: lines for good cells" is "$(grep -cE '^\[[0-9]/4\] .* ok' "$scratch/out")" $lines
    try script -qec "env $wish '$virtax' doctor" /dev/null
    check "doctor with $wish: no escape sequences" is "$(grep -c "$escape" "$scratch/out")" 0
done
try env COLUMNS=48 "$virtax" report "$scratch/run"
check "report with COLUMNS=48: rows keep within" is \
    "$(sed -n '/^  x /,/too narrow/p' "$scratch/out" | awk '{ wide += length > 48 } END { print NR, wide + 0 }')" "13 0"
check "report with COLUMNS=48: says what is left out" says "$scratch/out" "too narrow for: "
try "$virtax" report "$scratch/run"
check "report: no colours without a terminal" is "$(cat "$scratch/out" "$scratch/err" | grep -c "$escape")" 0

# A results directory alone is enough, wherever it lies.
mv "$scratch/run" "$scratch/moved"
try "$virtax" report "$scratch/moved" "$scratch/moved"
check "report of a moved directory, twice" is "$(grep -c '^fig02 ' "$scratch/out")" 2
printf '{"schema":"virtax-record/1","cell":"fig02/nat' >>"$scratch/moved/records.jsonl"
try "$virtax" report "$scratch/moved"
check "report past a torn last line" test "$status" = 0 -o "$status" = 3
check "a torn last line is left to the next append" is "$(tail -c 3 "$scratch/moved/records.jsonl")" nat
rm "$scratch/moved/records.jsonl"
try "$virtax" report "$scratch/moved"
check "report of a run without records: exit 0" is "$status" 0
check "report of a run without records: says so" says "$scratch/out" "4 planned, 0 recorded"
check "nothing is left behind" nothing_left
finish
