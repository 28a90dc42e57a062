# Empty: infra/pki/upload puts keys and certificates in, so that Terraform and its state never see one.

resource "aws_secretsmanager_secret" "member" {
  for_each = local.members

  name                    = "${var.secret_prefix}/${each.key}"
  description             = "Keys and certificates of ${var.name} ${each.key}"
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret" "functions" {
  name                    = "${var.secret_prefix}/functions"
  description             = "User, key and certificate with which the functions reach ${var.name}"
  recovery_window_in_days = 7
}
