// The decoder object: decode surfaces (slots) that hold pictures, and output surfaces they are post-processed into.
// Decoding itself has happened in the parser; here a picture takes its slot.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "cuvid/decoder_settings.h"
#include "cuvid/picture.h"
#include "cuvid/surface_pool.h"

namespace nvcodec::soft {

// What cuvidMapVideoFrame64 hands out.
struct MappedSurface {
  CUdeviceptr pointer;
  size_t pitchBytes;
};

// Its functions may be called from several threads. They throw Failure, and need a context to be current where they
// touch device memory; only the destructor does not.
class Decoder {
 public:
  explicit Decoder(const DecoderSettings &settings);
  ~Decoder();
  Decoder(const Decoder &) = delete;
  Decoder &operator=(const Decoder &) = delete;

  // Puts a picture into the slot it names. A surface that is mapped from that slot keeps the old picture.
  void decode(const CUVIDPICPARAMS &parameters);

  // The picture of a slot is in an output surface, post-processed, once `parameters.output_stream` has come there.
  MappedSurface map(int slot, const CUVIDPROCPARAMS &parameters);
  void unmap(CUdeviceptr pointer);

  cuvidDecodeStatus status(int slot) const;
  void reconfigure(const CUVIDRECONFIGUREDECODERINFO &info);

 private:
  struct Slot {
    PicturePtr picture;
    PicturePtr previous;  // shown before it; kept for adaptive deinterlacing only
  };

  const Slot &slotAt(int slot) const;

  mutable std::mutex mutex_;
  DecoderSettings settings_;
  std::vector<Slot> slots_;
  PicturePtr lastDecoded_;
  CUcontext context_ = nullptr;
  std::unique_ptr<SurfacePool> surfaces_;
};

}  // namespace nvcodec::soft
