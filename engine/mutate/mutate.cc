#include "engine/mutate/mutate.h"

#include <algorithm>
#include <optional>

#include "engine/mutate/operation.h"
#include "engine/mutate/resign.h"

namespace smime::mutate {
namespace {

const std::vector<Operation>& all_operations() {
  static const std::vector<Operation> kAll = [] {
    std::vector<Operation> out;
    for (const Operations family :
         {structure_operations(), value_operations(), signer_operations(), signed_data_operations(),
          field_operations(), parameter_operations(), part_operations(), encoding_operations(),
          boundary_operations(), address_operations(), octet_operations()})
      out.insert(out.end(), family.begin(), family.end());
    return out;
  }();
  return kAll;
}

std::string_view family_of(std::string_view name) { return name.substr(0, name.find('.')); }

std::vector<const Operation*> chosen(const Rules& rules) {
  std::vector<const Operation*> out;
  for (const Operation& one : all_operations()) {
    const bool asked = std::any_of(
        rules.operations.begin(), rules.operations.end(),
        [&](const std::string& item) { return item == one.name || item == family_of(one.name); });
    if (asked || rules.operations.empty()) out.push_back(&one);
  }
  return out;
}

/// Families come up alike, however many operations each has; octets rarely.
const Operation& pick(const std::vector<const Operation*>& operations, Random& random) {
  for (int tries = 0; tries < 4; ++tries) {
    const Operation& one = *operations[random.below(operations.size())];
    if (family_of(one.name) != "octets" || random.one_in(4)) return one;
  }
  return *operations[random.below(operations.size())];
}

/// What is left when nothing fits: the front of the message, with an octet changed.
Mutant cut_to_size(Bytes message, std::size_t max_size, Random& random) {
  Mutant mutant{
      copy(message.first(std::min(message.size(), max_size))), {"octets.set"}, false, false};
  if (message.size() > max_size) mutant.what.emplace_back("octets.cut");
  if (max_size == 0) return mutant;
  if (mutant.octets.empty())
    mutant.octets.push_back(random.octet());
  else
    random.pick(mutant.octets) ^= static_cast<std::uint8_t>(1 + random.below(255));
  return mutant;
}

}  // namespace

Mutator::Mutator(std::uint64_t seed, Rules rules) : seed_(seed), rules_(std::move(rules)) {}

Mutant Mutator::mutate(Bytes message, Bytes donor) {
  Random random(seed_++);
  const auto operations = chosen(rules_);
  const std::string_view before = as_text(message);
  for (int tries = 0; tries < 8 && !operations.empty(); ++tries) {
    Part part = read_part(message);
    std::optional<Part> other;
    if (!donor.empty()) other = read_part(donor);
    std::optional<Resigner> resigner;
    if (rules_.resign == Resign::Always || (rules_.resign == Resign::Sometimes && random.one_in(3)))
      resigner.emplace(part, random);
    Mutant mutant;
    Workbench bench{part, random, rules_.max_size - std::min(rules_.max_size, message.size()),
                    other ? &*other : nullptr, &rules_.change_octets};
    // One change more often than two, two more often than three.
    std::size_t changes = 1;
    while (changes < rules_.most_changes && random.one_in(2)) ++changes;
    for (std::size_t attempts = 0; mutant.what.size() < changes && attempts < 16; ++attempts) {
      const Operation& operation = pick(operations, random);
      if (operation.apply(bench)) mutant.what.emplace_back(operation.name);
    }
    if (mutant.what.empty()) continue;
    mutant.resigned = resigner && resigner->sign(part);
    const std::string text = render_entity(part);
    if (text.size() > rules_.max_size || text == before) continue;
    mutant.octets = copy(as_octets(text));
    return mutant;
  }
  return cut_to_size(message, rules_.max_size, random);
}

const std::vector<OperationInfo>& operations() {
  static const std::vector<OperationInfo> kInfo = [] {
    std::vector<OperationInfo> out;
    for (const Operation& one : all_operations())
      out.push_back({one.name, one.about, one.keeps_ber});
    return out;
  }();
  return kInfo;
}

bool is_operation(std::string_view item) {
  const auto& all = all_operations();
  return std::any_of(all.begin(), all.end(), [item](const Operation& one) {
    return item == one.name || item == family_of(one.name);
  });
}

}  // namespace smime::mutate
