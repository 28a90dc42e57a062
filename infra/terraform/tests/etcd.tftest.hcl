# Members, their volumes, instances and what they may do, made against a provider that makes everything up.

mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
}

variables {
  name              = "nexus-telemetry-test"
  domain            = "etcd.nexus-telemetry-test.internal"
  region            = "eu-central-1"
  zones             = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  vpc_id            = "vpc-1"
  security_group_id = "sg-1"
  secret_prefix     = "nexus-telemetry/test/etcd"
  members           = 3
  instance_type     = "m7g.large"
  ami_id            = null
  volume            = { gib = 40, iops = 3000, throughput = 125 }
  quota_bytes       = 8589934592
  auto_compaction   = "1h"
  etcd_version      = "v3.5.21"
  etcd_sha256       = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  snapshot_days     = 14
  alarm_topic_arns  = ["arn:aws:sns:eu-central-1:123456789012:alarms"]
  tags              = { project = "nexus-telemetry", environment = "test" }
  subnets = {
    eu-central-1a = { id = "subnet-a", cidr = "10.40.0.0/22" }
    eu-central-1b = { id = "subnet-b", cidr = "10.40.4.0/22" }
    eu-central-1c = { id = "subnet-c", cidr = "10.40.8.0/22" }
  }
}

run "three_members" {
  state_key = "etcd"
  module {
    source = "./modules/etcd"
  }

  assert {
    condition     = { for name, member in output.members : name => member.zone } == { etcd-1 = "eu-central-1a", etcd-2 = "eu-central-1b", etcd-3 = "eu-central-1c" }
    error_message = "Not one member in each zone."
  }
  assert {
    condition     = length(aws_autoscaling_group.this) == 3 && alltrue([for group in aws_autoscaling_group.this : group.min_size == 1 && group.max_size == 1])
    error_message = "Not a group of one for each member."
  }
  assert {
    condition     = alltrue([for name, member in output.members : aws_ebs_volume.data[name].availability_zone == member.zone && aws_autoscaling_group.this[name].availability_zones == toset([member.zone])])
    error_message = "Volume and instance are not in the member's zone."
  }
  assert {
    condition     = alltrue([for name, member in output.members : aws_network_interface.this[name].private_ips == toset([member.address]) && aws_route53_record.this[name].records == toset([member.address])])
    error_message = "Interface and name do not have the member's address."
  }
  assert {
    condition     = alltrue([for name, template in aws_launch_template.this : template.network_interfaces[0].network_interface_id == aws_network_interface.this[name].id])
    error_message = "An instance does not take its member's interface."
  }
  assert {
    condition     = alltrue([for group in aws_autoscaling_group.this : length(group.vpc_zone_identifier) == 0])
    error_message = "A group with subnets cannot take an interface."
  }
  assert {
    condition     = output.endpoints == [for n in [1, 2, 3] : "https://etcd-${n}.etcd.nexus-telemetry-test.internal:2379"]
    error_message = "Not the members' endpoints: ${jsonencode(output.endpoints)}"
  }
  assert {
    condition     = output.pki_members == "etcd-1=etcd-1.etcd.nexus-telemetry-test.internal,10.40.0.10 etcd-2=etcd-2.etcd.nexus-telemetry-test.internal,10.40.4.10 etcd-3=etcd-3.etcd.nexus-telemetry-test.internal,10.40.8.10"
    error_message = "Not what infra/pki/issue-cluster takes: ${output.pki_members}"
  }
}

run "disks_are_encrypted" {
  state_key = "etcd"
  module {
    source = "./modules/etcd"
  }

  assert {
    condition     = length(aws_ebs_volume.data) == 3 && alltrue([for volume in aws_ebs_volume.data : volume.encrypted && volume.type == "gp3"])
    error_message = "A member's volume is not an encrypted gp3."
  }
  assert {
    condition     = alltrue(flatten([for template in aws_launch_template.this : [for device in template.block_device_mappings : tobool(device.ebs[0].encrypted)]]))
    error_message = "A system's volume is not encrypted."
  }
  assert {
    condition     = [for rule in aws_s3_bucket_server_side_encryption_configuration.this.rule : [for how in rule.apply_server_side_encryption_by_default : how.sse_algorithm]] == [["AES256"]]
    error_message = "The bucket is not encrypted."
  }
}

run "instances_are_closed" {
  state_key = "etcd"
  module {
    source = "./modules/etcd"
  }

  assert {
    condition     = alltrue([for template in aws_launch_template.this : template.metadata_options[0].http_tokens == "required" && template.metadata_options[0].http_put_response_hop_limit == 1])
    error_message = "The instance's metadata can be had without a token, or from further away."
  }
  assert {
    condition     = alltrue([for template in aws_launch_template.this : template.key_name == null])
    error_message = "An instance has an SSH key."
  }
  assert {
    condition     = output.user_data_bytes < 16384
    error_message = "EC2 takes 16384 bytes of user data, not ${output.user_data_bytes}."
  }
  assert {
    condition     = alltrue([for secret in aws_secretsmanager_secret.member : startswith(secret.name, "nexus-telemetry/test/etcd/etcd-")]) && aws_secretsmanager_secret.functions.name == "nexus-telemetry/test/etcd/functions"
    error_message = "The secrets are not named as infra/pki/upload names them."
  }
}

run "the_bucket_is_closed_and_keeps_versions" {
  state_key = "etcd"
  module {
    source = "./modules/etcd"
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "The bucket keeps no versions."
  }
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls, aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls, aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "The bucket can be made public."
  }
  assert {
    condition     = [for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.expiration[0].days if rule.id == "snapshots"] == [14]
    error_message = "Snapshots are not deleted after the days that were asked for."
  }
  assert {
    condition     = jsondecode(aws_s3_bucket_policy.this.policy).Statement[0].Condition.Bool["aws:SecureTransport"] == "false"
    error_message = "The bucket can be read without TLS."
  }
}

run "policies_name_what_they_allow" {
  state_key = "etcd"
  module {
    source = "./modules/etcd"
  }

  # AWS knows no resources for these.
  assert {
    condition = alltrue(flatten([for name, statements in output.policies : [for statement in statements :
      contains(flatten([statement.Resource]), "*") ? contains(["SessionManager", "SeeVolumes", "Report"], statement.Sid) : true
    ]]))
    error_message = "A statement is for every resource."
  }
  assert {
    condition     = alltrue(flatten([for statements in output.policies : [for statement in statements : [for action in flatten([statement.Action]) : !endswith(action, "*")]]]))
    error_message = "A statement is for every action of a service."
  }
  assert {
    condition     = alltrue(flatten([for statements in output.policies : [for statement in statements : statement.Condition.StringEquals["cloudwatch:namespace"] == "NexusTelemetry/Etcd" if statement.Sid == "Report"]]))
    error_message = "A member can report anything."
  }
  assert {
    condition = alltrue([for name, statements in output.policies : [for statement in statements : length(statement.Resource) if statement.Sid == "OwnSecret"] == [name == "etcd-1" ? 2 : 1]
    ])
    error_message = "Another than the first member can read more than its own secret."
  }
  assert {
    condition     = alltrue([for name, statements in output.policies : contains([for statement in statements : try(statement.Condition.StringEquals["aws:ResourceTag/nexus-etcd-member"], "")], name)])
    error_message = "A member can attach other volumes than its own."
  }
}

run "everything_that_matters_rings" {
  state_key = "etcd"
  module {
    source = "./modules/etcd"
  }

  assert {
    condition     = toset(keys(aws_cloudwatch_metric_alarm.this)) == toset(["no-leader", "members", "database", "fsync", "backup-age", "certificates"])
    error_message = "Alarms are missing: ${jsonencode(keys(aws_cloudwatch_metric_alarm.this))}"
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.treat_missing_data == "breaching" && alarm.alarm_actions == toset(var.alarm_topic_arns)])
    error_message = "An alarm stays silent where nobody reports, or tells nobody."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["members"].threshold == 3
    error_message = "Not as many members are expected as there are."
  }
  # What members report, by the text of the program that does.
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : strcontains(file("./modules/etcd/boot/files/nexus-etcd-metrics"), "\"${alarm.metric_name}\"") && strcontains(file("./modules/etcd/boot/files/nexus-etcd-metrics"), "\"${alarm.namespace}\"")])
    error_message = "An alarm waits for a metric that nobody reports."
  }
}

run "what_a_group_makes_is_tagged" {
  state_key = "etcd"
  module {
    source = "./modules/etcd"
  }

  assert {
    condition = alltrue([for name, group in aws_autoscaling_group.this :
      { for tag in group.tag : tag.key => tag.value if tag.propagate_at_launch } == merge(var.tags, { nexus-etcd-cluster = var.name, nexus-etcd-member = name, Name = "${var.name}-${name}" })
    ])
    error_message = "An instance lacks tags."
  }
  assert {
    condition     = alltrue(flatten([for template in aws_launch_template.this : [for tagged in template.tag_specifications : tagged.tags["environment"] == "test" && tagged.tags["nexus-etcd-cluster"] == var.name]]))
    error_message = "A system's volume lacks tags."
  }
  assert {
    condition     = alltrue([for name, volume in aws_ebs_volume.data : volume.tags["nexus-etcd-member"] == name && volume.tags["nexus-etcd-cluster"] == var.name])
    error_message = "A volume lacks the tags that its member's policy asks for."
  }
}

run "five_members" {
  state_key = "etcd"
  module {
    source = "./modules/etcd"
  }
  variables {
    members = 5
  }

  assert {
    condition     = [for member in output.members : "${member.zone} ${member.address}"] == ["eu-central-1a 10.40.0.10", "eu-central-1b 10.40.4.10", "eu-central-1c 10.40.8.10", "eu-central-1a 10.40.0.11", "eu-central-1b 10.40.4.11"]
    error_message = "Not five members in three zones, two in two of them: ${jsonencode(output.members)}"
  }
}

# Volumes and the bucket may not be destroyed while they are in the configuration, also not at the end of a test.
run "nothing_is_left" {
  state_key = "etcd"

  module {
    source = "./tests/nothing"
  }
}
