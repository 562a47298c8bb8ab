#include "cuvid/timestamps.h"

#include <algorithm>

namespace nvcodec::soft {

CUvideotimestamp TimestampClock::next(const CUvideotimestamp *own, unsigned rateNumerator, unsigned rateDenominator,
                                      int repeatedFields) {
  const CUvideotimestamp shown = own != nullptr ? *own : known_ ? following_ : 0;
  const bool rateKnown = rateNumerator != 0 && rateDenominator != 0;
  const double seconds = rateKnown ? static_cast<double>(rateDenominator) / rateNumerator : 1.0 / 30;
  const double fields = 2.0 + std::max(repeatedFields, 0);
  // A stream may claim years between frames: no more ticks than an integer holds.
  constexpr double kMostTicks = 1e18;
  const double ticks = std::min(seconds * fields / 2 * static_cast<double>(rate_) + 0.5, kMostTicks);
  // Unsigned, because a caller's timestamp near the end of the range may wrap but must not be undefined.
  following_ = static_cast<CUvideotimestamp>(static_cast<uint64_t>(shown) + static_cast<uint64_t>(ticks));
  known_ = true;
  return shown;
}

}  // namespace nvcodec::soft
