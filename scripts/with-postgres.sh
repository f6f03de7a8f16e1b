#!/usr/bin/env bash
# Runs a command with ORANGE_TEST_POSTGRES naming a PostgreSQL of Debian's, made for this run and removed after it.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { echo "no PostgreSQL of Debian's here: scripts/install-debian.sh installs it" >&2; exit 1; }
dir=$(mktemp -d)
port=$(node -e "const s = require(\"net\").createServer().listen(0, \"127.0.0.1\", () => { console.log(s.address().port); s.close(); })")
as_postgres=()
if [ "$(id -u)" = 0 ]; then
  chown postgres "$dir"
  as_postgres=(runuser -u postgres --)
fi
stop() {
  "${as_postgres[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$dir"
}
trap stop EXIT
cd "$dir"
"${as_postgres[@]}" "$bin/initdb" -D "$dir/data" -U orange --auth=trust --locale=C.UTF-8 -E UTF8 --no-sync >/dev/null
"${as_postgres[@]}" "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=100" start >/dev/null
cd "$OLDPWD"
ORANGE_TEST_POSTGRES="postgres://orange@127.0.0.1:$port/postgres" "$@"
