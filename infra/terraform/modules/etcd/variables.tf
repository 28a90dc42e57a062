variable "name" {
  description = "The cluster's, and the beginning of every name"
  type        = string
}

variable "domain" {
  description = "Private domain of the members' hosts"
  type        = string
}

variable "region" {
  type = string
}

variable "zones" {
  type = list(string)
}

variable "vpc_id" {
  type = string
}

variable "subnets" {
  description = "Subnet and its addresses by zone"
  type        = map(object({ id = string, cidr = string }))
}

variable "security_group_id" {
  type = string
}

variable "secret_prefix" {
  type = string
}

variable "members" {
  type = number
}

variable "instance_type" {
  type = string
}

variable "ami_id" {
  type = string
}

variable "volume" {
  type = object({ gib = number, iops = number, throughput = number })
}

variable "quota_bytes" {
  type = number
}

variable "auto_compaction" {
  type = string
}

variable "etcd_version" {
  type = string
}

variable "etcd_sha256" {
  type = string
}

variable "snapshot_days" {
  type = number
}

variable "alarm_topic_arns" {
  type = list(string)
}

variable "tags" {
  description = "For what a group makes by itself, which the provider's default tags do not reach"
  type        = map(string)
}
