variable "name" {
  type = string
}

variable "region" {
  type = string
}

variable "zones" {
  type = list(string)
}

variable "cidr" {
  type = string
}

variable "nat_gateways" {
  type = bool
}
