#!/usr/bin/env bash
# Makes sure that what the end-to-end tests and the benchmarks stand on is there: Debian's Python packages, Node.js, OpenSSL's
# program, the modules of the MongoDB-wire server, terminal emulators, Unicode's data files. Installs what is missing as root on
# Debian and Ubuntu, else prints the one command that does.
set -euo pipefail

readonly PYTHON=/usr/bin/python3 # Debian's own: the packages below are made for it.
readonly PACKAGES=(python3-pyte python3-wcwidth python3-fastapi python3-uvicorn python3-websockets)

cd "$(dirname "${BASH_SOURCE[0]}")"
exec </dev/null

# Prints the names of the packages that this machine lacks.
missing_packages() {
    local package
    for package in "${PACKAGES[@]}"; do
        "$PYTHON" -c "import ${package#python3-}" 2>/dev/null || echo "$package"
    done
    command -v node >/dev/null || echo nodejs
    command -v npm >/dev/null || echo npm
    command -v tmux >/dev/null || echo tmux
    command -v xterm >/dev/null || echo xterm
    command -v Xvfb >/dev/null || echo xvfb
    [[ -f /usr/share/unicode/EastAsianWidth.txt ]] || echo unicode-data
    command -v openssl >/dev/null || echo openssl
}

ensure_packages() {
    local -a missing
    mapfile -t missing < <(missing_packages)
    if ((${#missing[@]} == 0)); then
        return
    fi

    if ! command -v apt-get >/dev/null || [[ "$(id -u)" != 0 ]]; then
        echo "missing: ${missing[*]}; install with: sudo apt-get install -y ${missing[*]}" >&2
        exit 1
    fi
    echo "Installing ${missing[*]} ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Leaves what is installed alone while the lock file is the one that it was installed from.
ensure_modules() {
    if ! cmp -s mongo/package-lock.json mongo/node_modules/installed-from.json; then
        (cd mongo && npm ci --no-progress --loglevel=error)
        cp mongo/package-lock.json mongo/node_modules/installed-from.json
    fi
}

ensure_packages
ensure_modules
