#!/bin/bash
# What storage is refused, and when: before anything is written, in the words that mend it. Mostly
# plans alone, so that it is quick. As root.
. "$(dirname "$0")/lib.sh"
if [ "$(id -u)" -ne 0 ]; then
    echo "# needs root: skipped"
    exit 0
fi
bare=/usr/local/bin:/usr/bin:/bin # what su(1) without a dash may leave
quick="--set size=16M --set time=300ms --set ramp-time=0s"
planned() { # OPTION...
    try "$virtax" run fig11 -e native -r 1 $quick --dry-run "$@"
}
PATH=$PATH:/usr/sbin:/sbin

# A device that the files do not fit on: while planning, and before a byte of it is written.
truncate -s 256M "$scratch/disk"
device=$(losetup -f --show "$scratch/disk")
trap 'losetup -d "$device" 2>/dev/null' EXIT
planned --medium="$device"
check "too small a device: exit 2" is "$status" 2
check "too small a device: how much too small" says "$scratch/err" "its 256M are less than the 384M"
check "too small a device: one line" one_line "$scratch/err"
check "too small a device: untouched" is "$(du -k "$scratch/disk" | cut -f 1)" 0
try "$virtax" run fig11 -e native -r 1 $quick --medium="$device" -o "$scratch/run"
check "too small a device: no run begins" absent "$scratch/run"
truncate -s 1G "$scratch/disk"
losetup -c "$device"
planned --medium="$device"
check "large enough: exit 0" is "$status" 0
losetup -d "$device"

# Sectors of 4 KiB take no smaller requests past the page cache.
device=$(losetup -f --show --sector-size 4096 "$scratch/disk")
try build/bin/blockio --path="$device" --rw=randread --bs=512 --time=100ms
check "sectors of 4k: exit 2" is "$status" 2
check "sectors of 4k: says so" says "$scratch/err" \
    "--bs=512: not a multiple of 4096 bytes, as direct I/O on $device demands"
try build/bin/blockio --path="$device" --rw=randread --bs=512 --time=100ms --direct=0
check "sectors of 4k: --direct=0 takes them" is "$status" 0
try build/bin/blockio --path="$device" --rw=randread --bs=4k --time=100ms
check "sectors of 4k: whole ones are read" is "$status" 0
losetup -d "$device"
trap - EXIT

# DIR is a loop device, files:DIR is not.
mkdir "$scratch/files"
planned --medium="$scratch/files" -e native,kvm --accel tcg
check "a directory: a device for guests" is "$status" 0
planned --medium=files:"$scratch/files" -e native,kvm --accel tcg
check "files: exit 1 for what was asked for" is "$status" 1
check "files: what mends it" says "$scratch/out" \
    "files in a directory cannot be given to a guest; --medium=$scratch/files makes a device of one"
for where in files:/dev/shm /dev/shm; do
    planned --medium=$where
    check "$where: exit 2" is "$status" 2
    check "$where: memory is no storage" says "$scratch/err" "is in memory (tmpfs)"
done
planned --medium=files:/nowhere
check "files nowhere: exit 2" is "$status" 2
check "files nowhere: says so" says "$scratch/err" "--medium=files:/nowhere: No such file"

# What makes a file system lies where a bare PATH does not lead.
PATH=$bare planned
check "a bare PATH: exit 0" is "$status" 0

# Who may not make a medium is told by list and doctor, and may measure files.
own_root
mkdir -m 777 "$root/mine" # nobody's
chmod 755 "$scratch"
user() { try setpriv --reuid=65534 --regid=65534 --clear-groups "$root/build/virtax" "$@"; }
user list
check "no root: list says why" says "$scratch/out" "cannot run here: a storage medium needs root; run as root, or"
user doctor --json
check "no root: doctor says what mends it" is "$(jq -r '.[] | select(.name == "storage medium") | .mend' "$scratch/out")" \
    "run as root, or measure on files in a directory: --medium=files:DIR"
user run fig11 -e native --dry-run $quick
check "no root: run says the same" says "$scratch/err" "fig11: a storage medium needs root; run as root, or"
user run fig11 -e native --dry-run $quick --medium=files:"$root/mine"
check "no root: files can be measured" is "$status" 0
check "nothing is left" nothing_left
finish
