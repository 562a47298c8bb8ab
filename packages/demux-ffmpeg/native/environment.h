// What the addon keeps for each environment (the main thread, or one worker thread): no state is shared.
#pragma once

#include <napi.h>

#include <cstdint>

namespace nvcodec {

// Among the flags of a packet that has AV_PKT_DATA_NEW_EXTRADATA; no flag of FFmpeg's.
constexpr int32_t kBringsExtradata = 1 << 16;

// The fields of the packet that was read last, in memory that JavaScript reads through typed arrays. It saves
// a dozen calls into the engine for each packet. packet.ts has the same layout.
struct PacketHeader {
  int64_t pts;
  int64_t dts;
  int64_t duration;
  double position;  // -1 when unknown
  double address;   // of the payload; exact, since user space has 47 bits
  int32_t size;
  int32_t trackIndex;
  int32_t flags;  // AV_PKT_FLAG_*, kBringsExtradata
  int32_t sideDataCount;
  int32_t trackCount;  // of the demuxer, which may grow while reading
  int32_t reserved;
};
static_assert(sizeof(PacketHeader) == 64, "packet.ts reads this layout");

struct Environment {
  PacketHeader* header = nullptr;
  Napi::Reference<Napi::ArrayBuffer> headerBuffer;
  Napi::FunctionReference parametersClass;
};

inline Environment& environmentOf(Napi::Env env) { return *env.GetInstanceData<Environment>(); }

}  // namespace nvcodec
