#!/bin/bash
# service_run.sh - what the tests of real servers share: a project of their own that has guest image and
# services, and what comes of runs whose server, load or virtax itself ends. They set `server`, the name of
# the server's process, and define `begin`: a run of one long native cell in the background, in `pid`.
. "$(dirname "$0")/lib.sh"
needs_root
own_root
ln -s "$project/build/vm" "$root/build/vm"
ln -s "$project/build/services" "$root/build/services"
virtax=$root/build/virtax
run=$scratch/run
# shellcheck disable=SC2034 # the tests compare with it
services=$(readlink -f build/services/current)
server='' pid='' # the tests set them

cell() { records "$run" | jq -c "select($1) | $2"; }
same_server_everywhere() { # PROGRAM CONFIGURATION
    check "the same server and configuration everywhere" is \
        "$(cell true '.service.evidence.service | [.manifest_sha256, .program_sha256, .configuration_sha256] | join(" ")' | sort -u)" \
        "\"$(cd "$services/root" && sha256sum ../manifest "$@" | cut -d' ' -f1 | xargs)\""
}
gates_ok_everywhere() { # GATE...
    local gate
    for gate in "$@"; do
        check "gate $gate is ok everywhere" is \
            "$(cell true ".gates[] | select(.name == \"$gate\") | .state" | sort -u)" '"ok"'
    done
}
no_server_left() { ! pgrep -x "$server" >/dev/null; }

failed_for() { # NAME TEXT: what stands in the record as its error
    wait "$pid"
    check "$1: exit 1" is $? 1
    check "$1: why" is "$(records "$run" | jq -r 'select(.error) | .error' | grep -cF "$2")" 1
    check "$1: nothing is left behind" wait_for 10 nothing_left
    check "$1: no server either" no_server_left
}

interrupted_runs_leave_nothing() {
    check "Ctrl-C: got there" begin
    kill -TERM "$pid"
    wait "$pid"
    check "Ctrl-C: exit 130" is $? 130
    check "Ctrl-C: nothing is left behind" wait_for 10 nothing_left
    check "Ctrl-C: no server either" no_server_left

    check "kill -9: got there" begin
    kill -KILL "$pid"
    wait "$pid" 2>/dev/null
    check "kill -9: the server ends with its run" wait_for 10 no_server_left
    try "$virtax" clean
    check "kill -9: what is left can be removed" is "$status" 0
    check "kill -9: nothing is left behind" wait_for 10 nothing_left
}
