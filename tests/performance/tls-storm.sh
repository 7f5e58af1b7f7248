#!/usr/bin/env bash
# Phones register over TLS, each with a connection of its own; all connections end at once, and all phones come back at once.
#
#   tests/performance/tls-storm.sh [CONNECTIONS]      2000 connections
#
# Ends with 1 when a phone is not registered again within two minutes.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

connections=${1:-2000}
number CONNECTIONS "$connections" 1 20000
tls_port=$((port + 1))

# A connection is a file here and in the server.
ulimit -n $((connections + 2000)) 2>/dev/null || ulimit -n "$(ulimit -Hn)"

import_users "$connections"
start_server "--Sip:Listen:2=tls:127.0.0.1:$tls_port"
(pinned "$load_core" "$dotnet" "$phones_dll" storm "127.0.0.1:$tls_port" --connections "$connections" \
  --domain "$domain" --first-user "$first_user" --max-seconds 120) || fail "not every phone is registered"
stop_server
finish
