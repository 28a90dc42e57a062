output "parameters" {
  value = { for parameter in aws_ssm_parameter.this : parameter.name => parameter.type }
}
