// See frame-taker.h.
#include "frame-taker.h"

#include <cstdio>
#include <cstdlib>

FrameTaker::FrameTaker(const Driver &driver, const TakerOptions &options)
    : driver_(driver),
      options_(options),
      source_(options.file),
      decoder_(driver, source_, options.decoder),
      kernel_(driver, options.kernel) {
  decoder_.onReady = [this] { createOutput(); };
  decoder_.onShow = [this](const CUVIDPARSERDISPINFO &display) {
    if (display.timestamp == wanted_) show(display);
  };
}

FrameTaker::~FrameTaker() {
  if (!stream_) return;
  driver_.cuStreamSynchronize(stream_);
  driver_.cuMemFreeHost(pixels_);
  driver_.cuMemFree_v2(target_);
  driver_.cuStreamDestroy_v2(stream_);
}

void FrameTaker::createOutput() {
  constexpr unsigned nonBlocking = 1, noFlags = 0;
  driver_.check(driver_.cuStreamCreate(&stream_, nonBlocking), "cuStreamCreate");
  driver_.check(driver_.cuMemAlloc_v2(&target_, bytes()), "cuMemAlloc");
  driver_.check(driver_.cuMemHostAlloc(&pixels_, bytes(), noFlags), "cuMemHostAlloc");
}

void FrameTaker::take(double seconds) {
  const int64_t pts = source_.ptsAt(seconds);
  source_.seek(pts);
  found_ = false;
  while (const AVPacket *packet = source_.next()) {
    const bool last = options_.near || llabs(packet->pts - pts) * 2 < source_.framePts();
    if (last) wanted_ = packet->pts;
    decoder_.parse(packet);
    decoded++;
    if (!last) continue;
    decoder_.parse(nullptr);
    break;
  }
  if (!found_) throw std::runtime_error("no frame at " + std::to_string(seconds) + " s");
}

void FrameTaker::show(const CUVIDPARSERDISPINFO &display) {
  const Decoder::Surface surface = decoder_.map(display, stream_);
  kernel_.launch(decoder_, surface, target_, stream_);
  if (options_.download) driver_.check(driver_.cuMemcpyDtoHAsync_v2(pixels_, target_, bytes(), stream_), "cuMemcpyDtoHAsync");
  driver_.check(driver_.cuStreamSynchronize(stream_), "cuStreamSynchronize");
  decoder_.unmap(surface);
  found_ = true;
}

void FrameTaker::writePpm(const std::string &path) const {
  FILE *file = fopen(path.c_str(), "wb");
  if (!file) throw std::runtime_error("cannot write " + path);
  fprintf(file, "P6\n%u %u\n255\n", decoder_.width(), decoder_.height());
  const size_t written = fwrite(pixels_, 1, bytes(), file);
  if (fclose(file) != 0 || written != bytes()) throw std::runtime_error("cannot write " + path);
}
