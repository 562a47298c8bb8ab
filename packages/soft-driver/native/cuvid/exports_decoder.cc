// The exported functions of the decoder.
#include <optional>

#include "common/cuda_calls.h"
#include "cuvid/caps.h"
#include "cuvid/decoder.h"
#include "cuvid/exports.h"

using namespace nvcodec::soft;

namespace {

// A decoder, with the lock its creator gave it; without one the caller sees to the context.
struct LockedDecoder {
  std::shared_ptr<ContextLock> lock;
  std::unique_ptr<Decoder> decoder;
};

using Decoders = HandleTable<CUvideodecoder, LockedDecoder>;

Decoders &decoders() {
  static Decoders *const instance = new Decoders;
  return *instance;
}

std::shared_ptr<LockedDecoder> find(CUvideodecoder handle) {
  std::shared_ptr<LockedDecoder> decoder = decoders().find(handle);
  require(decoder != nullptr, CUDA_ERROR_INVALID_HANDLE);
  return decoder;
}

// A context is current while this lives: the lock's, or the one the caller has made current.
class CurrentContext {
 public:
  explicit CurrentContext(ContextLock *lock) : lock_(lock) {
    if (lock_ != nullptr) {
      lock_->lock();
      return;
    }
    CUcontext current = nullptr;
    const CUresult result = nvcodecSoftCtxGetCurrent(&current);
    require(result == CUDA_SUCCESS, result);
    require(current != nullptr, CUDA_ERROR_INVALID_CONTEXT);
  }
  ~CurrentContext() {
    if (lock_ == nullptr) return;
    try {
      lock_->unlock();
    } catch (const Failure &) {
      // The context was destroyed meanwhile: there is nothing to pop.
    }
  }
  CurrentContext(const CurrentContext &) = delete;
  CurrentContext &operator=(const CurrentContext &) = delete;

 private:
  ContextLock *lock_;
};

}  // namespace

CUresult cuvidGetDecoderCaps(CUVIDDECODECAPS *caps) {
  return exported(__func__, [&] {
    require(caps != nullptr, CUDA_ERROR_INVALID_VALUE);
    require(caps->eCodecType >= 0 && caps->eCodecType < cudaVideoCodec_NumCodecs, CUDA_ERROR_INVALID_VALUE);
    require(caps->eChromaFormat >= 0 && caps->eChromaFormat <= cudaVideoChromaFormat_444, CUDA_ERROR_INVALID_VALUE);
    const CurrentContext context(nullptr);
    fillCaps(caps);
  });
}

CUresult cuvidCreateDecoder(CUvideodecoder *handle, CUVIDDECODECREATEINFO *info) {
  return exported(__func__, [&] {
    require(handle != nullptr && info != nullptr, CUDA_ERROR_INVALID_VALUE);
    auto locked = std::make_shared<LockedDecoder>();
    if (info->vidLock != nullptr) {
      locked->lock = contextLocks().find(info->vidLock);
      require(locked->lock != nullptr, CUDA_ERROR_INVALID_HANDLE);
    }
    const CurrentContext context(locked->lock.get());
    locked->decoder = std::make_unique<Decoder>(checkedSettings(*info));
    *handle = decoders().add(std::move(locked));
  });
}

CUresult cuvidDestroyDecoder(CUvideodecoder handle) {
  return exported(__func__, [&] {
    const std::shared_ptr<LockedDecoder> decoder = decoders().take(handle);
    require(decoder != nullptr, CUDA_ERROR_INVALID_HANDLE);
  });
}

CUresult cuvidDecodePicture(CUvideodecoder handle, CUVIDPICPARAMS *parameters) {
  return exported(__func__, [&] {
    require(parameters != nullptr, CUDA_ERROR_INVALID_VALUE);
    const std::shared_ptr<LockedDecoder> decoder = find(handle);
    const CurrentContext context(decoder->lock.get());
    decoder->decoder->decode(*parameters);
  });
}

CUresult cuvidGetDecodeStatus(CUvideodecoder handle, int pictureIndex, CUVIDGETDECODESTATUS *status) {
  return exported(__func__, [&] {
    require(status != nullptr, CUDA_ERROR_INVALID_VALUE);
    const std::shared_ptr<LockedDecoder> decoder = find(handle);
    *status = {};
    status->decodeStatus = decoder->decoder->status(pictureIndex);
  });
}

CUresult cuvidReconfigureDecoder(CUvideodecoder handle, CUVIDRECONFIGUREDECODERINFO *info) {
  return exported(__func__, [&] {
    require(info != nullptr, CUDA_ERROR_INVALID_VALUE);
    const std::shared_ptr<LockedDecoder> decoder = find(handle);
    const CurrentContext context(decoder->lock.get());
    decoder->decoder->reconfigure(*info);
  });
}

CUresult cuvidMapVideoFrame64(CUvideodecoder handle, int pictureIndex, unsigned long long *pointer, unsigned *pitch,
                              CUVIDPROCPARAMS *parameters) {
  return exported(__func__, [&] {
    require(pointer != nullptr && pitch != nullptr && parameters != nullptr, CUDA_ERROR_INVALID_VALUE);
    require(parameters->histogram_dptr == nullptr, CUDA_ERROR_NOT_SUPPORTED);
    const std::shared_ptr<LockedDecoder> decoder = find(handle);
    const CurrentContext context(decoder->lock.get());
    const MappedSurface mapped = decoder->decoder->map(pictureIndex, *parameters);
    *pointer = mapped.pointer;
    *pitch = static_cast<unsigned>(mapped.pitchBytes);
  });
}

CUresult cuvidUnmapVideoFrame64(CUvideodecoder handle, unsigned long long pointer) {
  return exported(__func__, [&] {
    const std::shared_ptr<LockedDecoder> decoder = find(handle);
    const CurrentContext context(decoder->lock.get());
    decoder->decoder->unmap(pointer);
  });
}

// The forms with 32-bit device pointers: no such pointers here.
CUresult cuvidMapVideoFrame(CUvideodecoder, int, unsigned *, unsigned *, CUVIDPROCPARAMS *) {
  return exported(__func__, [] { throw Failure{CUDA_ERROR_NOT_SUPPORTED}; });
}

CUresult cuvidUnmapVideoFrame(CUvideodecoder, unsigned) {
  return exported(__func__, [] { throw Failure{CUDA_ERROR_NOT_SUPPORTED}; });
}
