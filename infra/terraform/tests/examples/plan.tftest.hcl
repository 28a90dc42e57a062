# Plans an example, which -var-file names.

mock_provider "aws" {}

run "plan" {
  command = plan

  assert {
    condition     = length(module.etcd.members) == var.members
    error_message = "Not as many members as were asked for."
  }
}
