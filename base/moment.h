#pragma once
#include <algorithm>
#include <cstdint>

#include "base/time.h"

namespace smime {

/// Times between which, both included, something comes out the same.
struct TimeSpan {
  Time from = INT64_MIN, to = INT64_MAX;
  [[nodiscard]] bool contains(Time time) const { return from <= time && time <= to; }
  bool operator==(const TimeSpan&) const = default;
};

/// The time that something is judged at. It can only be asked in ways that note, in the span it was
/// made with, between which times each answer so far would have been the same: whoever used nothing
/// else of it comes to the same result at every time of that span. Copies share the span, which is
/// borrowed; one thread at a time.
class Moment {
 public:
  Moment() = default;
  Moment(Time time, TimeSpan* same = nullptr)  // NOLINT: a time alone is a moment
      : time_(time), same_(same) {}

  [[nodiscard]] bool is_before(Time edge) const {
    const bool answer = time_ < edge;
    note(answer ? TimeSpan{INT64_MIN, edge - 1} : TimeSpan{edge, INT64_MAX});
    return answer;
  }
  [[nodiscard]] bool is_after(Time edge) const {
    const bool answer = time_ > edge;
    note(answer ? TimeSpan{edge + 1, INT64_MAX} : TimeSpan{INT64_MIN, edge});
    return answer;
  }
  /// Itself, or `other` where that is later.
  [[nodiscard]] Moment or_later(Time other) const {
    return is_before(other) ? Moment(other) : *this;
  }
  /// For results that tell the time itself, and so hold at no other.
  [[nodiscard]] Time exact() const {
    note({time_, time_});
    return time_;
  }
  /// Notes nothing: not for what a result depends on.
  [[nodiscard]] Time unnoted() const { return time_; }

 private:
  void note(const TimeSpan& answer) const {
    if (same_ == nullptr) return;
    same_->from = std::max(same_->from, answer.from);
    same_->to = std::min(same_->to, answer.to);
  }

  Time time_ = 0;
  TimeSpan* same_ = nullptr;
};

}  // namespace smime
