#!/usr/bin/env bash
# How long a phone waits for its 200: at a steady rate, collections and checkpoints included, and all alone.
#
#   tests/performance/latency.sh [RATE] [SECONDS]      30000 refreshes per second for 60 seconds, 20000 users with 3 phones
#
# A latency counts from when the request should have been sent. Ends with 1 when an operation fails; never because of a figure.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

rate=${1:-30000}
seconds=${2:-60}
number RATE "$rate" 1 1000000
number SECONDS "$seconds" 1 3600
users=20000

import_users "$users"
start_server
# At half of the rate to begin with: a registration is two requests, and the compiler has yet to do its work.
load reg,refresh:2x --users "$users" --devices "$devices" --rate $((rate / 2)) >/dev/null 2>"$home/load.log" || fail "not every phone is registered"
load "reg,refresh:${seconds}s" --users "$users" --devices "$devices" --rate "$rate" --poll 50 --pid "$server_pid" >"$home/latency.json" \
  2>"$home/load.log" || fail "not every phone is refreshed"
load "reg,refresh:10s" --users 1 --devices 1 --window 1 >"$home/alone.json" 2>"$home/load.log" || fail "the phone alone is not refreshed"

echo "| load | per second | p50 ms | p99 ms | p99.9 ms | longest ms | server CPU percent |"
echo "|---|--:|--:|--:|--:|--:|--:|"
tell() {
  local line
  line=$(grep '"phase":"refresh"' "$2")
  echo "| $1 | $(field per_second <<<"$line") | $(millis "$(field p50_us <<<"$line")") | $(millis "$(field p99_us <<<"$line")")" \
    "| $(millis "$(field p999_us <<<"$line")") | $(millis "$(field max_us <<<"$line")") | $(field cpu_percent <<<"$line") |"
}
tell "$rate refreshes per second" "$home/latency.json"
tell "one phone alone" "$home/alone.json"
reached=$(grep '"phase":"refresh"' "$home/latency.json" | field per_second)
if awk -v reached="$reached" -v rate="$rate" 'BEGIN { exit !(reached < 0.95 * rate) }'; then
  echo "The generator reached only $reached per second: these latencies are its own. Ask for less." >&2
fi
stop_server
finish
