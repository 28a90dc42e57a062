output "endpoints" {
  value = module.etcd.endpoints
}

output "bucket" {
  description = "Releases, snapshots, and the note that the cluster was formed"
  value       = module.etcd.bucket
}

output "secret_prefix" {
  description = "What infra/pki/upload takes"
  value       = module.etcd.secret_prefix
}

output "pki_members" {
  description = "What infra/pki/issue-cluster takes"
  value       = module.etcd.pki_members
}

output "ssm_parameters" {
  description = "Types by name of the parameters that template.yaml takes"
  value       = module.handoff.parameters
}
