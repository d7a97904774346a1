#!/usr/bin/env bash
# How fast stores are: a file published to and saved from each server of tests/services, by this module's drivers and by the plain client of
# each (the swift program, rclone for S3, Azure's SDK), in turn; medians. Time is without the start of a program; memory is above an idle process.
# Started by: ./build.sh bench     BENCH_STORE_MIB: size of the file (1024); BENCH_ROUNDS: 3; BENCH_STORES: "swift keystone s3 azure"
set -euo pipefail

program=${1:?usage: bench/stores.sh BENCHMARK-PROGRAM.dll [RESULTS.md]}
results=${2:-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
services=$here/../tests/services/services.sh
mib=${BENCH_STORE_MIB:-1024} rounds=${BENCH_ROUNDS:-3}
work=$(mktemp -d "${TMPDIR:-/tmp}/d2bench-XXXXXX")
container=bench$$
started=()

say() { printf '%s\n' "$*"; }
leave() {
    local code=$?
    trap - EXIT
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

# Seconds and MiB of one transfer of ours.
ours() { dotnet "$program" store "$1" "$2" "$container" "$3" </dev/null; }

# Seconds of a program, without what it takes to start.
timed() { # seconds of its start, command
    local start=$1 from
    shift
    from=${EPOCHREALTIME/./}
    must "$@"
    awk -v us=$((${EPOCHREALTIME/./} - from)) -v start="$start" 'BEGIN { printf "%.3f", us / 1000000 - start }'
}
start_of() {
    local times=()
    for _ in 1 2 3; do times+=("$(timed 0 "$@")"); done
    median "${times[@]}"
}
median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }

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
        "azure start") say 0 ;;
        azure\ *) dotnet "$program" store "plain-$act" azure "$container" "$file" </dev/null | cut -d' ' -f1 ;;
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
    local kind=$1 client=$2 starts mine theirs peak=0 answer act ratio
    local -A ours_took=() plain_took=()
    starts=$(plain "$kind" start)
    plain "$kind" make >/dev/null
    for _ in $(seq "$rounds"); do
        for act in publish save; do
            answer=$(ours "$act" "$kind" "$work/$([ $act = publish ] && echo image || echo saved)")
            ours_took[$act]+=" ${answer% *}"
            [ "${answer#* }" -le "$peak" ] || peak=${answer#* }
            [ $act = publish ] || cmp -s "$work/image" "$work/saved" || { say "what was saved from $kind is not what was published" >&2; exit 1; }
            rm -f "$work/saved"
            plain_took[$act]+=" $(plain "$kind" "$act" "$work/$([ $act = publish ] && echo image || echo saved)")"
            rm -f "$work/saved"
        done
        must ours remove "$kind" -
        plain "$kind" remove >/dev/null
    done
    for act in publish save; do
        # shellcheck disable=SC2086
        mine=$(median ${ours_took[$act]}) theirs=$(median ${plain_took[$act]})
        ratio=$(awk -v a="$theirs" -v b="$mine" 'BEGIN { printf "%.2f", a / b }')
        printf '| %s | %s | %s | %s | %s | %s | %s |\n' "$kind" "$act" "$(rate "$mine")" "$(rate "$theirs")" "$client" "$ratio" "$((peak - idle)) MiB" | tee -a "$work/table"
    done
}
rate() { awk -v mib="$mib" -v s="$1" 'BEGIN { printf "%.0f MB/s", mib * 1.048576 / s }'; }

want_clients
for name in swift keystone azurite; do bash "$services" status "$name" >/dev/null 2>&1 || started+=("$name"); done
bash "$services" start >"$work/services.env" || say "not measured are stores on: ${DB2TEST_MISSING:-servers that could not be had here}"
# shellcheck disable=SC1091
. "$work/services.env"
head -c "$((mib << 20))" /dev/urandom >"$work/image"
answer=$(ours idle - -)
idle=${answer#* }
printf '| server | what | ours | plain client | which | ours / plain | memory above idle |\n|---|---|---|---|---|---|---|\n' | tee "$work/table"
for kind in ${BENCH_STORES:-swift keystone s3 azure}; do
    case $kind in
        swift | keystone) client=swift variable=DB2TEST_${kind^^}_USER ;;
        s3) client=rclone variable=DB2TEST_S3_ENDPOINT ;;
        azure) client="Azure SDK" variable=DB2TEST_AZURITE_URL ;;
    esac
    if [ -z "${!variable:-}" ]; then say "$kind: no such server here"
    elif [ "$kind" != azure ] && ! command -v "$client" >/dev/null; then say "$kind: the program $client is not here (apt-get install $([ "$client" = swift ] && echo python3-swiftclient || echo rclone))"
    else measure "$kind" "$client"; fi
done
if [ -n "$results" ]; then
    {
        printf '# Stores beside the plain clients\n\nMade by `./build.sh bench` (bench/stores.sh): %s MiB, medians of %s rounds in turn, %s cores, %s. One server process of each kind on\nthe same machine; random bytes, neither compressed nor encrypted. Ours computes SHA-256 of all bytes, and MD5 of what it sends,\nand cuts into parts of 16 MiB, four at a time; the swift program sends and reads one stream. Wanted: 0.95 or more, and 114 MiB (120 MB) or less.\n\n' \
            "$mib" "$rounds" "$(nproc)" "$(date -u +%F)"
        cat "$work/table"
    } >"$results"
    say "written to $results"
fi
