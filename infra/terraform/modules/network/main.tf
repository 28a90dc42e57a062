# A VPC over three zones. In each a private subnet for members and one for functions; a public one only where NAT is asked for.

locals {
  members   = { for i, zone in var.zones : zone => cidrsubnet(var.cidr, 6, i) }
  functions = { for i, zone in var.zones : zone => cidrsubnet(var.cidr, 6, 8 + i) }
  public    = var.nat_gateways ? { for i, zone in var.zones : zone => cidrsubnet(var.cidr, 6, 16 + i) } : {}
  # Session Manager, certificates, the volume's attachment, metrics; Lambda because ingest invokes itself.
  services = var.nat_gateways ? [] : ["ssm", "ssmmessages", "ec2messages", "ec2", "secretsmanager", "monitoring", "lambda"]
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.name }
}

# Whatever is started without a security group reaches nothing.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "members" {
  for_each = local.members

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = { Name = "${var.name}-etcd-${each.key}" }
}

resource "aws_subnet" "functions" {
  for_each = local.functions

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = { Name = "${var.name}-functions-${each.key}" }
}

resource "aws_route_table" "private" {
  for_each = local.members

  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-private-${each.key}" }
}

resource "aws_route_table_association" "members" {
  for_each = local.members

  subnet_id      = aws_subnet.members[each.key].id
  route_table_id = aws_route_table.private[each.key].id
}

resource "aws_route_table_association" "functions" {
  for_each = local.functions

  subnet_id      = aws_subnet.functions[each.key].id
  route_table_id = aws_route_table.private[each.key].id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${var.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for table in aws_route_table.private : table.id]

  tags = { Name = "${var.name}-s3" }
}

resource "aws_vpc_endpoint" "interface" {
  for_each = toset(local.services)

  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${var.region}.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [for subnet in aws_subnet.functions : subnet.id]
  security_group_ids  = [aws_security_group.endpoints.id]

  tags = { Name = "${var.name}-${each.key}" }
}
