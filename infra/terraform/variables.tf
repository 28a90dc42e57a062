variable "environment" {
  description = "Part of every name; template.yaml's defaults are those of prod"
  type        = string
  default     = "prod"
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,15}$", var.environment))
    error_message = "Up to 16 small letters, digits and lines, a letter first."
  }
}

variable "region" {
  type = string
}

variable "zones" {
  description = "Three availability zones of the region"
  type        = list(string)
  validation {
    condition     = length(distinct(var.zones)) == 3 && length(var.zones) == 3
    error_message = "Three different zones: in two, one zone that fails takes the majority with it."
  }
  validation {
    condition     = alltrue([for zone in var.zones : startswith(zone, var.region)])
    error_message = "The zones are to be of the region."
  }
}

variable "cidr" {
  description = "Addresses of the VPC"
  type        = string
  default     = "10.40.0.0/16"
  validation {
    condition     = can(cidrhost(var.cidr, 0)) && try(tonumber(split("/", var.cidr)[1]) <= 20, false)
    error_message = "An IPv4 range of /20 or larger."
  }
}

variable "nat_gateways" {
  description = "A NAT gateway in every zone, instead of the interface endpoints"
  type        = bool
  default     = false
}

variable "members" {
  description = "Members of the cluster, three or five"
  type        = number
  default     = 3
  validation {
    condition     = contains([3, 5], var.members)
    error_message = "Three or five members."
  }
}

variable "instance_type" {
  description = "An arm64 type"
  type        = string
  default     = "m7g.large"
  validation {
    condition     = can(regex("^[a-z]+[0-9]+g[a-z]*\\.", var.instance_type))
    error_message = "Not an arm64 (Graviton) type."
  }
}

variable "ami_id" {
  description = "Amazon Linux 2023 for arm64; null for the newest at the time of the plan"
  type        = string
  default     = null
}

variable "volume" {
  description = "Each member's gp3 volume"
  type        = object({ gib = number, iops = number, throughput = number })
  default     = { gib = 40, iops = 3000, throughput = 125 }
  validation {
    condition     = var.volume.gib * 1024 * 1024 * 1024 >= 3 * var.quota_bytes
    error_message = "At least three times the quota: database, a snapshot of it, and a defragmentation's copy."
  }
}

variable "quota_bytes" {
  description = "etcd's --quota-backend-bytes; template.yaml's EtcdQuotaBackendBytes is to be the same"
  type        = number
  default     = 8589934592
  validation {
    condition     = var.quota_bytes >= 64 * 1024 * 1024 && var.quota_bytes <= 8589934592
    error_message = "64 MiB to 8 GiB."
  }
}

variable "auto_compaction" {
  description = "How much history etcd keeps"
  type        = string
  default     = "1h"
  validation {
    condition     = can(regex("^[0-9]{1,4}[mh]$", var.auto_compaction))
    error_message = "Minutes or hours, such as 30m."
  }
}

variable "etcd_version" {
  description = "An official release, such as v3.5.21"
  type        = string
  validation {
    condition     = can(regex("^v3\\.[456]\\.[0-9]+$", var.etcd_version))
    error_message = "v3.4, v3.5 or v3.6, with its patch level."
  }
}

variable "etcd_sha256" {
  description = "SHA-256 of etcd-VERSION-linux-arm64.tar.gz, as the release's SHA256SUMS has it"
  type        = string
  validation {
    condition     = can(regex("^[0-9a-f]{64}$", var.etcd_sha256))
    error_message = "64 hexadecimal digits."
  }
}

variable "snapshot_days" {
  description = "Days that snapshots are kept"
  type        = number
  default     = 14
  validation {
    condition     = var.snapshot_days >= 1
    error_message = "At least one."
  }
}

variable "alarm_topic_arns" {
  description = "SNS topics that alarms are sent to"
  type        = list(string)
  default     = []
}

variable "tags" {
  type    = map(string)
  default = {}
}
