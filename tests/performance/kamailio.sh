# Sourced by the scripts that measure Kamailio beside us, after common.sh: its users, its start, on the server's core.
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

# start_kamailio [OPTION...] : with the first $users users.
start_kamailio() {
  write_kamailio_users
  # Without the TLSF allocator a refresh costs Kamailio several times as much.
  pinned "$server_core" kamailio -DD -E -f "$(dirname "${BASH_SOURCE[0]}")/kamailio.cfg" -l "udp:127.0.0.1:$kamailio_port" -n 1 \
    -m 2048 -M 512 -x tlsf -X tlsf -Y "$home/kamailio" -A "DB_FOLDER=\"text://$home/kamailio\"" -A "REALM=\"$domain\"" "$@" \
    >"$home/kamailio.log" 2>&1 </dev/null &
  kamailio_pid=$!
  started+=("$kamailio_pid")
  if ! (port=$kamailio_port await_answer "$(now_ms)") >/dev/null || ! kill -0 "$kamailio_pid" 2>/dev/null; then
    echo "Kamailio did not start:" >&2
    head -20 "$home/kamailio.log" >&2
    exit 1
  fi
}
