# steps.sh - what the lab's steps share, beside what end-to-end tests share: the way to the machines.
# shellcheck shell=bash
. tests/e2e/lib.sh
lab=${lab:?the directory of a run: tests/lab/run starts steps}

there() { ssh -F "$lab/ssh" first "$@"; }

# try_there COMMAND: by a shell of the first machine, with its output in $scratch/out and $scratch/err,
# its status in $status.
try_there() { try there "$*"; }

# measure NAME ARGUMENT...: `virtax run`, its results fetched into $scratch/NAME.
measure() {
    local name=$1
    shift
    try_there "rm -rf $name; virtax run $* -o $name"
    there "tar -cf - $name" </dev/null | tar -C "$scratch" -xf - 2>/dev/null
}

# all_of NAME EXPRESSION: what the expression makes of each record, without repetition, in one line.
all_of() { records "$scratch/$1" | jq -c "$2" | sort -u | xargs; }

# What only tells that the emulation was slow, on a host with other work: a cell was held back, or
# containers that began together did not run together. Nothing of that is judged here.
slow='[.gates[] | select(.state == "failed") | "\(.name) \(.value)"] |
    length > 0 and all(test("^(held-back [0-9.]+|checks overlap: [^;]*)$"))'

# measured NAME SERIES...: a record of each that is valid, or slow; all of them said to be emulated.
measured() {
    local name=$1
    shift
    if records "$scratch/$name" | jq -e "select($slow)" >"$scratch/slow"; then
        jq -r '"# \(.cell): slow, and not counted"' "$scratch/slow"
    else
        check "$name: exit status" test "$status" -eq 0 -o "$status" -eq 3
    fi
    check "$name: valid records" is "$(all_of "$name" "select(.valid or ($slow)) | .series")" "$*"
    check "$name: each says emulated" is "$(all_of "$name" .emulated)" true
}
