#!/bin/bash
# The private Docker daemon, and the daemon that the user has.
. "$(dirname "$0")/lib.sh"
with_daemon=container/with-daemon

try $with_daemon sh -c 'docker version --format "{{.Server.Version}}" && exit 7'
check "with-daemon: the command's exit status" is "$status" 7
check "with-daemon: a daemon answered" test -s "$scratch/out"
check "with-daemon: nothing is left behind" nothing_left
mkdir "$scratch/run"
try env VIRTAX_DOCKER_RUN="$scratch/run" VIRTAX_DOCKER_ROOT="$scratch/a,b" $with_daemon true
check "with-daemon: a data root that Docker refuses: exit 77" is "$status" 77
check "with-daemon: a data root that Docker refuses: why" says "$scratch/err" "failed to start daemon"
check "with-daemon: a directory of the caller's stays" test -s "$scratch/run/dockerd.log"
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

# What of a user's configuration and environment would reach the containers, or break the client.
home=$scratch/home
mkdir -p "$home/.docker"
cat >"$home/.docker/config.json" <<'EOF'
{"proxies": {"default": {"httpProxy": "http://proxy:3128", "noProxy": "localhost"}},
 "credsStore": "absent", "HttpHeaders": {"X-Test": "1"}, "detachKeys": "ctrl-q"}
EOF
try $with_daemon env HOME="$home" DOCKER_DEFAULT_PLATFORM=linux/s390x DOCKER_CONTENT_TRUST=1 DOCKER_TLS_VERIFY=1 \
    DOCKER_CERT_PATH=/nowhere DOCKER_BUILDKIT=0 BUILDKIT_HOST=tcp://nowhere:1 BUILDKIT_PROGRESS=plain \
    LC_ALL=de_DE.UTF-8 "$virtax" run fig02 -e native,docker -r 1 $small -o "$scratch/configured"
check "the user's configuration does not reach the client: exit 0" is "$status" 0
check "the user's configuration does not reach the client: both are valid" is \
    "$(records "$scratch/configured" | jq -r 'select(.valid) | .series' | sort | xargs)" "docker native"
check "a container's environment is the fixed list" is \
    "$(records "$scratch/configured" | jq -c 'select(.series == "docker") | .kernel.evidence.environment')" \
    '["HOME","HOSTNAME","LC_ALL","PATH","VIRTAX_LAYOUT"]'
check "the client's configuration is recorded" is \
    "$(jq -r '.environments.docker | [.client_configuration, .named_by] | @tsv' "$scratch/configured/machine.json")" \
    "$project/build/docker-client	DOCKER_HOST"

# An engine that only the user's contexts know.
try $with_daemon sh -c '
    export HOME=$1
    docker context create here --docker "host=$DOCKER_HOST" >/dev/null || exit
    unset DOCKER_HOST
    docker context use here >/dev/null && exec "$2" run fig02 -e docker -r 1 $3 -o "$4"
' _ "$home" "$virtax" "$small" "$scratch/context"
check "the current context's engine: exit 0" is "$status" 0
check "the current context's engine: it is used" is \
    "$(jq -r '.environments.docker | [.private_daemon, .named_by] | @tsv' "$scratch/context/machine.json")" \
    "false	the Docker context 'here'"

HOME=$home try "$virtax" run fig02 -e native,docker -r 1 $small -o "$scratch/gone"
check "the named engine is gone: exit 1" is "$status" 1
check "the named engine is gone: said" says "$scratch/err" "docker left out: the Docker context 'here' names the engine at unix://"
check "the named engine is gone: no other takes its place" is "$(records "$scratch/gone" | jq -r .series)" native
for host in tcp://192.0.2.1:2375 ssh://root@192.0.2.1; do
    DOCKER_HOST=$host try timeout 30 "$virtax" run fig02 -e native,docker -r 1 $small -o "$scratch/away-${host%%:*}"
    check "an engine at $host: exit 1" is "$status" 1
    check "an engine at $host: it would not be this host" says "$scratch/err" \
        "DOCKER_HOST names $host: an engine on another machine would not be this host"
done
DOCKER_HOST=tcp://127.0.0.1:1 try "$virtax" doctor --json
check "doctor tells of an engine that is named and gone" is \
    "$(jq -r '.[] | select(.name == "docker") | .state, .value' "$scratch/out" | grep -c '^fail$\|DOCKER_HOST names the engine at tcp://127.0.0.1:1')" 2

# A hint at the end of a client's words hides no cause.
mkdir "$scratch/bin"
cat >"$scratch/bin/docker" <<EOF
#!/bin/sh
[ "\$1" = run ] || exec $(command -v docker) "\$@"
echo 'docker: Error response from daemon: no room on the moon' >&2
echo >&2
echo "Run 'docker run --help' for more information" >&2
exit 125
EOF
chmod +x "$scratch/bin/docker"
PATH=$scratch/bin:$PATH try "$virtax" run fig02 -e native,docker -r 1 $small -o "$scratch/hint"
check "a client that ends with a hint: exit 1" is "$status" 1
check "a client that ends with a hint: the cause is shown" is "$(grep -c 'FAILED.*no room on the moon' "$scratch/err")" 1
check "a client that ends with a hint: all lines are kept" is \
    "$(records "$scratch/hint" | jq -r 'select(.series == "docker") | .stderr' | grep -c 'no room\|--help')" 2
check "nothing is left behind" nothing_left
finish
