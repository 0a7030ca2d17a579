#!/bin/bash
# ssh:USER@HOST against a server on loopback: kernels, and a real Redis, are put there, verified, run and removed.
. "$(dirname "$0")/lib.sh"
keys=$scratch/keys
mkdir -m 700 "$keys"
ssh-keygen -q -t ed25519 -N '' -f "$keys/host"
ssh-keygen -q -t ed25519 -N '' -f "$keys/user"
cp "$keys/user.pub" "$keys/authorized"
mkdir -p /run/sshd
# The login shell there, whose start-up file is the test's to write.
: >"$scratch/bashrc"
cat >"$scratch/shell" <<EOF
#!/bin/bash
. "$scratch/bashrc"
eval "\$SSH_ORIGINAL_COMMAND"
EOF
chmod +x "$scratch/shell"
trap 'kill $sshd 2>/dev/null' EXIT
listens() { grep -q 'Server listening' "$scratch/sshd"; }
listens_or_ended() { listens || ! kill -0 $sshd; }
for _ in $(seq 10); do # until a port is free
    port=$((20000 + RANDOM % 20000))
    /usr/sbin/sshd -D -e -p "$port" -o ListenAddress=127.0.0.1 -h "$keys/host" -o StrictModes=no \
        -o AuthorizedKeysFile="$keys/authorized" -o PidFile=none -o ForceCommand="$scratch/shell" \
        -f /dev/null 2>"$scratch/sshd" &
    sshd=$!
    wait_for 20 listens_or_ended
    ! listens || break
done
echo "[127.0.0.1]:$port $(cut -d' ' -f1,2 "$keys/host.pub")" >"$keys/known"
cat >"$keys/config" <<EOF
Host testbed
    HostName 127.0.0.1
    Port $port
    IdentityFile $keys/user
    UserKnownHostsFile $keys/known
Host detour
    HostName 127.0.0.1
    Port $port
    IdentityFile $keys/user
    UserKnownHostsFile $keys/known
    ProxyJump root@testbed
Host forwarded
    HostName 127.0.0.2
    Port $port
    IdentityFile $keys/user
    UserKnownHostsFile $keys/known
    HostKeyAlias [127.0.0.1]:$port
Host nowhere
    HostName 127.0.0.1
    Port 1
EOF
# The user's configuration: ssh takes it from the home of the password file, not of \$HOME.
mkdir "$scratch/bin"
printf '#!/bin/sh\nexec /usr/bin/ssh -F %s "$@"\n' "$keys/config" >"$scratch/bin/ssh"
chmod +x "$scratch/bin/ssh"
export PATH=$scratch/bin:$PATH
check "a server answers" wait_for 20 ssh -o BatchMode=yes root@testbed true

run=$scratch/run
try "$virtax" run fig02 -e ssh:root@testbed -r 2 $small -o "$run"
check "exit 0" is "$status" 0
check "two valid records there" is \
    "$(records "$run" | jq -r 'select(.series == "ssh:root@testbed" and .valid) | .round' | xargs)" "1 2"
check "a scrubbed environment there" is \
    "$(records "$run" | jq -c 'select(.series != "native") | .kernel.evidence.environment' | sort -u)" '["HOME","LC_ALL","PATH","VIRTAX_LAYOUT"]'
check "the kernels are removed" nothing_left

# The same machine as the other host of a figure with a peer.
# Each of many kernels is asked while it runs, and so what it says is not kept until it ends.
try timeout -s INT 60 "$virtax" run startup -e ssh:root@testbed -r 1 --set starts=2 -o "$scratch/starts"
check "starts there: exit 0" is "$status" 0
check "starts there: each answered" is \
    "$(records "$scratch/starts" | jq -c 'select(.series != "native") |
        [.valid, ([.kernel.results[].x] | contains(["started-p50", "answered-p50"]))]')" '[true,true]'

try "$virtax" run fig08 -e native -r 1 --set time=300ms --set omit=100ms \
    --peer ssh:root@testbed --peer-address 127.0.0.1 -o "$scratch/peer"
check "a peer there: exit 0" is "$status" 0
check "a peer there: both protocols" is "$(records "$scratch/peer" | jq -r 'select(.valid) | .x' | sort | xargs)" \
    "TCP_RR UDP_RR"
check "a peer there: the client ran there, and is the same binary" is \
    "$(records "$scratch/peer" | jq -c '.gates[] | select(.name == "peer") | [.state, .value]' | sort -u)" \
    '["ok","same binary"]'
check "a peer there: the table says over what" says "$scratch/out" "wire: this host's own loopback"
check "a peer there: its interface is told" is \
    "$(jq -r '.environments["ssh:root@testbed"].interfaces.lo.mtu' "$scratch/peer/machine.json")" \
    "$(cat /sys/class/net/lo/mtu)"
check "a peer there: the kernels are removed" nothing_left

# A service is here, and what loads it there.
sed 's/^values = .*/values = 4/' data/figures/fig13.ini >"$scratch/served.ini"
try "$virtax" run "$scratch/served.ini" -e native -r 1 --set time=300ms \
    --peer ssh:root@testbed --peer-address 127.0.0.1 -o "$scratch/served"
check "a service loaded from there: exit 0" is "$status" 0
check "a service loaded from there: a valid record" is \
    "$(records "$scratch/served" | jq -c '[.valid, .kernel.kernel, .service.kernel, .peer_kernel]')" \
    '[true,"redisload","serve",null]'
check "a service loaded from there: nothing is left" wait_for 10 nothing_left
check "a service loaded from there: no server" wait_for 10 sh -c '! pgrep -x redis-server'

# A service is there: the same tree, at the one address, loaded from here.
try "$virtax" run "$scratch/served.ini" -e native,ssh:root@testbed -r 1 --set time=300ms -o "$scratch/there"
check "a service there: exit 0" is "$status" 0
check "a service there: valid records" is \
    "$(records "$scratch/there" | jq -r 'select(.valid) | .series' | sort | xargs)" "native ssh:root@testbed"
check "a service there: the same server and root" is \
    "$(records "$scratch/there" | jq -c '.service.evidence.service' | sort -u | wc -l)" 1
check "a service there: at its own address, over the interface that leads there" is \
    "$(jq -r '.environments["ssh:root@testbed"].address' "$scratch/there/machine.json") $(
        records "$scratch/there" | jq -r 'select(.series != "native") | .interfaces.lo.rx_bytes > 100000')" "127.0.0.1 true"
check "a service there: the path was judged" is \
    "$(records "$scratch/there" | jq -r '.gates[] | select(.name == "path") | .state' | sort -u)" ok
check "a service there: the plan says whose way its load goes" is \
    "$(jq -r '.warnings[]' "$scratch/there/plan.json" | grep -c 'ssh:root@testbed: its load goes from this host')" 1
check "a service there: nothing is left" wait_for 10 nothing_left
check "a service there: no server" wait_for 10 sh -c '! pgrep -x redis-server'

# Loaded from there as well: none of it passes this host's wires.
try "$virtax" run "$scratch/served.ini" -e native,ssh:root@testbed -r 1 --set time=300ms \
    --peer ssh:root@testbed --peer-address 127.0.0.1 -o "$scratch/both"
check "a service there, and its load: exit 0" is "$status" 0
check "a service there, and its load: the path cannot be seen" is \
    "$(records "$scratch/both" | jq -r 'select(.series != "native") | .gates[] | select(.name == "path") | .state')" unobservable

# What keeps its data on the medium, and what needs a peer and is no service, is left out with the cause.
try "$virtax" run fig16 fig08 -e native,ssh:root@testbed -p quick --dry-run
check "a figure with data: left out" says "$scratch/out" "ssh:root@testbed left out of fig16: it does not get the storage medium"
check "a figure with a peer alone: left out" says "$scratch/out" "ssh:root@testbed left out of fig08: it is joined to no peer"

# Without root, by another way than a connection of its own, and at a port that is another machine's.
left_out() { # NAME DESTINATION CAUSE
    try "$virtax" run "$scratch/served.ini" -e "native,ssh:$2" --dry-run
    check "$1: left out" says "$scratch/out" "ssh:$2 left out of served: $3"
}
mkdir "$scratch/other"
printf '#!/bin/sh\necho 1000\n' >"$scratch/other/id"
chmod +x "$scratch/other/id"
echo "PATH=$scratch/other:\$PATH" >"$scratch/bashrc"
left_out "an ordinary user" root@testbed "a service has a root file system of its own, which only root can enter there; name root@HOST"
: >"$scratch/bashrc"
left_out "a detour" root@detour "ssh goes there by proxyjump root@testbed, which the load of a server cannot"
ssh -N -L "127.0.0.2:$port:127.0.0.1:$port" root@testbed &
forward=$!
check "a forwarded port answers" wait_for 20 ssh -o BatchMode=yes root@forwarded true
left_out "a forwarded port" root@forwarded "ssh reaches it at 127.0.0.2, which is no address of its own"
kill $forward

# The same with start-up files that speak, complain and change what they can.
cat >"$scratch/bashrc" <<'EOF'
echo Welcome
printf 'You have %s' mail
printf 'a complaint' >&2
trap 'echo bye; echo bye >&2' EXIT
(sleep 0.2; echo late; echo late >&2) &
export LC_ALL=de_DE.UTF-8 PS4='{"' IFS=/
set -e
EOF
settings() { grep -rs '' /proc/sys/net/ipv4/tcp_* /proc/sys/net/core/[rw]mem_* /sys/kernel/mm/transparent_hugepage/enabled | grep -v _key; }
settings >"$scratch/before"
try "$virtax" run fig02 -e native,ssh:root@testbed -r 1 $small -o "$scratch/chatty"
check "a shell that speaks: exit 0" is "$status" 0
check "a shell that speaks: valid records there" is \
    "$(records "$scratch/chatty" | jq -r 'select(.valid) | .series' | sort | xargs)" "native ssh:root@testbed"
check "a shell that speaks: the plan warns" is \
    "$(jq -r '.warnings[]' "$scratch/chatty/plan.json" | grep -c "ssh:root@testbed: its shell says 'Welcome' by itself")" 1
check "a shell that speaks: machine.json tells" is \
    "$(jq -c '.environments["ssh:root@testbed"] | [.shell_says, (.uname | startswith("Linux "))]' "$scratch/chatty/machine.json")" \
    '["Welcome",true]'
try "$virtax" run fig08 -e native -r 1 --set time=300ms --set omit=100ms \
    --peer ssh:root@testbed --peer-address 127.0.0.1 -o "$scratch/chatty-peer"
check "a peer whose shell speaks: exit 0" is "$status" 0
check "a peer whose shell speaks: the plan warns" is \
    "$(jq -r '.warnings[]' "$scratch/chatty-peer/plan.json" | grep -c "its shell says 'Welcome'")" 1
check "a peer whose shell speaks: its interface is told" is \
    "$(jq -r '.environments["ssh:root@testbed"].interfaces.lo.mtu' "$scratch/chatty-peer/machine.json")" \
    "$(cat /sys/class/net/lo/mtu)"
settings >"$scratch/after"
check "a shell that speaks: every kernel setting is as it was" cmp -s "$scratch/before" "$scratch/after"
echo 'echo closed for maintenance >&2; exit 1' >"$scratch/bashrc"
try "$virtax" run fig02 -e native,ssh:root@testbed -r 1 $small -o "$scratch/closed"
check "a shell that runs nothing: exit 1" is "$status" 1
check "a shell that runs nothing: said" says "$scratch/err" "the shell there ran no command: closed for maintenance"
: >"$scratch/bashrc"
check "a shell that speaks: the kernels are removed" nothing_left

for seed in $(seq 20); do # one whose first cell is there
    ! "$virtax" run fig02 -e ssh:root@testbed -r 1 $small --seed "$seed" --dry-run |
        grep -q '^block 1: fig02 r1: ssh:' || break
done
"$virtax" run fig02 -e ssh:root@testbed -r 1 $small --set time=60s --seed "$seed" -o "$scratch/killed" \
    >/dev/null 2>&1 &
virtax_pid=$!
runs_there() { pgrep -f "^/tmp/vtx-$virtax_pid-.*-ssh/stream"; }
check "a cell runs there" wait_for 60 runs_there
there=$(ls -d "/tmp/vtx-$virtax_pid-"*-ssh)
kill -9 $virtax_pid
wait $virtax_pid 2>/dev/null
check "kill -9 leaves them" test -e "$there/stream"
try "$virtax" clean
check "clean: exit 0" is "$status" 0
check "clean removes them" absent "$there"
check "clean ends what runs there" is "$(runs_there)" ""

# A service there ends with who started it, and its tree goes with the kernels.
"$virtax" run "$scratch/served.ini" -e native,ssh:root@testbed -r 1 --set time=60s -o "$scratch/killed-service" \
    >/dev/null 2>&1 &
virtax_pid=$!
serves_there() { readlink /proc/[0-9]*/exe 2>/dev/null | grep "^/tmp/vtx-$virtax_pid-.*-ssh/root/usr/bin/redis"; }
check "a service runs there" wait_for 120 serves_there
there=$(ls -d "/tmp/vtx-$virtax_pid-"*-ssh)
# A child of serve's, which looks at what the server has mapped, has the same command line.
command_lines() { pgrep -af "^/tmp/vtx-$virtax_pid-.*-ssh/serve" | cut -d' ' -f2- | sort -u; }
check "its password is on no command line there" is \
    "$(command_lines | grep -c -e '--password-file=-') $(command_lines | grep -cE '[0-9a-f]{64}')" "1 0"
kill -9 $virtax_pid
wait $virtax_pid 2>/dev/null
check "kill -9: no server" wait_for 20 sh -c '! pgrep -x redis-server'
check "kill -9 leaves its root" test -e "$there/root/usr/bin/redis-server"
try "$virtax" clean
check "clean: exit 0" is "$status" 0
check "clean removes the root" absent "$there"

try "$virtax" run fig02 -e ssh:root@nowhere -r 1 $small -o "$scratch/nowhere"
check "no such host: exit 1" is "$status" 1
check "no such host: said in one line" is "$(grep -c 'ssh:root@nowhere left out' "$scratch/err")" 1
check "no such host: native went on" is "$(records "$scratch/nowhere" | jq -r .series | sort -u)" native
check "nothing is left behind" nothing_left
finish
