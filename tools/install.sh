#!/bin/sh
# install.sh VERSION FOLDER: fetches the released foamsite of this machine's kind, checks its sum and puts it in FOLDER.
# It needs curl, and tar or (on Windows) unzip.
set -eu
version=${1:?"say which version: install.sh VERSION FOLDER"}
folder=${2:?"say where to: install.sh VERSION FOLDER"}
releases=${FOAMSITE_RELEASES:-https://github.com/foamsite/foamsite/releases/download}

case $(uname -m) in
  x86_64 | amd64) cpu=x86_64 ;;
  arm64 | aarch64) cpu=aarch64 ;;
  *) echo "install.sh: there is no release for a processor $(uname -m); compile it: cargo install foamsite" >&2 && exit 1 ;;
esac
kind=tgz
case $(uname -s) in
  Linux) target=$cpu-unknown-linux-musl ;; # needs nothing of the system
  Darwin) target=$cpu-apple-darwin ;;
  MINGW* | MSYS* | CYGWIN*) target=x86_64-pc-windows-msvc kind=zip ;;
  *) echo "install.sh: there is no release for $(uname -s); compile it: cargo install foamsite" >&2 && exit 1 ;;
esac

name=foamsite-$target
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for file in "$name.$kind" SHA256SUMS; do
  curl -fsSL --retry 3 -o "$work/$file" "$releases/v$version/$file"
done
sum() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi; }
want=$(sed -n "s/^\([0-9a-f]\{64\}\)[ *]*$name\.$kind\$/\1/p" "$work/SHA256SUMS")
have=$(sum "$work/$name.$kind" | cut -d' ' -f1)
if [ -z "$want" ] || [ "$want" != "$have" ]; then
  echo "install.sh: $name.$kind is not what SHA256SUMS says; nothing was installed" >&2
  exit 1
fi
if [ "$kind" = zip ]; then unzip -q "$work/$name.zip" -d "$work"; else tar -xzf "$work/$name.tgz" -C "$work"; fi
mkdir -p "$folder"
cp "$work/$name"/foamsite* "$folder/"
