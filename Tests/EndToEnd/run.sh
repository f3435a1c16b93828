#!/usr/bin/env bash
# The end-to-end tests: the MongoDB-wire server's own, then those of the published binary. The last line is
# "N passed, N failed, N skipped".
#   Tests/EndToEnd/run.sh [-k TEXT]...    only the tests of the binary whose name contains one of the texts
# TRACELLM_MONITOR names another executable than dist/tracellm, TRACELLM_TEST_DATA a folder with more records (../shared).
set -euo pipefail

readonly PYTHON=/usr/bin/python3 # Debian's own: the packages below are made for it.
readonly PACKAGES=(python3-pyte python3-fastapi python3-uvicorn python3-websockets)

cd "$(dirname "${BASH_SOURCE[0]}")"
exec </dev/null
passed=0 failed=0 skipped=0
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

# Prints the names of the packages that this machine lacks.
missing_packages() {
    local package
    for package in "${PACKAGES[@]}"; do
        "$PYTHON" -c "import ${package#python3-}" 2>/dev/null || echo "$package"
    done
    command -v node >/dev/null || echo nodejs
    command -v npm >/dev/null || echo npm
}

ensure_packages() {
    local -a missing
    mapfile -t missing < <(missing_packages)
    if ((${#missing[@]} == 0)); then
        return
    fi

    if ! command -v apt-get >/dev/null || [[ "$(id -u)" != 0 ]]; then
        echo "run.sh: missing; install with: sudo apt-get install -y ${missing[*]}" >&2
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

# The number that `node --test` gives for one outcome in its closing lines.
node_count() {
    sed -nE "s/^# $1 ([0-9]+)$/\1/p" "$scratch/node.txt" | tail -1
}

# Prints what failed, and all of it when nothing was counted; a run that dies without counts is one failed test.
run_server_tests() {
    local status=0
    (cd mongo && node --test --test-reporter=tap test/*.test.mjs) >"$scratch/node.txt" 2>&1 || status=$?
    if [[ -z "$(node_count pass)" ]]; then
        cat "$scratch/node.txt"
        failed=$((failed + 1))
        return
    fi

    if ((status != 0)); then
        cat "$scratch/node.txt"
    fi
    passed=$((passed + $(node_count pass)))
    failed=$((failed + $(node_count fail) + $(node_count cancelled)))
    skipped=$((skipped + $(node_count skipped) + $(node_count todo)))
    echo "MongoDB-wire server: $(node_count pass) passed, $(node_count fail) failed"
}

run_monitor_tests() {
    "$PYTHON" run_tests.py "$@" 2>&1 | tee "$scratch/python.txt" | sed '/^[0-9]* passed, [0-9]* failed, [0-9]* skipped$/d' || true
    if [[ "$(tail -1 "$scratch/python.txt")" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
        passed=$((passed + BASH_REMATCH[1]))
        failed=$((failed + BASH_REMATCH[2]))
        skipped=$((skipped + BASH_REMATCH[3]))
    else
        failed=$((failed + 1))
    fi
}

ensure_packages
ensure_modules
run_server_tests
run_monitor_tests "$@"
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
