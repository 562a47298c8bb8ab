// See session.h.
#include "session.h"

Session::Session(const Driver &driver, CUcontext context, const SessionOptions &options)
    : driver_(driver), context_(context), options_(options), source_(options.file), decoder_(driver, source_, options.decoder) {
  decoder_.onReady = [this] { createOutputs(); };
  decoder_.onShow = [this](const CUVIDPARSERDISPINFO &display) {
    show(display);
    frames++;
  };
}

Session::~Session() {
  if (stream_) driver_.cuStreamSynchronize(stream_);
  for (const Output &output : outputs_) {
    driver_.cuEventDestroy_v2(output.done);
    driver_.cuMemFree_v2(output.pointer);
  }
  if (stream_) driver_.cuStreamDestroy_v2(stream_);
}

void Session::run(const std::atomic<bool> &stop) {
  driver_.check(driver_.cuCtxPushCurrent_v2(context_), "cuCtxPushCurrent");
  while (!stop) decoder_.parse(source_.next());
}

void Session::createOutputs() {
  constexpr unsigned nonBlocking = 1, withoutTiming = 2;
  driver_.check(driver_.cuStreamCreate(&stream_, nonBlocking), "cuStreamCreate");
  if (options_.mode == Mode::rgb24) kernel_.emplace(driver_, options_.kernel);
  outputs_.resize(options_.outputBuffers);
  const size_t pixels = size_t{(decoder_.width() + 1) & ~1U} * ((decoder_.height() + 1) & ~1U);
  const size_t bytes = options_.mode == Mode::rgb24 ? 3 * pixels : pixels * 3 / 2 * decoder_.bytesPerSample();
  for (Output &output : outputs_) {
    driver_.check(driver_.cuMemAlloc_v2(&output.pointer, bytes), "cuMemAlloc");
    driver_.check(driver_.cuEventCreate(&output.done, withoutTiming), "cuEventCreate");
  }
}

void Session::show(const CUVIDPARSERDISPINFO &display) {
  if (options_.mode == Mode::decode) return;
  const Decoder::Surface surface = decoder_.map(display, stream_);
  if (options_.mode != Mode::map) {
    Output &output = outputs_[next_++ % outputs_.size()];
    if (output.pending) driver_.check(driver_.cuEventSynchronize(output.done), "cuEventSynchronize");
    if (options_.mode == Mode::copy) copy(surface, output);
    else kernel_->launch(decoder_, surface, output.pointer, stream_);
    driver_.check(driver_.cuEventRecord(output.done, stream_), "cuEventRecord");
    output.pending = true;
  }
  decoder_.unmap(surface);
}

void Session::copy(const Decoder::Surface &surface, const Output &output) {
  const unsigned width = decoder_.width(), height = decoder_.height();
  CUDA_MEMCPY2D copy{};
  copy.srcMemoryType = copy.dstMemoryType = CU_MEMORYTYPE_DEVICE;
  copy.srcDevice = surface.pointer;
  copy.srcPitch = surface.pitch;
  copy.dstDevice = output.pointer;
  copy.dstPitch = copy.WidthInBytes = ((width + 1) & ~1U) * decoder_.bytesPerSample();
  // Chroma begins after an even number of luma rows, so both planes are one copy.
  copy.Height = ((height + 1) & ~1U) + (height + 1) / 2;
  driver_.check(driver_.cuMemcpy2DAsync_v2(&copy, stream_), "cuMemcpy2DAsync");
}
