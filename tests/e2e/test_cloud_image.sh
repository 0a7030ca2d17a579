#!/bin/bash
# --image, --kernel and their like: a stock cloud image boots by its own loader and is measured in;
# what cannot boot is refused before anything is made. A kernel by name boots in test_user.sh.
. "$(dirname "$0")/lib.sh"
cd "$scratch" || exit 1

refuses() { # NAME STATUS TEXT OPTIONS...
    name=$1 expected=$2 text=$3
    shift 3
    try "$virtax" run fig02 -e kvm "$@" -o "$scratch/refused"
    check "$name: exit $expected" is "$status" "$expected"
    check "$name: says so" says "$scratch/err" "$text"
    check "$name: one line" one_line "$scratch/err"
}
built=$project/build/vm/current
echo "no image" >notes.qcow2
refuses "no such image" 2 "--image nowhere.img: No such file" --image nowhere.img
refuses "no image" 2 "without partition table" --image notes.qcow2
refuses "a directory" 2 "not a regular file" --image "$scratch"
refuses "a kernel as image" 2 "without partition table" --image "$built/vmlinuz"
refuses "a bare file system" 2 "needs --kernel FILE" --image "$built/disk.img"
refuses "no such kernel" 2 "--kernel nowhere: No such file" --kernel nowhere
refuses "no such initrd" 2 "--initrd nowhere: No such file" --kernel "$built/vmlinuz" --initrd nowhere
refuses "initrd alone" 2 "name it with --kernel" --initrd "$built/initrd.img"
refuses "append alone" 2 "name it with --kernel" --append quiet
refuses "kernel of an image without root" 2 "--append root=" --image "$built/disk.img" \
    --kernel "$built/vmlinuz"
if ! ls "/boot/vmlinuz-$(uname -r)" "/lib/modules/$(uname -r)/vmlinuz" >/dev/null 2>&1; then
    refuses "no kernel of the host" 77 "no image of the running kernel" --kernel host
fi
try "$virtax" run fig02 -e native --image "$built/disk.img"
check "an image without a guest: exit 2" is "$status" 2
check "an image without a guest: says so" says "$scratch/err" "add kvm"
check "nothing was created" is "$(find . -mindepth 1 -maxdepth 1 ! -name out ! -name err)" \
    ./notes.qcow2

if [ "$(uname -m)" = x86_64 ]; then
    # As published: partitioned, compressed, its own loader, cloud-init and nothing of virtax.
    "$project/tests/e2e/make-cloud-image" bios stock.raw || exit 1
    qemu-img convert -c -O qcow2 stock.raw stock.img && rm stock.raw
    digest=$(sha256sum <stock.img | cut -d' ' -f1)
    unpacked=$project/build/vm/unpacked/$digest.img
    try "$virtax" run fig02 -p quick -e native,kvm -r 1 $small --image stock.img -o stock
    cp "$scratch/err" stock.log
    check "stock image: exit 0" is "$status" 0
    check "stock image: both cells are valid" is \
        "$(records stock | jq -r 'select(.valid) | .series' | sort | xargs)" "kvm native"
    check "stock image: booted by its own loader" is \
        "$(jq -r '.environments.kvm | [.firmware, (.qemu_argv | index("-kernel"))] | map(tostring) | join(" ")' stock/machine.json)" \
        "bios null"
    check "stock image: known by digest" is "$(jq -r .environments.kvm.image stock/machine.json)" "$digest"
    check "stock image: unpacked once, and kept" test -s "$unpacked"
    check "stock image: nothing half unpacked" is "$(find "${unpacked%/*}" -name '.*' -mindepth 1)" ""
    rm -f "$unpacked"
fi
check "nothing is left behind" nothing_left
finish
