# Functions reach members at 2379, members each other at 2380, both AWS at 443. Nothing else comes in anywhere.

resource "aws_security_group" "members" {
  name        = "${var.name}-etcd"
  description = "Members of etcd"
  vpc_id      = aws_vpc.this.id
}

resource "aws_security_group" "functions" {
  name        = "${var.name}-functions"
  description = "Functions"
  vpc_id      = aws_vpc.this.id
}

resource "aws_security_group" "endpoints" {
  name        = "${var.name}-endpoints"
  description = "Interface endpoints"
  vpc_id      = aws_vpc.this.id
}

locals {
  flows = {
    "functions to etcd"      = { from = aws_security_group.functions.id, to = aws_security_group.members.id, port = 2379 }
    "etcd to etcd"           = { from = aws_security_group.members.id, to = aws_security_group.members.id, port = 2380 }
    "functions to endpoints" = { from = aws_security_group.functions.id, to = aws_security_group.endpoints.id, port = 443 }
    "etcd to endpoints"      = { from = aws_security_group.members.id, to = aws_security_group.endpoints.id, port = 443 }
  }
  callers = { functions = aws_security_group.functions.id, etcd = aws_security_group.members.id }
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = local.flows

  security_group_id            = each.value.to
  referenced_security_group_id = each.value.from
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  description                  = each.key
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = local.flows

  security_group_id            = each.value.from
  referenced_security_group_id = each.value.to
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  description                  = each.key
}

resource "aws_vpc_security_group_egress_rule" "s3" {
  for_each = local.callers

  security_group_id = each.value
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "${each.key} to S3"
}

resource "aws_vpc_security_group_egress_rule" "nat" {
  for_each = var.nat_gateways ? local.callers : {}

  security_group_id = each.value
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "${each.key} through NAT"
}
