# Sourced by every script here: where things are, and how to say what is done.
# shellcheck shell=bash
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
LECTERN_CACHE=${LECTERN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lectern}
PATH=$LECTERN_CACHE/tools:$PATH
export ROOT LECTERN_CACHE PATH
export CCACHE_DIR=${CCACHE_DIR:-$LECTERN_CACHE/ccache}
# Two clones of one commit share compiled objects.
export CCACHE_BASEDIR=$ROOT CCACHE_NOHASHDIR=1
cd "$ROOT"

say() { printf '\n== %s\n' "$*"; }

die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# Prints the comment at the head of the script when --help is asked for.
if [[ "${1:-}" == --help || "${1:-}" == -h ]]; then
  awk 'NR > 1 && /^#/ { sub(/^# ?/, ""); print; next } NR > 1 { exit }' "$0"
  exit 0
fi
