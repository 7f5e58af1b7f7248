#!/usr/bin/env bash
# How the cost of a refresh grows with the number of bindings: one server, the same number of users, more and more of them registered.
#
#   tests/performance/growth.sh [BINDINGS] [REFRESHES]      up to 1000000 bindings, 500000 refreshes three times with each number of them
#
# The number of bindings grows tenfold each time, from a hundredth of BINDINGS. A closed loop; the first two of five times warm up and
# take in the rows of the registrations that are still being written, and are not counted.
# Ends with 1 when a phone is refused or lost; never because of a figure.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

most=${1:-1000000}
refreshes=${2:-500000}
number BINDINGS "$most" 300 3000000
number REFRESHES "$refreshes" 300 100000000

import_users $((most / devices))
start_server
load reg,refresh:30x,query,unreg --users $((most / devices / 100)) --devices "$devices" >/dev/null 2>&1 || fail "the warm-up was refused"

echo "| bindings | refresh us, three times | per second |"
echo "|--:|--:|--:|"
for share in 100 10 1; do
  users=$((most / devices / share))
  rounds=$((refreshes / (users * devices) + 1))
  load "reg$(printf ',refresh:%sx' "$rounds" "$rounds" "$rounds" "$rounds" "$rounds")" --users "$users" --devices "$devices" \
    --pid "$server_pid" >"$home/growth.json" 2>"$home/load.log" || fail "not every phone was answered"
  cost=() pace=()
  while IFS= read -r line; do
    cost+=("$(field cpu_us_per_op <<<"$line")")
    pace+=("$(field per_second <<<"$line")")
  done < <(grep '"phase":"refresh"' "$home/growth.json" | tail -n 3)
  echo "| $((users * devices)) | ${cost[*]} | ${pace[*]} |"
done
stop_server
finish
