#!/usr/bin/env bash
# Azurite's blob service on 127.0.0.1, twice: plain (account key, SAS) and over https with OAuth tokens.
#   azurite.sh start|stop|status|env
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
servers=(plain secure)
version=3.35.0
# Account and key of every Azure storage emulator, published by Microsoft.
account=devstoreaccount1
key=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==

show_env() {
    local plain secure
    plain=$(port plain) && secure=$(port secure) || return 1
    cat <<END
export DB2TEST_AZURITE_ACCOUNT=$account
export DB2TEST_AZURITE_KEY=$key
export DB2TEST_AZURITE_URL=http://127.0.0.1:$plain/$account
export DB2TEST_AZURITE_HTTPS_URL=https://127.0.0.1:$secure/$account
export DB2TEST_AZURITE_CERTIFICATE=$own/certificate.pem
END
}

# 186 MB of packages: kept for all checkouts of this user.
program_folder() { printf '%s/db2backup/azurite-%s' "${XDG_CACHE_HOME:-${HOME:-$own}/.cache}" "$version"; }

need_azurite() {
    local folder
    folder=$(program_folder)
    program=$folder/node_modules/azurite/dist/src/blob/main.js
    command -v node >/dev/null || need_packages nodejs
    [ ! -f "$folder/installed" ] || return 0
    mkdir -p "$folder"
    # Another checkout may be at it.
    exec 8>"$folder/lock"
    flock -w 600 8 || die "another installation has been running for ten minutes"
    if [ ! -f "$folder/installed" ]; then
        command -v npm >/dev/null || need_packages npm
        say "installing azurite $version with npm"
        npm install --prefix "$folder" --ignore-scripts --no-audit --no-fund --no-save "azurite@$version" </dev/null >"$own/log/npm" 2>&1 8>&- 9>&- ||
            { tail -n 3 "$own/log/npm" >&2; die "not here: npm could not install azurite $version; its log is $own/log/npm"; }
        touch "$folder/installed"
    fi
    exec 8>&-
}

# Without a signature Azurite refuses; that it refuses shows that it listens.
refuses() { [ "$(ask -k -o /dev/null -w '%{http_code}' "$1")" -ge 400 ]; }

run_azurite() { # NAME OPTIONS...
    local name=$1
    shift
    mkdir -p "$own/$name"
    # The SDKs are ahead of what Azurite knows: versions are not compared.
    launch "$name" node "$program" --blobHost 127.0.0.1 --blobPort "$(port "$name")" --location "$own/$name" \
        --skipApiVersionCheck --disableTelemetry --silent "$@"
}

start() {
    need_packages curl openssl
    need_azurite
    if all_run "${servers[@]}"; then return; fi
    end "${servers[@]}"
    choose_ports "${servers[@]}" || true
    [ -s "$own/certificate.pem" ] || openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$own/key.pem" -out "$own/certificate.pem" 2>"$own/log/openssl" ||
        die "openssl could not make a certificate; its log is $own/log/openssl"
    run_azurite plain
    run_azurite secure --cert "$own/certificate.pem" --key "$own/key.pem" --oauth basic
    await plain 120 refuses "http://127.0.0.1:$(port plain)/"
    await secure 120 refuses "https://127.0.0.1:$(port secure)/"
}

enter
case ${1:-} in
    start) start; show_env ;;
    # What tests stored is worth nothing afterwards.
    stop) end "${servers[@]}"; rm -rf "$own/plain" "$own/secure" ;;
    status) tell_status "${servers[@]}" ;;
    env) show_env ;;
    *) die "usage: azurite.sh start|stop|status|env" ;;
esac
