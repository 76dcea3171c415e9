#!/bin/sh
# Prints the path of a dvc program: the one on PATH, or one installed into a folder of its own below the system's temporary folder.
set -eu
if command -v dvc; then exit 0; fi
venv="${TMPDIR:-/tmp}/skysort-bench-dvc"
if ! "$venv/bin/dvc" --version >/dev/null 2>&1; then
  python3 -m venv "$venv" >&2
  "$venv/bin/pip" install --quiet dvc >&2
fi
echo "$venv/bin/dvc"
