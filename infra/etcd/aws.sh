# shellcheck shell=bash disable=SC2154,SC2016 # here and patience are set by common.sh; queries are AWS's
# The way to the members that infra/terraform made; read by common.sh, never run by itself. Members are told what to do by Systems
# Manager's Run Command, each by its instance's tags. Needs the AWS CLI, allowed ssm:SendCommand and ssm:GetCommandInvocation on the
# instances, ec2:DescribeInstances, autoscaling:DescribeAutoScalingGroups, and ec2:TerminateInstances to replace them.
# Tried with a stand-in of the AWS CLI only.

cluster=$1
pki=${NEXUS_PKI:-}
need aws

# An instance takes minutes to come back.
patience=${NEXUS_ETCD_PATIENCE:-1200}
export AWS_MAX_ATTEMPTS=${AWS_MAX_ATTEMPTS:-5} AWS_RETRY_MODE=${AWS_RETRY_MODE:-standard} AWS_PAGER=

# The groups are there also while an instance is not.
group_members=$(aws autoscaling describe-auto-scaling-groups --filters "Name=tag:nexus-etcd-cluster,Values=$cluster" \
  --query 'AutoScalingGroups[].Tags[?Key==`nexus-etcd-member`].Value[]' --output text | tr '\t' '\n' | grep . | sort) ||
  fail "there is no cluster $cluster in this account and region"

members() { printf '%s\n' "$group_members"; }
member_url() { echo "https://$1.etcd.$cluster.internal:2380"; }

# instance MEMBER: prints the instance that runs; fails while there is none.
instance() {
  local found
  found=$(aws ec2 describe-instances --output text --query 'Reservations[].Instances[].InstanceId' --filters \
    "Name=tag:nexus-etcd-cluster,Values=$cluster" "Name=tag:nexus-etcd-member,Values=$1" Name=instance-state-name,Values=running)
  [[ $found =~ ^i-[0-9a-f]+$ ]] && echo "$found"
}

# on MEMBER COMMAND…: runs it there as root; its output becomes the output here, its failure a failure.
on() {
  local target parameters command invocation status end
  target=$(instance "$1") || { say "$1 has no instance that runs"; return 1; }
  shift
  parameters=$(jq -nc --arg command "$(printf '%q ' "$@")" '{commands: [$command], executionTimeout: ["900"]}')
  command=$(aws ssm send-command --instance-ids "$target" --document-name AWS-RunShellScript --timeout-seconds 60 \
    --parameters "$parameters" --query Command.CommandId --output text) || return 1
  end=$((SECONDS + 960))
  while ((SECONDS < end)); do
    # It takes a moment until there is something to ask for.
    invocation=$(aws ssm get-command-invocation --command-id "$command" --instance-id "$target" --output json 2>/dev/null) || invocation={}
    status=$(jq -r '.Status // "Pending"' <<<"$invocation")
    case $status in
      Pending | InProgress | Delayed) sleep 1 ;;
      *)
        jq -rj '.StandardErrorContent // ""' <<<"$invocation" >&2
        jq -rj '.StandardOutputContent // ""' <<<"$invocation"
        [ "$status" = Success ]
        return
        ;;
    esac
  done
  say "no answer from $target to the command $command"
  return 1
}

ctl() {
  local member=$1
  shift
  on "$member" /usr/local/bin/nexus-etcdctl "$@"
}

member_quota() { on "$1" sed -n 's/^QUOTA_BYTES="\([0-9]*\)"$/\1/p' /etc/nexus-etcd/settings; }

# etcd's unit is up only once the cluster has a leader, for which others may have to come first: it is not waited for.
member_start() { on "$1" systemctl start --no-block nexus-etcd.service; }
member_stop() { on "$1" systemctl stop nexus-etcd.service; }
member_join() { on "$1" systemctl restart --no-block nexus-etcd-prepare.service nexus-etcd.service; }
member_forget() { on "$1" /usr/local/sbin/nexus-etcd-forget; }
member_restore() { on "$1" /usr/local/sbin/nexus-etcd-restore "$2" "$3"; }

terminated() { [ "$(aws ec2 describe-instances --instance-ids "$1" --query 'Reservations[0].Instances[0].State.Name' --output text)" = terminated ]; }

# The group makes another instance, as Terraform last told it; volume, address and name are the member's.
member_renew() {
  local old
  old=$(instance "$1") || fail "$1 has no instance that runs"
  member_stop "$1"
  aws ec2 terminate-instances --instance-ids "$old" >/dev/null
  within "$patience" "$old does not end" terminated "$old"
}

# Which version that is, Terraform was told.
member_upgrade() { member_renew "$2"; }

publish_certificates() {
  [ -n "$pki" ] || fail "NEXUS_PKI is to name the folder of certificates"
  "$here/../pki/upload" "$pki" "nexus-telemetry/${cluster#nexus-telemetry-}/etcd"
}

# Terraform's handoff has done that.
publish_endpoints() { :; }

member_certificates() { on "$1" /usr/local/sbin/nexus-etcd-secrets; }

member_served() {
  on "$1" bash -c '. /etc/nexus-etcd/settings; tls=/run/nexus-etcd/tls
    openssl s_client -connect "$HOST:$CLIENT_PORT" -cert "$tls/root.crt" -key "$tls/root.key" </dev/null 2>/dev/null |
      openssl x509 -noout -serial | cut -d= -f2'
}

member_days() {
  local ends
  ends=$(on "$1" bash -c 'for name in server peer; do openssl x509 -in "/run/nexus-etcd/tls/$name.crt" -noout -enddate; done') || return 1
  while read -r end; do days_until "$end"; done <<<"$ends" | sort -n | first
}

new_member() { fail "$1 is not there: set members to 5 and run terraform apply first"; }

snapshot_into() {
  [ $# -eq 0 ] || fail "on AWS a snapshot goes into the bucket, not into a file"
  on "$(leader_last | first)" /usr/local/sbin/nexus-etcd-backup --now
}
