#!/bin/bash
# What is handed on: a kernel built elsewhere is the same bytes, an archive of kernels runs where it is
# unpacked, a Debian package has what it needs.
. "$(dirname "$0")/lib.sh"
export LC_ALL=C

# build/bin was built here, this one in a directory of another name and depth.
elsewhere=$scratch/an/other/place
mkdir -p "$elsewhere"
cp -r Makefile kernels "$elsewhere"
built=(serve randomaccess)
try make -j"$(nproc)" -C "$elsewhere" "${built[@]/#/build/bin/}"
check "kernels are built elsewhere" is "$status" 0
digests() { (cd "$1/build/bin" && sha256sum "${built[@]}"); }
check "two builds are the same bytes" is "$(digests "$elsewhere")" "$(digests "$project")"

export SOURCE_DATE_EPOCH=1700000000 VIRTAX_DIST=$scratch/dist
kernels() { try packaging/dist-kernels virtax-test amd64=build/bin && cp "$VIRTAX_DIST/virtax-test.tar.gz" "$scratch/$1"; }
kernels first
check "kernels are packed" is "$status" 0
kernels second
check "and again: the same bytes" cmp "$scratch/first" "$scratch/second"
check "its own sum holds" sh -c 'cd "$1" && sha256sum --quiet -c virtax-test.tar.gz.sha256' sh "$VIRTAX_DIST"
tar -C "$scratch" -xzf "$scratch/first"
check "unpacked: the sums hold" sh -c 'cd "$1" && sha256sum --quiet -c SHA256SUMS' sh "$scratch/virtax-test"
check "unpacked: every kernel is there" is "$(cd "$scratch/virtax-test/amd64" && echo *)" "$(cd build/bin && echo *)"
check "unpacked: every library's licence" is \
    "$(grep -cE '^lib[a-z0-9-]+-dev [0-9]' "$scratch/virtax-test/LICENCES-OF-LIBRARIES")" 7
try "$scratch/virtax-test/amd64/stream" --json --array-size=8M --time=50ms
check "unpacked: a kernel tells the digest that the sums have" is \
    "$(jq -r .evidence.binary_sha256 "$scratch/out")" "$(sed -n 's|  amd64/stream$||p' "$scratch/virtax-test/SHA256SUMS")"
try packaging/dist-kernels virtax-test amd64="$scratch/nowhere"
check "kernels that are not there: exit 1" is "$status" 1

if ! command -v dpkg-shlibdeps >/dev/null; then
    skip "the Debian package" "dpkg-dev is not installed"
    finish
    exit
fi
try env -u DEBEMAIL DEBFULLNAME=Somebody GIT_CONFIG_GLOBAL=/dev/null GIT_DIR=/dev/null packaging/deb 1.2
check "a package of nobody is refused" is "$status" 1
check "and why is said" says "$scratch/err" "whose package is it? set DEBFULLNAME and DEBEMAIL"
try env DEBFULLNAME=Somebody DEBEMAIL=somebody@users.noreply.github.com packaging/deb 1.2
check "a package is made" is "$status" 0
package=$(echo "$VIRTAX_DIST"/virtax_1.2_*.deb)
check "it depends on what ldd names" is \
    "$(dpkg-deb -f "$package" Depends | grep -oE '\b(libc6|libgsl[0-9]+|libjansson4|libnuma1|libblkid1|libmd0)\b' | grep -c .)" 6
check "its kernels are in /usr/libexec" is \
    "$(dpkg-deb -c "$package" | sed -n 's|.* ./usr/libexec/virtax/build/bin/||p' | grep . | xargs)" "$(cd build/bin && echo *)"
try dpkg-deb -x "$package" "$scratch/unpacked"
try "$scratch/unpacked/usr/bin/virtax" list --of figures
check "it runs where it is unpacked" is "$(cut -f 1 "$scratch/out" | xargs)" "$(cd data/figures && echo *.ini | sed 's/\.ini//g')"
if command -v lintian >/dev/null; then
    try lintian --allow-root --fail-on error "$package"
    check "lintian finds no error" is "$status" 0
    sed 's/^/#   /' "$scratch/out"
else
    skip "lintian" "not installed"
fi
finish
