// Byte sources other than a file or URL, as libavformat wants them: memory, or a caller's functions.
#pragma once

#include <cstdint>

#include "av_owners.h"

namespace nvcodec {

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // Copies up to `size` bytes from the current offset; AVERROR_EOF at the end, other negatives on failure.
  virtual int read(uint8_t* buffer, int size) = 0;
  // Moves to an absolute offset; 0, or a negative code.
  virtual int moveTo(int64_t offset) = 0;
  // Bytes in all, or -1 when unknown.
  virtual int64_t size() const = 0;
  virtual bool seekable() const = 0;

  int64_t offset() const { return offset_; }

 protected:
  int64_t offset_ = 0;
};

// A file that is wholly in memory. The owner keeps the memory alive.
class MemorySource : public ByteSource {
 public:
  MemorySource(const uint8_t* bytes, size_t length) : bytes_(bytes), length_(length) {}

  int read(uint8_t* buffer, int size) override;
  int moveTo(int64_t offset) override;
  int64_t size() const override { return static_cast<int64_t>(length_); }
  bool seekable() const override { return true; }

 private:
  const uint8_t* bytes_;
  size_t length_;
};

// An AVIOContext that reads from `source`, which must outlive it. Null when memory is short.
UniqueIoContext makeIoContext(ByteSource& source);

}  // namespace nvcodec
