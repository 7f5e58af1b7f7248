#!/usr/bin/env bash
# All phones register within ten seconds, from nothing, as after a power cut; each repeats its request as RFC 3261, 17.1.2 says.
#
#   tests/performance/storm.sh [PHONES] [SECONDS]      60000 phones within 10 seconds
#
# Ends with 1 when a phone is refused or gives up.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

phones=${1:-60000}
within=${2:-10}
number PHONES "$phones" 3 1000000
number SECONDS "$within" 1 600
users=$((phones / devices))

import_users "$users"
start_server
load "storm:${within}s" --users "$users" --devices "$devices" --pid "$server_pid" --verify >"$home/storm.json" ||
  fail "not every phone is registered"

line=$(<"$home/storm.json")
echo "| phones | to the last s | longest anybody waited ms | p50 ms | p99 ms | refused | given up | repeated | server us per phone | server MiB |"
echo "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
echo "| $((users * devices)) | $(field seconds <<<"$line") | $(millis "$(field max_us <<<"$line")") | $(millis "$(field p50_us <<<"$line")")" \
  "| $(millis "$(field p99_us <<<"$line")") | $(field failed <<<"$line") | $(field lost <<<"$line") | $(field retransmissions <<<"$line")" \
  "| $(field cpu_us_per_op <<<"$line") | $(($(field proportional_bytes <<<"$line") >> 20)) |"
stop_server
finish
