#!/usr/bin/env bash
# The end-to-end tests: the MongoDB-wire server's own, then those of the published binary. The last line is
# "N passed, N failed, N skipped".
#   Tests/EndToEnd/run.sh [-k TEXT]...    only the tests of the binary whose name contains one of the texts
# TRACELLM_MONITOR names another executable than dist/tracellm, TRACELLM_TEST_DATA a folder with more records (../shared).
set -euo pipefail

# Paths are given from where the caller stands.
for name in TRACELLM_MONITOR TRACELLM_TEST_DATA; do
    if [[ -n "${!name:-}" ]]; then
        export "$name=$(realpath -m "${!name}")"
    fi
done

cd "$(dirname "${BASH_SOURCE[0]}")"
exec </dev/null
./prepare.sh
passed=0 failed=0 skipped=0
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

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
    /usr/bin/python3 run_tests.py "$@" 2>&1 | tee "$scratch/python.txt" | sed '/^[0-9]* passed, [0-9]* failed, [0-9]* skipped$/d' || true
    if [[ "$(tail -1 "$scratch/python.txt")" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
        passed=$((passed + BASH_REMATCH[1]))
        failed=$((failed + BASH_REMATCH[2]))
        skipped=$((skipped + BASH_REMATCH[3]))
    else
        failed=$((failed + 1))
    fi
}

dotnet build crash/CrashProbe.csproj -nologo -v quiet
dotnet build replay/ReplayScenarios.csproj -nologo -v quiet
run_server_tests
run_monitor_tests "$@"
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
