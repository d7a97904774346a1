#!/usr/bin/env bash
# How fast the Db2 stand-in is: time per statement (each a process of its own), rows in, backup out.
# Started by: ./build.sh bench     BENCH_ROWS sets the number of 1 KB rows (default 2^20: 1 GB)
set -euo pipefail

program=$(cd "${1:?usage: bench/stand-in.sh FOLDER-OF-THE-BUILT-STAND-IN}" && pwd)
rows=${BENCH_ROWS:-1048576}
work=$(mktemp -d "${TMPDIR:-/tmp}/d2bench-XXXXXX")
export DB2EMU_OWNER_PID=$$

leave() {
    local code=$?
    trap - EXIT
    db2 terminate >/dev/null 2>&1 || true
    db2stop force >/dev/null 2>&1 || true
    rm -rf "$work"
    exit "$code"
}
must() { "$@" >"$work/answer" 2>&1 </dev/null || { cat "$work/answer" >&2; printf 'failed: %s\n' "$*" >&2; exit 1; }; }
now() { printf '%s' "${EPOCHREALTIME/./}"; } # microseconds
row() { printf '%-46s %12s\n' "$1" "$2"; }
seconds() { printf '%d.%02d s' $(($1 / 1000000)) $(($1 / 10000 % 100)); }

# Runs a command many times; prints the median and the slowest but one in twenty, in milliseconds.
latency() {
    local title=$1 times=() sorted from
    shift
    for _ in $(seq 40); do
        from=$(now)
        must "$@"
        times+=($(($(now) - from)))
    done
    mapfile -t sorted < <(printf '%s\n' "${times[@]}" | sort -n)
    row "$title" "$((sorted[20] / 1000)) / $((sorted[38] / 1000)) ms"
}
throughput() { # title, bytes, command
    local title=$1 bytes=$2 from took
    shift 2
    from=$(now)
    must "$@"
    took=$(($(now) - from))
    row "$title" "$((bytes / (took > 0 ? took : 1))) MB/s"
}

mkdir "$work/db2inst1"
must "$program/db2icrt" "$work/db2inst1" db2inst1
trap leave EXIT
# shellcheck disable=SC1091
. "$work/db2inst1/sqllib/db2profile"
must db2start
must db2 "CREATE DATABASE bench"
# The last doubling is one unit of work of half of all rows: the log must hold it.
must db2 "UPDATE DB CFG FOR bench USING LOGFILSIZ 65536 LOGPRIMARY 4 LOGSECOND 8"
must db2 "CONNECT TO bench"
must db2 "CREATE TABLE small (id INTEGER NOT NULL, note VARCHAR(60))"
must db2 "CREATE TABLE big (id INTEGER NOT NULL, filler VARCHAR(1024))"

printf '%-46s %12s\n%s\n' "what" "median / p95" "-----------------------------------------------------------"
latency "db2level (a process, no instance)" db2level
latency "db2 VALUES 1 (front end, back end, engine)" db2 "VALUES 1"
latency "db2 INSERT, committed" db2 "INSERT INTO small VALUES (1, 'a row')"
latency "db2 SELECT COUNT(*)" db2 "SELECT COUNT(*) FROM small"

filler=$(printf 'x%.0s' $(seq 1000))
must db2 "INSERT INTO big VALUES (1, '$filler')"
from=$(now)
for ((n = 1; n < rows; n *= 2)); do must db2 "INSERT INTO big SELECT id + $n, filler FROM big"; done
row "$n rows of 1 KB inserted by doubling" "$(seconds $(($(now) - from)))"
must db2 "CONNECT RESET"

# The containers: what a backup reads.
bytes=$(find "$work/db2inst1" -type f -name 'C0*.*' -print0 | du -cb --files0-from=- | tail -1 | cut -f1)
row "size of its table spaces" "$((bytes / 1000000)) MB"
throughput "BACKUP TO /dev/null" "$bytes" db2 "BACKUP DATABASE bench TO /dev/null"
throughput "BACKUP TO /dev/null COMPRESS" "$bytes" db2 "BACKUP DATABASE bench TO /dev/null COMPRESS"
mkdir "$work/images"
throughput "BACKUP to a folder" "$bytes" db2 "BACKUP DATABASE bench TO $work/images"
throughput "RESTORE from that folder" "$bytes" db2 "RESTORE DATABASE bench FROM $work/images INTO bench2"
