#!/bin/bash
# nvme - storage figures on an NVMe device, which is given up only to who names it twice.
cd "$(dirname "$0")/../.." && . tests/lab/steps.sh
device=/dev/nvme0n1

there "mke2fs -q -F $device" </dev/null
try_there "virtax run fig10 -e native -r 1 --medium $device --dry-run"
check "a device that holds data is refused" test "$status" -ne 0
check "and why is said" says "$scratch/err" "--destroy-data"
measure nvme fig10 -e native,docker-volume -r 1 --medium $device --destroy-data $device --set time=300ms
measured nvme docker-volume native
check "the device itself was the medium" is "$(jq -r .medium.where "$scratch/nvme/plan.json")" $device
check "all cells were on it" is "$(all_of nvme '.gates[] | select(.name == "medium") | .state')" ok
check "past the page cache" is "$(all_of nvme '.gates[] | select(.name == "direct") | .state')" ok
check "no file system of it is mounted" is "$(there grep -c nvme /proc/mounts)" 0
finish
