// The caller's timestamps: libavcodec is given the ordinal of each access unit as its pts, so that timestamps
// pass unscaled and unjudged, and frames find theirs again by that ordinal.
#pragma once

#include <cstdint>

#include "cuvid/cuvid_types.h"

namespace nvcodec::soft {

// Timestamps of frames in display order, in units of the parser's clock.
class TimestampClock {
 public:
  // `rate` in Hz; 0 stands for 10 MHz.
  explicit TimestampClock(unsigned rate) : rate_(rate == 0 ? 10'000'000 : rate) {}

  // Forgets what went before: the next frame without a timestamp starts at 0.
  void reset() { known_ = false; }

  // The timestamp of the next frame: its own, or where it has none the previous one's plus the time the previous
  // one is shown. `frameRate` may be 0/0: 30 fps is assumed, as there is nothing better to go by. `repeatedFields`
  // is the number of fields for which this frame is shown beyond two.
  CUvideotimestamp next(const CUvideotimestamp *own, unsigned rateNumerator, unsigned rateDenominator,
                        int repeatedFields);

 private:
  uint64_t rate_;
  bool known_ = false;
  CUvideotimestamp following_ = 0;
};

}  // namespace nvcodec::soft
