# Who can reach whom.

mock_provider "aws" {}

variables {
  name         = "nexus-telemetry-test"
  region       = "eu-central-1"
  zones        = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  cidr         = "10.40.0.0/16"
  nat_gateways = false
}

run "without_nat" {
  module {
    source = "./modules/network"
  }

  assert {
    condition     = length(aws_subnet.members) == 3 && length(aws_subnet.functions) == 3 && toset(output.zones) == toset(var.zones)
    error_message = "Not a subnet for members and one for functions in each zone."
  }
  assert {
    condition     = length(aws_internet_gateway.this) == 0 && length(aws_nat_gateway.this) == 0 && length(aws_subnet.public) == 0 && length(aws_route.out) == 0
    error_message = "There is a way to the internet."
  }
  assert {
    condition     = toset([for endpoint in aws_vpc_endpoint.interface : trimprefix(endpoint.service_name, "com.amazonaws.eu-central-1.")]) == toset(["ssm", "ssmmessages", "ec2messages", "ec2", "secretsmanager", "monitoring", "lambda"])
    error_message = "A service cannot be reached."
  }
  assert {
    condition     = aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway" && length(aws_vpc_endpoint.s3.route_table_ids) == length(distinct([for table in aws_route_table.private : table.id]))
    error_message = "S3 cannot be reached from everywhere."
  }
}

run "only_what_is_needed_comes_in" {
  module {
    source = "./modules/network"
  }

  assert {
    condition     = { for name, rule in aws_vpc_security_group_ingress_rule.this : name => "${rule.ip_protocol} ${rule.from_port} ${rule.to_port}" } == { "functions to etcd" = "tcp 2379 2379", "etcd to etcd" = "tcp 2380 2380", "functions to endpoints" = "tcp 443 443", "etcd to endpoints" = "tcp 443 443" }
    error_message = "More comes in than functions to 2379, members to 2380, and both to the endpoints: ${jsonencode(output.ingress)}"
  }
  # From groups, never from addresses.
  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.this : rule.referenced_security_group_id != null && rule.cidr_ipv4 == null && rule.cidr_ipv6 == null && rule.prefix_list_id == null])
    error_message = "Addresses may come in."
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.this["functions to etcd"].security_group_id == aws_security_group.members.id && aws_vpc_security_group_ingress_rule.this["functions to etcd"].referenced_security_group_id == aws_security_group.functions.id
    error_message = "Not from the functions to the members."
  }
  assert {
    condition     = alltrue([for group in [aws_security_group.members, aws_security_group.functions, aws_security_group.endpoints] : length(group.ingress) == 0])
    error_message = "A group lets in what is no rule of its own."
  }
}

run "with_nat" {
  module {
    source = "./modules/network"
  }
  variables {
    nat_gateways = true
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 3 && length(aws_vpc_endpoint.interface) == 0 && length(aws_route.nat) == 3
    error_message = "Not a NAT gateway in each zone instead of the endpoints."
  }
  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.this : rule.cidr_ipv4 == null])
    error_message = "Addresses may come in."
  }
}
