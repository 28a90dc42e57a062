# A group of one for each member. It replaces an instance that fails; the new one takes address and volume as soon as the old one
# has let go of them, and until then the group tries again.

data "aws_ssm_parameter" "ami" {
  count = var.ami_id == null ? 1 : 0

  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
}

locals {
  ami_id = var.ami_id == null ? data.aws_ssm_parameter.ami[0].insecure_value : var.ami_id
}

resource "aws_launch_template" "this" {
  for_each = local.members

  name          = "${var.name}-${each.key}"
  image_id      = local.ami_id
  instance_type = var.instance_type
  ebs_optimized = true
  user_data     = base64gzip(module.boot[each.key].user_data)

  # The interface has the address and the security group.
  network_interfaces {
    device_index          = 0
    network_interface_id  = aws_network_interface.this[each.key].id
    delete_on_termination = false
  }

  iam_instance_profile {
    arn = aws_iam_instance_profile.this[each.key].arn
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  # The system's; etcd's own volume is attached at boot.
  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type           = "gp3"
      volume_size           = 10
      encrypted             = true
      delete_on_termination = true
    }
  }

  monitoring {
    enabled = true
  }

  dynamic "tag_specifications" {
    for_each = toset(["instance", "volume"])

    content {
      resource_type = tag_specifications.key
      tags          = merge(var.tags, each.value.tags, tag_specifications.key == "volume" ? { Name = "${var.name}-${each.key}-system" } : {})
    }
  }
}

resource "aws_autoscaling_group" "this" {
  for_each = local.members

  name             = "${var.name}-${each.key}"
  min_size         = 1
  max_size         = 1
  desired_capacity = 1
  # Not a subnet: the template's interface is in one already.
  availability_zones        = [each.value.zone]
  health_check_type         = "EC2"
  wait_for_capacity_timeout = "0"

  # A newer template is for the next instance: infra/etcd/restart --replace brings one to each member, one after the other.
  launch_template {
    id      = aws_launch_template.this[each.key].id
    version = aws_launch_template.this[each.key].latest_version
  }

  dynamic "tag" {
    for_each = merge(var.tags, each.value.tags)

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }

  # What an instance needs when it boots.
  depends_on = [aws_iam_role_policy.this, aws_route53_record.this, aws_secretsmanager_secret.member]
}
