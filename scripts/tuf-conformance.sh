#!/bin/sh
# Runs the public TUF conformance suite against scripts/tuf-client; needs a checkout of the suite and its Python, fetches nothing.
#
#   git clone https://github.com/theupdateframework/tuf-conformance
#   python3 -m venv venv && venv/bin/pip install ./tuf-conformance   # and apt-get install faketime
#   TUF_CONFORMANCE=$PWD/tuf-conformance PYTHON=$PWD/venv/bin/python scripts/tuf-conformance.sh
#
# Further words go to pytest: `-k rollback`, `-x`. Each case starts the client several times, so the client is bundled
# first, which halves the time; TUF_CLIENT names another client to judge, such as scripts/tuf-client itself.
set -eu
checkout=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd)
suite=${TUF_CONFORMANCE:?name a checkout of github.com/theupdateframework/tuf-conformance in TUF_CONFORMANCE}
python=${PYTHON:-python3}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
client=$(readlink -f -- "${TUF_CLIENT:-$folder/tuf-client}")
if [ -z "${TUF_CLIENT:-}" ]; then
  "$checkout/node_modules/.bin/esbuild" "$checkout/scripts/tuf/main.ts" --bundle --platform=node --format=esm \
    --banner:js="import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" \
    --log-level=warning --outfile="$folder/tuf-client.mjs"
  printf '#!/bin/sh\nexec node "%s/tuf-client.mjs" "$@"\n' "$folder" >"$client"
  chmod +x "$client"
fi
cd "$suite"
"$python" -m pytest tuf_conformance --entrypoint "$client" -q "$@"
