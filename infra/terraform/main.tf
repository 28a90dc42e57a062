module "network" {
  source = "./modules/network"

  name         = local.name
  region       = var.region
  zones        = var.zones
  cidr         = var.cidr
  nat_gateways = var.nat_gateways
}

module "etcd" {
  source = "./modules/etcd"

  name              = local.name
  domain            = local.domain
  region            = var.region
  zones             = var.zones
  vpc_id            = module.network.vpc_id
  subnets           = module.network.member_subnets
  security_group_id = module.network.member_security_group_id
  secret_prefix     = "nexus-telemetry/${var.environment}/etcd"
  members           = var.members
  instance_type     = var.instance_type
  ami_id            = var.ami_id
  volume            = var.volume
  quota_bytes       = var.quota_bytes
  auto_compaction   = var.auto_compaction
  etcd_version      = var.etcd_version
  etcd_sha256       = var.etcd_sha256
  snapshot_days     = var.snapshot_days
  alarm_topic_arns  = var.alarm_topic_arns
  tags              = local.tags
  # A member that boots needs its endpoints.
  depends_on = [module.network]
}

module "handoff" {
  source = "./modules/handoff"

  environment        = var.environment
  endpoints          = module.etcd.endpoints
  secret_arn         = module.etcd.functions_secret_arn
  subnet_ids         = module.network.function_subnet_ids
  security_group_ids = [module.network.function_security_group_id]
}
