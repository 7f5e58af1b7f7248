#!/usr/bin/env bash
# Whether each binding is there until its second and gone one second after, asked by SIP fetches from outside.
#
#   tests/performance/expiry.sh [BINDINGS] [SECONDS]      30000 bindings that live for 60 seconds
#
# Two fetches per binding: 1.5 s before its time and 1 s after the latest moment it can end. Ends with 1 when one is gone too early or
# listed too late.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

bindings=${1:-30000}
lifetime=${2:-60}
number BINDINGS "$bindings" 3 3000000
number SECONDS "$lifetime" 60 7200
users=$((bindings / devices))

import_users "$users"
start_server
# Spread over the lifetime, so that the fetches are no load worth speaking of and none waits for another.
rate=$(awk -v phones="$((users * devices))" -v seconds="$lifetime" 'BEGIN { printf "%.0f", phones / (seconds * 0.6) + 1 }')
load reg,expiry --users "$users" --devices "$devices" --expires "$lifetime" --rate "$rate" --pid "$server_pid" >"$home/expiry.json" 2>"$home/load.log" || {
  fail "not every binding ended at its time"
  grep '@' "$home/load.log" | head -n 20 >&2 || true
}

line=$(grep '"phase":"expiry"' "$home/expiry.json")
echo "| bindings | fetches | gone too early, or listed too late | p99 of a fetch ms | server CPU percent |"
echo "|--:|--:|--:|--:|--:|"
echo "| $((users * devices)) | $(field completed <<<"$line") | $(field mistakes <<<"$line") | $(millis "$(field p99_us <<<"$line")") | $(field cpu_percent <<<"$line") |"
stop_server
finish
