# The user data of one member. It uses no provider, so that it can be rendered and run without AWS.
# No setting's name begins with ETCD_: etcd reads the same file, and would take it for an option.

locals {
  peer_urls = { for name, host in var.members : name => "https://${host}:${var.peer_port}" }
  settings = {
    CLUSTER             = var.cluster
    MEMBER              = var.member.name
    HOST                = var.member.host
    ADDRESS             = var.member.address
    VOLUME_ID           = var.member.volume_id
    CLIENT_PORT         = var.client_port
    PEER_PORT           = var.peer_port
    PEER_URLS           = join(" ", values(local.peer_urls))
    INITIAL_CLUSTER_NEW = join(",", [for name, url in local.peer_urls : "${name}=${url}"])
    METRICS_URL         = var.metrics_url
    REGION              = var.region
    BUCKET              = var.bucket
    SECRET_PREFIX       = var.secret_prefix
    RELEASE             = var.etcd_version
    RELEASE_SHA256      = var.etcd_sha256
    SERVICE_USER        = var.user
    QUOTA_BYTES         = format("%d", var.quota_bytes)
    AUTO_COMPACTION     = var.auto_compaction
    POLL_SECONDS        = var.poll_seconds
  }
  programs = [
    "nexus-etcd-prepare", "nexus-etcd-secrets", "nexus-etcd-auth", "nexus-etcd-backup", "nexus-etcd-metrics", "nexus-etcd-restore",
    "nexus-etcd-forget",
  ]
  units = [
    "nexus-etcd-prepare.service", "nexus-etcd.service", "nexus-etcd-auth.service", "nexus-etcd-backup.service",
    "nexus-etcd-backup.timer", "nexus-etcd-metrics.service", "nexus-etcd-metrics.timer",
  ]
  files = merge(
    {
      "/usr/local/bin/nexus-etcdctl"        = { mode = "755", text = file("${path.module}/files/nexus-etcdctl") }
      "/usr/local/lib/nexus-etcd/common.sh" = { mode = "644", text = file("${path.module}/files/common.sh") }
    },
    { for name in local.programs : "/usr/local/sbin/${name}" => { mode = "755", text = file("${path.module}/files/${name}") } },
    { for name in local.units : "/etc/systemd/system/${name}" => { mode = "644", text = file("${path.module}/files/${name}") } },
  )
}
