// NVCUVID's parser and decoder for one source: packets go in, pictures come out in display order through `onShow`.
#pragma once

#include <functional>
#include <string>

#include "driver.h"
#include "packet-source.h"

struct DecoderOptions {
  int extraPictures = 4;  // decode surfaces beyond those that the stream needs
  int outputSurfaces = 2;
  int displayDelay = 4;
  unsigned width = 0;     // to which the decoder scales, with its height in proportion; 0: as the stream is
};

class Decoder {
 public:
  struct Surface {
    CUdeviceptr pointer = 0;
    unsigned pitch = 0;
  };

  Decoder(const Driver &driver, const PacketSource &source, const DecoderOptions &options);
  ~Decoder();
  Decoder(const Decoder &) = delete;
  Decoder &operator=(const Decoder &) = delete;

  // Null is the end of the stream: every picture comes out, and the next packet begins anew.
  void parse(const AVPacket *packet);

  Surface map(const CUVIDPARSERDISPINFO &picture, CUstream stream) const;
  void unmap(const Surface &surface) const;

  // Called once, when the stream's format is known and the decoder made.
  std::function<void()> onReady;
  std::function<void(const CUVIDPARSERDISPINFO &)> onShow;

  unsigned width() const { return width_; }
  unsigned height() const { return height_; }
  unsigned bytesPerSample() const { return bytesPerSample_; }
  bool fullRange() const { return fullRange_; }

 private:
  static int CUDAAPI onSequence(void *self, CUVIDEOFORMAT *format);
  static int CUDAAPI onDecode(void *self, CUVIDPICPARAMS *picture);
  static int CUDAAPI onDisplay(void *self, CUVIDPARSERDISPINFO *display);

  int create(const CUVIDEOFORMAT &format);

  const Driver &driver_;
  DecoderOptions options_;
  CUvideoparser parser_ = nullptr;
  CUvideodecoder decoder_ = nullptr;
  CUVIDEOFORMATEX sequenceHeader_{};
  unsigned width_ = 0;
  unsigned height_ = 0;
  unsigned bytesPerSample_ = 1;
  bool fullRange_ = false;
  std::string failure_;
};
