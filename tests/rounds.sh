# rounds.sh - what the benchmarks share: contenders that meet in rounds, and ratios taken round by
# round, so that what else the machine does hits all of them alike. Results are lines "round
# contender value" in $work/results.
# shellcheck shell=bash disable=SC2154 # cpus and threads are set by the benchmarks
work=$(mktemp -d)
mpi=
finish() {
    [ -z "$mpi" ] || kill "$mpi" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

# Nothing that steers OpenMP or a BLAS may reach one of them only.
for name in $(compgen -e | grep -E '^(OMP|GOMP|OPENBLAS|MKL|OMPI|LIKWID)_' || true); do
    unset "$name"
done

# need COMMAND=PACKAGE...: ends the benchmark with 77 where a command is missing.
need() {
    local pair missing=()
    for pair; do
        command -v "${pair%=*}" >/dev/null || missing+=("${pair#*=}")
    done
    [ ${#missing[@]} -eq 0 ] && return
    echo "$(basename "$0"): missing: ${missing[*]}; mend it with: apt-get install ${missing[*]}" >&2
    exit 77
}

note() { # contender, value
    printf '%s %s %s\n' "$round" "$1" "$2" >>"$work/results"
}

# For whoever takes memory from malloc(3): in huge pages, as ours is (glibc's manual, Memory Allocation
# Tunables; 2.35 and later).
# shellcheck disable=SC2034 # benches use it
huge_pages=GLIBC_TUNABLES=glibc.malloc.hugetlb=1

# compile ARGUMENT...: by CC, which may be several words.
compile() {
    local cc
    read -ra cc <<<"${CC:-gcc}"
    "${cc[@]}" "$@"
}

# hpcc_until SECTION MPIRUN_OPTION...: runs hpcc in $work on $cpus, with its preloaded library
# there, and stops it when a section has ended: it cannot run one alone.
hpcc_until() {
    local section=$1
    shift
    rm -f "$work/hpccoutf.txt"
    (cd "$work" && exec mpirun --allow-run-as-root --cpu-set "$cpus" --bind-to core -x \
        LD_PRELOAD="$work/preload.so" "$@" -np "$threads" hpcc >"$work/hpcc.log" 2>&1) &
    mpi=$!
    while kill -0 "$mpi" 2>/dev/null && ! grep -qs "End of $section " "$work/hpccoutf.txt"; do
        sleep 0.2
    done
    kill "$mpi" 2>/dev/null || true
    wait "$mpi" 2>/dev/null || true
    mpi=
}

# hpcc_prepare N C_SOURCE: its input for a matrix of N x N over $threads ranks, and the library.
hpcc_prepare() {
    echo "$2" >"$work/preload.c"
    compile -shared -fPIC -w -o "$work/preload.so" "$work/preload.c"
    sed -e "6s/.*/$1 Ns/" -e '11s/.*/1 Ps/' -e "12s/.*/$threads Qs/" \
        /usr/share/doc/hpcc/examples/_hpccinf.txt >"$work/hpccinf.txt"
}

# meet ROUNDS LIMIT CONTENDER...: each once in every round, starting with another one each time. Fewer
# rounds, but at least three, where more would take longer than LIMIT seconds, unless ROUNDS is set in
# the environment: so that all benchmarks together end in time, on slower machines as well.
meet() {
    local rounds=$1 limit=$2 count i begin=$SECONDS spent
    shift 2
    count=$#
    for ((round = 1; round <= rounds; round++)); do
        spent=$((SECONDS - begin))
        if [ -z "${ROUNDS-}" ] && [ "$round" -gt 3 ] && [ $((spent * round)) -gt $((limit * (round - 1))) ]; then
            echo "no more rounds: $((round - 1)) took $spent of $limit s" >&2
            break
        fi
        echo "round $round of $rounds: $*" >&2
        for ((i = 0; i < count; i++)); do
            local contender=$(((i + round) % count + 1))
            # shellcheck disable=SC2086 # a contender may have arguments
            run_${!contender}
        done
    done
}

medians() {
    sort -k2,2 -k3,3g "$work/results" | awk '
        function flush() {
            if (n) printf "%-28s median %8.4g   min %8.4g   max %8.4g   n %d\n", name,
                (value[int((n + 1) / 2)] + value[int(n / 2) + 1]) / 2, value[1], value[n], n
            n = 0
        }
        $2 != name { flush(); name = $2 }
        { value[++n] = $3 }
        END { flush() }'
}

# ratio A B: the rounds' ratios, by Hodges and Lehmann's estimate of their logarithms (the median of all means
# of two) with the 95 % interval of Wilcoxon's signed-rank test (J. L. Hodges, E. L. Lehmann, "Estimates of
# location based on rank tests", 1963): a round in which the machine changed between two contenders moves it
# little. Five rounds and fewer have no such interval: the geometric mean, with Student's.
ratio() {
    awk -v a="$1" -v b="$2" '
        BEGIN {
            split("12.706 4.303 3.182 2.776", t, " ")
            # The largest sums of ranks that the two-sided test rejects, of 6 to 25 rounds.
            split("0 2 3 5 8 10 13 17 21 25 29 34 40 46 52 58 65 73 81 89", rejected, " ")
        }
        $2 == a { x[$1] = $3 }
        $2 == b { y[$1] = $3 }
        function say(estimate, low, high) {
            printf "%-24s / %-28s %.3f   [%.3f, %.3f]   %d rounds\n", a, b, exp(estimate), exp(low),
                exp(high), n
        }
        function student(   i, sum, squares, mean, half) {
            for (i = 1; i <= n; i++) { sum += d[i]; squares += d[i] * d[i] }
            mean = sum / n
            squares -= n * mean * mean
            half = t[n - 1] * sqrt((squares > 0 ? squares : 0) / (n - 1) / n)
            say(mean, mean - half, mean + half)
        }
        function signed_rank(   i, j, k, count, value, mean, out) {
            for (i = 1; i <= n; i++)
                for (j = i; j <= n; j++) {
                    value = (d[i] + d[j]) / 2
                    for (k = ++count; k > 1 && mean[k - 1] > value; k--) mean[k] = mean[k - 1]
                    mean[k] = value
                }
            out = (n - 5 in rejected) ? rejected[n - 5] : int(n * (n + 1) / 4 - 1.96 * sqrt(n * (n + 1) * (2 * n + 1) / 24))
            say((mean[int((count + 1) / 2)] + mean[int(count / 2) + 1]) / 2, mean[out + 1], mean[count - out])
        }
        END {
            for (r in x) if (r in y) d[++n] = log(x[r] / y[r])
            if (n > 5) signed_rank()
            else if (n > 1) student()
        }' "$work/results"
}
