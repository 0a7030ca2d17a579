#!/bin/bash
# test_blockio_cli.sh - build/bin/blockio as people and scripts call it: options, outputs, statuses,
# what it must never write, and what it says when a device fails. Devices are loop devices; without
# root their part is left out, and said so.
# lane: alone
. "$(dirname "$0")/kernel_cli.sh"

blockio=$bin/blockio
loops=()
release() {
    umount "$scratch/mnt" "$scratch/small" 2>/dev/null
    for loop in "${loops[@]}"; do losetup -d "$loop" 2>/dev/null; done
}
trap release EXIT

run() { try "$blockio" "$@"; }
same() { cmp -s "$1" "$2"; }

file=$scratch/file
# Through the page cache: the scratch directory may be in memory.
small=(--path="$file" --size=4M --jobs=2 --iodepth=4 --time=300ms --direct=0)

# A run that is killed while it lays its file out leaves none that looks whole, and the next goes on.
"$blockio" --path="$file" --size=1G --time=300ms --direct=0 >"$scratch/out" 2>&1 &
killed=$!
check "layout, killed: it had begun" wait_for 10 test -s "$file.unfinished"
kill -9 "$killed"
wait "$killed" 2>/dev/null
check "layout, killed: there is no such file" absent "$file"
"$blockio" --path="$file" --size=1G --time=300ms --direct=0 >"$scratch/out" 2>&1 &
other=$!
wait_for 10 test -s "$file.unfinished"
run --path="$file" --size=1G --time=300ms --direct=0
check "layout: not by two at once" test "$status" = 1 -o "$status" = 0 # 0: the other was through
kill -9 "$other"
wait "$other" 2>/dev/null
rm -f "$file"
run "${small[@]}"
check "layout, killed: the next run takes what is left" is "$status" 0
check "layout, killed: and gives it its name" absent "$file.unfinished"
rm -f "$file"
try sh -c "ulimit -f 1000; exec '$blockio' --path='$file' --size=64M --time=300ms --direct=0"
refused "a file beyond ulimit -f" 1 "File too large"
check "a file beyond ulimit -f: nothing is left" sh -c "! ls '$file'*"

run --path="$file" --rw=randwriet
refused "unknown kind" 2 "virtax blockio: --rw: unknown kind 'randwriet' (closest: randwrite)"
run --path="$file" --engine=iouring
refused "unknown engine" 2 "--engine: unknown engine 'iouring' (closest: io_uring)"
run --path="$file" --bs=1000
refused "block that is no sector" 2 "--bs: size '1000': not a multiple of 512 bytes"
run --path="$file" --size=10k --bs=4k
refused "size that is no whole block" 2 "--size: not a multiple of --bs=4k"
run --size=4M
refused "no path" 2 "--path: which file or device?"
run --path="$file" --size=4M --iodepth=0
refused "no depth" 2 "--iodepth: number '0'"
run --path="$file" --size=4M --rwmix=100
refused "mix that is none" 2 "--rwmix: number '100'"
run --path="$file" --size=4M --rate=-5
refused "negative rate" 2 "--rate: rate '-5': not a number"
run --path="$file" --size=4M --direct=yes
refused "direct that is no number" 2 "--direct: number 'yes'"
run --path="$file" --size=4M --repeat
refused "repeats without chance" 2 "--repeat: --rw=read is not random"
run --path="$file" --size=4M --rw=randwrite --repeat --verify
refused "verify with repeats" 2 "--verify: what a block must hold is known only without --repeat"
run --path="$file" --size=4M --engine=psync --fixed-buffers
refused "buffers that no one registers" 2 "--fixed-buffers: --engine=psync does not register buffers"
run --path="$file" --size=4M --destroy-data="$file"
refused "destroying a file" 2 "is not a block device"
run --path="$file" --destroy-data=/dev/other
refused "destroying another device" 2 "--destroy-data=/dev/other: is not the --path, $file"
run --path="$file"
refused "new file of no size" 2 "is not there; --size says how large to make it"
run --path="$scratch"
refused "directory" 2 "is neither a file nor a block device"
run --path="$scratch/none/file" --size=4M
refused "directory that is not there" 1 "No such file or directory"
run "${small[@]}" --size=8k --jobs=8
refused "more jobs than blocks" 2 "--jobs=8: more than the 2 blocks"
run "${small[@]}" --cpus=1000
refused "CPU that is not there" 2 "not among those allowed here"
run "${small[@]}" --jobs=4000 --engine=psync
refused "more threads than can be" 2 "--jobs=4000: 16000 threads (--jobs times --iodepth)"
run "${small[@]}" --iodepth=4096 --bs=1G --size=8G
refused "more memory than there is" 77 "buffers: 8T of memory: not available here"
run "${small[@]}" --size=900000T
refused "no room" 1 "no space: 900000T more are needed"
check "refused runs made nothing" absent "$file"

run --help
check "help" is "$status" 0
check "help says what stays" says "$scratch/out" "unless --remove is given"
run --version
check "version" grep -qE '^virtax [0-9]+\.[0-9]+' "$scratch/out"

run "${small[@]}" --rw=randrw --json
check "JSON run succeeds" is "$status" 0
check "marks on stderr and nothing else" same "$scratch/err" <(printf 'virtax: begin\nvirtax: end\n')
json "results of both kinds" '[.results[] | select(.metric == "iops" or .metric == "bandwidth")
    | [.metric, .x, .unit]] == [["iops", "read", "IOPS"], ["bandwidth", "read", "MB/s"],
    ["iops", "write", "IOPS"], ["bandwidth", "write", "MB/s"],
    ["iops", "all", "IOPS"], ["bandwidth", "all", "MB/s"]]'
json "bandwidth is IOPS times the block" '[.results[] | select(.x == "read") | .value]
    | (.[0] * 4096e-6 - .[1] | fabs) < 1e-6 * .[1]'
json "the mix, and the sum of both" '[.results[] | select(.metric == "iops").value]
    | (.[0] / .[2] | . > 0.66 and . < 0.74) and (.[0] + .[1] - .[2] | fabs) < 1e-6 * .[2]'
json "percentiles" '[.results[] | select(.metric == "latency" and .unit == "us").x]
    | contains(["read-min", "read-mean", "read-p50", "read-p99", "read-max", "write-p99"])'
json "whole distributions" '(.histograms | map(.x) | contains(["read", "write"])) and
    (.histograms[] | select(.x == "read").buckets | (map(.[1]) | add) as $n | $n > 100 and
    map(.[0]) == (map(.[0]) | sort))'
# shellcheck disable=SC2016
json "intervals of 100 ms sum up" '(.intervals | length) == 3 and .intervals[1].start_s == 0.1 and
    (([.intervals[].value] | add / 3) as $mean | [.results[] | select(.metric == "iops").value]
    | (.[2] - $mean | fabs) < 0.001 * $mean)'
json "CPU for each request" '.results[] | select(.metric == "cpu") | .unit == "us" and .value > 0'
json "effective parameters" '.parameters | .size == 4194304 and .bs == 4096 and .rwmix == 70 and
    .jobs == 2 and .direct == 0 and .engine != "auto" and .seed == 1 and (has("threads") | not)'
json "evidence" '.evidence | .engine_why != "" and .target == "file" and .laid_out and
    .direct == false and has("file_system") and has("mounted_from") and has("extents") and has("huge_bytes")'
json "all of it was on the device" '.checks | all(.name == "extents" and .ok)'
check "the file stays" is "$(stat -c %s "$file")" 4194304
run "${small[@]}" --rw=read --remove --json
json "the next run finds it" '.evidence.laid_out == false'
check "and does not remove what it did not make" test -e "$file"
run "${small[@]}" --rw=read --size=8M
refused "file smaller than asked" 2 "4M is smaller than --size=8M"
rm "$file"

for engine in io_uring libaio psync; do
    run "${small[@]}" --engine=$engine --rw=randrw --verify --remove --json
    if [ "$status" = 77 ]; then
        skip "$engine" "$(cat "$scratch/err")"
        continue
    fi
    check "$engine: verified" is "$status" 0
    json "$engine: every block" ".evidence.engine == \"$engine\" and .checks[-1] == {\"name\": \"verify\",
        \"ok\": true, \"detail\": \"all 1024 blocks hold what was written last\"}"
    check "$engine: removed where asked" absent "$file"
done

run "${small[@]}" --rw=write --verify --seed=3
check "text run succeeds" is "$status" 0
check "text has a table" grep -qE '^iops +write +IOPS +[0-9.e+]+ ' "$scratch/out"
printf 'x' | dd of="$file" bs=1 seek=1234567 conv=notrunc status=none
run "${small[@]}" --rw=read --verify --seed=3 --json
check "a wrong byte fails the run" is "$status" 1
json "and is named" '.checks[-1] | .ok == false and (.detail | contains("offset 1234432: "))'
run "${small[@]}" --rw=read --verify --seed=4 --json
json "so is another seed" '.checks[-1] | .ok == false and (.detail | contains("--seed=3"))'

fresh err
"$blockio" "${small[@]}" --rw=randwrite --verify --time=30s >/dev/null 2>"$scratch/err" &
victim=$!
check "a run to kill has begun" wait_for 20 grep -q begin "$scratch/err"
sleep 0.3
kill -9 "$victim"
wait "$victim" 2>/dev/null || true
run "${small[@]}" --rw=randread --verify --json
check "kill -9 with writes in flight tears no block" is "$status" 0
rm "$file"

run "${small[@]}" --rw=randread --rate=1000 --json
# Never more; less where this machine is busy.
json "open loop keeps its rate" '.results[0].value | . > 500 and . < 1010'
run "${small[@]}" --rw=randread --rate=100000000 --json
json "a rate beyond reach says how much it missed" '.evidence.rate_missed > 1000000 and
    (.results[] | select(.x == "read-p50").value) > 10000'
rm "$file"
run --path="$file" --size=4M --resolve
json "resolve chooses and measures nothing" '.parameters.engine != "auto" and (has("evidence") | not)'
check "resolve makes no file" absent "$file"
resolved "resolved parameters can be passed back"
check "statically linked" sh -c "! ldd '$blockio' >/dev/null 2>&1"

if [ -w /dev/shm ]; then
    run --path=/dev/shm/vtx-blockio --size=4M --time=100ms
    refused "direct I/O in memory" 77 "which has no direct I/O; put the file elsewhere or pass --direct=0"
    check "and left nothing there" absent /dev/shm/vtx-blockio
fi

if [ "$(id -u)" != 0 ] || ! losetup -f >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then skip "devices" "no loop devices"; else skip "devices" "needs root"; fi
    release
    trap - EXIT
    finish
    exit
fi

attach() { # FILE: sets $loop
    loop=$(losetup --show -f "$1") || return
    loops+=("$loop")
}
untouched() { same "$1" "$1.before"; }
quick=(--size=4M --jobs=2 --iodepth=4 --time=300ms)

# A device that holds data: refused for writing, byte for byte as before, until it is named.
for holds in ext4 swap gpt; do
    image=$scratch/$holds
    truncate -s 16M "$image"
    case $holds in
    ext4) mkfs.ext4 -q "$image" ;;
    swap) mkswap -q "$image" ;;
    gpt) echo 'label: gpt' | sfdisk -q "$image" ;;
    esac
    cp "$image" "$image.before"
    attach "$image"
    run --path="$loop" "${quick[@]}" --rw=randwrite
    refused "$holds on a device" 2 "$loop: holds "
    check "$holds: says which" says "$scratch/err" "($holds), and nothing was written; --destroy-data=$loop"
    ln -sf "$loop" "$scratch/link"
    run --path="$scratch/link" "${quick[@]}" --rw=randwrite --destroy-data="$loop"
    refused "$holds: named otherwise" 2 "is not the --path"
    run --path="$loop" "${quick[@]}" --rw=randread --json
    check "$holds: reading is harmless" is "$status" 0
    json "$holds: a device" '.evidence.target == "device" and .evidence.laid_out == false'
    check "$holds: nothing was written" untouched "$image"
done

mkdir "$scratch/mnt" "$scratch/small"
attach "$scratch/ext4"
losetup -d "${loops[0]}" && loops=("${loops[@]:1}")
mount "$loop" "$scratch/mnt"
run --path="$loop" "${quick[@]}" --rw=write --destroy-data="$loop"
refused "a mounted device, though named" 2 "$loop: is mounted on $scratch/mnt; a mounted device is never written"

# Within that file system: too little room leaves other files, and no file of ours.
head -c 1M /dev/urandom >"$scratch/mnt/other"
cp "$scratch/mnt/other" "$scratch/other"
run --path="$scratch/mnt/file" --size=64M
refused "no room on the file system" 1 "no space: 64M more are needed"
check "no file is left" absent "$scratch/mnt/file"
check "other files are untouched" same "$scratch/mnt/other" "$scratch/other"
run --path="$scratch/mnt/file" "${quick[@]}" --rw=randrw --verify --remove --json
check "direct I/O on ext4" is "$status" 0
json "its extents are all written" '.evidence | .file_system == "ext4" and
    (.mounted_from | startswith("/dev/loop")) and .direct and
    .extents.missing_bytes == 0 and .extents.count >= 1'
umount "$scratch/mnt"

run --path="$loop" "${quick[@]}" --rw=randwrite --destroy-data="$loop" --verify --json
check "a device that is named is written" is "$status" 0
json "and laid out before" '.evidence.laid_out and .checks[-1].name == "verify" and .checks[-1].ok'

# Writes that fail mid-run: a loop device over a sparse file that its full file system cannot hold.
if mount -t tmpfs -o size=2M vtx-small "$scratch/small"; then
    truncate -s 16M "$scratch/small/sparse"
    attach "$scratch/small/sparse"
    for engine in io_uring libaio psync; do
        run --path="$loop" --jobs=2 --iodepth=4 --time=10s --rw=randwrite --engine=$engine
        [ "$status" = 77 ] && continue
        check "$engine: failing writes fail the run" is "$status" 1
        check "$engine: which and where" grep -qE \
            "^virtax blockio: $loop: write at offset [0-9]+: (Input/output error|No space left)" "$scratch/err"
        check "$engine: no result" test ! -s "$scratch/out"
    done
    losetup -d "$loop"
    umount "$scratch/small"
fi

if command -v setpriv >/dev/null; then
    try sh -c "ulimit -l 64; exec setpriv --bounding-set=-ipc_lock --inh-caps=-ipc_lock '$blockio' \
        --path='$file' --size=64M --bs=1M --direct=0 --engine=io_uring --fixed-buffers --remove"
    check "too little locked memory" is "$status" 77
    check "too little locked memory: says why" says "$scratch/err" "beyond RLIMIT_MEMLOCK, which is 65536"
    check "and removes the file where asked" absent "$file"
fi

release
trap - EXIT
check "no loop device is left" sh -c "! losetup -l | grep -q '$scratch'"
finish
