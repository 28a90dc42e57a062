# shellcheck shell=bash disable=SC2034 # run, tls and state are for the scripts
# What the scripts of a member share; read by them with ".", never run by itself. The settings are read before it.

: "${MEMBER:?is not set: read the settings first}"
umask 077
export AWS_DEFAULT_REGION=$REGION AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=5
# etcd 3.4 does nothing on arm64, not even tell its version, without being told that this is meant.
export ETCD_UNSUPPORTED_ARCH=arm64
run=$ROOT/run/nexus-etcd
tls=$run/tls
state=$ROOT/var/lib/etcd
mkdir -p "$run"

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

# until_done SECONDS COMMAND…: tries it every few seconds; fails when the time is up.
until_done() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep "$POLL_SECONDS"
  done
}

# ctl ARGUMENT…: etcdctl on this member, as root.
ctl() { "$ROOT/usr/local/bin/nexus-etcdctl" "$@"; }

# cluster_formed: prints how many notes the bucket has that this cluster was formed, 0 or 1; fails when it cannot be asked.
cluster_formed() {
  aws s3api list-objects-v2 --bucket "$BUCKET" --prefix "formed/$CLUSTER" --output text \
    --query "length((Contents || \`[]\`)[?Key=='formed/$CLUSTER'])"
}

# snapshots ARGUMENT…: the tool that reads snapshots. From 3.6 on that is only etcdutl; before 3.5 there is none.
snapshots() {
  local tool=$ROOT/usr/local/bin/etcdutl
  [ -x "$tool" ] || tool=$ROOT/usr/local/bin/etcdctl
  ETCDCTL_API=3 "$tool" snapshot "$@"
}

# revision_of FILE: prints the revision of a snapshot; fails when it cannot be read.
revision_of() {
  local status
  status=$(snapshots status --write-out=json "$1" 2>/dev/null) || return 1
  python3 -c 'import json, sys; print(json.load(sys.stdin)["revision"])' <<<"$status"
}

has_volume() { mountpoint -q "$state" || fail "the volume is not at $state yet: see journalctl -u nexus-etcd-prepare"; }

# stop_etcd: the next start decides anew how etcd is to start.
stop_etcd() { systemctl stop nexus-etcd.service nexus-etcd-prepare.service; }

# move_aside: etcd's data, where there is any; it is to be stopped.
move_aside() {
  local aside
  [ -d "$state/data/member" ] || return 0
  aside=$state/data.$(date -u +%Y%m%dT%H%M%SZ)
  mv -T "$state/data" "$aside"
  say "what was there is in $aside: delete it when all is well"
}
