#!/bin/sh
# Installs what the tests need besides Python (browser, office suite, Poppler, Japanese font) where apt can do it
# without asking; elsewhere says loudly what will be skipped. Never fails: the tests themselves say what was left out.
set -u
cd "$(dirname "$0")/../.."
python=${PYTHON:-python3}
capabilities() { "$python" tests/system/capabilities.py "$1"; }

packages=$(capabilities packages | tr '\n' ' ')
[ -n "${packages% }" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
    as_root="sudo -n"
    sudo -n true 2>/dev/null || as_root=no
fi

apt() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

install() {
    # shellcheck disable=SC2086
    apt update && apt install --no-install-recommends $packages
}

if command -v apt-get >/dev/null 2>&1 && [ "$as_root" != no ]; then
    echo "kikitori: installing for the tests: $packages"
    log=$(mktemp)
    install >"$log" 2>&1 || { sleep 5; install >"$log" 2>&1; } || tail -n 20 "$log"
    rm -f "$log"
fi
capabilities warnings
