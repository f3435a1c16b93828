#!/usr/bin/env bash
# Publishes tracellm for this machine: one native file, dist/tracellm. Runs from any directory; quick when nothing has changed.
#   ./publish.sh               needs the .NET SDK; a missing linker is installed where that is possible without asking
#   ./publish.sh --check-sdk   only makes sure that the SDK is there
set -euo pipefail

readonly SDK_MAJOR=10 # The sources are C# 14; the framework they are built for is in Directory.Build.props.
readonly DOWNLOAD_PAGE="https://dotnet.microsoft.com/download"

cd "$(dirname "${BASH_SOURCE[0]}")"

fail() {
    echo "publish.sh: $*" >&2
    exit 1
}

check_sdk() {
    command -v dotnet >/dev/null || fail "the .NET SDK $SDK_MAJOR is missing; install it from $DOWNLOAD_PAGE"
    local newest
    newest="$(dotnet --list-sdks | cut -d. -f1 | sort -n | tail -1)"
    if [[ ! "$newest" =~ ^[0-9]+$ ]] || ((newest < SDK_MAJOR)); then
        fail "the .NET SDK $SDK_MAJOR is needed and ${newest:-none} is here; install it from $DOWNLOAD_PAGE"
    fi
}

# The runtime identifier of this machine. The SDK would name one by itself, but not the one of the C library in use.
runtime_identifier() {
    local libc="linux" processor
    # musl's ldd knows no --version: it names itself on stderr and fails.
    if [[ "$(ldd --version 2>&1 || true)" == *musl* ]]; then
        libc="linux-musl"
    fi

    case "$(uname -m)" in
        x86_64 | amd64) processor="x64" ;;
        aarch64 | arm64) processor="arm64" ;;
        *) fail "this processor ($(uname -m)) is not supported; x86_64 and aarch64 are" ;;
    esac
    echo "$libc-$processor"
}

# A C compiler that links, with zlib's header and library: what the Native AOT compiler needs of the machine.
has_linker() {
    local compiler
    for compiler in clang gcc; do
        if command -v "$compiler" >/dev/null; then
            echo 'int main(void) { return 0; }' | "$compiler" -x c -include zlib.h -o /dev/null - -lz 2>/dev/null
            return
        fi
    done
    return 1
}

ensure_linker() {
    if has_linker; then
        return
    fi

    local -a packages=(gcc libc6-dev zlib1g-dev)
    if command -v apt-get >/dev/null && [[ "$(id -u)" == 0 ]]; then
        echo "Installing ${packages[*]} ..."
        apt-get update -qq </dev/null
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" </dev/null >/dev/null
        has_linker || fail "${packages[*]} are installed, yet a program that uses zlib does not link"
    elif command -v apt-get >/dev/null; then
        fail "a linker or zlib's headers are missing; install them: sudo apt-get install -y ${packages[*]}"
    elif command -v apk >/dev/null; then
        fail "a linker or zlib's headers are missing; install them: apk add gcc musl-dev zlib-dev"
    elif command -v dnf >/dev/null; then
        fail "a linker or zlib's headers are missing; install them: sudo dnf install -y gcc zlib-devel"
    else
        fail "a linker or zlib's headers are missing; install gcc and the development files of zlib"
    fi
}

# Publishes beside the other build products, so that dist/ receives the one file that matters and never a half-written one.
publish() {
    local rid="$1" staging="obj/publish/$1" log="obj/publish/$1.log"
    mkdir -p "$staging"
    if ! dotnet publish TraceLlm.Monitor.csproj -c Release -r "$rid" -o "$staging" -nologo </dev/null >"$log" 2>&1; then
        cat "$log" >&2
        fail "the build failed"
    fi

    if grep -E '(^|[ :])warning( [A-Z]+[0-9]+)?:' "$log" >&2; then
        # Without this, the next run would find its products up to date and say nothing.
        rm -rf "obj/Release" "$staging"
        fail "the build gave warnings"
    fi

    rm -rf dist
    mkdir dist
    cp "$staging/tracellm" dist/tracellm
}

check_sdk
if [[ "${1:-}" == --check-sdk ]]; then
    exit 0
fi

[[ $# == 0 ]] || fail "unknown argument '$1'"
ensure_linker
rid="$(runtime_identifier)"
publish "$rid"
echo "dist/tracellm: $rid, $(stat -c %s dist/tracellm) bytes"
