# What the scripts of the test servers share; sourced by each of them.
#
# A server group (swift, keystone, azurite) has a folder below the state folder: run/ (who runs), log/, ports, data. Nothing
# listens on anything but 127.0.0.1. A process is known by its id and its start time, so an id that the kernel has given to
# somebody else is never taken for ours.
set -euo pipefail
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
group=$(basename "$0" .sh)

say() { printf '%s: %s\n' "$group" "$*" >&2; }
die() { say "$*"; exit 1; }

# One state folder per checkout and user, so that two checkouts never meet.
default_state() { printf '%s/db2backup-services-%s-%s' "${TMPDIR:-/tmp}" "$(id -u)" "$(printf '%s' "$here" | cksum | cut -d' ' -f1)"; }
state=${DB2BACKUP_SERVICES:-$(default_state)}

# Makes the group's folder and waits for whoever works on it: two starts at once are one start.
enter() {
    mkdir -p "$state/$group/run" "$state/$group/log"
    # The name is easily guessed: a folder that somebody else made is not ours to work in.
    [ -O "$state" ] || die "$state belongs to somebody else; name another folder with DB2BACKUP_SERVICES"
    own=$state/$group
    exec 9>"$own/lock"
    flock -w 300 9 || die "another start or stop has been holding $own/lock for five minutes"
}

# --- ports -----------------------------------------------------------------------------------------------------------

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# port NAME: the remembered one, else a free one, below the range that the system gives to clients.
port() {
    local known
    known=$(sed -n "s/^$1=//p" "$own/ports" 2>/dev/null)
    [ -n "$known" ] && printf '%s' "$known"
}

# choose_ports NAME...: keeps the remembered ports unless somebody else listens on one; then all are chosen anew.
# Returns 1 when they changed: what was configured with them is worth nothing any more.
choose_ports() {
    local name p all=yes
    for name; do
        p=$(port "$name") || all=
        [ -n "$p" ] && ! listens "$p" || all=
    done
    [ -z "$all" ] || return 0
    : >"$own/ports.new"
    for name; do
        while p=$((20000 + (RANDOM * 32768 + RANDOM) % 12000)); grep -q "=$p\$" "$own/ports.new" || listens "$p"; do :; done
        echo "$name=$p" >>"$own/ports.new"
    done
    mv "$own/ports.new" "$own/ports"
    return 1
}

# --- processes -------------------------------------------------------------------------------------------------------

# Field 22 of /proc/ID/stat; nothing for a process that is gone or a zombie that nobody collects.
born() {
    local stat
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
    set -- ${stat##*) }
    [ "$1" = Z ] || printf '%s' "${20}"
}

runs() { # NAME
    local id time
    { read -r id time <"$own/run/$1"; } 2>/dev/null || return 1
    [ -n "$time" ] && [ "$(born "$id")" = "$time" ]
}

all_run() { local name; for name; do runs "$name" || return 1; done; }

# launch NAME COMMAND...: in a session of its own, with no file of ours open but its log.
launch() {
    local name=$1 id
    shift
    setsid "$@" </dev/null >>"$own/log/$name" 2>&1 9>&- &
    id=$!
    printf '%s %s\n' "$id" "$(born "$id")" >"$own/run/$name"
}

# await NAME SECONDS COMMAND...: until the command succeeds, and no longer than the server lives.
await() {
    local name=$1 until=$((SECONDS + $2))
    shift 2
    until "$@" >/dev/null 2>&1; do
        if ! runs "$name" || [ $SECONDS -ge $until ]; then
            tail -n 15 "$own/log/$name" >&2 || true
            die "$name did not come up; its log is $own/log/$name"
        fi
        sleep 0.1
    done
}

# end NAME...: asks, waits ten seconds, then kills: only processes that we started.
end() {
    local name id time tries
    for name; do
        if runs "$name"; then read -r id time <"$own/run/$name"; kill -TERM "$id" 2>/dev/null || true; fi
    done
    for name; do
        tries=100
        while runs "$name"; do
            if [ $((tries -= 1)) -le 0 ]; then read -r id time <"$own/run/$name"; kill -KILL "$id" 2>/dev/null || true; break; fi
            sleep 0.1
        done
        rm -f "$own/run/$name"
    done
}

tell_status() {
    local name rc=0
    for name; do
        if runs "$name"; then say "$name runs, process $(cut -d' ' -f1 "$own/run/$name")"; else say "$name does not run"; rc=3; fi
    done
    return $rc
}

# A proxy in the environment is not for servers on this machine.
ask() { curl -s --noproxy '*' --max-time 10 "$@"; }
answers() { ask -f -o /dev/null "$@"; }

# --- packages --------------------------------------------------------------------------------------------------------

missing_packages() {
    local name
    for name; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || printf '%s ' "$name"
    done
}

# need_packages NAME...: installs what is missing. Dies with one line when that is impossible.
need_packages() {
    local missing
    command -v dpkg-query >/dev/null || die "not here: it is installed from Debian's packages ($*), and this is no Debian or Ubuntu"
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    [ "$(id -u)" = 0 ] || die "not here: ${missing% } would have to be installed, which only root can do (apt-get install ${missing% })"
    say "installing ${missing% }"
    # One installation at a time, whichever group asks.
    exec 8>"$state/install.lock"
    flock -w 600 8 || die "another installation has been running for ten minutes"
    install_packages $missing || { tail -n 3 "$own/log/apt" >&2; die "not here: apt-get could not install ${missing% }; its log is $own/log/apt"; }
    exec 8>&-
}

install_packages() {
    local policy=/usr/sbin/policy-rc.d lent= rc=0
    # Debian's packages start their servers when installed, unless this file says no. Ours is taken away again.
    if [ ! -e $policy ]; then
        lent=yes
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod 755 $policy
    fi
    local get=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 --no-install-recommends install)
    "${get[@]}" "$@" </dev/null >"$own/log/apt" 2>&1 8>&- 9>&- || {
        rc=0
        apt-get -q update </dev/null >>"$own/log/apt" 2>&1 8>&- 9>&- && "${get[@]}" "$@" </dev/null >>"$own/log/apt" 2>&1 8>&- 9>&- || rc=1
    }
    [ -z "$lent" ] || rm -f $policy
    return $rc
}
