# shellcheck shell=bash disable=SC2034,SC2016 # run, tls and state are for the scripts; the query is AWS's
# What the scripts of a member share; read by them with ".", never run by itself. The settings are read before it.

: "${MEMBER:?is not set: read the settings first}"
umask 077
export AWS_DEFAULT_REGION=$REGION AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=5
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
  aws s3api list-objects-v2 --bucket "$BUCKET" --prefix "formed/$CLUSTER" --query 'length(Contents || `[]`)' --output text
}
