#!/bin/bash
# The private Docker daemon, and the daemon that the user has.
. "$(dirname "$0")/lib.sh"
with_daemon=container/with-daemon

try $with_daemon sh -c 'docker version --format "{{.Server.Version}}" && exit 7'
check "with-daemon: the command's exit status" is "$status" 7
check "with-daemon: a daemon answered" test -s "$scratch/out"
check "with-daemon: nothing is left behind" nothing_left
try $with_daemon
check "with-daemon without a command: exit 2" is "$status" 2

mkfifo "$scratch/fifo"
$with_daemon sh -c 'echo "$DOCKER_HOST" >"$1/up"; read -r _ <"$1/fifo"' _ "$scratch" >/dev/null 2>&1 &
pid=$!
check "with-daemon: up" wait_for 30 test -s "$scratch/up"
its_daemon() { pgrep -f "dockerd --host $(cat "$scratch/up")"; }
daemon_ended() { ! its_daemon; }
check "with-daemon: its daemon runs" test -n "$(its_daemon)"
kill -9 $pid
wait $pid 2>/dev/null
echo >"$scratch/fifo" # the command is its user's to end
check "with-daemon after kill -9: the daemon ends with it" wait_for 10 daemon_ended
try "$virtax" clean
check "with-daemon after kill -9: clean removes its directory" nothing_left

run() { # DIR: a run against the daemon that DOCKER_HOST names
    $with_daemon sh -c '
        "$1" run fig02 -e docker -r 1 --set array-size=8M --set time=100ms --set stores=temporal \
            -o "$2" || exit
        docker image ls --format "{{.Repository}}:{{.Tag}} {{.ID}} {{.CreatedAt}}" virtax
        made=$(docker create "$(docker image ls --format "{{.Repository}}:{{.Tag}}" virtax | head -n 1)" /bin/stream)
        docker export "$made" | tar t | sed -n "s,^bin/\(.\),\1,p; t; /^bin/d; /^dev\|^etc\|^proc\|^sys\|^.dockerenv/d; s/^/foreign: /p" >"$3"
        docker rm "$made" >/dev/null
        docker ps --all --quiet
    ' _ "$virtax" "$1" "$scratch/content"
}
try run "$scratch/first"
check "the user's own daemon: exit 0" is "$status" 0
check "the user's own daemon: it is used" is \
    "$(jq .environments.docker.private_daemon "$scratch/first/machine.json")" false
grep '^virtax:' "$scratch/out" >"$scratch/images"
check "one image of these binaries" test -s "$scratch/images"
check "no container is left" is "$(tail -n 1 "$scratch/out" | grep -c '^virtax:')" 1
try run "$scratch/second"
grep '^virtax:' "$scratch/out" >"$scratch/images-2"
check "the image is not built again" cmp -s "$scratch/images" "$scratch/images-2"
check "the container's root holds only the kernels" is "$(sort "$scratch/content" | xargs)" \
    "$(find build/bin -mindepth 1 -printf '%f\n' | sort | xargs)"

DOCKER_HOST=tcp://127.0.0.1:1 try "$virtax" run fig02 -e docker -r 1 $small -o "$scratch/none"
check "no daemon at DOCKER_HOST: a private one, for root" is "$status" 0
check "nothing is left behind" nothing_left
finish
