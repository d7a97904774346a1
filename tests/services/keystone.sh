#!/usr/bin/env bash
# OpenStack Keystone (v3) on 127.0.0.1, and a second Swift proxy that trusts it, before the same disk as swift.sh's.
#   keystone.sh start|stop|status|env        start starts swift.sh too; stop leaves that one running
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$here/swift-proxy.sh"
servers=(keystone proxy)

show_env() { cat "$own/seeded.env" 2>/dev/null; }

configure_keystone() {
    mkdir -p "$own/etc"
    cat >"$own/etc/keystone.conf" <<END
[DEFAULT]
use_stderr = true

[database]
connection = sqlite:///$own/keystone.db

[identity]
# the weakest there is: nobody waits for a login in a test
password_hash_rounds = 4

[cache]
enabled = true
backend = dogpile.cache.memory_pickle

[fernet_tokens]
key_repository = $own/keys/tokens

[fernet_receipts]
key_repository = $own/keys/tokens

[credential]
key_repository = $own/keys/credentials
END
}

manage() { keystone-manage --config-file "$own/etc/keystone.conf" "$@" >>"$own/log/manage" 2>&1 9>&-; }

make_database() {
    local who=(--keystone-user "$(id -un)" --keystone-group "$(id -gn)") url pids=() id
    url=http://127.0.0.1:$(port keystone)/v3
    rm -rf "$own/keystone.db"* "$own/keys" "$own/seeded.env"
    mkdir -p "$own/keys"
    mkdir -m 700 "$own/keys/tokens" "$own/keys/credentials"
    manage db_sync & pids+=($!)
    manage fernet_setup "${who[@]}" & pids+=($!)
    manage credential_setup "${who[@]}" & pids+=($!)
    for id in "${pids[@]}"; do wait "$id" || die "keystone-manage failed; its log is $own/log/manage"; done
    # Keystone reads while it writes: only a write-ahead log lets SQLite do both.
    /usr/bin/python3 -I -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("pragma journal_mode = wal")' "$own/keystone.db"
    manage bootstrap --bootstrap-username admin --bootstrap-password admin-key --bootstrap-region-id RegionOne \
        --bootstrap-public-url "$url" --bootstrap-internal-url "$url" --bootstrap-admin-url "$url" ||
        die "keystone-manage bootstrap failed; its log is $own/log/manage"
}

configure_proxy() {
    local swift=$state/swift url=http://127.0.0.1:$(port keystone)
    local as="auth_url = $url
auth_type = password
username = swift
password = swift-key
project_name = service
user_domain_name = Default
project_domain_name = Default"
    {
        proxy_head "$(port proxy)" "$(id -un)" "$swift/etc" "authtoken s3api s3token keystoneauth"
        # No cache: a token that was revoked stops working at once, which is what a test of it needs.
        cat <<END
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
www_authenticate_uri = $url
delay_auth_decision = true
token_cache_time = -1
$as

[filter:keystoneauth]
use = egg:swift#keystoneauth
operator_roles = admin, member

[filter:s3token]
use = egg:swift#s3token
auth_uri = $url/v3
$as

END
        # As another cluster: fewer segments in an object.
        sed 's/^max_manifest_segments = .*/max_manifest_segments = 100/' "$swift/etc/filters.conf"
    } >"$own/etc/proxy.conf"
}

ready() { answers "http://127.0.0.1:$(port keystone)/v3" && answers "http://127.0.0.1:$(port proxy)/healthcheck"; }

start() {
    need_packages python3-keystone python3-waitress curl swift-proxy swift-account swift-container swift-object memcached
    if all_run "${servers[@]}" && [ -s "$own/seeded.env" ] && ready; then "$here/swift.sh" start >/dev/null; return; fi
    end "${servers[@]}"
    "$here/swift.sh" start >/dev/null 9>&- & # and meanwhile:
    local swift=$!
    # The catalog has the ports in it.
    choose_ports "${servers[@]}" || rm -f "$own/seeded.env"
    configure_keystone
    [ -s "$own/seeded.env" ] || make_database
    launch keystone env "OS_KEYSTONE_CONFIG_DIR=$own/etc" OS_KEYSTONE_CONFIG_FILES=keystone.conf \
        /usr/bin/python3 -I "$here/python/run-keystone.py" "$(port keystone)"
    await keystone 120 answers "http://127.0.0.1:$(port keystone)/v3"
    if [ ! -s "$own/seeded.env" ]; then
        /usr/bin/python3 -I "$here/python/seed-keystone.py" "http://127.0.0.1:$(port keystone)/v3" "http://127.0.0.1:$(port proxy)" >"$own/seeded.new" ||
            die "Keystone's users could not be made"
        mv "$own/seeded.new" "$own/seeded.env"
    fi
    wait $swift || die "not here: Swift did not start"
    configure_proxy
    launch proxy /usr/bin/python3 -I "$here/python/run-swift.py" proxy "$state/swift/etc/swift.conf" "$own/etc/proxy.conf"
    await proxy 120 ready
}

enter
case ${1:-} in
    start) start; show_env ;;
    stop) end "${servers[@]}" ;;
    status) tell_status "${servers[@]}" ;;
    env) show_env ;;
    *) die "usage: keystone.sh start|stop|status|env" ;;
esac
