output "vpc_id" {
  value = aws_vpc.this.id
}

output "member_subnets" {
  description = "Subnet and its addresses by zone"
  value       = { for zone, subnet in aws_subnet.members : zone => { id = subnet.id, cidr = subnet.cidr_block } }
}

output "function_subnet_ids" {
  value = [for subnet in aws_subnet.functions : subnet.id]
}

output "member_security_group_id" {
  value = aws_security_group.members.id
}

output "function_security_group_id" {
  value = aws_security_group.functions.id
}

# For the tests.

output "ingress" {
  value = [for rule in aws_vpc_security_group_ingress_rule.this : {
    port = rule.from_port, to = rule.to_port, protocol = rule.ip_protocol, ipv4 = rule.cidr_ipv4, ipv6 = rule.cidr_ipv6, list = rule.prefix_list_id
  }]
}

output "zones" {
  value = distinct([for subnet in aws_subnet.members : subnet.availability_zone])
}
