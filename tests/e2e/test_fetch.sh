#!/bin/bash
# vm/fetch against a server on loopback: digest, resumption, and every way to fail.
. "$(dirname "$0")/lib.sh"
fetch=$project/vm/fetch
export VIRTAX_IMAGES=$scratch/images no_proxy=127.0.0.1
served=$scratch/served log=$scratch/log out=$scratch/output
mkdir "$served"
head -c 3000000 /dev/urandom >"$served/good.qcow2"
cp "$served/good.qcow2" "$served/changed.qcow2" && printf x >>"$served/changed.qcow2"
digest=$(sha512sum <"$served/good.qcow2" | cut -d' ' -f1)

"$project/tests/e2e/image-server" "$served" "$log" >"$scratch/port" &
server=$!
trap 'kill "$server" 2>/dev/null' EXIT
wait_for 10 test -s "$scratch/port"
at=http://127.0.0.1:$(cat "$scratch/port")
cat >"$VIRTAX_IMAGES" <<LIST
# a comment
good        $at/good.qcow2            $digest    as published
changed     $at/changed.qcow2         $digest    other bytes than the list says
cut         $at/cut/good.qcow2        $digest    breaks off half way
rangeless   $at/rangeless/good.qcow2  $digest    a server without ranges
gone        $at/gone.qcow2            $digest    not there
unchecked   $at/good.qcow2            unverified digest unknown
garbled     $at/good.qcow2            12ab       no digest
nobody      http://127.0.0.1:9/x.img  $digest    no server
LIST

same() { cmp -s "$served/good.qcow2" "$1"; }
requests() { xargs <"$log"; }
refused() { # NAME STATUS TEXT ARGUMENTS...
    name=$1 expected=$2 text=$3
    shift 3
    try "$fetch" "$@"
    check "$name: exit $expected" is "$status" "$expected"
    check "$name: one line" is "$(grep -vc "going on after" "$scratch/err")" 1
    check "$name: says so" says "$scratch/err" "$text"
}

try "$fetch"
check "the list: exit 0" is "$status" 0
check "the list: every name" is "$(awk '{print $1}' "$scratch/out" | xargs)" \
    "good changed cut rangeless gone unchecked garbled nobody"
check "the list: says what is unverified" is "$(grep -c 'unverified: needs --sha512' "$scratch/out")" 1
refused "unknown name" 2 "there are: good changed" nope "$out"
refused "unknown option" 2 "unknown option '--sha521'" --sha521 1 good "$out"
refused "unverified" 2 "beside $at/good.qcow2 and give it with --sha512 HEX" unchecked "$out"
refused "no digest" 2 "is no SHA-512" --sha512 12ab unchecked "$out"
refused "no digest in the list" 2 "is no SHA-512" garbled "$out"
refused "two digests" 2 "another digest" --sha512 "${digest//[0-9]/0}" good "$out"
check "nothing was asked or made" absent "$log"
check "no directory was made" absent "$out"

try "$fetch" good "$out"
check "good: exit 0" is "$status" 0
check "good: the path is printed" is "$(cat "$scratch/out")" "$out/good.qcow2"
check "good: the bytes" same "$out/good.qcow2"
check "good: nothing else stays" is "$(ls "$out")" good.qcow2
: >"$log"
try "$fetch" good "$out"
check "again: exit 0" is "$status" 0
check "again: no download" is "$(requests)" ""
rm -r "$out"
try "$fetch" --sha512 "$digest" unchecked "$out"
check "unverified with a digest: exit 0" is "$status" 0
check "unverified with a digest: the bytes" same "$out/good.qcow2"
rm -r "$out"

: >"$log"
refused "broken off" 1 "call again to go on" cut "$out"
check "broken off: half stays" is "$(stat -c %s "$out/good.qcow2.part")" 1500000
check "broken off: no image" absent "$out/good.qcow2"
try "$fetch" cut "$out"
check "resumed: exit 0" is "$status" 0
check "resumed: the bytes" same "$out/good.qcow2"
check "resumed: only the rest was asked for" is "$(requests)" \
    "/cut/good.qcow2 0 200 /cut/good.qcow2 1500000 206"
rm -r "$out"

mkdir "$out" && cp "$served/good.qcow2" "$out/good.qcow2.part" && : >"$log"
try "$fetch" good "$out"
check "whole part: exit 0" is "$status" 0
check "whole part: no download" is "$(requests)" ""
rm -r "$out"
mkdir "$out" && head -c 1000 "$served/good.qcow2" >"$out/good.qcow2.part"
refused "no ranges" 1 "set aside as" rangeless "$out"
try "$fetch" rangeless "$out"
check "no ranges, anew: exit 0" is "$status" 0
rm -r "$out"
mkdir "$out" && head -c 4000000 /dev/zero >"$out/good.qcow2.part"
refused "too long a part" 1 "set aside as" good "$out"
try "$fetch" good "$out"
check "too long a part, anew: exit 0" is "$status" 0
rm -r "$out"
mkdir "$out" && head -c 1000 /dev/zero >"$out/good.qcow2.part"
refused "foreign part" 1 "refused, set aside as" good "$out"
check "foreign part: no image" is "$(ls "$out")" good.qcow2.bad
rm -r "$out"

refused "mismatch" 1 "expected ${digest:0:16}" changed "$out"
check "mismatch: no image, the bad one aside" is "$(ls "$out")" changed.qcow2.bad
mkdir -p "$out" && echo other >"$out/good.qcow2"
refused "another file there" 1 "is not the image of that digest" good "$out"
check "another file there: untouched" is "$(cat "$out/good.qcow2")" other
rm -r "$out"
refused "404" 1 "404" gone "$out"
check "404: nothing stays" is "$(ls "$out")" ""
refused "no server" 1 "127.0.0.1" nobody "$out"
check "no server: nothing stays" is "$(ls "$out")" ""
finish
