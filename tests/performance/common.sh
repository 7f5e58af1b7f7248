# Sourced by the scripts beside it: a server of ours and the load command, in a folder that goes away at the end.
# Nothing is installed; only processes that were started here are ended, by their ids; everything listens on 127.0.0.1.
#
# Environment: PORT and PORTAL_PORT (25060, 28080), SERVER_CORE and LOAD_CORE (0, 1), DOTNET (dotnet), SERVER_DLL (that of the
# Release build; a published program is PbxPortal.dll in its folder).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dotnet=${DOTNET:-dotnet}
port=${PORT:-25060}
portal_port=${PORTAL_PORT:-28080}
server_core=${SERVER_CORE:-0}
load_core=${LOAD_CORE:-1}
domain=load.example
first_user=100000
devices=3
server_dll=$(realpath -m "${SERVER_DLL:-$root/src/PbxPortal/bin/Release/net10.0/PbxPortal.dll}")
phones_dll=$root/src/PbxPortal.Phones/bin/Release/net10.0/PbxPortal.Phones.dll
started=()
server_pid=
failures=0
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

for built in "$server_dll" "$phones_dll"; do
  if [[ ! -f $built ]]; then
    echo "$built is missing. Build first: dotnet build -c Release" >&2
    exit 2
  fi
done

home=$(mktemp -d)

# What the scripts do themselves, asking whether the server answers for one, must not take the time of the server's core.
if (($(nproc) > 1)) && command -v taskset >/dev/null; then
  taskset -pc "$load_core" $$ >/dev/null || true
fi

clean_up() {
  local pid
  for pid in "${started[@]:-}"; do
    if [[ -n $pid ]] && kill -0 "$pid" 2>/dev/null; then
      kill "$pid" 2>/dev/null || true
      wait "$pid" 2>/dev/null || true
    fi
  done
  rm -rf "$home"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# number NAME VALUE LEAST MOST : refuses what is not a whole number in that range.
number() {
  if [[ ! $2 =~ ^[0-9]{1,9}$ ]] || ((10#$2 < $3 || 10#$2 > $4)); then
    echo "$1 is '$2', and must be a number from $3 to $4." >&2
    exit 2
  fi
}

fail() {
  failures=$((failures + 1))
  echo "FAILED: $*" >&2
}

finish() {
  if ((failures > 0)); then
    echo "$failures failures"
    exit 1
  fi
  echo "good"
}

# pinned CORE COMMAND... : on that core, where there are two and it can be said; replaces this (sub)shell.
pinned() {
  local core=$1
  shift
  if (($(nproc) > 1)) && command -v taskset >/dev/null; then
    exec taskset -c "$core" "$@"
  fi
  exec "$@"
}

# write_users FILE COUNT
write_users() {
  {
    echo domain,extension,password
    seq "$first_user" $((first_user + $2 - 1)) | sed 's|.*|'"$domain"',&,pw-&|'
  } >"$1"
}

settings() {
  printf '%s\n' "--Urls=http://127.0.0.1:$portal_port" "--Sip:Listen:0=udp:127.0.0.1:$port" "--Sip:Listen:1=tcp:127.0.0.1:$port" \
    "--Sip:DefaultDomain=$domain" "--Storage:Path=$home/pbxportal.db" "$@"
}

# import_users COUNT : into a new database.
import_users() {
  write_users "$home/users.csv" "$1"
  local arguments
  mapfile -t arguments < <(settings)
  (cd "$(dirname "$server_dll")" && "$dotnet" "$server_dll" users import "$home/users.csv" "${arguments[@]}" >"$home/import.log" 2>&1) || {
    cat "$home/import.log" >&2
    exit 1
  }
}

# launch_server [SETTING...] : starts it and does not wait.
launch_server() {
  local arguments
  mapfile -t arguments < <(settings "$@")
  (cd "$(dirname "$server_dll")" && pinned "$server_core" "$dotnet" "$server_dll" "${arguments[@]}") >>"$home/server.log" 2>&1 </dev/null &
  server_pid=$!
  started+=("$server_pid")
}

is_ready() {
  local line
  # The connection may be refused or cut: then it is not ready.
  { exec {web}<>"/dev/tcp/127.0.0.1/$portal_port"; } 2>/dev/null || return 1
  printf 'GET /health/ready HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&"$web" 2>/dev/null || true
  line=
  IFS= read -r -t 5 -u "$web" line || true
  exec {web}>&-
  [[ $line == *' 200 '* ]]
}

await_server() {
  local turn
  for ((turn = 0; turn < 600; turn++)); do
    if ! kill -0 "$server_pid" 2>/dev/null; then
      echo "The server ended before it was ready:" >&2
      tail -20 "$home/server.log" >&2
      exit 1
    fi
    if is_ready; then
      return
    fi
    sleep 0.1
  done
  echo "The server was not ready within a minute:" >&2
  tail -20 "$home/server.log" >&2
  exit 1
}

start_server() {
  launch_server "$@"
  await_server
}

# stop_server [SIGNAL]
stop_server() {
  kill "-${1:-TERM}" "$server_pid" 2>/dev/null || true
  wait "$server_pid" 2>/dev/null || true
}

# load PHASES [OPTION...] : the load command against our server; a line of JSON per phase on stdout.
load() {
  local phases=$1
  shift
  (pinned "$load_core" "$dotnet" "$phones_dll" load "127.0.0.1:$port" --domain "$domain" --first-user "$first_user" \
    --phases "$phases" --json "$@")
}

# field NAME : of the line of JSON on stdin; the first of that name.
field() {
  grep -o "\"$1\":[0-9.]*" | head -n 1 | cut -d: -f2
}

# millis MICROSECONDS
millis() {
  awk -v us="$1" 'BEGIN { printf "%.2f", us / 1000 }'
}

# memory_kib : the working set of the server. Not the share of it (Pss), which changes when another .NET program begins or ends.
memory_kib() {
  awk '/^VmRSS:/ { print $2 }' "/proc/$server_pid/status"
}

# collect : lets the server collect its garbage once, through the runtime's diagnostic port (an event session that asks for it), and waits
# until that is over; 1 without python3 or such a port.
collect() {
  local port
  port=$(compgen -G "${TMPDIR:-/tmp}/dotnet-diagnostic-$server_pid-*-socket" | head -n 1)
  [[ -n $port ]] && command -v python3 >/dev/null || return 1
  (pinned "$load_core" timeout 60 python3 - "$port") <<'PYTHON'
import socket, struct, sys, threading

RUNTIME, COLLECT, VERBOSE = "Microsoft-Windows-DotNETRuntime", 0x1 | 0x800000, 5

def ask(command, payload):
    port = socket.socket(socket.AF_UNIX)
    port.connect(sys.argv[1])
    port.sendall(b"DOTNET_IPC_V1\0" + struct.pack("<HBBH", 20 + len(payload), 2, command, 0) + payload)
    head = port.recv(20, socket.MSG_WAITALL)
    if head[16] != 0xFF or head[17] != 0:
        sys.exit("the diagnostic port refused")
    return port, port.recv(8, socket.MSG_WAITALL)

def drain(port, heard):
    # GCEnd_V1 has no name in the stream; that bytes stop coming for a second is taken for the end.
    while port.recv(65536):
        heard.set()

name = (RUNTIME + "\0").encode("utf-16-le")
provider = struct.pack("<QI", COLLECT, VERBOSE) + struct.pack("<I", len(RUNTIME) + 1) + name + struct.pack("<I", 0)
stream, session = ask(3, struct.pack("<IIBI", 1, 1, 0, 1) + provider)
heard = threading.Event()
threading.Thread(target=drain, args=(stream, heard), daemon=True).start()
heard.wait(10)
while heard.is_set():
    heard.clear()
    heard.wait(1)
ask(1, session)
PYTHON
}

# file_bytes FILE : 0 when it is not there.
file_bytes() {
  stat -c %s "$1" 2>/dev/null || echo 0
}

now_ms() {
  local now=$EPOCHREALTIME
  echo $((${now/[.,]/} / 1000))
}

# await_answer SINCE : the milliseconds until our server answers a REGISTER, which is asked about every 50 ms.
await_answer() {
  local udp line turn
  for ((turn = 0; turn < 600; turn++)); do
    exec {udp}<>"/dev/udp/127.0.0.1/$port"
    # cat, because the shell would send each line as a datagram of its own.
    printf 'REGISTER sip:%s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKprobe%s;rport\r\nMax-Forwards: 70\r\nFrom: <sip:%s@%s>;tag=p\r\nTo: <sip:%s@%s>\r\nCall-ID: probe-%s\r\nCSeq: %s REGISTER\r\nContent-Length: 0\r\n\r\n' \
      "$domain" "$turn" "$first_user" "$domain" "$first_user" "$domain" "$turn" $((turn + 1)) | cat >&"$udp" 2>/dev/null || true
    line=
    # One byte: the shell reads byte by byte, and the first one takes the whole datagram.
    IFS= read -r -t 0.05 -N 1 -u "$udp" line 2>/dev/null || true
    exec {udp}>&-
    if [[ $line == S ]]; then
      echo $(($(now_ms) - $1))
      return
    fi
    sleep 0.02
  done
  echo "The server answered no REGISTER within a minute." >&2
  exit 1
}
