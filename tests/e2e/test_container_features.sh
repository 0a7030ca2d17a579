#!/bin/bash
# Features of Docker's containers: each level is in force, as the gate sees it and as /proc tells;
# what an engine or this host cannot give is left out or refused, and nothing stays.
. "$(dirname "$0")/lib.sh"
needs_root
short="-r 1 --set array-size=8M --set time=100ms --set stores=temporal"

# All of one engine at once, in slices; the remapped one has a daemon of its own.
series=docker+seccomp=unconfined,docker+no-new-privileges=on,docker+network=none,docker+cgroup=quota,docker+cgroup=memory
series=$series,docker+rootfs=read-only,docker+pids=limited,docker+init=on,docker+seccomp=default+network=host,docker+userns=remapped
series=$series,docker+cgroup=cpuset,docker+rootfs=overlay
[ "$(nproc)" -ne "$(nproc --all)" ] || series=$series,docker+cgroup=none
if command -v crun >/dev/null; then
    series=$series,docker+runtime=crun
else
    skip "runtime=crun" "crun is not installed"
fi
try "$virtax" run fig02 -e native,$series $short -o "$scratch/all"
check "all levels: exit 0" is "$status" 0
records "$scratch/all" | jq -r 'select(.container) | [.series, .valid, (.gates[] | select(.name == "container") | .state)] | @tsv' |
    sort >"$scratch/seen"
check "all levels: each is in force" is "$(cut -f 2- "$scratch/seen" | sort | uniq -c | xargs)" \
    "$(tr , '\n' <<<"$series" | count) true ok"
of() { records "$scratch/all" | jq -r --arg s "$1" "select(.series == \$s) | $2"; }
check "seccomp=unconfined: no filter inside" is "$(of docker+seccomp=unconfined .kernel.evidence.status.Seccomp)" 0
check "no-new-privileges: set inside" is "$(of docker+no-new-privileges=on .kernel.evidence.status.NoNewPrivs)" 1
check "userns=remapped: root is somebody else" is "$(of docker+userns=remapped .container.seen.uid_map)" "0 100000 65536"
check "cgroup=quota: a quota inside" is "$(of docker+cgroup=quota .kernel.evidence.control_group.cpu_quota)" "$(nproc --all)"
check "cgroup=cpuset: its group's CPUs are the figure's" is "$(of docker+cgroup=cpuset .container.seen.cpuset)" \
    "$(jq -r '.figures[0].cpus' "$scratch/all/plan.json")"
check "rootfs=overlay: its root is one" is "$(of docker+rootfs=overlay .container.seen.root_type)" overlay
check "network=none: no interface" is "$(of docker+network=none .container.seen.network)" none
check "the host's own /etc/subuid is as it was" is "$(grep -c nobody:100000 /etc/subuid)" 0
check "nothing is left behind" nothing_left

# What this host cannot give, one bad word each; the others are measured.
try "$virtax" run fig02 -e native,docker+runtime=nowhere $short -o "$scratch/unknown"
check "a runtime that is not installed: exit 1" is "$status" 1
check "a runtime that is not installed: said, with what there is" says "$scratch/err" \
    "docker+runtime=nowhere left out of fig02: runtime=nowhere cannot be given: the engine has the runtimes runc"
check "a runtime that is not installed: native was measured" is "$(records "$scratch/unknown" | jq -r .series)" native
if [ ! -e /sys/module/apparmor ]; then
    try "$virtax" run fig02 -e native,docker+apparmor=unconfined $short --dry-run
    check "no AppArmor here: said" says "$scratch/out" "this host's kernel has no AppArmor"
fi
try "$virtax" run fig02 -e native,docker+secomp=default $short -o "$scratch/typo"
check "a feature that there is not: exit 2" is "$status" 2
check "a feature that there is not: the closest" says "$scratch/err" "closest: seccomp"
try "$virtax" run fig02 -e native,docker-host+network=none $short -o "$scratch/twice"
check "a name that contradicts itself: exit 2" is "$status" 2

# An engine that ignores an option: only the gate can tell.
mkdir "$scratch/bin"
cat >"$scratch/bin/docker" <<END
#!/bin/bash
exec $(command -v docker) "\${@/--read-only/--label=ignored}"
END
chmod +x "$scratch/bin/docker"
PATH=$scratch/bin:$PATH try "$virtax" run fig02 -e native,docker+rootfs=read-only $short -o "$scratch/ignored"
check "an option that is ignored: exit 3" is "$status" 3
check "an option that is ignored: the gate says what it is" is \
    "$(records "$scratch/ignored" | jq -r 'select(.container) | .gates[] | select(.state == "failed") | .value')" \
    "rootfs=read-only: it is read-write"


# One that drops the cpuset, where a figure's CPUs are not all.
cat >"$scratch/bin/docker" <<END
#!/bin/bash
exec $(command -v docker) "\${@/--cpuset-*/--label=ignored}"
END
PATH=$scratch/bin:$PATH try "$virtax" run fig08 -e native,docker-nat+cgroup=cpuset -r 1 --set time=200ms --set omit=0s \
    -o "$scratch/anywhere"
check "a cpuset that is ignored: exit 3" is "$status" 3
failed_gates() { records "$1" | jq -r 'select(.container) | .series as $s | .gates[] | select(.state == "failed") | $s + ": " + .value' | sort -u; }
check "a cpuset that is ignored: the gate says so" is "$(failed_gates "$scratch/anywhere")" \
    "docker-nat+cgroup=cpuset: cgroup=cpuset: it is none"

# An engine whose default refuses io_uring as from 25 on, by its word: the filters are told apart by
# what they do.
cat >"$scratch/bin/dockerd" <<END
#!/bin/bash
[ "\$1" != --version ] || { echo "Docker version 25.0.1, build virtax"; exit; }
exec $(command -v dockerd) "\$@"
END
cat >"$scratch/bin/docker" <<END
#!/bin/bash
case "\$*" in
version*) set -o pipefail && $(command -v docker) "\$@" | sed 's/>.*</>25.0.1</' && exit ;;
*--network=none*) set -- "\${@/seccomp=*/seccomp=$scratch/refuses.json}" ;;
esac
exec $(command -v docker) "\$@"
END
chmod +x "$scratch/bin/dockerd"
jq '(.syscalls[].names) -= ["io_uring_setup", "io_uring_enter", "io_uring_register"]' container/seccomp-iouring.json \
    >"$scratch/refuses.json"
PATH=$scratch/bin:$PATH try "$virtax" run fig02 $short -o "$scratch/filters" \
    -e native,docker+seccomp=default,docker+seccomp=iouring,docker+seccomp=iouring+network=none
check "filters: exit 3" is "$status" 3
check "filters: each that is another is named" is "$(failed_gates "$scratch/filters" | paste -sd ';')" \
    "docker+seccomp=default: seccomp=default: it is iouring;docker+seccomp=iouring+network=none: seccomp=iouring: it is default"
check "filters: the right one counts" is \
    "$(records "$scratch/filters" | jq -r 'select(.valid and .container) | .series')" docker+seccomp=iouring

# kill -9 in the middle.
"$virtax" run fig02 -e native,docker+init=on,docker+userns=remapped -r 2 --set array-size=8M --set time=5s \
    --set stores=temporal -o "$scratch/killed" >/dev/null 2>&1 &
pid=$!
check "killed: both containers were there" wait_for 30 sh -c "ls /run/virtax/vtx-$pid-docker-f1.id /run/virtax/vtx-$pid-docker-f2.id"
kill -9 $pid
wait $pid 2>/dev/null
"$virtax" clean >/dev/null
check "killed: clean leaves nothing" nothing_left
finish
