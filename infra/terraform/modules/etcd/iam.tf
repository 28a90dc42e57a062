# What a member may do: read its own secret, attach its own volume, keep backups, report, and be reached by Session Manager.

data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}

locals {
  instances = "arn:${data.aws_partition.this.partition}:ec2:${var.region}:${data.aws_caller_identity.this.account_id}:instance/*"
  # Sets the functions' user up, for which it has to know the password.
  first = sort(keys(local.members))[0]
  # AWS knows no resources for these actions.
  everywhere = [
    {
      Sid    = "SessionManager"
      Effect = "Allow"
      Action = [
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
        "ec2messages:AcknowledgeMessage", "ec2messages:DeleteMessage", "ec2messages:FailMessage", "ec2messages:GetEndpoint",
        "ec2messages:GetMessages", "ec2messages:SendReply",
      ]
      Resource = "*"
    },
    {
      Sid      = "SeeVolumes"
      Effect   = "Allow"
      Action   = ["ec2:DescribeVolumes"]
      Resource = "*"
    },
    {
      Sid       = "Report"
      Effect    = "Allow"
      Action    = ["cloudwatch:PutMetricData"]
      Resource  = "*"
      Condition = { StringEquals = { "cloudwatch:namespace" = "NexusTelemetry/Etcd" } }
    },
  ]
}

resource "aws_iam_role" "this" {
  for_each = local.members

  name = "${var.name}-${each.key}-${var.region}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_instance_profile" "this" {
  for_each = local.members

  name = aws_iam_role.this[each.key].name
  role = aws_iam_role.this[each.key].name
}

resource "aws_iam_role_policy" "this" {
  for_each = local.members

  name = "member"
  role = aws_iam_role.this[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.everywhere, [
      {
        Sid    = "OwnSecret"
        Effect = "Allow"
        Action = ["secretsmanager:GetSecretValue"]
        Resource = concat(
          [aws_secretsmanager_secret.member[each.key].arn],
          each.key == local.first ? [aws_secretsmanager_secret.functions.arn] : [],
        )
      },
      {
        Sid       = "OwnVolume"
        Effect    = "Allow"
        Action    = ["ec2:AttachVolume"]
        Resource  = [aws_ebs_volume.data[each.key].arn, local.instances]
        Condition = { StringEquals = { for name in ["nexus-etcd-cluster", "nexus-etcd-member"] : "aws:ResourceTag/${name}" => each.value.tags[name] } }
      },
      {
        Sid       = "SeeBackups"
        Effect    = "Allow"
        Action    = ["s3:ListBucket"]
        Resource  = [aws_s3_bucket.this.arn]
        Condition = { StringLike = { "s3:prefix" = ["formed/*", "snapshots/*"] } }
      },
      {
        Sid      = "Read"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = [for prefix in ["releases", "snapshots", "formed"] : "${aws_s3_bucket.this.arn}/${prefix}/*"]
      },
      {
        Sid      = "KeepBackups"
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = [for prefix in ["snapshots", "formed"] : "${aws_s3_bucket.this.arn}/${prefix}/*"]
      },
    ])
  })
}
