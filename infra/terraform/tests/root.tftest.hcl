# All of it together, and what is refused.

mock_provider "aws" {}

variables {
  region       = "eu-central-1"
  zones        = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  ami_id       = "ami-0123456789abcdef0"
  etcd_version = "v3.5.21"
  etcd_sha256  = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
}

run "plan" {
  state_key = "root"
  command   = plan

  assert {
    condition     = toset([for member in module.etcd.members : member.zone]) == toset(var.zones)
    error_message = "Not one member in each zone."
  }
  assert {
    condition     = output.secret_prefix == "nexus-telemetry/prod/etcd"
    error_message = "Not the prefix that infra/etcd expects."
  }
}

run "apply" {
  state_key = "root"
  assert {
    condition     = output.endpoints == [for n in [1, 2, 3] : "https://etcd-${n}.etcd.nexus-telemetry-prod.internal:2379"]
    error_message = "Not the members' endpoints."
  }
  assert {
    condition     = length(module.network.function_subnet_ids) == 3
    error_message = "Functions are not in three zones."
  }
}

# What template.yaml takes, read from the template itself.
run "template" {
  module {
    source = "./tests/template"
  }

  assert {
    condition     = length(output.parameters) >= 4
    error_message = "The template's parameters were not found."
  }
}

run "the_handoff_is_what_the_template_takes" {
  state_key = "root"
  assert {
    condition     = output.ssm_parameters == run.template.parameters
    error_message = "Written: ${jsonencode(output.ssm_parameters)}; taken: ${jsonencode(run.template.parameters)}"
  }
}

run "five_members_are_three_zones" {
  state_key = "root"
  command   = plan
  variables {
    members = 5
  }

  assert {
    condition     = length(module.etcd.members) == 5
    error_message = "Not five members."
  }
}

run "two_zones_are_refused" {
  state_key = "root"
  command   = plan
  variables {
    zones = ["eu-central-1a", "eu-central-1b"]
  }
  expect_failures = [var.zones]
}

run "a_zone_twice_is_refused" {
  state_key = "root"
  command   = plan
  variables {
    zones = ["eu-central-1a", "eu-central-1b", "eu-central-1b"]
  }
  expect_failures = [var.zones]
}

run "zones_of_another_region_are_refused" {
  state_key = "root"
  command   = plan
  variables {
    zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  }
  expect_failures = [var.zones]
}

run "four_members_are_refused" {
  state_key = "root"
  command   = plan
  variables {
    members = 4
  }
  expect_failures = [var.members]
}

run "an_intel_type_is_refused" {
  state_key = "root"
  command   = plan
  variables {
    instance_type = "m7i.large"
  }
  expect_failures = [var.instance_type]
}

run "a_volume_too_small_for_the_quota_is_refused" {
  state_key = "root"
  command   = plan
  variables {
    volume = { gib = 20, iops = 3000, throughput = 125 }
  }
  expect_failures = [var.volume]
}

run "what_else_cannot_be_is_refused" {
  state_key = "root"
  command   = plan
  variables {
    environment     = "Prod!"
    cidr            = "10.0.0.0/24"
    quota_bytes     = 1099511627776
    auto_compaction = "soon"
    etcd_version    = "3.5"
    etcd_sha256     = "beef"
    snapshot_days   = 0
  }
  expect_failures = [
    var.environment, var.cidr, var.quota_bytes, var.auto_compaction, var.etcd_version, var.etcd_sha256, var.snapshot_days,
  ]
}

# Volumes and the bucket may not be destroyed while they are in the configuration, also not at the end of a test.
run "nothing_is_left" {
  state_key = "root"

  module {
    source = "./tests/nothing"
  }
}
