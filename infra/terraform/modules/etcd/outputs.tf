output "endpoints" {
  value = [for member in local.members : "https://${member.host}:2379"]
}

output "functions_secret_arn" {
  value = aws_secretsmanager_secret.functions.arn
}

output "bucket" {
  value = aws_s3_bucket.this.id
}

output "secret_prefix" {
  value = var.secret_prefix
}

output "pki_members" {
  description = "NAME=HOST,ADDRESS of every member"
  value       = join(" ", [for name, member in local.members : "${name}=${member.host},${member.address}"])
}

# For the tests.

output "members" {
  value = { for name, member in local.members : name => { zone = member.zone, address = member.address } }
}

output "policies" {
  value = { for name, policy in aws_iam_role_policy.this : name => jsondecode(policy.policy).Statement }
}

output "user_data_bytes" {
  description = "What EC2 takes at most is 16384"
  value       = max([for boot in module.boot : floor(length(base64gzip(boot.user_data)) * 3 / 4)]...)
}
