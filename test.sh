#!/usr/bin/env bash
# Everything that CI runs. Needs neither a terminal nor an answer; the last line is "N passed, N failed, N skipped".
#   ./test.sh          format, build, unit tests, publish, end-to-end tests
#   ./test.sh --unit   format, build, unit tests: needs the .NET SDK only
# A step that fails without counting tests counts as one failed test.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
exec </dev/null

passed=0 failed=0 skipped=0
scratch="$(mktemp -d)"
problems="$scratch/problems.txt"
trap 'rm -rf "$scratch"' EXIT

# Runs a step under a headline; its duration follows. A failure is counted, and the steps after it run all the same.
step() {
    local name="$1" started="$SECONDS" failed_before="$failed" result=ok
    shift
    echo "== $name"
    if ! "$@"; then
        result=FAILED
        if ((failed == failed_before)); then
            failed=$((failed + 1))
        fi
        echo "$name failed" >>"$problems"
    fi
    echo "== $name: $result ($((SECONDS - started)) s)"
    echo
    [[ $result == ok ]]
}

check_format() {
    dotnet format TraceLlm.Monitor.csproj --verify-no-changes && dotnet format Tests/TraceLlm.Monitor.Tests.csproj --verify-no-changes &&
        dotnet format Tests/EndToEnd/crash/CrashProbe.csproj --verify-no-changes &&
        dotnet format Tests/EndToEnd/replay/ReplayScenarios.csproj --verify-no-changes &&
        dotnet format bench/frames/FrameProbe.csproj --verify-no-changes
}

# The product and the tests; a warning is an error (Directory.Build.props).
build() {
    dotnet build Tests/TraceLlm.Monitor.Tests.csproj -nologo -clp:NoSummary
}

run_unit_tests() {
    local status=0 results="$scratch/unit.trx"
    dotnet test Tests/TraceLlm.Monitor.Tests.csproj --no-build --nologo --results-directory "$scratch" \
        --logger "trx;LogFileName=unit.trx" --blame-hang-timeout 5m --blame-hang-dump-type none || status=$?
    if [[ -f "$results" ]]; then
        count_results "$results"
        grep -o '<UnitTestResult [^>]*outcome="Failed"' "$results" | sed -E 's/.* testName="([^"]*)".*/failed  \1/' >>"$problems" || true
    fi

    return "$status"
}

# Adds the counts of a results file of `dotnet test`: whatever ran and did not pass has failed, what did not run was skipped.
count_results() {
    local counters total executed good
    counters="$(grep -o '<Counters [^>]*>' "$1")"
    total="$(counter total)"
    executed="$(counter executed)"
    good="$(counter passed)"
    passed=$((passed + good))
    failed=$((failed + executed - good))
    skipped=$((skipped + total - executed))
}

counter() {
    sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$counters"
}

run_end_to_end_tests() {
    local status=0 output="$scratch/end-to-end.txt"
    Tests/EndToEnd/run.sh 2>&1 | tee "$output" || status=$?
    grep -A 12 -E '^(failed|unsteady) ' "$output" | grep -v '^passed ' >>"$problems" || true
    if [[ "$(tail -1 "$output")" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
        passed=$((passed + BASH_REMATCH[1]))
        failed=$((failed + BASH_REMATCH[2]))
        skipped=$((skipped + BASH_REMATCH[3]))
        return $((status != 0 || BASH_REMATCH[2] > 0))
    fi

    echo "Tests/EndToEnd/run.sh ended without its counts"
    return 1
}

# Prints once more what failed, and the counts; the exit code tells whether all is well. That no test ran at all is not well.
finish() {
    if [[ -s "$problems" ]]; then
        echo "== What failed"
        cat "$problems"
        echo
    fi

    if ((passed + failed + skipped == 0)); then
        echo "no test ran"
        failed=1
    fi

    echo "$passed passed, $failed failed, $skipped skipped"
    ((failed == 0)) || exit 1
    exit 0
}

if [[ $# -gt 1 || ("${1:-}" != "" && "${1:-}" != --unit) ]]; then
    echo "test.sh: the only option is --unit" >&2
    exit 2
fi

./publish.sh --check-sdk
step "Format" check_format || true
step "Build" build || finish
step "Unit tests" run_unit_tests || true
if [[ "${1:-}" == --unit ]]; then
    finish
fi

step "Publish" ./publish.sh || finish
if [[ -x Tests/EndToEnd/run.sh ]]; then
    step "End-to-end tests" run_end_to_end_tests || true
fi

finish
