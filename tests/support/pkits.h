#pragma once
#include "engine/pki/policy.h"
#include "tests/conformance/suite.h"

namespace smime::test {

/// What a row of PKITS's expected.tsv asks of certificate policies.
inline pki::PolicyInputs policy_inputs(const Table& table, const Table::Row& row) {
  pki::PolicyInputs inputs;
  for (const std::string& policy : split(table.at(row, "initial_policy_set"), " "))
    inputs.initial_set.insert(policy);
  inputs.explicit_policy = table.at(row, "initial_explicit_policy") == "true";
  inputs.inhibit_mapping = table.at(row, "initial_policy_mapping_inhibit") == "true";
  inputs.inhibit_any = table.at(row, "initial_any_policy_inhibit") == "true";
  return inputs;
}

}  // namespace smime::test
