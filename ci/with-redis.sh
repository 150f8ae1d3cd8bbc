#!/usr/bin/env bash
# Runs a command with a Redis server of its own, whose address is in REDIS_URL, and stops the server:
#
#     ci/with-redis.sh cargo test -p fleet-budget
set -euo pipefail

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
redis-server --bind 127.0.0.1 --port "$port" --save '' --appendonly no >/dev/null &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true' EXIT

for _ in {1..100}; do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
        REDIS_URL="redis://127.0.0.1:$port/" "$@"
        exit
    fi
    sleep 0.1
done
echo "redis-server does not answer on port $port" >&2
exit 1
