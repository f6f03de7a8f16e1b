#!/bin/sh
# Runs workerd in Miniflare's place: leaves its pid where the launcher looks, and dies when the launcher does.
# Without the death signal (no setpriv: macOS) the next start ends what is left by the pid file.
[ -n "$ORANGE_PID_FILE" ] && echo $$ >"$ORANGE_PID_FILE"
# Ctrl-C in a terminal reaches every process of the group; the launcher alone decides in which order the parts end.
trap '' INT HUP
if setpriv --pdeathsig KILL -- true 2>/dev/null; then
  exec setpriv --pdeathsig KILL -- "$ORANGE_WORKERD" "$@"
fi
exec "$ORANGE_WORKERD" "$@"
