#pragma once
#include <cstddef>
#include <cstdint>

namespace smime::mutate {

/// SplitMix64 (Steele, Lea, Flood 2014). The same seed gives the same numbers on every machine,
/// which the distributions of <random> do not promise.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  /// 0 … n-1; 0 for n = 0. The slight bias of the remainder does not matter here.
  std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(next() % n); }
  [[nodiscard]] bool one_in(std::size_t n) { return below(n) == 0; }
  std::uint8_t octet() { return static_cast<std::uint8_t>(next() >> 56U); }
  /// An element of something that has size() and is not empty.
  template <typename Some>
  auto& pick(Some& some) {
    return some[below(some.size())];
  }
  template <typename T, std::size_t n>
  const T& pick(const T (&some)[n]) {
    return some[below(n)];
  }

 private:
  std::uint64_t state_;
};

}  // namespace smime::mutate
