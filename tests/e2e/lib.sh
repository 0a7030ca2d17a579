# lib.sh - what the end-to-end tests share. Each test is a program of its own that prints
# "ok - NAME" or "not ok - NAME" lines and ends with their count.
# shellcheck shell=bash disable=SC2034 # what it sets is read by the tests
set -u
cd "$(dirname "$0")/../.." || exit 1
project=$(pwd)
virtax=$project/build/virtax
passed=0 failed=0 skipped=0
scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/vtx-test.XXXXXX") # room for images: /tmp may be memory

# The results of a failed test stay for whoever looks.
finish() {
    if [ "$failed" -eq 0 ]; then rm -rf "$scratch"; else echo "# kept: $scratch"; fi
    echo "$(basename "$0" .sh): $passed passed, $skipped skipped, $failed failed"
    [ "$failed" -eq 0 ]
}

# skip NAME WHY: what cannot be tested here; tests/run tells it.
skip() {
    skipped=$((skipped + 1))
    echo "skip - $1: $2"
}

# needs_root: or the whole test is skipped.
needs_root() {
    [ "$(id -u)" -ne 0 ] || return 0
    skip "all" "needs root"
    rm -rf "$scratch"
    exit 77
}

# The seed of the latest run, with which its order can be had again.
latest_plan() {
    _plan=$(find "$scratch" -maxdepth 3 -name plan.json -printf '%T@ %p\n' | sort -n | tail -n 1)
    [ -z "$_plan" ] || jq -r '"#   run with --seed \(.seed)"' "${_plan#* }"
}

# check NAME COMMAND...: the command succeeds.
check() {
    _what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        echo "ok - $_what"
    else
        failed=$((failed + 1))
        echo "not ok - $_what"
        [ ! -s "$scratch/err" ] || sed 's/^/#   stderr: /' "$scratch/err" | tail -n 25
        latest_plan
    fi
}

# try COMMAND...: runs it with its output in $scratch/out and $scratch/err, its status in $status.
try() {
    status=0
    "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || status=$?
}

# ratio_of_blocks SERIES BASE X: of records in slices on stdin, in millionths: the geometric mean of
# the blocks' ratios, each the median over the rounds that both have.
ratio_of_blocks() {
    jq -s --arg series "$1" --arg base "$2" --arg x "$3" '
        def by_round: .slices.round as $round | (.kernel.results[] | select(.x == $x) | .samples) as $value |
            [range($round | length) | {key: ($round[.] | tostring), value: $value[.]}] | from_entries;
        def median: sort | (length / 2 | floor) as $half |
            if length % 2 == 1 then .[$half] else (.[$half - 1] + .[$half]) / 2 end;
        [group_by(.round)[] | (map(select(.series == $base))[0] | by_round) as $base |
            (map(select(.series == $series))[0] | by_round) | to_entries |
            map(select($base[.key]) | .value / $base[.key] | log) | median] |
        (add / length | exp) * 1e6 | round'
}

is() { [ "$1" = "$2" ] || { echo "#   '$1' is not '$2'"; false; }; }
says() { grep -qF -- "$2" "$1" || { echo "#   $1 does not say: $2"; false; }; }
one_line() { is "$(grep -vc "^virtax: quoted: " "$1")" 1; } # a server's words are not ours
absent() { [ ! -e "$1" ] || { echo "#   $1 is there"; false; }; }

# The machine has one list of loop devices for all: those are told whose file is where we see it, or gone.
loops() {
    losetup -lnO NAME,BACK-INO,BACK-FILE 2>/dev/null | while read -r name inode file; do
        case $file in
        *"(deleted)") echo "$name $file" ;;
        *) [ "$(stat -c %i "$file" 2>/dev/null)" != "$inode" ] || echo "$name $file" ;;
        esac
    done
}

# And one list of control groups: runs make them in the host's lane alone, tests call theirs vtx-test.
groups_of_runs() { [ -n "${VIRTAX_BESIDE-}" ] || ls -d /sys/fs/cgroup/{,*/}vtx-[0-9]*; }

# What runs could leave behind, by kind: all of it by names of virtax's own, since others start
# machines, daemons and interfaces of theirs whenever they like.
leftovers() {
    { pgrep -a qemu; pgrep -a dockerd; pgrep -a containerd; pgrep -a conmon; } | grep -E 'vtx-|virtax|build/docker' | sed 's/^/process /'
    pgrep -fa 'container/with-daemon' | sed 's/^/process /'
    # What later forecasts read is no leftover.
    ls -d /run/virtax/* /run/vtx-docker.* /var/tmp/vtx-[0-9]* /tmp/vtx-*-ssh /run/systemd/nspawn/*/vtx-* \
        /run/lxc/lock/run/virtax/.vtx-* 2>/dev/null |
        sed -e '\|^/run/virtax/times.json$|d' -e 's/^/path /'
    groups_of_runs 2>/dev/null | sed 's/^/path /'
    ip netns list 2>/dev/null | grep '^vtx' | sed 's/^/namespace /'
    ip -o link 2>/dev/null | grep -o 'vtx[-a-z0-9]*' | sed 's/^/interface /'
    grep -E 'vtx-|virtax|build/docker' /proc/mounts | sed 's/^/mount /'
    loops | grep -E 'vtx|virtax' | sed 's/^/loop /'
}
there_before=$(leftovers)
# Nothing that was not there when the test began: what others left is not this test's.
nothing_left() {
    left=$(leftovers | grep -vxF -f <(echo "$there_before")) # an argument would be found by pgrep -f
    [ -z "$left" ] || { echo "$left" | sed 's/^/#   left: /'; false; }
}

# What a lab may touch of this host: links, addresses, rules, settings. Not things that are called
# vtx: those are nothing_left's.
host_network() {
    { ip -o link | sed 's/@.*//' && ip -o address | awk '{ print $2, $3, $4 }' && ip netns &&
        ip route && tc qdisc show; } | grep -v 'vtx-\|^ *$'
    iptables-save 2>/dev/null | sed 's/\[.*//; /^#/d'
    nft list ruleset 2>/dev/null
    grep -rs '' /proc/sys/net/ipv4/tcp_* /proc/sys/net/ipv4/udp_* /proc/sys/net/ipv4/ip_* \
        /proc/sys/net/ipv4/conf/all /proc/sys/net/ipv4/conf/default /proc/sys/net/ipv6/conf/all \
        /proc/sys/net/ipv6/conf/default /proc/sys/net/core /proc/sys/net/bridge |
        grep -v 'tcp_mem\|flow_limit\|_key\|stable_secret'
}

# host_network_kept FILE: of what host_network said before nothing is gone, and what is new is of
# interfaces that are.
host_network_kept() {
    host_network | sort >"$scratch/after"
    names=$(sed -nE 's/^[0-9]+: ([^:@]+):.*/\1/p' "$1" | paste -sd '|')
    {
        sort "$1" | comm -23 - "$scratch/after" | sed 's/^/gone: /'
        sort "$1" | comm -13 - "$scratch/after" | grep -wE "$names|vtx[-a-z0-9]*" | sed 's/^/new: /'
    } >"$scratch/changed"
    [ ! -s "$scratch/changed" ] || { sed 's/^/#   /' "$scratch/changed"; false; }
}

# What storage media could leave behind, whoever made them.
medium_left() {
    {
        ls -d /run/virtax/*-medium-* /var/tmp/*-medium-* 2>/dev/null
        grep -e '-medium-' /proc/self/mounts
        loops | grep -e '-medium-'
    } >"$scratch/left"
    [ ! -s "$scratch/left" ] || { sed 's/^/#   left: /' "$scratch/left"; false; }
}

# fresh NAME...: files that the next command in the background will write are gone, so that wait_for cannot
# take what an earlier one said for its words: the new one opens them only once it is scheduled.
fresh() { (cd "$scratch" && rm -f "$@"); }

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
    tenths=$(($1 * 10))
    shift
    until "$@" >/dev/null 2>&1; do
        tenths=$((tenths - 1))
        [ "$tenths" -gt 0 ] || { echo "#   waited in vain for: $*"; return 1; }
        sleep 0.1
    done
}

records() { jq -c 'select(.schema == "virtax-record/1")' "$1/records.jsonl"; }
count() { wc -l | tr -d ' '; }

# Small and quick: what is tested is the plumbing, not the memory.
small="--set array-size=8M --set time=100ms --set stores=temporal"

# A project tree of its own below $scratch/root, with kernels and figures that the test makes.
own_root() {
    root=$scratch/root
    mkdir -p "$root/build/bin" "$root/data"
    cp "$virtax" "$root/build/virtax"
    cp "$project"/build/bin/* "$root/build/bin/"
    cp -r "$project/data/figures" "$project/data/paper" "$root/data/"
    cp -r "$project/container" "$project/vm" "$root/"
}
