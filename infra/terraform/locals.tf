locals {
  name   = "nexus-telemetry-${var.environment}"
  domain = "etcd.${local.name}.internal"
  tags   = merge(var.tags, { project = "nexus-telemetry", environment = var.environment })
}
