# Every member reports each minute (boot/files/nexus-etcd-metrics). Where nobody reports, that is trouble too.

locals {
  alarms = {
    no-leader    = { metric = "HasLeader", statistic = "Minimum", below = true, limit = 1, minutes = 3, text = "A member sees no leader: without a majority nothing is written." }
    members      = { metric = "Members", statistic = "Maximum", below = true, limit = var.members, minutes = 5, text = "Members are missing." }
    database     = { metric = "DatabasePercent", statistic = "Maximum", below = false, limit = 80, minutes = 5, text = "The database takes more than 80 % of its quota: uploads are refused from there on." }
    fsync        = { metric = "FsyncP99", statistic = "Maximum", below = false, limit = 25, minutes = 15, text = "1 % of the writes to a member's log take longer than 25 ms to be on disk; etcd wants 10." }
    backup-age   = { metric = "BackupAge", statistic = "Minimum", below = false, limit = 2700, minutes = 5, text = "The newest snapshot is older than three quarters of an hour." }
    certificates = { metric = "CertificateDays", statistic = "Minimum", below = true, limit = 30, minutes = 60, text = "A certificate ends within 30 days." }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.text} See infra/RUNBOOK.md."
  namespace           = "NexusTelemetry/Etcd"
  metric_name         = each.value.metric
  dimensions          = { Cluster = var.name }
  statistic           = each.value.statistic
  comparison_operator = each.value.below ? "LessThanThreshold" : "GreaterThanThreshold"
  threshold           = each.value.limit
  period              = 60
  evaluation_periods  = each.value.minutes
  treat_missing_data  = "breaching"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
}
