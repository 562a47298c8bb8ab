// False colours, as thermal cameras show them: each luma code is looked up in a palette.
#include "launch.h"

/** What a launch is given; `PaletteConverter` in palette.ts writes the same bytes. Pitches are in bytes. */
struct PaletteParams {
  const u8 *luma;     // the first sample that is wanted
  const u8 *palette;  // 256 times R, G, B
  u8 *target;
  int lumaPitch, width, height;
};

KERNEL_CODE void palette(Thread thread, const PaletteParams &p) {
  if (thread.x >= p.width || thread.y >= p.height) return;
  const u8 code = p.luma[static_cast<u64>(thread.y) * p.lumaPitch + thread.x];
  u8 *const pixel = p.target + 3 * (static_cast<u64>(thread.y) * p.width + thread.x);
  for (int channel = 0; channel < 3; ++channel) pixel[channel] = p.palette[3 * code + channel];
}

KERNEL(palette_nv12_to_rgb24, palette)
