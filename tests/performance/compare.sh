#!/usr/bin/env bash
# Our server beside Kamailio on this machine: the same load, the same core, in turns; medians and their ratio as a Markdown table.
#
#   tests/performance/compare.sh [--rounds N] [--users N] [--refreshes N] [--window N] [--durability Process|Power] [--ours-only]
#
# 5 rounds of 20000 users with 3 phones, 3 refreshes of each phone. Ours answers after the commit to disk; Kamailio keeps its bindings
# in memory and loses them when it dies. Without Kamailio it is installed with apt-get where that is allowed, else ours is measured alone.
# Ends with 1 when an operation fails on either side; never because of a figure.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
source "$(dirname "${BASH_SOURCE[0]}")/kamailio.sh"

rounds=5
users=20000
refreshes=3
window=64
durability=Process
with_kamailio=1
while (($#)); do
  case $1 in
    --rounds) rounds=${2:-}; shift 2 || exit 2 ;;
    --users) users=${2:-}; shift 2 || exit 2 ;;
    --refreshes) refreshes=${2:-}; shift 2 || exit 2 ;;
    --window) window=${2:-}; shift 2 || exit 2 ;;
    --durability) durability=${2:-}; shift 2 || exit 2 ;;
    --ours-only) with_kamailio=; shift ;;
    *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
done
number --rounds "$rounds" 1 100
number --users "$users" 1 300000
number --refreshes "$refreshes" 1 100
number --window "$window" 1 10000

# measure NAME PORT PID ROUND
measure() {
  local port=$2
  load "reg,refresh:${refreshes}x,rechal,query,unreg" --users "$users" --devices "$devices" --window "$window" --poll 50 --pid "$3" --label "$1" \
    >>"$home/figures.json" 2>"$home/load.log" || {
    fail "$1, round $4"
    grep '@' "$home/load.log" | head -n 5 >&2 || true
  }
}

# median NAME PHASE FIELD
median() {
  grep "\"label\":\"$1\"" "$home/figures.json" | grep "\"phase\":\"$2\"" | grep -o "\"$3\":[0-9.]*" | cut -d: -f2 | sort -n |
    awk '{ value[NR] = $1 } END { print NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2 }'
}

table() {
  local phase
  if [[ -z $with_kamailio ]]; then
    echo "| phase | us/op | per second | p50 ms | p99 ms | p99.9 ms | MiB |"
    echo "|---|--:|--:|--:|--:|--:|--:|"
  else
    echo "| phase | us/op ours | us/op Kamailio | ratio | per second ours | Kamailio | p99 ms ours | Kamailio | MiB ours | Kamailio |"
    echo "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
  fi
  for phase in reg refresh rechal query unreg; do
    row "$phase"
  done
}

mebibytes() {
  awk -v bytes="$(median "$1" "$2" proportional_bytes)" 'BEGIN { printf "%.0f", bytes / 1048576 }'
}

row() {
  local phase=$1 ours kamailio
  ours=$(median ours "$phase" cpu_us_per_op)
  if [[ -z $with_kamailio ]]; then
    echo "| $phase | $ours | $(median ours "$phase" per_second) | $(millis "$(median ours "$phase" p50_us)")" \
      "| $(millis "$(median ours "$phase" p99_us)") | $(millis "$(median ours "$phase" p999_us)") | $(mebibytes ours "$phase") |"
    return
  fi
  kamailio=$(median kamailio "$phase" cpu_us_per_op)
  echo "| $phase | $ours | $kamailio | $(awk -v a="$ours" -v b="$kamailio" 'BEGIN { printf "%.2f", (b > 0 ? a / b : 0) }')" \
    "| $(median ours "$phase" per_second) | $(median kamailio "$phase" per_second)" \
    "| $(millis "$(median ours "$phase" p99_us)") | $(millis "$(median kamailio "$phase" p99_us)")" \
    "| $(mebibytes ours "$phase") | $(mebibytes kamailio "$phase") |"
}

import_users "$users"
start_server "--Storage:Durability=$durability"
if [[ $with_kamailio ]] && ! get_kamailio; then
  echo "Kamailio is not here and cannot be installed: ours is measured alone. Try: sudo apt-get install kamailio" >&2
  with_kamailio=
fi
if [[ $with_kamailio ]]; then
  start_kamailio
fi
# Code that runs for the first time is slow, and the runtime optimises it only after some ten thousand requests: what is compared is a server
# in its stride. What the first round cost is told below the table.
for label in cold warm-up; do
  measure "$label" "$port" "$server_pid" 0
  if [[ $with_kamailio ]]; then
    measure "$label-kamailio" "$kamailio_port" "$kamailio_pid" 0
  fi
done
for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds" >&2
  measure ours "$port" "$server_pid" "$round"
  if [[ $with_kamailio ]]; then
    measure kamailio "$kamailio_port" "$kamailio_pid" "$round"
  fi
done

echo "Ours (durability $durability)$([[ $with_kamailio ]] && echo " and $(kamailio -v | head -n 1 | sed 's/^version: //; s/ (.*//') in memory"): $users users with $devices phones, window $window, medians of $rounds rounds."
echo
table
echo
echo "Right after the start, before the runtime has optimised it: a registration $(median cold reg cpu_us_per_op) us, a refresh $(median cold refresh cpu_us_per_op) us."
stop_server
finish
