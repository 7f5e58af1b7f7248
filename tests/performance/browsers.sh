#!/usr/bin/env bash
# What browsers cost the phones: the same load without and with pages of Chromium that have the list of all devices open, signed in.
#
#   tests/performance/browsers.sh [BROWSERS] [PHONES] [SECONDS] [RATE]      10 browsers, 30000 phones, 15 seconds
#
# Browsers share the load's core, and what they take there is missing to the generator: so compare the processor time of the server per
# operation, in which all is that it does for the browsers. By how much it grows, by so much less the server can do in a second. The
# load is a closed loop, which keeps the server busy; with RATE it is that many operations per second, and the server spends much of
# its time on waking up.
# Ends with 1 when a phone is refused, or a page does not show the right number of devices in the end.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

browsers=${1:-10}
phones=${2:-30000}
seconds=${3:-15}
rate=${4:-0}
number BROWSERS "$browsers" 1 100
number PHONES "$phones" 3 300000
number SECONDS "$seconds" 1 600
number RATE "$rate" 0 200000
users=$((phones / devices))
phones=$((users * devices))
watchers=$root/tests/PbxPortal.BrowserTests/bin/Release/net10.0/PbxPortal.BrowserTests.dll
if [[ ! -f $watchers ]]; then
  echo "$watchers is missing. Build first: dotnet build -c Release" >&2
  exit 2
fi
if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
  echo "Chromium is missing. Try: sudo apt-get install chromium" >&2
  exit 2
fi

# ask TEXT : has the watchers wait for that text on every page, or for nothing but their first word.
ask() {
  local said=
  if [[ -n $1 ]]; then
    echo "$1" >&"$to_watchers"
  fi
  IFS= read -r -t 120 -u "$from_watchers" said || true
  echo "$said"
}

# run_load LABEL : a row for the registrations and one for the refreshes.
run_load() {
  local line phase pace=()
  if ((rate > 0)); then
    pace=(--rate "$rate")
  fi
  load "reg,refresh:${seconds}s" --users "$users" --devices "$devices" "${pace[@]}" --pid "$server_pid" \
    >"$home/browsers.json" 2>"$home/load.log" || fail "a phone was refused"
  for phase in reg refresh; do
    line=$(grep "\"phase\":\"$phase\"" "$home/browsers.json")
    echo "| $1 | $phase | $(field per_second <<<"$line") | $(field cpu_percent <<<"$line") | $(field cpu_us_per_op <<<"$line")" \
      "| $(millis "$(field p50_us <<<"$line")") | $(millis "$(field p99_us <<<"$line")") |"
  done
}

import_users "$users"
mapfile -t arguments < <(settings)
(cd "$(dirname "$server_dll")" && "$dotnet" "$server_dll" accounts add --name watcher --role Owner --password-stdin "${arguments[@]}" \
  <<<"ten patient browsers" >"$home/account.log" 2>&1) || {
  cat "$home/account.log" >&2
  exit 1
}
start_server

# The runtime optimises what it has seen often; two rounds that nobody counts, so that those that count are alike.
run_load - >/dev/null
run_load - >/dev/null
echo "| browsers | phase | per second | server CPU percent of one core | us/op | p50 ms | p99 ms |"
echo "|--:|---|--:|--:|--:|--:|--:|"
run_load 0

mkfifo "$home/to" "$home/from"
(pinned "$load_core" "$dotnet" "$watchers" watch "http://127.0.0.1:$portal_port" watcher "$browsers" <"$home/to" >"$home/from" 2>"$home/watchers.log") &
watching=$!
started+=("$watching")
exec {to_watchers}>"$home/to" {from_watchers}<"$home/from"
echo "ten patient browsers" >&"$to_watchers"
said=$(ask "")
if [[ $said != watching ]]; then
  echo "The browsers did not open: $said $(tail -n 5 "$home/watchers.log")" >&2
  exit 1
fi
run_load "$browsers"
said=$(ask "$phones of $phones reachable")
[[ $said == seen ]] || fail "not every page shows $phones of $phones reachable: $said"

# Their input ends, and so do they; and a second measurement without them shows what is chance.
exec {to_watchers}>&-
wait "$watching" || fail "the browsers ended with an error: $(tail -n 5 "$home/watchers.log")"
exec {from_watchers}<&-
run_load 0
stop_server
finish
