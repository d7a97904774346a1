#!/usr/bin/env bash
# The object stores that tests talk to, all of them or those that are named, on 127.0.0.1:
#   services.sh start|stop|status|env|remove [swift] [keystone] [azurite]
# start is quick when they run already, prints what tests need to know (variables, for eval) on standard output, and tells in one line
# each what cannot run here; its exit code is then 3. stop ends what was started from this checkout and nothing else; remove also
# takes away the state folder: DB2BACKUP_SERVICES, else one of this checkout's own among the temporary folders.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() { sed -n 's/^# \{0,1\}//; 2,6p' "$0" >&2; exit 2; }
task=${1:-}
[ $# -eq 0 ] || shift
groups=("$@")
[ $# -gt 0 ] || groups=(swift keystone azurite)
for name in "${groups[@]}"; do case $name in swift | keystone | azurite) ;; *) usage ;; esac; done

start() {
    local name missing=() pids=() rc=0 i
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    for name in "${groups[@]}"; do
        "$here/$name.sh" start >"$work/$name.env" 2>"$work/$name.said" </dev/null &
        pids+=($!)
    done
    for i in "${!groups[@]}"; do
        name=${groups[$i]}
        if wait "${pids[$i]}"; then
            cat "$work/$name.env"
        else
            rc=3
            missing+=("$name")
        fi
        cat "$work/$name.said" >&2
    done
    printf 'export DB2TEST_MISSING=%q\n' "${missing[*]:-}"
    return $rc
}

each() { # task, in an order in which nothing is taken away that another needs
    local name rc=0
    for name in azurite keystone swift; do
        [[ " ${groups[*]} " == *" $name "* ]] || continue
        [ -d "$state/$name" ] || { [ "$1" != status ] || rc=3; continue; }
        "$here/$name.sh" "$1" || rc=3
    done
    return $rc
}

case $task in
    start) start ;;
    stop | status | env) each "$task" ;;
    remove) each stop && rm -rf "$state" ;;
    *) usage ;;
esac
