#!/bin/bash
# Calibration's rates: twice as much is seen as nearly twice as much, of a wire and of a medium.
# lane: alone
. "$(dirname "$0")/lib.sh"

# Injected differences are far from nothing: a study that saw none would not have injected.
twice() { # STUDY KIND NAME
    try "$virtax" calibrate --quick --only "$1" --seed 5 -o "$scratch/$1"
    if jq -e '.studies[] | select(.n > 0)' "$scratch/$1/calibration.json" >"$scratch/studies"; then
        check "$3" is "$(jq -c --arg kind "$2" \
            '[.trials[] as $t | .studies[] | select(.name == $t.study and .kind == $kind) |
                $t.estimate > 1.8 and $t.estimate < 2.2] | unique' "$scratch/$1/calibration.json")" '[true]'
    else
        skip "$2" "$(jq -r '[.studies[].absent | values] | first' "$scratch/$1/calibration.json")"
    fi
}
twice bandwidth "injected bandwidth" "twice the line rate is nearly twice the throughput"
twice medium "limited medium" "twice the medium's rate is nearly twice the bandwidth"
check "the medium's limit is lifted" is "$(cat /sys/fs/cgroup/blkio/blkio.throttle.*_bps_device 2>/dev/null)" ""
check "nothing is left behind" nothing_left
finish
