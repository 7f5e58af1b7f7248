#!/usr/bin/env bash
# A long run of everything mixed: refreshes, moves, log-outs, lapses and wrong passwords at a steady rate.
#
#   tests/performance/soak.sh [MINUTES] [RATE] [USERS]      30 minutes, 10000 operations per second, 20000 users with 3 phones
#
# A line each minute with the server's memory and the sizes of the database. Ends with 1 when an operation fails or an answer is wrong.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

minutes=${1:-30}
rate=${2:-10000}
users=${3:-20000}
number MINUTES "$minutes" 1 1440
number RATE "$rate" 1 200000
number USERS "$users" 1 1000000
common=(--users "$users" --devices "$devices")
database=$home/pbxportal.db

import_users "$users"
start_server
ledger=$home/acknowledged.tsv
load "reg,mix:$((minutes * 60))s" "${common[@]}" --rate "$rate" --max-seconds $((minutes * 60 + 120)) --pid "$server_pid" --verify --ledger "$ledger" \
  >"$home/soak.json" 2>"$home/load.log" &
loading=$!
started+=("$loading")

echo "| minute | server MiB | database MiB | write-ahead log MiB | server CPU percent |"
echo "|--:|--:|--:|--:|--:|"
ticks() {
  awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$server_pid/stat"
}
used=$(ticks)
for ((minute = 1; minute <= minutes; minute++)); do
  sleep 60
  if ! kill -0 "$loading" 2>/dev/null; then
    break
  fi
  before=$used
  used=$(ticks)
  echo "| $minute | $(($(memory_kib) / 1024)) | $(($(file_bytes "$database") >> 20)) | $(($(file_bytes "$database-wal") >> 20))" \
    "| $(((used - before) * 100 / (60 * $(getconf CLK_TCK)))) |"
done
wait "$loading" || {
  fail "the load saw mistakes"
  grep '@' "$home/load.log" | head -n 20 >&2 || true
}
load check "${common[@]}" --ledger "$ledger" >"$home/check.json" 2>"$home/check.log" || {
  fail "at the end promises were broken"
  grep '@' "$home/check.log" | head -n 20 >&2 || true
}

line=$(grep '"phase":"mix"' "$home/soak.json")
echo
echo "$(field completed <<<"$line") operations, $(field failed <<<"$line") failed, $(field lost <<<"$line") lost," \
  "$(field mistakes <<<"$line") wrong answers; p50 $(millis "$(field p50_us <<<"$line")") ms, p99 $(millis "$(field p99_us <<<"$line")") ms," \
  "p99.9 $(millis "$(field p999_us <<<"$line")") ms; $(field cpu_us_per_op <<<"$line") us of server CPU per operation"
stop_server
finish
