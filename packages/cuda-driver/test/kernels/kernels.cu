// The kernels of the tests as CUDA. scripts/make-test-kernels.sh compiles them to kernels.ptx.
#define GLOBAL extern "C" __attribute__((global))

struct Pair {
  int x;
  float y;
};

// data[i] *= factor for i < count
GLOBAL void scale(float *data, float factor, unsigned count) {
  unsigned i = __nvvm_read_ptx_sreg_ctaid_x() * __nvvm_read_ptx_sreg_ntid_x() + __nvvm_read_ptx_sreg_tid_x();
  if (i < count) data[i] *= factor;
}

// Writes each argument to out as a double, so that the test can see how it arrived.
GLOBAL void report(double *out, int a, unsigned b, long long c, unsigned long long d, float e, double f, Pair g) {
  out[0] = a;
  out[1] = b;
  out[2] = (double)c;
  out[3] = (double)d;
  out[4] = e;
  out[5] = f;
  out[6] = g.x;
  out[7] = g.y;
}

__attribute__((device)) int answer = 42;
