#!/usr/bin/env bash
# How long a restart takes: from the start of the process to the first REGISTER that is answered, with all bindings loaded.
#
#   tests/performance/restart.sh [BINDINGS] [EXPIRED_SECONDS]      300000 bindings; with EXPIRED_SECONDS (60 or more) the phones ask for
#                                                                  that long, and all bindings run out while the server is down
#
# Ends with 1 when a binding is lost over the restart, or one is listed that has run out.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

bindings=${1:-300000}
expired=${2:-0}
number BINDINGS "$bindings" 3 3000000
number EXPIRED_SECONDS "$expired" 0 7200
users=$((bindings / devices))
common=(--users "$users" --devices "$devices" --ledger "$home/acknowledged.tsv")
asked=1800-7200
if ((expired > 0)); then
  number EXPIRED_SECONDS "$expired" 60 7200
  asked=$expired
fi

import_users "$users"
start_server
load reg "${common[@]}" --expires "$asked" >/dev/null 2>"$home/load.log" || fail "not every phone is registered"
stop_server
if ((expired > 0)); then
  sleep $((expired + 2))
fi

echo "| bindings | first answer after ms | ready after ms | promises broken |"
echo "|--:|--:|--:|--:|"
since=$(now_ms)
launch_server
answered=$(await_answer "$since")
await_server
ready=$(($(now_ms) - since))
load check "${common[@]}" >"$home/check.json" 2>"$home/check.log" || {
  fail "promises were broken"
  grep '@' "$home/check.log" | head -n 20 >&2 || true
}
echo "| $((users * devices)) | $answered | $ready | $(field mistakes <"$home/check.json") |"
stop_server
finish
