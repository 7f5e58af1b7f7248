#!/usr/bin/env bash
# What a call costs, ours beside Kamailio on this machine: each call is challenged, rings three phones, is answered by one, told to the
# other two, acknowledged and hung up. The same calls in turns, by SIPp; medians as a Markdown table.
#
#   tests/performance/calls.sh [--rounds N] [--rate N] [--seconds N] [--users N] [--ours-only]
#
# 5 rounds of 300 calls a second for 15 seconds, among 500 users with 3 phones. Ours also writes each finished call, with what became of
# every phone, to disk, and shows it live; Kamailio keeps no record. The time until it rings runs from the INVITE with credentials to the
# first 180. Without Kamailio it is installed with apt-get where that is allowed, else ours is measured alone; SIPp must be there.
# Ends with 1 when a call fails on either side, or is answered without having rung; never because of a figure. A 180 is sent once (RFC 3261,
# 13.3.1.1): where the machine has dropped datagrams at a full socket meanwhile, a call may lack it, and that is only told.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
source "$(dirname "${BASH_SOURCE[0]}")/kamailio.sh"

rounds=5
rate=300
seconds=15
users=500
with_kamailio=1
while (($#)); do
  case $1 in
    --rounds) rounds=${2:-}; shift 2 || exit 2 ;;
    --rate) rate=${2:-}; shift 2 || exit 2 ;;
    --seconds) seconds=${2:-}; shift 2 || exit 2 ;;
    --users) users=${2:-}; shift 2 || exit 2 ;;
    --ours-only) with_kamailio=; shift ;;
    *) sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
done
number --rounds "$rounds" 1 100
number --rate "$rate" 1 2000
number --seconds "$seconds" 1 600
number --users "$users" 2 100000
if ! command -v sipp >/dev/null; then
  echo "SIPp is missing. Try: sudo apt-get install sip-tester" >&2
  exit 2
fi
scenarios=$root/tests/performance/calls
phone_port=$((port + 10))
ticks=$(getconf CLK_TCK)

# Everybody calls who comes half the list later. SIPp reads the credentials of a user whole, with the word for them.
write_calls() {
  echo SEQUENTIAL
  local user
  for ((user = 0; user < users; user++)); do
    echo "$((first_user + user));[authentication username=$((first_user + user)) password=pw-$((first_user + user))];$((first_user + (user + users / 2) % users))"
  done
}

# run_sipp NAME OPTION... : from the load's core, without a terminal.
run_sipp() {
  local name=$1
  shift
  (cd "$home" && pinned "$load_core" sipp -i 127.0.0.1 -mi 127.0.0.1 -nostdin -trace_err -error_file "$home/$name.errors" \
    -timeout_error -timeout $((seconds + 90)) -buff_size 4194304 "$@" >"$home/$name.log" 2>&1 </dev/null)
}

# register PORT : all devices of all users, which listen where the phones of a round will.
register() {
  local device
  for ((device = 1; device <= devices; device++)); do
    run_sipp register -sf "$scenarios/register.xml" -inf "$home/calls.csv" -key domain "$domain" -key device "$device" \
      -key listens $((phone_port + device)) -m "$users" -r 500 -l 50 "127.0.0.1:$1" ||
      fail "device $device was not registered: $(head -n 3 "$home/register.errors" 2>/dev/null)"
  done
}

# cpu_ticks PID : user and system time of a process and of those that it has started.
cpu_ticks() {
  local pid
  for pid in $1 $(pgrep -P "$1" || true); do
    cut -d')' -f2- "/proc/$pid/stat"
  done | awk '{ sum += $12 + $13 } END { print sum }'
}

# dropped_datagrams : how many this machine has dropped so far, as a socket was full.
dropped_datagrams() {
  awk '/^Udp: [0-9]/ { print $6 + $7 }' /proc/net/snmp
}

# check_ringing WHO RANG CALLS DROPPED : who was answered must have heard that it rings, if nothing was dropped on the way.
check_ringing() {
  if (($2 >= $3)); then
    return
  fi
  if (($4 == 0)); then
    fail "$1: $(($3 - $2)) of $3 calls were answered and had not rung, and no datagram was dropped"
  else
    echo "$1: $(($3 - $2)) of $3 calls were answered and had not rung; this machine dropped $4 datagrams meanwhile" >&2
  fi
}

# measure NAME PORT PID ROUND : a line "name microseconds-per-call p50 p99" in figures.
measure() {
  local device phones=() calls=$((rate * seconds)) before after pid dropped
  for ((device = 1; device <= devices; device++)); do
    local scenario=sipp-ring.xml
    if ((device == 2)); then
      scenario=sipp-answer.xml
    fi
    run_sipp "phone$device" -sf "$root/tests/real-clients/$scenario" -p $((phone_port + device)) -m "$calls" &
    phones+=($!)
    started+=($!)
  done
  before=$(cpu_ticks "$3")
  dropped=$(dropped_datagrams)
  rm -f "$home"/call_*_rtt.csv
  run_sipp call -sf "$scenarios/call.xml" -inf "$home/calls.csv" -key domain "$domain" -m "$calls" -r "$rate" -trace_rtt -rtt_freq 1 \
    "127.0.0.1:$2" || fail "$1, round $4: not every call came about: $(head -n 3 "$home/call.errors" 2>/dev/null)"
  for pid in "${phones[@]}"; do
    wait "$pid" || fail "$1, round $4: a phone missed a call: $(cat "$home"/phone?.errors 2>/dev/null | head -n 3)"
  done
  after=$(cpu_ticks "$3")
  find "$home" "$scenarios" -maxdepth 1 -name 'call_*_rtt.csv' -exec cat {} + | awk -F';' '$2 + 0 > 0 || $2 == "0" { print $2 }' | sort -n >"$home/times"
  check_ringing "$1, round $4" "$(wc -l <"$home/times")" "$calls" $(($(dropped_datagrams) - dropped))
  awk -v name="$1" -v us=$(((after - before) * (1000000 / ticks) / calls)) '
    { time[NR] = $1 } END { print name, us, time[int((NR + 1) / 2)] + 0, time[int(NR * 0.99)] + 0 }' "$home/times" >>"$home/figures"
  find "$scenarios" -maxdepth 1 -name 'call_*_rtt.csv' -delete
}

# median NAME COLUMN
median() {
  awk -v name="$1" -v column="$2" '$1 == name { print $column }' "$home/figures" | sort -n |
    awk '{ value[NR] = $1 } END { print NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2 }'
}

row() {
  echo "| $2 | $(median "$1" 2) | $(median "$1" 3) | $(median "$1" 4) |"
}

import_users "$users"
write_calls >"$home/calls.csv"
start_server
register "$port"
if [[ $with_kamailio ]] && ! get_kamailio; then
  echo "Kamailio is not here and cannot be installed: ours is measured alone. Try: sudo apt-get install kamailio" >&2
  with_kamailio=
fi
if [[ $with_kamailio ]]; then
  start_kamailio -A CALLS
  register "$kamailio_port"
fi
# Two rounds for the runtime to optimise what it runs, as in compare.sh; what the first cost is told below the table.
for label in cold warm-up; do
  measure "$label" "$port" "$server_pid" 0
done
for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds" >&2
  measure ours "$port" "$server_pid" "$round"
  if [[ $with_kamailio ]]; then
    measure kamailio "$kamailio_port" "$kamailio_pid" "$round"
  fi
done

echo "$rate calls a second for $seconds s, $users users with $devices phones, medians of $rounds rounds."
echo
echo "| | server CPU us/call | until it rings, p50 ms | p99 ms |"
echo "|---|--:|--:|--:|"
row ours ours
if [[ $with_kamailio ]]; then
  row kamailio "$(kamailio -v | head -n 1 | sed 's/^version: //; s/ (.*//')"
  awk -v a="$(median ours 2)" -v b="$(median kamailio 2)" 'BEGIN { printf "\nOurs needs %.2f times the processor time.\n", (b > 0 ? a / b : 0) }'
fi
echo
echo "Right after the start, before the runtime has optimised it: a call $(median cold 2) us."
stop_server
finish
