variable "environment" {
  type = string
}

variable "endpoints" {
  type = list(string)
}

variable "secret_arn" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "security_group_ids" {
  type = list(string)
}
