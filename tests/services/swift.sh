#!/usr/bin/env bash
# OpenStack Swift on 127.0.0.1, one disk (a folder): proxy with TempAuth and the S3 interface, account, container and object server, memcached.
#   swift.sh start|stop|status|env
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
servers=(memcached account container object proxy)

show_env() {
    local p
    p=$(port proxy) || return 1
    cat <<END
export DB2TEST_SWIFT_AUTH=http://127.0.0.1:$p/auth/v1.0
export DB2TEST_SWIFT_USER=db2:dba
export DB2TEST_SWIFT_KEY=dba-key
export DB2TEST_SWIFT_READER=db2:reader
export DB2TEST_SWIFT_READER_KEY=reader-key
export DB2TEST_S3_ENDPOINT=http://127.0.0.1:$p
export DB2TEST_S3_ACCESS_KEY=db2:dba
export DB2TEST_S3_SECRET_KEY=dba-key
export DB2TEST_S3_REGION=us-east-1
END
}

# Swift keeps metadata in user attributes of files; a /tmp in memory may have none.
choose_disk() {
    local folder
    for folder in "$own/disk" "/var/tmp/$(basename "$state")" "$here/../../output/swift-disk"; do
        mkdir -p "$folder/disk" 2>/dev/null || continue
        if /usr/bin/python3 -I "$here/python/can-keep-attributes.py" "$folder/disk"; then (cd "$folder" && pwd) >"$own/disk-folder"; return; fi
        rm -rf "$folder"
    done
    die "not here: no folder with user extended attributes, which Swift's object server needs (ext4 and xfs have them)"
}

configure() {
    local etc=$own/etc disk user name
    disk=$(cat "$own/disk-folder") user=$(id -un)
    mkdir -p "$etc" "$own/cache"
    cat >"$etc/swift.conf" <<END
[swift-hash]
swift_hash_path_suffix = db2backup-tests

[storage-policy:0]
name = tests
default = yes
END
    for name in account container object; do
        # Long timeouts: nothing here repairs a listing later, so on a busy machine it must wait.
        cat >"$etc/$name.conf" <<END
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $(port $name)
workers = 0
user = $user
swift_dir = $etc
devices = $disk
mount_check = false
disable_fallocate = true
fallocate_reserve = 0
log_level = WARNING
conn_timeout = 20
node_timeout = 60
container_update_timeout = 60
recon_cache_path = $own/cache

[pipeline:main]
pipeline = healthcheck $name-server

[app:$name-server]
use = egg:swift#$name

[filter:healthcheck]
use = egg:swift#healthcheck
END
    done
    # 1000 segments and parts: what Swift allows if nobody changes it.
    cat >"$etc/filters.conf" <<END
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:$(port memcached)

[filter:s3api]
use = egg:swift#s3api
location = us-east-1
max_upload_part_num = 1000
# Tests of what may go wrong need no parts of the 5 MiB that S3 asks for.
min_segment_size = 1

[filter:slo]
use = egg:swift#slo
max_manifest_segments = 1000

[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_versioned_writes = true
allow_object_versioning = true

$(for name in catch_errors gatekeeper healthcheck proxy-logging listing_formats bulk copy container_quotas account_quotas dlo symlink; do
    printf '[filter:%s]\nuse = egg:swift#%s\n\n' "$name" "${name/-/_}"
done)
END
    {
        proxy_head "$(port proxy)" "$user" "$etc" "s3api tempauth"
        cat <<END
[filter:tempauth]
use = egg:swift#tempauth
user_db2_dba = dba-key .admin
user_db2_reader = reader-key
user_other_dba = other-key .admin

END
        cat "$etc/filters.conf"
    } >"$etc/proxy.conf"
    /usr/bin/python3 -I "$here/python/make-rings.py" "$etc" "$(port account)" "$(port container)" "$(port object)"
}

signs_in() {
    local token
    token=$(ask -D - -o /dev/null -H 'X-Auth-User: db2:dba' -H 'X-Auth-Key: dba-key' "http://127.0.0.1:$(port proxy)/auth/v1.0" |
        tr -d '\r' | sed -n 's/^[Xx]-[Aa]uth-[Tt]oken: //p')
    [ -n "$token" ] && answers -H "X-Auth-Token: $token" "http://127.0.0.1:$(port proxy)/v1/AUTH_db2"
}

start() {
    need_packages swift-proxy swift-account swift-container swift-object memcached curl
    if all_run "${servers[@]}" && signs_in; then return; fi
    end "${servers[@]}"
    choose_ports "${servers[@]}" || true
    choose_disk
    configure
    # TempAuth keeps its tokens in memcached and nowhere else.
    launch memcached memcached -l 127.0.0.1 -p "$(port memcached)" -U 0 -m 64 -u "$(id -un)"
    local name
    for name in account container object proxy; do
        launch $name /usr/bin/python3 -I "$here/python/run-swift.py" $name "$own/etc/swift.conf" "$own/etc/$name.conf"
    done
    for name in account container object proxy; do await $name 120 answers "http://127.0.0.1:$(port $name)/healthcheck"; done
    await proxy 60 signs_in
}

. "$here/swift-proxy.sh"
enter
case ${1:-} in
    start) start; show_env ;;
    # What tests stored is worth nothing afterwards.
    stop) end "${servers[@]}"; [ ! -s "$own/disk-folder" ] || rm -rf "$(cat "$own/disk-folder")" ;;
    status) tell_status "${servers[@]}" ;;
    env) show_env ;;
    *) die "usage: swift.sh start|stop|status|env" ;;
esac
