# kernel_cli.sh - what the tests of the kernels' command lines share. BIN: the kernels' directory.
# shellcheck shell=bash disable=SC2034 # what it sets is read by the tests
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
bin=$(cd "${BIN:-build/bin}" && pwd)
cpus_here=$(env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc) # nproc(1) obeys those two
marks=$'virtax: begin\nvirtax: end'

# refused NAME STATUS TEXT: one line with the text on stderr, nothing on stdout.
refused() {
    check "$1" is "$status" "$2"
    check "$1: in one line" one_line "$scratch/err"
    check "$1: nothing on stdout" test ! -s "$scratch/out"
    check "$1: says why" says "$scratch/err" "$3"
}

# json NAME EXPRESSION: true of the one JSON object on stdout.
holds() {
    [ "$(count <"$scratch/out")" = 1 ] && jq -es "length == 1 and (.[0] | $1)" "$scratch/out" >/dev/null
}
json() { check "$1" holds "$2"; }

# marked NAME: the two marks on stderr, and nothing else.
marked() { check "$1" is "$(cat "$scratch/err")" "$marks"; }

# resolved NAME: what --resolve chose can be passed back, and is chosen again.
resolved() {
    jq -S .parameters "$scratch/out" >"$scratch/resolved"
    mapfile -t again < <(jq -r '.parameters | to_entries[] | select(.value != null and .value != false)
        | if .value == true then "--\(.key)" else "--\(.key)=\(.value)" end' "$scratch/out")
    run "${again[@]}" --resolve
    check "$1" is "$(jq -S .parameters "$scratch/out")" "$(cat "$scratch/resolved")"
}
