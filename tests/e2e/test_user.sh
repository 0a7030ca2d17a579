#!/bin/bash
# Without root: native and an emulated guest with a kernel of the user's own work, Docker says what is
# missing; and root's runs are not in the way, nor the user's in root's.
. "$(dirname "$0")/lib.sh"
thp=/sys/kernel/mm/transparent_hugepage/enabled
mkdir -m 777 "$scratch/home"
chmod 755 "$scratch"
own_root # in a place that anybody may read
cp -rL build/vm/current "$root/build/vm-current"
mkdir "$root/build/vm" && mv "$root/build/vm-current" "$root/build/vm/current"
chmod -R go+rX "$root"

# user COMMAND...: as nobody, who has no groups; su(1) hands on the caller's XDG_RUNTIME_DIR.
user() {
    setpriv --reuid=65534 --regid=65534 --clear-groups env -i PATH="$PATH" HOME="$scratch/home" \
        XDG_RUNTIME_DIR=/run/user/0 sh -c "cd '$scratch/home' && umask 077 && exec \"\$@\"" sh "$@"
}

# Whoever measures first on a machine makes the lock.
[ ! -e /tmp/virtax.lock ] || (exec 3</tmp/virtax.lock && flock 3 && rm -f /tmp/virtax.lock)
before=$(cat $thp)
built=$root/build/vm/current
install -m 644 "$built/vmlinuz" "$built/initrd.img" "$scratch/home"
try user "$root/build/virtax" run fig02 -r 1 $small --accel tcg --kernel vmlinuz --initrd initrd.img \
    --append virtax.test=1 -o user
check "a user's run: exit 0" is "$status" 0
check "a user's run: the lock is for everybody" is "$(stat -c %a /tmp/virtax.lock)" 644
check "a user's run: Docker is left out, with the mend" says "$scratch/err" \
    "docker left out: no Docker daemon answers, and a private one needs root; start the daemon, or run as root"
check "a user's run: native and the guest are measured" is \
    "$(records "$scratch/home/user" | jq -r 'select(.valid) | .series' | sort | xargs)" "kvm native"
check "a user's run: kernel settings stay" is "$(cat $thp)" "$before"
check "a user's run leaves nothing behind" is "$(ls -d /tmp/vtx-*-guest-* /var/tmp/vtx-[0-9]* 2>/dev/null
    find /tmp/virtax-65534 -mindepth 1 ! -name times.json)" ""

# What the plan fixes of a kernel by name, and what resume refuses.
check "kernel by name: the plan has paths and digests" is \
    "$(jq -r '.boot | [.kernel.path, .kernel.sha256, .initrd.path, .append] | join(" ")' "$scratch/home/user/plan.json")" \
    "$scratch/home/vmlinuz $(sha256sum <"$built/vmlinuz" | cut -d' ' -f1) $scratch/home/initrd.img virtax.test=1"
check "kernel by name: QEMU got it, after the built command line" is \
    "$(jq -r '.environments.kvm.qemu_argv | .[index("-kernel") + 1, index("-append") + 1]' "$scratch/home/user/machine.json" | xargs)" \
    "$scratch/home/vmlinuz $(cat "$built/append") virtax.test=1"
printf x >>"$scratch/home/initrd.img"
: >"$scratch/home/user/records.jsonl"
try user "$root/build/virtax" resume user
check "changed initrd: resume exits 1" is "$status" 1
check "changed initrd: says so" says "$scratch/err" "initrd.img has changed since the run began"

try user "$root/build/virtax" run fig02 -e docker -r 1 $small -o asked
check "Docker asked for by name: exit 1" is "$status" 1
try "$virtax" run fig02 -e native -r 1 $small -o "$scratch/root-run"
check "root after a user: exit 0" is "$status" 0
try user "$root/build/virtax" run fig02 -e native -r 1 $small -o again
check "a user after root: exit 0" is "$status" 0
try user "$root/build/virtax" clean
check "a user's clean: nothing to clean" says "$scratch/out" "nothing to clean"
# make run in a tree of the user's own, with a tool that is missing and an image that cannot be made.
tree=$scratch/tree
mkdir -p "$tree/build"
cp -a Makefile kernels orchestrate container vm data "$tree/"
cp -a build/bin build/kernels build/obj build/virtax "$tree/build/"
sed -i 's/^rounds = 6/rounds = 1/; s/^time = 2s/time = 100ms/; s/^array-size = auto/array-size = 8M/' "$tree/data/figures/fig02.ini"
sed -i 's/^run   curl .*/&\nrun   no-such-tool   no-such-package   stands for whatever is missing/' "$tree/orchestrate/install-deps"
chown -R 65534:65534 "$tree"
# Where there is sudo, it lets this user do nothing.
mkdir -m 755 "$scratch/bin"
command -v sudo >/dev/null && printf '#!/bin/sh\necho not allowed >&2\nexit 1\n' >"$scratch/bin/sudo" && chmod 755 "$scratch/bin/sudo"
make_run() { # SETPRIV-OPTION...: make run with these groups, and with the Docker that is named
    rm -rf "$tree/results"
    setpriv --reuid=65534 --regid=65534 "$@" env -i PATH="$scratch/bin:$PATH" HOME="$scratch/home" \
        ${DOCKER_HOST:+DOCKER_HOST="$DOCKER_HOST"} make -C "$tree" run
}
measured() { records "$tree"/results/*/ | jq -r 'select(.valid) | .series' | sort | xargs; }
try env -u DOCKER_HOST bash -c "$(declare -f make_run); tree=$tree scratch=$scratch; make_run --clear-groups"
check "make run of a user: exit 0" is "$status" 0
check "make run of a user: native is measured" is "$(measured)" native
check "make run of a user: the missing package is named" says "$scratch/err" "no-such-tool is missing: no-such-package has it"
check "make run of a user: it goes on" is "$(grep -c '^make: going on without that' "$scratch/err")" 2
check "make run of a user: what is left out is said" is \
    "$(grep -oE '(docker|kvm) left out' "$scratch/err" | sort -u | xargs)" "docker left out kvm left out"

# Of a group that may use the Docker socket, as members of group docker may.
socket() {
    chmod 711 "$(dirname "${DOCKER_HOST#unix://}")"
    chgrp 64321 "${DOCKER_HOST#unix://}"
    make_run --groups 64321
}
try container/with-daemon bash -c "$(declare -f make_run socket); tree=$tree scratch=$scratch; socket"
check "make run of a user of Docker: exit 0" is "$status" 0
check "make run of a user of Docker: native and docker are measured" is "$(measured)" "docker native"
check "nothing is left behind" nothing_left
finish
