#!/usr/bin/env bash
# How much memory a binding takes, and whether refreshes make it grow; at the end also after a collection, which the runtime is asked for.
#
#   tests/performance/memory.sh [BINDINGS] [ROUNDS]      300000 bindings of real makes, then 5 rounds of refreshes
#
# Ends with 1 when a phone is refused; never because of a figure.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

bindings=${1:-300000}
rounds=${2:-5}
number BINDINGS "$bindings" 3 3000000
number ROUNDS "$rounds" 1 100
users=$((bindings / devices))
bindings=$((users * devices))
common=(--users "$users" --devices "$devices")

import_users "$users"
start_server
# One in a hundred first: what the runtime needs to get going is not the bindings'.
load reg,query,unreg --users $((users / 100 + 1)) --devices "$devices" >/dev/null 2>&1 || fail "the warm-up was refused"
sleep 3
can_collect=1
collect || can_collect=
empty=$(memory_kib)

phases=reg
for ((round = 1; round <= rounds; round++)); do
  phases+=,refresh
done
load "$phases" "${common[@]}" --pid "$server_pid" >"$home/memory.json" 2>"$home/load.log" || fail "not every phone was answered"

# As it stands when the phase ends: what the collector has not fetched yet counts too.
echo "| after | server MiB | bytes per binding |"
echo "|---|--:|--:|"
echo "| start, $users users | $((empty / 1024)) | |"
while IFS= read -r line; do
  held=$(($(field resident_bytes <<<"$line") / 1024))
  echo "| $(grep -o '"phase":"[a-z]*"' <<<"$line" | cut -d'"' -f4) | $((held / 1024)) | $(((held - empty) * 1024 / bindings)) |"
done <"$home/memory.json"
if [[ $can_collect ]] && collect; then
  held=$(memory_kib)
  echo "| a collection | $((held / 1024)) | $(((held - empty) * 1024 / bindings)) |"
else
  echo "| a collection | not to be had without python3 and a diagnostic port | |"
fi
stop_server
finish
