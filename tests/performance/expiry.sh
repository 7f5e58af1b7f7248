#!/usr/bin/env bash
# Whether each binding is there until its second and gone one second after, asked by SIP fetches from outside; and how long after
# its second the server noted each end (with python3).
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
  cat "$home/expiry.json" >&2
}

line=$(grep '"phase":"expiry"' "$home/expiry.json")
echo "| bindings | fetches | gone too early, or listed too late | p99 of a fetch ms | server CPU percent |"
echo "|--:|--:|--:|--:|--:|"
echo "| $((users * devices)) | $(field completed <<<"$line") | $(field mistakes <<<"$line") | $(millis "$(field p99_us <<<"$line")") | $(field cpu_percent <<<"$line") |"
stop_server

# The server's own account: when each end was noted, against the second that its phone was granted. The activity is whole after a clean stop.
if command -v python3 >/dev/null; then
  python3 - "$home/pbxportal.db" "$lifetime" <<'PYTHON' || fail "an end was noted too early, or none at all"
import sqlite3, sys

database, lifetime = sqlite3.connect(sys.argv[1]), int(sys.argv[2]) * 1000
late = [row[0] for row in database.execute(
    "SELECT ended.at - began.at - ? FROM activity AS ended JOIN activity AS began"
    " ON began.user_id = ended.user_id AND began.device_id = ended.device_id AND began.kind = 1 WHERE ended.kind = 4 ORDER BY 1", (lifetime,))]
if not late:
    sys.exit("no end was noted")
at = lambda share: late[min(len(late) - 1, int(len(late) * share))]
print()
print("| ends noted | too early | p50 ms after the second | p99.9 ms | latest ms |")
print("|--:|--:|--:|--:|--:|")
print(f"| {len(late)} | {sum(1 for each in late if each < 0)} | {at(0.5)} | {at(0.999)} | {late[-1]} |")
sys.exit(late[0] < 0)
PYTHON
fi
finish
