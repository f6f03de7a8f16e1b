#!/bin/sh
# An --exec signer around OpenSSL 3: the payload comes on standard input, the signature goes out as it is (64 bytes).
# ORANGE_SIGNER_KEY names a PEM file made by: openssl genpkey -algorithm ed25519 -out key.pem
# Its public half, for `orange trust person add`: openssl pkey -in key.pem -pubout -outform DER | tail -c 32 | od -An -tx1 | tr -d ' \n'
set -eu
payload=$(mktemp)
trap 'rm -f "$payload"' EXIT
cat > "$payload"
openssl pkeyutl -sign -rawin -inkey "$ORANGE_SIGNER_KEY" -in "$payload"
