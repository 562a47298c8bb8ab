// The bridge between AVIOContext's C callbacks and a ByteSource.
#include "io.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace nvcodec {
namespace {

// As large as FFmpeg's own buffer for files.
constexpr int kBufferBytes = 32768;

int readBytes(void* opaque, uint8_t* buffer, int size) {
  return static_cast<ByteSource*>(opaque)->read(buffer, size);
}

int64_t seekBytes(void* opaque, int64_t offset, int whence) {
  auto* source = static_cast<ByteSource*>(opaque);
  const int64_t size = source->size();
  switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
      return size >= 0 ? size : AVERROR(ENOSYS);
    case SEEK_SET:
      break;
    case SEEK_CUR:
      offset += source->offset();
      break;
    case SEEK_END:
      if (size < 0) return AVERROR(ENOSYS);
      offset += size;
      break;
    default:
      return AVERROR(EINVAL);
  }
  if (offset < 0) return AVERROR(EINVAL);
  const int result = source->moveTo(offset);
  return result < 0 ? result : offset;
}

}  // namespace

int MemorySource::read(uint8_t* buffer, int size) {
  const auto start = static_cast<size_t>(offset_);
  if (start >= length_) return AVERROR_EOF;
  const size_t count = std::min(static_cast<size_t>(size), length_ - start);
  std::memcpy(buffer, bytes_ + start, count);
  offset_ += static_cast<int64_t>(count);
  return static_cast<int>(count);
}

int MemorySource::moveTo(int64_t offset) {
  offset_ = offset;
  return 0;
}

UniqueIoContext makeIoContext(ByteSource& source) {
  auto* buffer = static_cast<uint8_t*>(av_malloc(kBufferBytes));
  if (buffer == nullptr) return nullptr;
  UniqueIoContext io(avio_alloc_context(buffer, kBufferBytes, 0, &source, readBytes, nullptr,
                                        source.seekable() ? seekBytes : nullptr));
  if (io == nullptr) av_free(buffer);
  return io;
}

}  // namespace nvcodec
