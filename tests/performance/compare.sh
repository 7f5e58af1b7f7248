#!/usr/bin/env bash
# Our server beside Kamailio on this machine: the same load, the same core, in turns; medians and their ratio as a Markdown table.
#
#   tests/performance/compare.sh [--rounds N] [--users N] [--refreshes N] [--window N] [--durability Process|Power] [--ours-only]
#
# 5 rounds of 20000 users with 3 phones, 3 refreshes of each phone. Ours answers after the commit to disk; Kamailio keeps its bindings
# in memory and loses them when it dies. Without Kamailio it is installed with apt-get where that is allowed, else ours is measured alone.
# Ends with 1 when an operation fails on either side; never because of a figure.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

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
kamailio_port=$((port + 2))

get_kamailio() {
  if command -v kamailio >/dev/null; then
    return 0
  fi
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    echo "Installing kamailio." >&2
    apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends kamailio >/dev/null
  fi
  command -v kamailio >/dev/null
}

# Table of H(A1) in the format of db_text. Files named like the users let one md5sum hash them all.
write_kamailio_users() {
  local folder=$home/kamailio user
  mkdir -p "$folder/a1"
  (
    cd "$folder/a1"
    for ((user = first_user; user < first_user + users; user++)); do
      printf '%s' "$user:$domain:pw-$user" >"$user"
    done
    echo 'id(int,auto) key_name(string) key_type(int) value_type(int) key_value(string) expires(int)' >"$folder/users"
    find . -type f -printf '%f\0' | xargs -0 md5sum | awk '{ print NR ":" $2 ":0:0:" $1 ":0" }' >>"$folder/users"
  )
  printf '%s\n' 'id(int,auto) table_name(string) table_version(int)' '1:users:2' >"$folder/version"
  rm -rf "$folder/a1"
}

start_kamailio() {
  write_kamailio_users
  # Without the TLSF allocator a refresh costs Kamailio several times as much.
  pinned "$server_core" kamailio -DD -E -f "$(dirname "${BASH_SOURCE[0]}")/kamailio.cfg" -l "udp:127.0.0.1:$kamailio_port" -n 1 \
    -m 2048 -M 512 -x tlsf -X tlsf -Y "$home/kamailio" -A "DB_FOLDER=\"text://$home/kamailio\"" -A "REALM=\"$domain\"" \
    >"$home/kamailio.log" 2>&1 </dev/null &
  kamailio_pid=$!
  started+=("$kamailio_pid")
  if ! (port=$kamailio_port await_answer "$(now_ms)") >/dev/null || ! kill -0 "$kamailio_pid" 2>/dev/null; then
    echo "Kamailio did not start:" >&2
    head -20 "$home/kamailio.log" >&2
    exit 1
  fi
}

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
# Code that runs for the first time is slow: what is compared is a server in its stride.
measure warm-up "$port" "$server_pid" 0
if [[ $with_kamailio ]]; then
  measure warm-up "$kamailio_port" "$kamailio_pid" 0
fi
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
stop_server
finish
