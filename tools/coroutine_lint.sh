#!/usr/bin/env bash
# Finds the coroutine forms that g++ 12 miscompiles.
#   tools/coroutine_lint.sh <build folder with compile_commands.json> [files...]   default: all sources that co_await
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ $# -lt 1 || $1 == --help ]]; then
    sed -n '2,3s/^# //p' "$0"
    exit 2
fi
build=$1
shift
query=${CLANG_QUERY:-clang-query-19}
files=("$@")
if [[ ${#files[@]} -eq 0 ]]; then
    mapfile -t files < <(grep -rl --include='*.cpp' 'co_await' src)
fi

output=$("$query" -p "$build" --extra-arg=-Wno-unknown-warning-option -f tools/coroutine_lint.query "${files[@]}" 2>&1)
matches=$(grep -cE 'Match #[0-9]+' <<<"$output" || true)
if grep -qE '(^|: )(fatal )?error:' <<<"$output" || ! grep -qE '^[0-9]+ match(es)?\.$' <<<"$output"; then
    printf '%s\n' "$output" >&2
    echo "coroutine lint: a file did not parse" >&2
    exit 1
fi
if [[ $matches -gt 0 ]]; then
    printf '%s\n' "$output" >&2
    echo "coroutine lint: $matches forbidden forms" >&2
    exit 1
fi
echo "coroutine lint: ${#files[@]} files, nothing found"
