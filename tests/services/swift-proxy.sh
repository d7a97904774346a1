# The beginning of a Swift proxy's configuration; sourced by swift.sh and keystone.sh, whose proxies differ in who may do what.
proxy_head() { # port, user, folder of swift.conf and rings, middleware that authenticates
    cat <<END
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $1
workers = 0
user = $2
swift_dir = $3
log_level = WARNING

[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck proxy-logging cache listing_formats bulk $4 copy container_quotas account_quotas slo dlo versioned_writes symlink proxy-logging proxy-server

[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
conn_timeout = 20
node_timeout = 60
recoverable_node_timeout = 60

END
}
