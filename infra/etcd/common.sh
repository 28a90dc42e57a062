# shellcheck shell=bash
# What the scripts of infra/etcd share; read by them with ".", never run by itself. Reads the way to the members that NEXUS_ETCD
# names, loopback.sh or aws.sh, which both define:
#
#   members                       prints the members' names, one a line
#   ctl MEMBER ARGUMENT…          etcdctl, as etcd's user root, on that member alone
#   member_url MEMBER             its address for other members
#   member_quota MEMBER           its --quota-backend-bytes
#   member_stop, member_start MEMBER
#   member_forget MEMBER          stops it and moves its data aside
#   member_join MEMBER            starts it, without data, in a cluster that it was added to
#   member_renew MEMBER           starts it as another process, on AWS on another instance with what Terraform was last told
#   member_upgrade VERSION MEMBER stops it and starts it with that version
#   member_certificates MEMBER    gives it what infra/pki issued; etcd goes on running
#   member_days MEMBER            prints for how many days the first of its certificates is still valid
#   member_served MEMBER          prints the serial number of the certificate that it shows to clients
#   member_restore MEMBER SNAPSHOT TOKEN   its data becomes the snapshot's, and it is stopped; where that cannot be read nothing happens
#   publish_certificates          brings what infra/pki issued to where members and functions take it from
#   publish_endpoints             tells the functions who the members are
#   new_member MEMBER             whatever a further member needs; it is not started
#   snapshot_into FILE            takes a snapshot and prints where it is
#
# and set pki to the folder of certificates.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=infra/pki/common.sh
. "$here/../pki/common.sh"

# How long is waited for a member, seconds.
patience=${NEXUS_ETCD_PATIENCE:-180}

# help_if ARGUMENT…: prints the script's head and ends where help was asked for.
help_if() {
  case ${1:-} in --help | -h) usage_if --help ;; esac
}

need() {
  local tool
  for tool; do command -v "$tool" >/dev/null || fail "$tool is needed"; done
}

# open_cluster: reads the way that NEXUS_ETCD names.
open_cluster() {
  need jq openssl
  local way=${NEXUS_ETCD:-}
  case $way in
    loopback:/*)
      # shellcheck source=infra/etcd/loopback.sh
      . "$here/loopback.sh" "${way#loopback:}"
      ;;
    aws:?*)
      # shellcheck source=infra/etcd/aws.sh
      . "$here/aws.sh" "${way#aws:}"
      ;;
    *) fail "NEXUS_ETCD is to be loopback:/FOLDER or aws:CLUSTER, not: ${way:-empty}" ;;
  esac
}

# within SECONDS WHAT COMMAND…: tries the command until it succeeds; ends the script when the time is up.
within() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    ((SECONDS < end)) || fail "$what: not within the time"
    sleep 0.3
  done
}

# healthy MEMBER: it answers a read that the majority confirmed, whatever alarms there are.
healthy() { ctl "$1" --dial-timeout=2s --command-timeout=5s get /telemetry/ --prefix --limit=1 --keys-only >/dev/null 2>&1; }

# field MEMBER PATH: prints what the path, as jq takes it, is in the member's status.
field() { ctl "$1" endpoint status --write-out=json 2>/dev/null | jq -r ".[0].Status$2"; }

# id MEMBER: prints its identity, hexadecimal, as any member knows it; fails when there is none of that name.
# A member that was added but never ran has no name yet: its address tells it.
id() {
  local found
  found=$(list | awk -F ', ' -v name="$1" -v url="$(member_url "$1")" '$3 == name || $4 == url { print $1 }')
  [ -n "$found" ] && echo "$found"
}

# first: prints the first line of its input, all of which it reads: whoever writes it is not cut off.
first() { sed -n 1p; }

# is_member MEMBER
is_member() { members | grep -xF -- "$1" >/dev/null; }

# add MEMBER [OPTION…]: the cluster knows it from then on; it is not started. etcd refuses while its members have been connected
# for less than five seconds.
add() {
  within "$patience" "the cluster does not take $1" added "$@"
}

added() {
  local name=$1
  shift
  id "$name" >/dev/null || ctl "$(other_than "$name")" member add "$name" "$@" --peer-urls="$(member_url "$name")" >/dev/null 2>&1
}

# list: prints the members as etcd knows them: identity, started or not, name, peer URL, client URL, learner.
list() {
  local member
  for member in $(members); do
    ctl "$member" --dial-timeout=2s --command-timeout=5s member list 2>/dev/null && return 0
  done
  fail "no member answers"
}

# leads MEMBER. The identities are larger than jq's numbers, but rounded alike.
leads() { [ "$(field "$1" ' | .leader == .header.member_id and .leader != 0')" = true ]; }

# leader: prints the member that leads; waits while there is none.
leader() {
  local member end=$((SECONDS + patience))
  while ((SECONDS < end)); do
    for member in $(members); do
      if leads "$member"; then
        echo "$member"
        return 0
      fi
    done
    sleep 0.3
  done
  fail "no member leads"
}

# leader_last: prints the members, the one that leads at the end.
leader_last() {
  local last member
  last=$(leader)
  for member in $(members); do [ "$member" = "$last" ] || echo "$member"; done
  echo "$last"
}

# other_than MEMBER: prints a healthy member that is not this one.
other_than() {
  local member
  for member in $(members); do
    if [ "$member" != "$1" ] && healthy "$member"; then
      echo "$member"
      return 0
    fi
  done
  fail "no other member than $1 answers"
}

# all_healthy [BUT]: ends the script where another member than BUT does not answer: one more must not be taken away then.
# shellcheck disable=SC2120 # the scripts give it one
all_healthy() {
  local member
  for member in $(members); do
    if [ "$member" != "${1:-}" ] && ! healthy "$member"; then
      fail "$member does not answer: mend that first, one member at a time"
    fi
  done
}

# hand_over MEMBER: where it leads, another does from then on.
hand_over() {
  leads "$1" || return 0
  local next
  next=$(other_than "$1")
  ctl "$1" move-leader "$(id "$next")" >/dev/null || fail "$1 could not hand over to $next"
  say "$next leads now, before that $1"
}

# one_after_the_other COMMAND…: runs it with each member's name at the end, the leader last and after it handed over, each time
# with all others healthy, and waits until the member is so again.
one_after_the_other() {
  local member order
  order=$(leader_last)
  for member in $order; do
    # shellcheck disable=SC2119 # all of them
    all_healthy
    hand_over "$member"
    "$@" "$member"
    within "$patience" "$member does not answer again" healthy "$member"
    say "$member is done"
  done
}

# member_restart MEMBER
member_restart() {
  member_stop "$1"
  member_start "$1"
}
