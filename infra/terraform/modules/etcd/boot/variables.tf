# What one member is told. No value here is secret.

variable "cluster" {
  description = "Name of the cluster, which is also its etcd token"
  type        = string
}

variable "member" {
  description = "This member: its name, the host in its URLs, the address it listens on, its volume"
  type        = object({ name = string, host = string, address = string, volume_id = string })
}

variable "members" {
  description = "Host of every member by name"
  type        = map(string)
}

variable "bucket" {
  type = string
}

variable "region" {
  type = string
}

variable "secret_prefix" {
  type = string
}

variable "etcd_version" {
  type = string
}

variable "etcd_sha256" {
  type = string
}

variable "quota_bytes" {
  type = number
}

variable "auto_compaction" {
  type = string
}

variable "client_port" {
  type    = number
  default = 2379
}

variable "peer_port" {
  type    = number
  default = 2380
}

variable "metrics_url" {
  type    = string
  default = "http://127.0.0.1:2381"
}

variable "user" {
  type    = string
  default = "etcd"
}

variable "poll_seconds" {
  type    = number
  default = 5
}
