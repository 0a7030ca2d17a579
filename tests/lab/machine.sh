# machine.sh - the lab machine: its disks, its start, the way in, its end.
# shellcheck shell=bash
#
# Whoever sources this has set `project`, `image`, and `lab`, a directory of this run alone. Machine 1
# is called first: 4 CPUs on 2 sockets, a NUMA node with memory of its own on each, huge pages of both
# sizes, an NVMe disk. Machine 2 is called other: one CPU. A link joins both. Nothing else is reached.

lab=${lab:?} image=${image:?} project=${project:?}
declare -A machine=() # number: process
names=(- first other)

# payload: what `make install` installs, the guest image, and this run's keys, as the disk for /usr/local.
payload() {
    local root=$lab/payload guests=$project/build/vm
    make --no-print-directory -C "$project" install DESTDIR="$root" PREFIX=/local >"$lab/install.log" 2>&1 ||
        { tail -n 5 "$lab/install.log" >&2; return 1; }
    root=$root/local
    mkdir -p "$root/etc/lab" "$root/lib/virtax/build/vm"
    if [ -e "$guests/current" ]; then
        cp -r --sparse=always "$(readlink -f "$guests/current")" "$root/lib/virtax/build/vm/"
        cp -P "$guests/current" "$root/lib/virtax/build/vm/"
    fi
    ssh-keygen -q -t ed25519 -N '' -C lab -f "$root/etc/lab/host"
    ssh-keygen -q -t ed25519 -N '' -C lab -f "$root/etc/lab/user"
    echo "first,other,10.99.0.1,10.99.0.2 $(cut -d' ' -f1,2 "$root/etc/lab/host.pub")" >"$root/etc/lab/known"
    cp "$root/etc/lab/user" "$root/etc/lab/known" "$lab"
    chmod -R go-w "$root"
    mke2fs -q -t ext4 -L virtax-local -m 0 -E root_owner=0:0 -d "$root" "$lab/local.img" 4G >"$lab/mke2fs.log" 2>&1 ||
        { tail -n 2 "$lab/mke2fs.log" >&2; return 1; }
    rm -rf "$lab/payload"
}

# start NUMBER PORT APPEND OPTION...: QEMU dies with whoever started it, also by kill -9.
start() {
    local number=$1 port=$2 append=$3 name=${names[$1]} mac=52:54:00:6c
    shift 3
    [ -e "$lab/$name.qcow2" ] || {
        qemu-img create -q -f qcow2 -F raw -b "$image/disk.img" "$lab/$name.qcow2"
        qemu-img create -q -f qcow2 -F raw -b "$lab/local.img" "$lab/$name-local.qcow2"
    }
    setpriv --pdeathsig KILL qemu-system-x86_64 -name "lab-$name" -nodefaults -no-user-config -display none \
        -machine q35 -accel tcg,thread=multi -cpu max \
        -kernel "$image/vmlinuz" -initrd "$image/initrd.img" \
        -append "root=/dev/vda rw console=ttyS0 panic=-1 audit=0 systemd.hostname=$name hugepagesz=2M hugepages=128 $append" \
        -drive "if=none,id=root,format=qcow2,cache=unsafe,file=$lab/$name.qcow2" -device virtio-blk-pci,drive=root \
        -drive "if=none,id=local,format=qcow2,cache=unsafe,file=$lab/$name-local.qcow2" -device virtio-blk-pci,drive=local \
        -netdev "user,id=in,restrict=on,hostfwd=tcp:127.0.0.1:$port-:22" -device "virtio-net-pci,netdev=in,mac=$mac:00:0$number" \
        -object rng-random,id=entropy,filename=/dev/urandom -device virtio-rng-pci,rng=entropy \
        -serial "file:$lab/$name.console" -pidfile "$lab/$name.pid" "$@" 9>&- </dev/null >"$lab/$name.log" 2>&1 &
    machine[$number]=$!
}

# The link's end that listens is the first machine's, which is started first.
start_first() {
    start 1 "$1" "hugepagesz=1G hugepages=1" -smp 4,sockets=2,cores=2 -m 5G \
        -object memory-backend-ram,id=ram0,size=2560M -numa node,nodeid=0,cpus=0-1,memdev=ram0 \
        -object memory-backend-ram,id=ram1,size=2560M -numa node,nodeid=1,cpus=2-3,memdev=ram1 \
        -drive "if=none,id=nvm,format=raw,cache=unsafe,file=$lab/nvme.img" -device nvme,drive=nvm,serial=lab \
        -netdev "stream,id=link,server=on,addr.type=unix,addr.path=$lab/link" \
        -device virtio-net-pci,netdev=link,mac=52:54:00:6c:01:01
}
start_other() {
    start 2 "$1" "" -smp 1 -m 1G -netdev "stream,id=link,server=off,addr.type=unix,addr.path=$lab/link" \
        -device virtio-net-pci,netdev=link,mac=52:54:00:6c:01:02
}

# ssh_config PORT PORT: the way to both, by these ports of this host's loopback. One connection is kept
# for each, since an emulated machine takes long for a new one.
ssh_config() {
    local number
    for number in 1 2; do
        echo "Host ${names[$number]}"
        echo "    HostName 127.0.0.1"
        echo "    Port ${!number}"
        echo "    HostKeyAlias ${names[$number]}"
    done
    cat <<END
Host *
    User root
    IdentityFile $lab/user
    IdentitiesOnly yes
    UserKnownHostsFile $lab/known
    BatchMode yes
    ConnectTimeout 30
    ControlMaster auto
    ControlPath $lab/%n.ssh
    ControlPersist 600
    ServerAliveInterval 30
    LogLevel ERROR
END
}

# await NUMBER SECONDS: until all of it is up; else its console's last lines.
await() {
    local number=$1 name=${names[$1]} deadline=$((SECONDS + $2)) why="did not answer in $2 s"
    until ssh -F "$lab/ssh" "$name" systemctl is-system-running --wait </dev/null >"$lab/$name.state" 2>"$lab/$name.err" 9>&- ||
        grep -q degraded "$lab/$name.state"; do
        kill -0 "${machine[$number]}" 2>/dev/null || { why="ended: $(tail -n 1 "$lab/$name.log")"; deadline=0; }
        if [ $SECONDS -ge "$deadline" ]; then
            echo "lab: machine '$name' $why; the last lines of its console:" >&2
            tail -n 15 "$lab/$name.console" 2>/dev/null | tr -d '\r' | sed 's/^/    /' >&2
            return 1
        fi
        sleep 1 9>&-
    done
}

# panics NUMBER: how often the machine's kernel has panicked, which restarts it.
panics() { awk '/Kernel panic/ { n++ } END { print n + 0 }' "$lab/${names[$1]}.console"; }

stop() { # NUMBER
    [ -n "${machine[$1]-}" ] || return 0
    ssh -F "$lab/ssh" -O exit "${names[$1]}" 2>/dev/null
    kill -KILL "${machine[$1]}" 2>/dev/null # its disks are thrown away
    wait "${machine[$1]}" 2>/dev/null
    machine[$1]=''
}
