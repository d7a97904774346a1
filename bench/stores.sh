#!/usr/bin/env bash
# How fast stores are: a file published to and saved from each server of tests/services, by this module's drivers and by the plain client of
# each (the swift program, rclone for S3, Azure's SDK), in turn; medians. Time is without the start of a program; memory is above an idle process.
# Started by: ./build.sh bench     BENCH_STORE_MIB: size of the file (1024); BENCH_ROUNDS: 3; BENCH_STORES: "swift keystone s3 azure", or some of
# them: the rows of the others in RESULTS.md stay as they are, so that a machine that is seldom quiet can be asked for one server at a time.
set -euo pipefail

program=${1:?usage: bench/stores.sh BENCHMARK-PROGRAM.dll [RESULTS.md]}
results=${2:-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
services=$here/../tests/services/services.sh
mib=${BENCH_STORE_MIB:-1024} rounds=${BENCH_ROUNDS:-3}
work=$(mktemp -d "${TMPDIR:-/tmp}/d2bench-XXXXXX")
container=bench$$
started=()
declare -A to from sessions=()

say() { printf '%s\n' "$*"; }
leave() {
    local code=$?
    trap - EXIT
    [ ${#sessions[@]} = 0 ] || kill "${sessions[@]}" 2>/dev/null || true
    rm -rf "$work"
    [ ${#started[@]} = 0 ] || bash "$services" stop "${started[@]}" </dev/null >/dev/null || true
    exit "$code"
}
trap leave EXIT
must() { "$@" >"$work/answer" 2>&1 </dev/null || { tail -n 5 "$work/answer" >&2; printf 'failed: %s\n' "$1" >&2; exit 1; }; }

want_clients() {
    local missing=()
    command -v swift >/dev/null || missing+=(python3-swiftclient)
    command -v rclone >/dev/null || missing+=(rclone)
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "trying apt-get install ${missing[*]}"
        { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } </dev/null >/dev/null 2>&1 || true
        hash -r
    fi
}

# A process of ours that does all transfers of a kind in one direction: open_session NAME KIND; ask NAME COMMAND...
open_session() {
    local in out
    mkfifo "$work/$1.in" "$work/$1.out"
    dotnet "$program" store "$2" "$container" <"$work/$1.in" >"$work/$1.out" 2>"$work/$1.err" &
    sessions[$1]=$!
    exec {in}>"$work/$1.in" {out}<"$work/$1.out"
    to[$1]=$in from[$1]=$out
    # Now it is ready, or says why not.
    ask "$1" memory >/dev/null
}
ask() {
    local session=$1 answer
    shift
    printf '%s\n' "$*" >&"${to[$session]}"
    IFS= read -r answer <&"${from[$session]}" || { tail -n 5 "$work/$session.err" >&2; say "failed: $session $*" >&2; exit 1; }
    printf '%s' "$answer"
}
close_session() {
    local in=${to[$1]} out=${from[$1]}
    printf 'end\n' >&"$in"
    wait "${sessions[$1]}"
    exec {in}>&- {out}<&-
    unset "sessions[$1]"
    rm -f "$work/$1.in" "$work/$1.out"
}

# "SECONDS CPU-SECONDS" of a program, without what it takes to start.
timed() { # the same of its start, command
    local start=$1 from TIMEFORMAT='%U %S'
    shift
    from=${EPOCHREALTIME/./}
    { time must "$@"; } 2>"$work/cpu"
    awk -v us=$((${EPOCHREALTIME/./} - from)) -v start="$start" '{ split(start, s, " "); printf "%.3f %.2f", us / 1000000 - s[1], $1 + $2 - s[2] }' "$work/cpu"
}
start_of() {
    for _ in 1 2 3; do timed "0 0" "$@"; echo; done >"$work/starts"
    printf '%s %s' "$(cut -d' ' -f1 "$work/starts" | median)" "$(cut -d' ' -f2 "$work/starts" | median)"
}
median() { sort -n | awk '{ line[NR] = $0 } END { print line[int((NR + 1) / 2)] }'; }

# CPU seconds of all servers so far.
servers_cpu() {
    local pid
    for pid in $server_pids; do sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null || true; done | awk -v hz="$(getconf CLK_TCK)" '{ t += $12 + $13 } END { printf "%.2f", t / hz }'
}

with_swift() { env ST_AUTH="$DB2TEST_SWIFT_AUTH" ST_USER="$DB2TEST_SWIFT_USER" ST_KEY="$DB2TEST_SWIFT_KEY" swift "$@"; }
with_keystone() {
    env OS_IDENTITY_API_VERSION=3 OS_AUTH_URL="$DB2TEST_KEYSTONE_URL" OS_USERNAME="$DB2TEST_KEYSTONE_USER" OS_PASSWORD="$DB2TEST_KEYSTONE_PASSWORD" \
        OS_PROJECT_NAME="$DB2TEST_KEYSTONE_PROJECT" OS_USER_DOMAIN_NAME="$DB2TEST_KEYSTONE_DOMAIN" OS_PROJECT_DOMAIN_NAME="$DB2TEST_KEYSTONE_DOMAIN" \
        OS_REGION_NAME="$DB2TEST_KEYSTONE_REGION" swift "$@"
}
with_rclone() {
    # rclone 1.60 ends with an error where that is set.
    env -u AWS_CA_BUNDLE RCLONE_CONFIG=/dev/null RCLONE_CONFIG_BENCH_TYPE=s3 RCLONE_CONFIG_BENCH_PROVIDER=Other RCLONE_CONFIG_BENCH_ENDPOINT="$DB2TEST_S3_ENDPOINT" \
        RCLONE_CONFIG_BENCH_REGION="$DB2TEST_S3_REGION" RCLONE_CONFIG_BENCH_ACCESS_KEY_ID="$DB2TEST_S3_ACCESS_KEY" \
        RCLONE_CONFIG_BENCH_SECRET_ACCESS_KEY="$DB2TEST_S3_SECRET_KEY" RCLONE_CONFIG_BENCH_FORCE_PATH_STYLE=true rclone "$@"
}

# make | publish FILE | save FILE | remove, by the plain client; "start" is what it costs to start it.
plain() {
    local kind=$1 act=$2 file=${3:-}
    case "$kind $act" in
        "azure start") say "0 0" ;;
        "azure make") open_session plain-publish plain; open_session plain-save plain ;;
        "azure remove") ask plain-publish remove ;;
        azure\ *) ask "plain-$act" "$act" "$file" ;;
        "s3 start") start_of rclone version ;;
        "s3 make") must with_rclone mkdir "bench:$container" ;;
        "s3 publish") timed "$starts" with_rclone copyto "$file" "bench:$container/bench/plain" ;;
        "s3 save") timed "$starts" with_rclone copyto "bench:$container/bench/plain" "$file" ;;
        "s3 remove") must with_rclone deletefile "bench:$container/bench/plain" ;;
        *" start") start_of swift --version ;;
        *" make") must "with_$kind" -q post "$container" ;;
        *" publish") timed "$starts" "with_$kind" -q upload "$container" "$file" --object-name bench/plain ;;
        *" save") timed "$starts" "with_$kind" -q download "$container" bench/plain -o "$file" ;;
        *" remove") must "with_$kind" -q delete "$container" bench/plain ;;
    esac
}

measure() { # kind, name of the client
    local kind=$1 client=$2 starts act who file answer before memory
    starts=$(plain "$kind" start)
    plain "$kind" make >/dev/null
    for act in publish save; do open_session "$act" "$kind"; done
    rm -f "$work/ours" "$work/plain"
    for _ in $(seq "$rounds"); do
        for act in publish save; do
            for who in ours plain; do
                file=$work/$([ $act = publish ] && echo image || echo saved)
                before=$(servers_cpu)
                if [ $who = ours ]; then answer=$(ask $act $act "$file"); else answer=$(plain "$kind" $act "$file"); fi
                printf '%s %s %s\n' $act "$answer" "$(awk -v a="$(servers_cpu)" -v b="$before" 'BEGIN { printf "%.2f", a - b }')" >>"$work/$who"
                [ $act = publish ] || cmp -s "$work/image" "$work/saved" || { say "what $who saved from $kind is not what was published" >&2; exit 1; }
                rm -f "$work/saved"
            done
        done
        ask save remove >/dev/null
        plain "$kind" remove >/dev/null
    done
    for act in publish save; do
        memory=$(ask $act memory)
        printf '| %s | %s | %s | %s | %s | %s | %s MiB | %s + %s | %s + %s |\n' "$kind" $act "$(rate "$(of ours $act 2)")" "$(rate "$(of plain $act 2)")" "$client" \
            "$(awk -v a="$(of plain $act 2)" -v b="$(of ours $act 2)" 'BEGIN { printf "%.2f", a / b }')" "$((${memory#* } - ${memory% *}))" \
            "$(of ours $act 3)" "$(of ours $act 4)" "$(of plain $act 3)" "$(of plain $act 4)" | tee -a "$work/table"
        close_session $act
    done
    [ "$kind" != azure ] || for act in publish save; do close_session plain-$act; done
}
of() { grep "^$2 " "$work/$1" | cut -d' ' -f"$3" | median; }
rate() { awk -v mib="$mib" -v s="$1" 'BEGIN { printf "%.0f MB/s", mib * 1.048576 / s }'; }

want_clients
for name in swift keystone azurite; do bash "$services" status "$name" >/dev/null 2>&1 || started+=("$name"); done
bash "$services" start >"$work/services.env" || say "not measured are stores on: ${DB2TEST_MISSING:-servers that could not be had here}"
# shellcheck disable=SC1091
. "$work/services.env"
server_pids=$(bash "$services" status 2>&1 | sed -n 's/.*process \([0-9]*\)$/\1/p')
head -c "$((mib << 20))" /dev/urandom >"$work/image"
header='| server | what | ours | plain client | which | ours / plain | memory above idle | CPU seconds, ours + servers | plain client + servers |
|---|---|---|---|---|---|---|---|---|'
say "$header"
for kind in ${BENCH_STORES:-swift keystone s3 azure}; do
    case $kind in
        swift | keystone) client=swift variable=DB2TEST_${kind^^}_USER ;;
        s3) client=rclone variable=DB2TEST_S3_ENDPOINT ;;
        azure) client="Azure SDK" variable=DB2TEST_AZURITE_URL ;;
        *) say "no such server: $kind" >&2; exit 2 ;;
    esac
    if [ -z "${!variable:-}" ]; then say "$kind: no such server here"
    elif [ "$kind" != azure ] && ! command -v "$client" >/dev/null; then say "$kind: the program $client is not here (apt-get install $([ "$client" = swift ] && echo python3-swiftclient || echo rclone))"
    else measure "$kind" "$client"; fi
done
[ -n "$results" ] || exit 0
[ -s "$work/table" ] || { say "nothing was measured" >&2; exit 1; }
for kind in swift keystone s3 azure; do grep -h "^| $kind |" "$work/table" || grep -h "^| $kind |" "$results" || true; done >"$work/rows"
awk -v rows="$work/rows" -v made="Made by \`./build.sh bench\` (bench/stores.sh): $mib MiB, medians of $rounds rounds in turn, $(nproc) cores, $(date -u +%F)." '
    /^Made by / { print made; next }
    /^\| (swift|keystone|s3|azure) \|/ { next }
    { print }
    /^\|---\|---\|---\|---\|---\|---\|---\|---\|/ { while ((getline line <rows) > 0) print line }' "$results" >"$work/results"
cp "$work/results" "$results"
say "written to $results"
