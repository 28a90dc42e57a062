output "user_data" {
  description = "A bash script"
  value = join("\n", ["#!/bin/bash", templatefile("${path.module}/user-data.sh.tftpl", {
    settings = local.settings
    files    = local.files
    user     = var.user
    # One member does what is done once for the cluster.
    first = var.member.name == sort(keys(var.members))[0]
  })])
}
