#!/usr/bin/env bash
# Kills our server with SIGKILL under full load, again and again, and asks after each kill whether all that was acknowledged is there.
#
#   tests/performance/crash.sh [ROUNDS] [--durability Process|Power] [--users COUNT]      10 rounds, 2000 users with 3 phones
#
# Ends with 1 when a binding, a refresh, a move or a log-out is lost that a phone was promised.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

rounds=10
durability=Process
users=2000
while (($#)); do
  case $1 in
    --durability) durability=${2:-}; shift 2 || exit 2 ;;
    --users) users=${2:-}; shift 2 || exit 2 ;;
    [0-9]*) rounds=$1; shift ;;
    *) sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
done
number ROUNDS "$rounds" 1 1000
number --users "$users" 1 100000
if [[ $durability != Process && $durability != Power ]]; then
  echo "--durability is '$durability', and must be Process or Power." >&2
  exit 2
fi

ledger=$home/acknowledged.tsv
common=(--users "$users" --devices "$devices" --ledger "$ledger" --expires 1800-7200)
import_users "$users"
start_server "--Storage:Durability=$durability"

echo "| round | under load s | acknowledged | per second | under way at the kill | registered since start ms | promises broken |"
echo "|--:|--:|--:|--:|--:|--:|--:|"
for ((round = 1; round <= rounds; round++)); do
  # Each round is killed at another moment; in the first one most phones register for the first time.
  seconds=$(awk -v round="$round" 'BEGIN { printf "%.1f", 1.5 + (round * 0.7) % 3 }')
  load mix:60s "${common[@]}" --until-gone --seed "$round" --mix refresh=60,rechallenge=5,query=5,move=10,logout=12,lapse=3,wrong=5 \
    >"$home/load.json" 2>"$home/load.log" &
  loading=$!
  started+=("$loading")
  # A kill before the first acknowledgement would prove nothing.
  for ((turn = 0; turn < 600; turn++)); do
    grep -qE ' [1-9][0-9]* done' "$home/load.log" && break
    sleep 0.1
  done
  sleep "$seconds"
  stop_server KILL
  wait "$loading" || fail "round $round: the load saw mistakes: $(grep '@' "$home/load.log" | head -n 3 || true)"

  since=$(now_ms)
  launch_server "--Storage:Durability=$durability"
  answered=$(await_answer "$since")
  await_server
  load check "${common[@]}" --seed "$round" >"$home/check.json" 2>"$home/check.log" || {
    fail "round $round: promises were broken"
    grep '@' "$home/check.log" | head -n 20 >&2 || true
  }
  completed=$(field completed <"$home/load.json")
  ((completed > 0)) || fail "round $round: nothing was acknowledged before the kill"
  # Nor would a kill that interrupts nothing.
  refusals=$(field refusals <"$home/load.json")
  ((refusals > 0)) || fail "round $round: the load had ended before the kill"
  echo "| $round | $seconds | $completed | $(field per_second <"$home/load.json")" \
    "| $(field unfinished <"$home/load.json") | $answered | $(field mistakes <"$home/check.json") |"
done
stop_server
finish
