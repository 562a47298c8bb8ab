// Prints what libplacebo makes of BT.2390's tone mapping curve: a line of the source's and the target's peak, a
// luminance and what it becomes, all in cd/m2. libplacebo computes in float and moves the knee by default; its
// parameter 0.5 is the report's.
// cc -o tone-curve-golden scripts/tone-curve-golden.c $(pkg-config --cflags --libs libplacebo) -lm
#include <libplacebo/tone_mapping.h>
#include <math.h>
#include <stdio.h>

static void print_curve(double source, double target) {
  struct pl_tone_map_params params = {
      .function = &pl_tone_map_bt2390,
      .param = 0.5f,
      .input_scaling = PL_HDR_NITS,
      .output_scaling = PL_HDR_NITS,
      .input_max = (float)source,
      .output_max = (float)target,
  };
  const int last = 40;
  for (int i = 0; i <= last; i++) {
    // From a hundred-thousandth of the peak up, in even steps of its logarithm.
    const float luminance = (float)(source * pow(10, -5.0 * (last - i) / last));
    printf("%g %g %.9g %.9g\n", source, target, luminance, pl_tone_map_sample(luminance, &params));
  }
}

int main(void) {
  const double peaks[][2] = {{1000, 203}, {1000, 100}, {4000, 203}, {4000, 600}, {10000, 100}, {400, 203}};
  for (unsigned i = 0; i < sizeof(peaks) / sizeof(peaks[0]); i++) print_curve(peaks[i][0], peaks[i][1]);
  return 0;
}
