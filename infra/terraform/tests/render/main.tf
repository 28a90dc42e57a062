# Renders the user data of members without a provider: tests/boot applies it.

variable "members" {
  description = "What each member is told, by any name"
  type        = any
}

module "boot" {
  source   = "../../modules/etcd/boot"
  for_each = var.members

  cluster         = each.value.cluster
  member          = each.value.member
  members         = each.value.members
  bucket          = each.value.bucket
  region          = "eu-central-1"
  secret_prefix   = each.value.secret_prefix
  etcd_version    = each.value.etcd_version
  etcd_sha256     = each.value.etcd_sha256
  quota_bytes     = 64 * 1024 * 1024
  auto_compaction = "1h"
  client_port     = each.value.client_port
  peer_port       = each.value.peer_port
  metrics_url     = each.value.metrics_url
  user            = each.value.user
  poll_seconds    = 1
}

output "user_data" {
  value = { for name, boot in module.boot : name => boot.user_data }
}
