# What template.yaml takes from SSM: the type of each parameter by its name.

locals {
  found = regexall("Type: AWS::SSM::Parameter::Value<(\\S+)>\\n +Default: (\\S+)", file("${path.module}/../../../../template.yaml"))
}

output "parameters" {
  value = { for pair in local.found : pair[1] => startswith(pair[0], "List<") ? "StringList" : "String" }
}
