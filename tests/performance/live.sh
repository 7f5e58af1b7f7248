#!/usr/bin/env bash
# What readers of the list of devices see, measured in Chromium against the real program.
#
#   tests/performance/live.sh [BROWSERS] [PHONES] [RATE] [SECONDS] [CUT] [DEVICES]      10 browsers, 300 phones, 50 changes a second,
#                                                                                     60 seconds, a cut of 60 seconds, 100000 devices
#
# First part: so many pages look at so many phones, of which so many a second refresh, move, log out, come back or fail: how long from the
# event to the pixel, how many renderings, and whether an open menu, the focus and a selection stay. One more page loses its connection
# for a while, and must show no ghost afterwards. Second part (DEVICES 0 leaves it out): how soon a list of very many devices is open, and
# how it scrolls. All browsers run on this machine and paint without a graphics card, which ten readers do not: on two cores they are most of the
# load, so they are not held to one core, and neither is the server. Figures are printed with the goal beside them; it ends with 1 only when something that
# must stay is lost, a ghost is shown, or a phone is refused.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# Not plain nproc: common.sh has held this shell to one core, and then that is all it counts.
unpinned=0-$(($(nproc --all) - 1))
server_core=$unpinned load_core=$unpinned
if command -v taskset >/dev/null; then
  taskset -pc "$unpinned" $$ >/dev/null || true
fi

browsers=${1:-10}
phones=${2:-300}
rate=${3:-50}
seconds=${4:-60}
cut=${5:-60}
large=${6:-100000}
number BROWSERS "$browsers" 1 50
number PHONES "$phones" 30 30000
number RATE "$rate" 1 5000
number SECONDS "$seconds" 5 3600
number CUT "$cut" 1 600
number DEVICES "$large" 0 300000
tests_dll=$root/tests/PbxPortal.BrowserTests/bin/Release/net10.0/PbxPortal.BrowserTests.dll
if [[ ! -f $tests_dll ]]; then
  echo "$tests_dll is missing. Build first: dotnet build -c Release" >&2
  exit 2
fi
if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
  echo "Chromium is missing. Try: sudo apt-get install chromium" >&2
  exit 2
fi

# begin PHONES : an empty server with users for so many phones, and an account.
begin() {
  local arguments
  users=$((($1 + devices - 1) / devices))
  import_users "$users"
  mapfile -t arguments < <(settings)
  (cd "$(dirname "$server_dll")" && "$dotnet" "$server_dll" accounts add --name reader --role Owner --password-stdin "${arguments[@]}" \
    <<<"a patient reader" >"$home/account.log" 2>&1) || {
    cat "$home/account.log" >&2
    exit 1
  }
  start_server
}

echo "$browsers browsers, $phones phones, $rate changes a second for $seconds seconds"
begin "$phones"
load "reg" --users "$users" --devices "$devices" >"$home/reg.json" 2>"$home/load.log" || fail "a phone was refused: $(tail -n 3 "$home/load.log")"
mkfifo "$home/to" "$home/from"
("$dotnet" "$tests_dll" live "http://127.0.0.1:$portal_port" reader "$browsers" "$cut" <"$home/to" >"$home/from" 2>"$home/live.log") &
measuring=$!
started+=("$measuring")
exec {to_pages}>"$home/to" {from_pages}<"$home/from"
echo "a patient reader" >&"$to_pages"
said=
IFS= read -r -t 180 -u "$from_pages" said || true
if [[ $said != watching ]]; then
  echo "The browsers did not open: $said $(tail -n 5 "$home/live.log")" >&2
  exit 1
fi
load "reg,mix:${seconds}s" --users "$users" --devices "$devices" --rate "$rate" >"$home/mix.json" 2>"$home/load.log" || fail "a phone was refused: $(tail -n 3 "$home/load.log")"
echo "enough" >&"$to_pages"
exec {to_pages}>&-
cat <&"$from_pages"
wait "$measuring" || fail "a page lost what must stay, or shows a ghost: $(tail -n 5 "$home/live.log")"
exec {from_pages}<&-
stop_server

if ((large > 0)); then
  echo
  echo "A list of $large devices"
  rm -f "$home"/pbxportal.db*
  begin "$large"
  load "reg" --users "$users" --devices "$devices" >"$home/reg.json" 2>"$home/load.log" || fail "a phone was refused: $(tail -n 3 "$home/load.log")"
  ("$dotnet" "$tests_dll" large "http://127.0.0.1:$portal_port" reader <<<"a patient reader" 2>"$home/large.log") ||
    fail "the large list could not be measured: $(tail -n 5 "$home/large.log")"
  stop_server
fi
finish
