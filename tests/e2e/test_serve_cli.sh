#!/bin/bash
# test_serve_cli.sh - build/bin/serve as people and scripts call it: a Redis server of the services'
# root from its start to its end, and what stands in the way. As root.
. "$(dirname "$0")/kernel_cli.sh"
needs_root

serve=$bin/serve
services=$(readlink -f build/services/current)
secret='a "secret" of \ many $words'
printf '%s\n' "$secret" >"$scratch/password"
pids=()
trap 'kill -KILL "${pids[@]}" 2>/dev/null' EXIT

service=redis process=redis-server
# start OPTION...: in the background, its stdin open until `stop`; sets `pid` and `port`.
start() {
    port=$((20000 + RANDOM % 30000))
    fresh out err
    mkfifo "$scratch/stdin.$port"
    # What a shell starts in the background would ignore SIGINT.
    env --default-signal=INT "$serve" $service --listen=127.0.0.1:$port \
        --password-file="$scratch/password" --json "$@" <"$scratch/stdin.$port" >"$scratch/out" 2>"$scratch/err" &
    pid=$!
    pids+=("$pid")
    exec 7>"$scratch/stdin.$port"
    wait_for 30 grep -q ': listening on ' "$scratch/err" || return 1
    server=$(pgrep -P $pid -x $process)
}
end() { # waits for it; sets `status`
    status=0
    wait "$pid" || status=$?
}
ask() { REDISCLI_AUTH=$secret redis-cli -p "$port" "$@" 2>/dev/null; }
gone() { ! kill -0 "$1" 2>/dev/null; }
fails() { ! "$@" >/dev/null 2>&1; }

# What is refused before anything is started.
try "$serve"
refused "no service" 2 "no service: 'serve redis'"
try "$serve" rediss --password-file="$scratch/password"
refused "a service that is none" 2 "unknown service 'rediss' (closest: redis)"
try "$serve" redis redis
refused "two services" 2 "unexpected word 'redis'"
try "$serve" redis
refused "no password" 2 "no password: give a file with --password-file"
try "$serve" redis --password-file="$scratch/password" --time=1s
refused "a time" 2 "--time: it serves until stdin ends"
try "$serve" redis --password-file="$scratch/password" --listen=localhost
refused "a name to listen at" 2 "--listen: "
try "$serve" redis --password-file="$scratch/password" --slices --json
refused "slices" 2 "slices"
try "$serve" redis --password-file="$scratch/none" --root="$services/root"
refused "no password file" 1 "--password-file: $scratch/none: No such file"
: >"$scratch/empty"
try "$serve" redis --password-file="$scratch/empty" --root="$services/root"
refused "an empty password" 1 "its first line must have 1 to"
try "$serve" redis --password-file="$scratch/password" --root=/nowhere
refused "no root" 1 "--root=/nowhere: No such file"
mkdir "$scratch/bare"
try "$serve" redis --password-file="$scratch/password" --root="$scratch"
check "a directory that is no root" is "$status" 1
check "a directory that is no root: in one line" one_line "$scratch/err"
# Through a file that is open: whoever nobody is may not come here.
try setpriv --reuid=65534 --clear-groups bash -c 'exec -a serve /proc/self/fd/5 redis --password-file=- \
    --root=/ <<<x' 5<"$serve"
refused "without privileges" 77 "--root=/: needs root"

# From its start to its end.
mounts=$(sort /proc/self/mounts)
check "it listens" start --root="$services/root"
check "listens: nobody's mounts but its own changed" is "$(sort /proc/self/mounts)" "$mounts"
check "listens: its user is redis" is "$(stat -c %u /proc/"$server")" \
    "$(awk -F: '$1 == "redis" { print $3 }' "$services/root/etc/passwd")"
check "listens: it has no more privileges" is "$(awk '/^CapEff/ { print $2 }' /proc/"$server"/status)" 0000000000000000
check "listens: at the one address" is \
    "$(ss -Hltnp | awk -v pid="pid=$server," 'index($0, pid) { print $4 }')" "127.0.0.1:$port"
check "listens: its root is read-only" is \
    "$(nsenter -t "$server" -m -r touch /etc/virtax/new 2>&1 | grep -c 'Read-only')" 1
check "the password: is wanted" is "$(redis-cli -p "$port" ping 2>&1 | cut -d' ' -f1)" NOAUTH
check "the password: any character counts" is "$(ask ping)" PONG
check "the password: is on no command line" is "$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ' | grep -cFf "$scratch/password")" 0
check "the configuration: nothing is saved" is "$(ask config get save | xargs) $(ask config get appendonly | xargs)" \
    "save appendonly no"
check "the configuration: is fixed" is "$(ask debug sleep 0 | grep -c 'not allowed')" 1
check "it is loaded" "$bin/redisload" 127.0.0.1:$port --password-file="$scratch/password" --time=300ms \
    --persistence=none --clients=4 --keys=100 --json >"$scratch/load" 2>/dev/null
exec 7>&-
end
check "at the end of stdin: exit 0" is "$status" 0
check "at the end of stdin: the server is gone" gone "$server"
json "the record: which files served" '.evidence.service | .name == "redis" and .program == "/usr/bin/redis-server"
    and .configuration == "/etc/virtax/redis.conf"'
check "the record: the manifest's digest" is "$(jq -r .evidence.service.manifest_sha256 "$scratch/out")" \
    "$(sha256sum "$services/manifest" | cut -d' ' -f1)"
check "the record: the program's digest" is "$(jq -r .evidence.service.program_sha256 "$scratch/out")" \
    "$(sha256sum "$services/root/usr/bin/redis-server" | cut -d' ' -f1)"
json "the record: what the server used" '.usage | .user_s + .system_s > 0.05 and .voluntary_switches > 10'
check "the record: not the password" is "$(grep -cF secret "$scratch/out")" 0

# Lines on its stdin are marks: what is used between them counts.
check "marks: listens" start --root="$services/root"
sleep 1
echo >&7
sleep 0.2
echo >&7
sleep 0.2
exec 7>&-
end
check "marks: exit 0" is "$status" 0
json "marks: the usage is from one to the next" '.usage.wall_s | . > 0.19 and . < 0.9'

# One that keeps data.
service=mariadb process=mariadbd data=$scratch/data
mkdir -p "$data/virtax-mariadb/old"
check "data: listens" start --root="$services/root" --data="$data"
check "data: what an earlier life left is gone" absent "$data/virtax-mariadb/old"
check "data: are the server's user's alone" is "$(stat -c '%u %a' "$data/virtax-mariadb")" \
    "$(awk -F: '$1 == "mysql" { print $3 }' "$services/root/etc/passwd") 700"
check "data: are nowhere else" is "$(nsenter -t "$server" -m -r ls /mnt)" virtax-mariadb
check "the password: is on no command line of it" is "$(tr '\0' ' ' <"/proc/$server/cmdline" | grep -cF secret)" 0
exec 7>&-
end
check "data: exit 0" is "$status" 0
check "data: go with it" is "$(ls -A "$data")" ""
json "data: where they were" '.evidence | .file_system != null and .mounted_from != null and .service.name == "mariadb"'
check "data, SIGTERM: listens" start --root="$services/root" --data="$data"
kill -TERM $pid
end
check "data, SIGTERM: exit 0" is "$status" 0
check "data, SIGTERM: go with it" is "$(ls -A "$data")" ""
exec 7>&-
mkdir "$scratch/small"
mount -t tmpfs -o size=40m virtax "$scratch/small"
try "$serve" mariadb --password-file="$scratch/password" --root="$services/root" --data="$scratch/small"
refused "no room for data" 1 "mariadb ended while it made its data"
check "no room for data: nothing stays" is "$(ls -A "$scratch/small")" ""
umount "$scratch/small"
try "$serve" mariadb --password-file="$scratch/password" --root="$services/root" --data=/nowhere
refused "no such place for data" 1 "--data=/nowhere: No such file or directory"
try "$serve" mariadb --password-file="$scratch/password" --root="$services/root"
refused "no place for data" 2 "mariadb keeps data: say where with --data"
exec 7>&-

# One that works in processes, which are counted with it; System V memory goes with it.
service=postgresql process=postgres
sql() { sysbench --config-file=<(echo pgsql-password=secret) --db-driver=pgsql --pgsql-host=127.0.0.1 \
    --pgsql-port="$port" --pgsql-db=postgres --table-size=1000 oltp_point_select "$@" >/dev/null 2>&1; }
printf secret >"$scratch/plain"
kept=$(cat "$scratch/password")
cp "$scratch/plain" "$scratch/password"
segments=$(ipcs -m | grep -c '^0x')
check "processes: listens" start --root="$services/root" --data="$data"
check "processes: takes the password" sql prepare
check "processes: and no other" fails sysbench --config-file=<(echo pgsql-password=wrong) --db-driver=pgsql \
    --pgsql-host=127.0.0.1 --pgsql-port="$port" --pgsql-db=postgres oltp_point_select prepare
echo >&7
check "processes: work" sql --time=1 run
echo >&7
sleep 0.2
exec 7>&-
end
check "processes: exit 0" is "$status" 0
json "processes: their CPU time counts between the marks, their switches are nobody's" \
    '.usage | .user_s + .system_s > 0.2 and .voluntary_switches == null'
check "processes: its data go with it" is "$(ls -A "$data")" ""
check "processes, kill -9: listens" start --root="$services/root" --data="$data"
kill -KILL "$server"
end
check "processes, kill -9: exit 1" is "$status" 1
check "processes, kill -9: all are gone" wait_for 10 fails pgrep -x postgres
check "processes, kill -9: their memory as well" is "$(ipcs -m | grep -c '^0x')" "$segments"
check "processes, kill -9: its data as well" is "$(ls -A "$data")" ""
exec 7>&-
echo "$kept" >"$scratch/password"

# One that needs no data, and uses a place that it is given.
service=redis process=redis-server
check "a place for data: listens" start --root="$services/root" --data="$data"
check "a place for data: is the server's" is "$(ask config get dir | tail -1)" /mnt/virtax-redis
ask save >/dev/null
check "a place for data: has them" test -s "$data/virtax-redis/dump.rdb"
exec 7>&-
end
check "a place for data: they go with it" is "$(ls -A "$data")" ""

# Told to end, or ended by others.
for signal in TERM INT HUP; do
    check "SIG$signal: listens" start --root="$services/root"
    kill -$signal $pid
    end
    check "SIG$signal: exit 0" is "$status" 0
    check "SIG$signal: the server is gone" gone "$server"
    exec 7>&-
done
check "kill -9: listens" start --root="$services/root"
kill -KILL $pid
end
check "kill -9: the server goes with it" wait_for 10 gone "$server"
exec 7>&-
check "a server that dies: listens" start --root="$services/root"
kill -KILL "$server"
end
check "a server that dies: exit 1" is "$status" 1
check "a server that dies: is told" says "$scratch/err" "virtax serve: redis ended by itself (signal 9)"
check "a server that dies: no record" test ! -s "$scratch/out"
exec 7>&-

# What cannot be served.
check "a port that is taken: listens" start --root="$services/root"
taken=$pid
try "$serve" redis --listen=127.0.0.1:$port --password-file="$scratch/password" --root="$services/root"
refused "a port that is taken" 1 "--listen=127.0.0.1:$port: Address already in use"
kill $taken
wait $taken
exec 7>&-
try "$serve" redis --listen=192.0.2.1:7000 --password-file="$scratch/password" --root="$services/root"
refused "an address of others" 1 "--listen=192.0.2.1:7000: Cannot assign requested address"

# A root of which a file is another. Its other files are those of the first.
cp -a "$services/root/." "$scratch/bare"
echo 'appendonly yes' >>"$scratch/bare/etc/virtax/redis.conf"
try "$serve" redis --password-file="$scratch/password" --root="$scratch/bare"
refused "another configuration" 1 "/etc/virtax/redis.conf: sha256 "
check "another configuration: says how to mend it" says "$scratch/err" "build the services' root again"
cp "$services/root/etc/virtax/redis.conf" "$scratch/bare/etc/virtax/redis.conf"
printf x >>"$scratch/bare/usr/bin/redis-check-rdb"
try "$serve" redis --password-file="$scratch/password" --root="$scratch/bare"
refused "another server" 1 "/usr/bin/redis-server: sha256 "
cp "$services/root/usr/bin/redis-check-rdb" "$scratch/bare/usr/bin/"
library=$(basename "$scratch/bare"/usr/lib/*/libssl.so.*)
printf x >>"$(echo "$scratch"/bare/usr/lib/*/"$library")"
try "$serve" redis --listen=127.0.0.1:$port --password-file="$scratch/password" --root="$scratch/bare"
refused "another library" 1 "redis: what it has mapped: "
check "another library: which" says "$scratch/err" "$library: sha256 "
rm "$scratch/bare/etc/virtax/manifest"
try "$serve" redis --password-file="$scratch/password" --root="$scratch/bare"
refused "no manifest" 77 "/etc/virtax/manifest: not there; --root=DIR names the services' root"
check "nothing is left behind" nothing_left
finish
