# shellcheck shell=bash disable=SC2154 # here is set by common.sh
# The way to members that are processes of this machine; read by common.sh, never run by itself. The folder holds:
#
#   pki/             authorities and certificates, see infra/pki
#   members/NAME/    settings, programs (a link), tls/, data/, log, pid
#   functions.env    what the functions need to reach the cluster

need ps setsid
# shellcheck source=infra/local/ports.sh
. "$here/../local/ports.sh"
folder=$1
pki=$folder/pki

settings_of() { echo "$folder/members/$1/settings"; }

# setting MEMBER NAME
setting() { sed -n "s/^$2=//p" "$(settings_of "$1")" 2>/dev/null | grep . || fail "$folder has no member $1"; }

# set_to MEMBER NAME VALUE
set_to() {
  local file
  file=$(settings_of "$1")
  { grep -v "^$2=" "$file" || true; echo "$2=$3"; } >"$file.new"
  mv "$file.new" "$file"
}

members() {
  [ -d "$folder/members" ] || fail "$folder holds no cluster: infra/etcd/loopback start makes one"
  ls "$folder/members"
}

member_url() { echo "https://127.0.0.1:$(setting "$1" PEER_PORT)"; }
client_url() { echo "https://127.0.0.1:$(setting "$1" CLIENT_PORT)"; }
member_quota() { setting "$1" QUOTA; }

# Runs what follows it without the variables that etcd and etcdctl would take for their flags.
clean=(env -i "PATH=$PATH" "HOME=${HOME:-/}" "TMPDIR=${TMPDIR:-/tmp}" "NEXUS_CI_RUN=${NEXUS_CI_RUN:-}"
  ETCD_UNSUPPORTED_ARCH=arm64 ETCDCTL_API=3)

# Committed transactions between two snapshots. etcd keeps all since the last one in memory, with what they wrote, and 5,000 more:
# by default 100,000, which a drain's blocks make gigabytes of.
snapshot_count=1000

ctl() {
  local member=$1
  shift
  "${clean[@]}" "$folder/members/$member/programs/etcdctl" --endpoints="$(client_url "$member")" --dial-timeout=5s \
    --cacert="$pki/client-ca.crt" --cert="$pki/client/root.crt" --key="$pki/client/root.key" "$@"
}

# running MEMBER: prints its process; the number alone could be another's by now.
running() {
  local process
  process=$(cat "$folder/members/$1/pid" 2>/dev/null) || return 1
  ps -o args= -p "$process" 2>/dev/null | grep -F -- "--data-dir=$folder/members/$1/data" >/dev/null && echo "$process"
}

stopped() { ! running "$1" >/dev/null; }

member_stop() {
  local process
  process=$(running "$1") || return 0
  kill "$process"
  within 60 "$1 does not stop" stopped "$1"
}

member_kill() {
  local process
  process=$(running "$1") || return 0
  kill -KILL "$process"
  within 60 "$1 does not end" stopped "$1"
}

member_start() {
  local at=$folder/members/$1
  stopped "$1" || return 0
  "${clean[@]}" setsid nohup "$at/programs/etcd" \
    --name="$1" \
    --data-dir="$at/data" \
    --listen-client-urls="$(client_url "$1")" \
    --advertise-client-urls="$(client_url "$1")" \
    --listen-peer-urls="$(member_url "$1")" \
    --initial-advertise-peer-urls="$(member_url "$1")" \
    --initial-cluster="$(setting "$1" INITIAL_CLUSTER)" \
    --initial-cluster-state="$(setting "$1" INITIAL_CLUSTER_STATE)" \
    --initial-cluster-token=loopback \
    --client-cert-auth=true \
    --trusted-ca-file="$at/tls/ca.crt" --cert-file="$at/tls/server.crt" --key-file="$at/tls/server.key" \
    --peer-client-cert-auth=true \
    --peer-trusted-ca-file="$at/tls/peer-ca.crt" --peer-cert-file="$at/tls/peer.crt" --peer-key-file="$at/tls/peer.key" \
    --quota-backend-bytes="$(setting "$1" QUOTA)" \
    --auto-compaction-mode=periodic --auto-compaction-retention=1h \
    --experimental-initial-corrupt-check=true \
    --enable-grpc-gateway=false --host-whitelist=127.0.0.1,localhost --cors="$(client_url "$1")" \
    --snapshot-count="$snapshot_count" \
    --logger=zap --log-outputs=stderr \
    >>"$at/log" 2>&1 </dev/null &
  echo $! >"$at/pid"
  disown
}

member_forget() {
  member_stop "$1"
  local data=$folder/members/$1/data
  [ ! -d "$data" ] || mv "$data" "$data.$(date -u +%Y%m%dT%H%M%SZ)"
}

# What the members are is asked of a member that runs; the new one has no name yet.
member_join() {
  local url all
  url=$(member_url "$1")
  all=$(list | awk -F ', ' -v name="$1" -v url="$url" '{ print ($4 == url ? name : $3) "=" $4 }' | paste -sd, -)
  set_to "$1" INITIAL_CLUSTER "$all"
  set_to "$1" INITIAL_CLUSTER_STATE existing
  member_start "$1"
}

# use_programs MEMBER VERSION
use_programs() {
  local programs status=0
  programs=$("$here/programs" "$2") || status=$?
  [ "$status" -eq 0 ] || exit "$status"
  ln -sfn "$programs" "$folder/members/$1/programs"
}

# A process is a new one anyway.
member_renew() { member_restart "$1"; }

member_upgrade() {
  member_stop "$2"
  use_programs "$2" "$1"
  member_start "$2"
}

# New files are put in place by one rename each: etcd reads them at every connection.
member_certificates() {
  local tls=$folder/members/$1/tls pair
  mkdir -p "$tls"
  for pair in client-ca.crt:ca.crt peer-ca.crt:peer-ca.crt "server/$1.crt:server.crt" "server/$1.key:server.key" \
    "peer/$1.crt:peer.crt" "peer/$1.key:peer.key"; do
    cp "$pki/${pair%%:*}" "$tls/.new"
    mv "$tls/.new" "$tls/${pair##*:}"
  done
}

member_days() {
  local tls=$folder/members/$1/tls server peer
  server=$(days_left "$tls/server.crt")
  peer=$(days_left "$tls/peer.crt")
  echo $((server < peer ? server : peer))
}

member_served() {
  openssl s_client -connect "127.0.0.1:$(setting "$1" CLIENT_PORT)" -cert "$pki/client/root.crt" -key "$pki/client/root.key" \
    </dev/null 2>/dev/null | serial_of
}

# initial_cluster: prints all members with their addresses, as etcd takes them.
initial_cluster() {
  local name
  for name in $(members); do echo "$name=$(member_url "$name")"; done | paste -sd, -
}

# snapshots MEMBER ARGUMENT…: the tool of its version that reads snapshots.
snapshots() {
  local programs=$folder/members/$1/programs tool=etcdutl
  shift
  [ -x "$programs/$tool" ] || tool=etcdctl
  "${clean[@]}" "$programs/$tool" snapshot "$@"
}

member_restore() {
  local at=$folder/members/$1
  rm -rf "$at/restored"
  snapshots "$1" restore "$2" --name="$1" --data-dir="$at/restored" --initial-cluster="$(initial_cluster)" \
    --initial-cluster-token="$3" --initial-advertise-peer-urls="$(member_url "$1")" >>"$at/log" 2>&1 ||
    fail "$1 cannot be restored: $(tail -n 1 "$at/log")"
  member_forget "$1"
  mv "$at/restored" "$at/data"
}

# They are read where they are issued.
publish_certificates() { :; }

# What the functions need, as settings of the application.
publish_endpoints() {
  local urls member
  urls=$(for member in $(members); do client_url "$member"; done | paste -sd, -)
  cat >"$folder/functions.env.new" <<END
ETCD_ENDPOINTS=$urls
ETCD_USERNAME=nexus
ETCD_PASSWORD=$(cat "$pki/client/nexus.password")
ETCD_CA_FILE=$pki/client-ca.crt
ETCD_CERT_FILE=$pki/client/nexus.crt
ETCD_KEY_FILE=$pki/client/nexus.key
END
  mv "$folder/functions.env.new" "$folder/functions.env"
}

# own_port: prints a free port that no member has.
own_port() {
  local port
  port=$(free_port)
  while grep -qsE "_PORT=$port\$" "$folder"/members/*/settings; do port=$(free_port); done
  echo "$port"
}

# make_member MEMBER VERSION QUOTA: its settings; it has no certificates yet.
make_member() {
  mkdir -p "$folder/members/$1"
  : >"$(settings_of "$1")"
  set_to "$1" CLIENT_PORT "$(own_port)"
  set_to "$1" PEER_PORT "$(own_port)"
  set_to "$1" QUOTA "$3"
  use_programs "$1" "$2"
}

new_member() {
  local old version
  old=$(members | first)
  version=$(field "$old" .version)
  make_member "$1" "${version%.*}" "$(setting "$old" QUOTA)"
  "$here/../pki/issue-cluster" "$pki" "$1=localhost,127.0.0.1" 2>/dev/null
  member_certificates "$1"
}

snapshot_into() {
  local from
  [ -n "${1:-}" ] || fail "a FILE is missing"
  [ ! -e "$1" ] || fail "$1 is there already"
  from=$(leader_last | first)
  ctl "$from" --command-timeout=600s snapshot save "$1.part" >/dev/null 2>&1 || fail "$from gave no snapshot"
  snapshots "$from" status "$1.part" --write-out=json 2>/dev/null |
    jq -er '"revision \(.revision), \(.totalKey) keys, \(.totalSize) bytes"' || fail "the snapshot cannot be read"
  mv "$1.part" "$1"
  echo "$1"
}
