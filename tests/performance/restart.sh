#!/usr/bin/env bash
# How long a restart takes: from the start of the process to the first REGISTER that is answered, with all bindings loaded.
#
#   tests/performance/restart.sh [BINDINGS] [--kill] [--expired SECONDS] [--kept FOLDER]      300000 bindings
#
# --kill ends the server with SIGKILL, so that the journal waits in full. --expired: the phones ask for that long (60 or more, and
# longer than it takes to register them), and all bindings run out while the server is down; then it is also measured until the end
# of each is committed, and until it stands in the activity (with python3). --kept: the database as the server left it is kept in that
# folder; when there is one, it is started from a copy and nobody has to register, so that two builds can be compared on the same one.
# Ends with 1 when a binding is lost over the restart, one is listed that has run out, or an end is not told.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

bindings=300000
expired=0
signal=TERM
kept=
while (($#)); do
  case $1 in
    --kill) signal=KILL; shift ;;
    --expired) expired=${2:-}; shift 2 || exit 2 ;;
    --kept) kept=${2:-}; shift 2 || exit 2 ;;
    [0-9]*) bindings=$1; shift ;;
    *) sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
done
number BINDINGS "$bindings" 3 3000000
users=$((bindings / devices))
bindings=$((users * devices))
common=(--users "$users" --devices "$devices" --ledger "$home/acknowledged.tsv")
asked=1800-7200
if [[ $expired != 0 ]]; then
  number --expired "$expired" 60 7200
  asked=$expired
fi

# await_ends SINCE : the milliseconds until the last binding's end was committed, and until each stands in the activity; "- -" without
# python3.
await_ends() {
  if ((expired == 0)) || ! command -v python3 >/dev/null; then
    echo - -
    return
  fi
  (pinned "$load_core" python3 - "$home/pbxportal.db" "$bindings" "$1") <<'PYTHON'
import sqlite3, sys, time

database, bindings, since = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True), int(sys.argv[2]), int(sys.argv[3])
now = lambda: round(time.time() * 1000) - since
last, ended = 0, 0
for _ in range(3600):
    # Nobody else commits meanwhile: the last row of the journal is of the last ends.
    row = database.execute("SELECT max(id) FROM journal").fetchone()[0] or last
    last, ended = (row, now()) if row > last else (last, ended)
    # Each binding leaves a line when it begins and one when it ends; the greatest number is found at once, a count is not.
    if (database.execute("SELECT max(id) FROM activity").fetchone()[0] or 0) >= 2 * bindings:
        break
    time.sleep(0.05)
told = now()
ends = database.execute("SELECT count(*) FROM activity WHERE kind = 4").fetchone()[0]
print(ended, told if ends == bindings else f"{bindings - ends} missing")
PYTHON
}

if [[ -n $kept && -f $kept/pbxportal.db ]]; then
  cp -p "$kept"/pbxportal.db* "$kept"/acknowledged.tsv "$home"
else
  import_users "$users"
  start_server
  load reg "${common[@]}" --expires "$asked" >/dev/null 2>"$home/load.log" || fail "not every phone is registered"
  stop_server "$signal"
  if [[ -n $kept ]]; then
    mkdir -p "$kept"
    cp -p "$home"/pbxportal.db* "$home"/acknowledged.tsv "$kept"
  fi
fi
if ((expired > 0)); then
  left=$((expired + 2 - $(date +%s) + $(stat -c %Y "$home/acknowledged.tsv")))
  sleep $((left > 0 ? left : 0))
fi

echo "| bindings | journal MiB | first answer after ms | ready after ms | ends committed after ms | ends in the activity after ms | promises broken |"
echo "|--:|--:|--:|--:|--:|--:|--:|"
journal=-
if command -v python3 >/dev/null; then
  cp "$home"/pbxportal.db "$home/copy.db"
  cp "$home"/pbxportal.db-wal "$home/copy.db-wal" 2>/dev/null || true
  journal=$(python3 -c 'import sqlite3, sys; print((sqlite3.connect(sys.argv[1]).execute("SELECT sum(length(entry)) FROM journal").fetchone()[0] or 0) >> 20)' "$home/copy.db")
  rm -f "$home"/copy.db*
fi
since=$(now_ms)
launch_server
answered=$(await_answer "$since")
await_server
ready=$(($(now_ms) - since))
read -r ended told < <(await_ends "$since")
if [[ $told == *missing* ]]; then
  fail "$told in the activity"
fi
load check "${common[@]}" >"$home/check.json" 2>"$home/check.log" || {
  fail "promises were broken"
  grep '@' "$home/check.log" | head -n 20 >&2 || true
}
echo "| $bindings | $journal | $answered | $ready | $ended | $told | $(field mistakes <"$home/check.json") |"
stop_server
finish
