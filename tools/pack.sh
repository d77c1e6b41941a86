#!/usr/bin/env bash
# pack.sh TARGET BUILT OUT: packs the foamsite that was built in the folder BUILT for a target, with its documentation.
set -euo pipefail
target=$1 built=$2 out=$3
name=foamsite-$target
case $target in *-windows-*) exe=.exe ;; *) exe= ;; esac
rm -rf "${out:?}/$name"
mkdir -p "$out/$name"
cp "$built/foamsite$exe" README.md CHANGELOG.md "$out/$name/"
cd "$out"
if [ -n "$exe" ]; then 7z a -bso0 "$name.zip" "$name"; else tar -czf "$name.tgz" "$name"; fi
rm -rf "$name"
