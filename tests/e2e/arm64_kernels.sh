# arm64_kernels.sh - what tests of the kernels for arm64 share: where they are, and what their records
# must say.
# shellcheck shell=bash disable=SC2034 # what it sets is read by the tests
bin=${project:?}/build/arm64/bin
kernels=(stream randomaccess linpack kernelops blockio netstream netrr redisload sqlload serve)

judge() { # WHERE KERNEL STATUS RECORD
    check "$1: $2: exit 0" is "$3" 0
    check "$1: $2: every check holds" is \
        "$(jq -c '(.checks | length) > 0 and all(.checks[]; .ok) and (.results | length) > 0 and all(.results[]; .value > 0)' "$4")" true
    check "$1: $2: the evidence tells the architecture and the binary" is \
        "$(jq -r '.evidence | .machine + " " + .binary_sha256' "$4")" \
        "aarch64 $(sha256sum "$bin/$2" | cut -d' ' -f1)"
}
