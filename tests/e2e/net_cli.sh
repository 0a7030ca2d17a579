# net_cli.sh - servers and clients of the network kernels, for tests of their command lines.
# shellcheck shell=bash disable=SC2034 # what it sets is read by the tests
. "$(dirname "${BASH_SOURCE[0]}")/kernel_cli.sh"
inside=() # a command before the servers and clients, such as one that enters a namespace

# Whatever this test started in the background, stopped ones as well.
end_all() { jobs -p | xargs -r kill -9 2>/dev/null; }
trap end_all EXIT

# serve KERNEL ARGUMENT...: starts a server on a free port; leaves $server, $port, $at, and
# its stdout and stderr in $answers and $log.
serve() {
    local kernel=$1
    shift
    log=$(mktemp "$scratch/server.XXXXXX")
    answers=$log.out
    "${inside[@]}" "$bin/$kernel" --server --listen="${host:-127.0.0.1}:0" "$@" >"$answers" 2>"$log" &
    server=$!
    wait_for 20 grep -q 'listening on ' "$log"
    at=$(sed -n 's/.*listening on //p' "$log")
    port=${at##*:}
}

killed() { # PID
    kill -9 "$1"
    wait "$1" 2>/dev/null
}

client() { # KERNEL ARGUMENT...
    local kernel=$1
    shift
    try timeout 60 "${inside[@]}" "$bin/$kernel" "$@"
}

measured() { # NAME EXPRESSION: the last client succeeded
    check "$1" test "$status" = 0
    json "$1: record" "(.checks | length > 0 and all(.ok)) and ($2)"
}

# begun NAME KERNEL ARGUMENT...: a client in the background, in its test; leaves $first.
begun() {
    local name=$1 kernel=$2
    shift 2
    fresh "$name.out" "$name.err"
    "${inside[@]}" "$bin/$kernel" "$@" >"$scratch/$name.out" 2>"$scratch/$name.err" &
    first=$!
    wait_for 20 grep -q '^virtax: begin' "$scratch/$name.err"
}

# awaited NAME PID: that client's end, as if `client` had run it.
gone() { ! kill -0 "$1" 2>/dev/null; }
awaited() {
    status=0
    wait_for 60 gone "$2" || kill -9 "$2"
    wait "$2" || status=$?
    mv "$scratch/$1.out" "$scratch/out"
    mv "$scratch/$1.err" "$scratch/err"
}
