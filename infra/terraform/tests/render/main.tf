# Renders the user data of one member without a provider: tests/boot applies it.

variable "inputs" {
  type = any
}

module "boot" {
  source = "../../modules/etcd/boot"

  cluster         = var.inputs.cluster
  member          = var.inputs.member
  members         = var.inputs.members
  bucket          = "telemetry-test"
  region          = "eu-central-1"
  secret_prefix   = "test/etcd"
  etcd_version    = var.inputs.etcd_version
  etcd_sha256     = var.inputs.etcd_sha256
  quota_bytes     = 64 * 1024 * 1024
  auto_compaction = "1h"
  client_port     = var.inputs.client_port
  peer_port       = var.inputs.peer_port
  metrics_url     = var.inputs.metrics_url
  user            = var.inputs.user
  poll_seconds    = 1
}

output "user_data" {
  value = module.boot.user_data
}
