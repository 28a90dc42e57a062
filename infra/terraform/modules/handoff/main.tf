# What template.yaml reads. A test compares the names and types with the template's.

locals {
  prefix = "/nexus-telemetry/${var.environment}"
  parameters = {
    "${local.prefix}/etcd/endpoints"             = { type = "String", value = join(",", var.endpoints) }
    "${local.prefix}/etcd/secret-arn"            = { type = "String", value = var.secret_arn }
    "${local.prefix}/network/subnet-ids"         = { type = "StringList", value = join(",", var.subnet_ids) }
    "${local.prefix}/network/security-group-ids" = { type = "StringList", value = join(",", var.security_group_ids) }
  }
}

resource "aws_ssm_parameter" "this" {
  for_each = local.parameters

  name  = each.key
  type  = each.value.type
  value = each.value.value
}
