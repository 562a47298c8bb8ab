// The least that a conversion can be: a kernel whose threads each read 16 bytes and write them once or twice, in PTX.

/** Threads of a block. */
export const THREADS = 256;

/**
 * Parameters: target, source, and how many pieces of 16 bytes are read.
 * @param writes how often each piece is written, as blocks one behind the other.
 * @param waits whether it waits for earlier work itself (see waitsItself in cuda-driver).
 */
export function copyKernel(writes, waits) {
  const stores = Array.from(
    { length: writes },
    (_, i) => `st.global.v4.u32 [%rd3+${16 * THREADS * i}], {%r5, %r6, %r7, %r8};`,
  );
  return `
.version ${waits ? '7.8' : '6.0'}
.target ${waits ? 'sm_90' : 'sm_52'}
.address_size 64
.visible .entry copy(.param .u64 target, .param .u64 source, .param .u32 pieces)
{
  .reg .pred %p1;
  .reg .b32 %r<9>;
  .reg .b64 %rd<6>;
  ${waits ? 'griddepcontrol.wait;' : ''}
  mov.u32 %r1, %ctaid.x;
  mov.u32 %r2, %tid.x;
  mad.lo.u32 %r3, %r1, ${THREADS}, %r2;
  ld.param.u32 %r4, [pieces];
  setp.ge.u32 %p1, %r3, %r4;
  @%p1 bra done;
  ld.param.u64 %rd1, [source];
  mul.wide.u32 %rd2, %r3, 16;
  add.u64 %rd1, %rd1, %rd2;
  ld.global.v4.u32 {%r5, %r6, %r7, %r8}, [%rd1];
  mad.lo.u32 %r3, %r1, ${THREADS * writes}, %r2;
  mul.wide.u32 %rd4, %r3, 16;
  ld.param.u64 %rd3, [target];
  add.u64 %rd3, %rd3, %rd4;
  ${stores.join('\n  ')}
done:
  ret;
}
`;
}
