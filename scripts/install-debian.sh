#!/usr/bin/env bash
# Installs the Debian programs that some tests need: PostgreSQL, Chromium, zsh, OpenSSL, SoftHSM2, Python.
set -euo pipefail
wanted=(postgresql-15 chromium zsh openssl softhsm2 python3)
missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
