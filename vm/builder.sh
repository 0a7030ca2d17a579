# builder.sh - what the makers of root file systems share: vm/build-image and container/services/build.
# shellcheck shell=bash
#
# Debian on Debian, Ubuntu on Ubuntu: suite and mirrors are the host's own apt sources. A result is
# OUTPUT/DIGEST, with OUTPUT/current pointing at it; DIGEST covers the recipe, which is everything that
# decides what is built, so that a second call has nothing to do. Whoever sources this has set `here`
# and `output`, and defines recipe().

here=${here:?} output=${output:?}
builder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
name=$(basename "$0")

fail() {
    echo "$name: $*" >&2
    exit 1
}

# shellcheck source=/dev/null
. /etc/os-release
suite=${VERSION_CODENAME:-}
architecture=$(dpkg --print-architecture 2>/dev/null) ||
    fail "dpkg is missing: this needs Debian or Ubuntu"
case $ID in
debian | ubuntu) ;;
*) fail "$PRETTY_NAME: only Debian and Ubuntu can be built here" ;;
esac

sources=()
for file in /etc/apt/sources.list /etc/apt/sources.list.d/{debian,ubuntu}.sources; do
    if grep -qsE "^[^#]*\b$suite\b" "$file"; then sources+=("$file"); fi
done

# recipe_of WORD... -- PATH...: the words, the sources and the files.
recipe_of() {
    local words=()
    while [ "$1" != -- ]; do
        words+=("$1")
        shift
    done
    shift
    echo "$ID $suite $architecture ${words[*]}"
    cat "${sources[@]}" /dev/null | sha256sum
    (cd "$here" && find "$@" \( -type f -o -type l \) | sort | xargs sha256sum)
    (cd "$builder" && sha256sum builder.sh)
}

# The link is set even where nothing is built: an older recipe may have come back.
publish() {
    [ "$(readlink "$output/current")" = "$digest" ] || point_to_it
    echo "$output/$digest"
}
point_to_it() {
    ln -sfn "$digest" "$output/.current.$$"
    mv -T "$output/.current.$$" "$output/current"
}

# What runs from a result holds a file of it open.
in_use() { # RESULT
    [ -n "$(find /proc/[0-9]*/fd /proc/[0-9]*/exe /proc/[0-9]*/root -lname "$1/*" -print -quit 2>/dev/null)" ]
}
prune() {
    for result in "$output"/*/; do
        result=${result%/}
        case ${result##*/} in "$digest" | current) continue ;; esac
        if [ -e "$result/recipe" ] && ! in_use "$result"; then rm -rf --one-file-system "$result"; fi
    done
}

# begin MARK: ends the script where the result with this file is there; else makes $work and $log.
# One builder at a time: whoever waited finds the work done.
begin() {
    digest=$(recipe | sha256sum | cut -c1-64)
    mkdir -p "$output"
    output=$(cd "$output" && pwd -P)
    exec 9>"$output/.lock"
    flock 9
    if [ -e "$output/$digest/$1" ]; then
        publish
        exit 0
    fi
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null ||
            fail "root is needed to unpack packages; run $here/$name as root, or install sudo"
        echo "$name: unpacking packages needs root: asking sudo" >&2
        exec sudo "$here/$name" "$output" 9>&-
    fi
    for tool in mmdebstrap mke2fs setpriv unshare; do
        command -v $tool >/dev/null ||
            fail "$tool is missing: apt-get install mmdebstrap e2fsprogs util-linux"
    done
    rm -rf --one-file-system "$output"/.build.* # of a builder that was killed
    work=$(mktemp -d "$output/.build.XXXXXX")
    log=$work/log
    trap 'rm -rf --one-file-system "$work"' EXIT
    trap 'exit 130' INT TERM HUP
    echo "$name: $PRETTY_NAME for $architecture from the host's apt sources" >&2
}

# packages_of FILE: its words, "#" begins a comment, with commas between them.
packages_of() { sed 's/#.*//' "$1" | xargs | tr ' ' ,; }

# unpack OPTION...: $work/root from packages. In namespaces of its own: whatever ends this script, also
# kill -9, ends all that runs below it and its mounts, which would keep the next builder from removing
# what is left.
unpack() {
    "$builder/host-apt-conf" >"$work/apt.conf"
    setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --mount-proc \
        mmdebstrap --quiet --mode=root --architectures="$architecture" "$@" \
        --aptopt='Acquire::Languages "none"' --aptopt="$work/apt.conf" \
        --dpkgopt=force-confold --dpkgopt=force-unsafe-io \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/i18n/*' \
        "$suite" "$work/root" "${sources[@]}" >"$log" 2>&1 9>&- ||
        fail "mmdebstrap failed: $(tail -n 5 "$log" | tr '\n' ' ')"
}

# disk SIZE LABEL FILE: $work/root as a disk image. No journal and no lazy initialisation: what a guest
# writes is thrown away, and their kernel threads would disturb what is measured.
disk() {
    mke2fs -q -t ext4 -L "$2" -O '^has_journal' -m 0 \
        -E lazy_itable_init=0,root_owner=0:0 -d "$work/root" "$3" "$1" >>"$log" 2>&1 ||
        fail "mke2fs failed: $(tail -n 2 "$log" | tr '\n' ' ')"
}

# finish: $work/image becomes the result. What sudo made is its user's, who may want to remove it; but
# not what is in a root, which says itself whose it is.
finish() {
    recipe >"$work/image/recipe"
    sync -f "$work/image"
    mv -T "$work/image" "$output/$digest"
    publish
    prune
    [ -n "${SUDO_UID:-}" ] || return 0
    local owner=$SUDO_UID:${SUDO_GID:?set by sudo like SUDO_UID}
    chown "$owner" "$output/$digest"
    find "$output/$digest" -maxdepth 1 -type f -exec chown "$owner" {} +
    chown -h "$owner" "$output" "$output/.lock" "$output/current"
}
