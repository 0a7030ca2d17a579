#!/bin/bash
# The guest image's builder with stand-ins for mmdebstrap and mke2fs: when it builds, what it keeps,
# and who must be root.
. "$(dirname "$0")/lib.sh"
cp -r vm "$scratch/vm"
mkdir "$scratch/bin"
cat >"$scratch/bin/mmdebstrap" <<'EOF'
#!/bin/sh
for root; do case $root in */root) break ;; esac; done
mkdir -p "$root/boot"
: >"$root/boot/vmlinuz-1" >"$root/boot/initrd.img-1"
if [ -e "$(dirname "$0")/slow" ]; then
    mount -t tmpfs vtx-test "$root/boot"
    : >"$(dirname "$0")/mounted"
    sleep 300
fi
EOF
cat >"$scratch/bin/mke2fs" <<'EOF'
#!/bin/sh
for disk; do case $disk in *.img) : >"$disk" ;; esac; done
EOF
cat >"$scratch/bin/sudo" <<EOF
#!/bin/sh
echo "\$@" >>"$scratch/asked"
exit 9
EOF
chmod +x "$scratch"/bin/*
export PATH=$scratch/bin:$PATH
chmod 755 "$scratch"

image() { try "$@" "$scratch/vm/build-image" "$scratch/images"; }
images() { find "$scratch/images" -mindepth 1 -maxdepth 1 -type d ! -name '.*' | count; }
change() { echo "# another recipe $1" >>"$scratch/vm/image/packages"; }

image
check "an image is built" is "$status" 0
first=$(cat "$scratch/out")
check "current points at it" is "$(readlink -f "$scratch/images/current")" "$first"
inode=$(stat -c %i "$first/disk.img")
image
check "it is not built twice" is "$(stat -c %i "$first/disk.img")" "$inode"

change 1
# shellcheck disable=SC2217 # it only holds the file open
sleep 60 <"$first/disk.img" & # a guest that runs from the old one
guest=$!
image
second=$(cat "$scratch/out")
check "another recipe: another image" is "$(readlink -f "$scratch/images/current")" "$second"
check "an old image in use is kept" test -e "$first/disk.img"
kill $guest
wait $guest 2>/dev/null
change 2
SUDO_UID=65534 SUDO_GID=65534 image
third=$(cat "$scratch/out")
check "old images are removed" is "$(images) $(readlink -f "$scratch/images/current")" "1 $third"
check "no half-built image is left" is "$(find "$scratch/images" -name '.build.*')" ""
check "what sudo made is its user's" is \
    "$(stat -c %u "$scratch/images" "$third" "$third/disk.img" "$scratch/images/.lock" | sort -u)" 65534

# kill -9 in the middle of a build: its mounts are gone with it, and the next one works.
change 3
: >"$scratch/bin/slow"
"$scratch/vm/build-image" "$scratch/images" >/dev/null 2>&1 &
builder=$!
check "a build is under way" wait_for 10 test -e "$scratch/bin/mounted"
kill -9 $builder
wait $builder 2>/dev/null
rm "$scratch/bin/slow"
check "a killed builder: nothing runs on" wait_for 5 sh -c "! pgrep -f '$scratch/bin/[m]mdebstrap'"
check "a killed builder: no mount is left" is "$(grep -c "$scratch" /proc/mounts)" 0
image
check "after a killed builder: the image is built" is "$status" 0
check "after a killed builder: its remains are gone" is "$(find "$scratch/images" -name '.build.*')" ""
chown -R 65534:65534 "$scratch/images"

user() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
image user
check "a user with an image that is current: exit 0" is "$status" 0
check "a user with an image that is current: root is not needed" absent "$scratch/asked"
change 4
: >"$scratch/asked" && chmod 666 "$scratch/asked"
image user
check "a user who needs an image: sudo is asked" is "$status $(cat "$scratch/asked")" \
    "9 $scratch/vm/build-image $scratch/images"
finish
