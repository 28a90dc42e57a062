# Members, each with what is its own for ever: a name, an address, a volume, a secret. Instances come and go.

locals {
  members = {
    for n in range(var.members) : "etcd-${n + 1}" => {
      # By turns, so that three zones hold three members, or five as two, two and one.
      zone = var.zones[n % length(var.zones)]
      host = "etcd-${n + 1}.${var.domain}"
      # The first addresses of a subnet are AWS's.
      address = cidrhost(var.subnets[var.zones[n % length(var.zones)]].cidr, 10 + floor(n / length(var.zones)))
      tags    = { nexus-etcd-cluster = var.name, nexus-etcd-member = "etcd-${n + 1}", Name = "${var.name}-etcd-${n + 1}" }
    }
  }
}

module "boot" {
  source   = "./boot"
  for_each = local.members

  cluster         = var.name
  member          = { name = each.key, host = each.value.host, address = each.value.address, volume_id = aws_ebs_volume.data[each.key].id }
  members         = { for name, member in local.members : name => member.host }
  bucket          = aws_s3_bucket.this.id
  region          = var.region
  secret_prefix   = var.secret_prefix
  etcd_version    = var.etcd_version
  etcd_sha256     = var.etcd_sha256
  quota_bytes     = var.quota_bytes
  auto_compaction = var.auto_compaction
}

resource "aws_network_interface" "this" {
  for_each = local.members

  subnet_id       = var.subnets[each.value.zone].id
  private_ips     = [each.value.address]
  security_groups = [var.security_group_id]
  description     = "${var.name} ${each.key}"

  tags = each.value.tags
}

resource "aws_ebs_volume" "data" {
  for_each = local.members

  availability_zone = each.value.zone
  type              = "gp3"
  size              = var.volume.gib
  iops              = var.volume.iops
  throughput        = var.volume.throughput
  encrypted         = true

  tags = each.value.tags

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_route53_zone" "this" {
  name    = var.domain
  comment = "Members of ${var.name}"

  vpc {
    vpc_id = var.vpc_id
  }
}

resource "aws_route53_record" "this" {
  for_each = local.members

  zone_id = aws_route53_zone.this.zone_id
  name    = each.value.host
  type    = "A"
  ttl     = 60
  records = [each.value.address]
}
