#!/usr/bin/env bash
# What action.yml runs: fetches foamsite, or compiles it, and builds a site. All it needs is in the environment.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
bin=${RUNNER_TEMP:?}/foamsite-bin
version=${INPUT_VERSION:-$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/Cargo.toml" | head -1)}

if [ "$version" = source ]; then
  cargo install --quiet --locked --path "$here" --root "$RUNNER_TEMP/foamsite-source"
  bin=$RUNNER_TEMP/foamsite-source/bin
else
  sh "$here/tools/install.sh" "${version#v}" "$bin"
fi

output=${INPUT_OUTPUT:-${INPUT_VAULT:-.}/public}
flags=(--output "$output")
[ -z "${INPUT_BASE_URL:-}" ] || flags+=(--base-url "$INPUT_BASE_URL")
case ${INPUT_STRICT:-false} in
  true) flags+=(--strict) ;;
  false) ;;
  *) echo "::error::strict is true or false, not $INPUT_STRICT" && exit 2 ;;
esac
"$bin/foamsite" build "${flags[@]}" -- "${INPUT_VAULT:-.}"
echo "path=$output" >>"${GITHUB_OUTPUT:-/dev/null}"
