# shellcheck shell=bash disable=SC2154 # run sets what is not set here
# What the test of the boot scripts is made of; read by run with ".", never run by itself. A machine that boots is a folder below
# $work/machines, its scratch root; run by stand-ins in bin, which take all that only AWS or root can do. The rest is real.

passed() { printf 'ok  %s\n' "$*"; }
broken() {
  printf 'FAILED  %s\n' "$*" >&2
  local log
  tail -n 5 "$work/log" | cut -c 1-400 >&2
  for log in "$work"/machines/*/log/*; do
    [ -s "$log" ] || continue
    printf -- '--- %s\n' "${log#"$work"/}" >&2
    grep -v '"level":"info"' "$log" | tail -n 3 | cut -c 1-240 >&2
  done
  exit 1
}
skip() {
  printf '!! SKIPPED: the boot scripts were not run: %s\n' "$*" >&2
  exit 77
}

# within SECONDS WHAT COMMAND…: tries the command until it succeeds.
within() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >>"$work/log" 2>&1; do
    ((SECONDS < end)) || broken "not within the time: $what"
    sleep 0.2
  done
}

# refused WHAT MESSAGE COMMAND…: the command fails and says so.
refused() {
  local what=$1 message=$2 output
  shift 2
  if output=$("$@" 2>&1 </dev/null); then broken "$what"; fi
  grep -qF -- "$message" <<<"$output" || broken "$what: it says $output"
  passed "$what"
}

# processes VARIABLE=VALUE: prints the processes that this test started with it.
processes() {
  local file
  while read -r file; do
    if grep -qszxF -- "$1" "$file"; then cut -d / -f 3 <<<"$file"; fi
  done < <(grep -lszxF "NEXUS_BOOT_RUN=$NEXUS_BOOT_RUN" /proc/[0-9]*/environ)
}

# end_all VARIABLE=VALUE: at once, as when the power fails.
end_all() {
  local left
  for _ in {1..50}; do
    left=$(processes "$1")
    [ -n "$left" ] || return 0
    # shellcheck disable=SC2086 # numbers
    kill -KILL $left 2>/dev/null || true
    sleep 0.1
  done
  echo "still there: $left" >&2
  return 1
}

machine() { echo "$work/machines/$1"; }

# on MACHINE COMMAND…: as root of that machine would, /… being in its scratch root.
on() {
  local at
  at=$(machine "$1")
  local command=$2
  shift 2
  case $command in /*) command=$at$command ;; esac
  NEXUS_ROOT=$at PATH=$here/bin:$PATH "$command" "$@"
}

# new_volume ID: empty, and nobody's.
new_volume() {
  local volume=$STAND_IN/volumes/$1
  rm -rf "$volume"
  mkdir -p "$volume"
  truncate -s 2M "$volume/image"
}

# new_machine MACHINE: an instance that never booted.
new_machine() {
  mkdir -p "$(machine "$1")"/{run,var/lib,var/tmp}
  echo "i-$1" >"$(machine "$1")/instance-id"
}

# boot MACHINE [USER-DATA]: runs the user data.
boot() {
  new_machine "$1"
  NEXUS_ROOT=$(machine "$1") PATH=$here/bin:$PATH bash "$work/user-data/${2:-$1}" >>"$work/log" 2>&1 || broken "the user data of $1"
}

# power_off MACHINE VOLUME: nothing of it runs from then on, and its volume is free.
power_off() {
  end_all "NEXUS_ROOT=$(machine "$1")" || broken "$1 goes on"
  rm -f "$STAND_IN/volumes/$2/holder"
}

says() { grep -qF -- "$2" "$(machine "$1")"/log/*; }
healthy() { on "$1" /usr/local/bin/nexus-etcdctl --command-timeout=3s endpoint health; }
id_of() { on "$1" /usr/local/bin/nexus-etcdctl member list | awk -F ', ' -v url="https://$2:$peer_port" '$4 == url { print $1 }'; }
as_root() { on "$1" /usr/local/bin/nexus-etcdctl "${@:2}"; }

# as_nexus ARGUMENT…: etcdctl as the functions' user, by certificate and password.
as_nexus() {
  ETCDCTL_API=3 "$programs/etcdctl" --endpoints="https://$(address 1):$client_port" --command-timeout=5s --cacert="$pki/client-ca.crt" \
    --cert="$pki/client/nexus.crt" --key="$pki/client/nexus.key" --user="nexus:$(cat "$pki/client/nexus.password")" "$@" 2>&1
}

address() { echo "$network.$1"; }
served() { openssl s_client -connect "$(address 1):$client_port" -cert "$pki/client/root.crt" -key "$pki/client/root.key" </dev/null 2>/dev/null | openssl x509 -noout -serial; }
