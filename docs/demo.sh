#!/usr/bin/env bash
# A backup and three recoveries, typed as plain `db2` statements against the Db2 stand-in, and checked at each step.
# Started by: ./build.sh demo     (or: docs/demo.sh FOLDER-OF-THE-BUILT-STAND-IN)
#
# It lies in docs/ because it is documentation that runs: what it types can be typed by hand (docs/EMULATOR.md).
set -euo pipefail

program=$(cd "${1:?usage: docs/demo.sh FOLDER-OF-THE-BUILT-STAND-IN}" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/d2demo-XXXXXX")
home=$work/db2inst1 images=$work/images archive=$work/archive logs=$work/logs
mkdir "$images" "$archive" "$logs"
export DB2EMU_OWNER_PID=$$ # should this script be killed, the instance ends too
writer_pid=
started=$SECONDS

# --- telling and checking --------------------------------------------------------------------------------------------

step() { printf '\n== %s\n' "$*"; }
wrong() { printf '\nWRONG: %s\n' "$*" >&2; exit 1; }

# Types a statement: shows it and its answer, keeps both. The first argument is the exit code Db2 must give.
typed() {
    local expected=$1 code=0
    shift
    printf '$ %s\n' "$(quoted "$@")"
    "$@" >"$work/answer" 2>&1 </dev/null || code=$?
    answer=$(<"$work/answer")
    sed 's/^/  /' "$work/answer"
    [ "$code" = "$expected" ] || wrong "exit code $code instead of $expected"
}
quoted() {
    local words=("$1") word
    for word in "${@:2}"; do case $word in *[!A-Za-z0-9_/.:=-]*) words+=("\"$word\"") ;; *) words+=("$word") ;; esac; done
    printf '%s' "${words[*]}"
}
says() { grep -q -- "$1" "$work/answer" || wrong "the answer does not say: $1"; }
timestamp() { grep -oE '[0-9]{14}' "$work/answer" | tail -1; }
# Leaves the one number of a query in the named variable. Not by $(…): db2 would be another shell's child, whose back
# end has no connection.
number() {
    db2 -x "$2" >"$work/number" || wrong "$(<"$work/number")"
    printf -v "$1" '%d' "$(tr -d '[:space:]' <"$work/number")"
}

leave() {
    local code=$? processes
    trap - EXIT
    [ -z "$writer_pid" ] || kill "$writer_pid" 2>/dev/null || true
    if [ -e "$home/sqllib/db2profile" ]; then
        db2 terminate >/dev/null 2>&1 || true
        db2stop force >/dev/null 2>&1 || true
    fi
    rm -rf "$work"
    [ "$code" = 0 ] || printf '\nThe demo failed.\n' >&2
    exit "$code"
}
trap leave EXIT

# The processes of this instance: those with its home in their environment, this script and its children apart.
instance_processes() {
    local folder
    for folder in /proc/[0-9]*; do
        case "$(tr '\0' ' ' <"$folder/cmdline")" in *db2.dll*) ;; *) continue ;; esac
        if tr '\0' '\n' <"$folder/environ" | grep -qx "INSTHOME=$home"; then printf '%s\n' "${folder#/proc/}"; fi
    done 2>/dev/null
}

new_instance() {
    mkdir "$home"
    typed 0 "$program/db2icrt" "$home" db2inst1
    # shellcheck disable=SC1091
    . "$home/sqllib/db2profile"
    typed 0 db2start
    says SQL1063N
}

# Inserts rows as long as the file $work/write exists, and writes down each one that Db2 confirmed. A shell of its own:
# so it has a connection of its own.
writer() {
    bash -c '
        db2 connect to shop >/dev/null || exit 1
        id=1000
        while [ -e "$1/write" ]; do
            db2 "INSERT INTO orders VALUES ($id, '\''written while the backup runs'\'', CURRENT TIMESTAMP)" >"$1/insert" || { cat "$1/insert"; exit 1; }
            echo "$id" >>"$1/written"
            id=$((id + 1))
        done
        db2 terminate >/dev/null' writer "$work" &
    writer_pid=$!
}
written() { wc -l <"$work/written"; }

# Restores the online image and rolls forward as told; leaves what it finds in $rows, $first_mark, $second_mark and $last_id.
recover() {
    typed 0 db2 "RESTORE DATABASE shop FROM $images TAKEN AT $online LOGTARGET $logs"
    typed 4 db2 "CONNECT TO shop"
    says SQL1117N
    typed 0 db2 "ROLLFORWARD DATABASE shop $1"
    says 'not pending'
    rm -f "$logs"/*.LOG
    typed 0 db2 "CONNECT TO shop"
    number rows "SELECT COUNT(*) FROM orders"
    number first_mark "SELECT COUNT(*) FROM orders WHERE note = 'first mark'"
    number second_mark "SELECT COUNT(*) FROM orders WHERE note = 'second mark'"
    number last_id "SELECT MAX(id) FROM orders"
    typed 0 db2 "SELECT COUNT(*) AS HOW_MANY, MAX(id) AS LAST_ID FROM orders"
    typed 0 db2 "CONNECT RESET"
}
destroy() {
    step "Disaster: the instance's whole home is deleted, with the database, its active logs and its history"
    db2 terminate >/dev/null
    typed 0 db2stop
    rm -rf "$home"
    printf '  left: %d images, %d archived logs\n' "$(find "$images" -type f | wc -l)" "$(find "$archive" -type f | wc -l)"
    step "A new instance of the same name"
    new_instance
}

# --- the scenario ----------------------------------------------------------------------------------------------------

step "An instance of the stand-in"
new_instance
typed 0 db2level

step "A database with rows"
typed 0 db2 "CREATE DATABASE shop"
typed 0 db2 "CONNECT TO shop"
typed 0 db2 "CREATE TABLE orders (id INTEGER NOT NULL PRIMARY KEY, note VARCHAR(60), at TIMESTAMP)"
typed 0 db2 "INSERT INTO orders VALUES (1, 'before anything', CURRENT TIMESTAMP), (2, 'before anything', CURRENT TIMESTAMP)"
typed 0 db2 "CONNECT RESET"

step "Circular logging allows no online backup"
typed 4 db2 "BACKUP DATABASE shop ONLINE TO $images INCLUDE LOGS"
says SQL2413N

step "Archive logging on: from now on the database wants a backup first"
typed 0 db2 "UPDATE DB CFG FOR shop USING LOGARCHMETH1 DISK:$archive"
typed 4 db2 "CONNECT TO shop"
says SQL1116N
typed 0 db2 "BACKUP DATABASE shop TO $images"

step "An online backup with logs, while somebody keeps inserting"
: >"$work/written"
touch "$work/write"
writer
until [ "$(written)" -ge 3 ]; do
    kill -0 "$writer_pid" 2>/dev/null || wrong "the writer gave up"
    sleep 0.1
done
before_backup=$(written)
typed 0 db2 "BACKUP DATABASE shop ONLINE TO $images INCLUDE LOGS"
online=$(timestamp)
during_backup=$(written)
goal=$((during_backup + 5))
until [ "$(written)" -ge "$goal" ]; do sleep 0.1; done
rm "$work/write"
wait "$writer_pid" || wrong "the writer failed"
writer_pid=
all_written=$(written)
printf '  the writer knows of %d rows before, %d at the end of the backup, %d in all\n' "$before_backup" "$during_backup" "$all_written"

step "Two marked commits, with a moment between them"
typed 0 db2 "ARCHIVE LOG FOR DATABASE shop"
typed 0 db2 "CONNECT TO shop"
typed 0 db2 "INSERT INTO orders VALUES (3, 'first mark', CURRENT TIMESTAMP)"
sleep 1.1
between=$(date -u +%Y-%m-%d-%H.%M.%S.%6N)
sleep 1.1
typed 0 db2 "INSERT INTO orders VALUES (4, 'second mark', CURRENT TIMESTAMP)"
typed 0 db2 "CONNECT RESET"
typed 0 db2 "ARCHIVE LOG FOR DATABASE shop"
db2 get db cfg for shop >"$work/answer"
last=$(sed -n 's/^ First active log file *= *S0*\([0-9]*\)\.LOG.*/\1/p' "$work/answer")
[ -n "$last" ] || wrong "no first active log file in the configuration"
file=$(printf 'S%07d.LOG' $((last - 1)))
# ARCHIVE LOG is asynchronous: done means closed, the archive gets the file a little later.
for _ in $(seq 100); do [ -n "$(find "$archive" -name "$file")" ] && break; sleep 0.1; done
[ -n "$(find "$archive" -name "$file")" ] || wrong "$file did not reach the archive"
printf '  a moment between the marks: %s UTC; the last archived log: %s\n' "$between" "$file"

destroy
step "Recovery 1: to the end of the logs. Everything ever committed must be there"
recover "TO END OF LOGS AND STOP OVERFLOW LOG PATH ($logs)"
[ "$rows" = $((2 + all_written + 2)) ] || wrong "$rows rows instead of 2 + $all_written + 2"
[ "$first_mark$second_mark" = 11 ] || wrong "a marked row is missing"
proven="$rows of $rows rows at the end of the logs"

destroy
step "Recovery 2: to the moment between the marks. The first mark must be there, the second must not"
recover "TO $between USING UTC TIME AND STOP OVERFLOW LOG PATH ($logs)"
[ "$rows" = $((2 + all_written + 1)) ] || wrong "$rows rows instead of 2 + $all_written + 1"
[ "$first_mark$second_mark" = 10 ] || wrong "the marks are not as they were at that moment"
proven+=", $rows at the point in time"

destroy
step "Recovery 3: to the end of the backup, with nothing but the image: the archive is not asked"
recover "TO END OF BACKUP AND STOP OVERFLOW LOG PATH ($logs) NORETRIEVE"
[ "$first_mark$second_mark" = 00 ] || wrong "a row from after the backup is there"
known=$((rows - 2))
[ "$known" -ge "$before_backup" ] && [ "$known" -le $((during_backup + 1)) ] ||
    wrong "$known rows of the writer; it knew of $before_backup before and $during_backup after the backup"
[ "$last_id" = $((999 + known)) ] || wrong "the writer's rows have a gap: $known rows, the last is $last_id"
proven+=", $rows at the end of the backup, without a gap"

step "Nothing is left behind"
typed 0 db2 "DROP DATABASE shop"
db2 terminate >/dev/null
typed 0 db2stop
for _ in $(seq 70); do [ -z "$(instance_processes)" ] && break; sleep 0.1; done
[ -z "$(instance_processes)" ] || wrong "processes are left: $(instance_processes)"
[ -z "$(find "$logs" -type f)" ] || wrong "files are left in $logs"
printf '  no process of the instance\n'

printf '\nProven in %d s: %s; an online backup with a writer at work, restored three times from images and logs alone.\n' \
    $((SECONDS - started)) "$proven"
