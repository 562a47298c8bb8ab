// The JavaScript face of an AVPacket. One object is filled again and again: see the pool in packet.ts.
#pragma once

#include <napi.h>

#include "av_owners.h"
#include "environment.h"

namespace nvcodec {

class PacketObject : public Napi::ObjectWrap<PacketObject> {
 public:
  static Napi::Function define(Napi::Env env);

  explicit PacketObject(const Napi::CallbackInfo& info);
  ~PacketObject() override;

  AVPacket* packet() { return packet_.get(); }

  // Publishes the packet that was just read into the environment's header.
  void publish(PacketHeader& header, int trackCount);

 private:
  // An external ArrayBuffer over the payload, or undefined where the engine forbids those (then copy()).
  Napi::Value data(const Napi::CallbackInfo& info);
  Napi::Value copy(const Napi::CallbackInfo& info);
  Napi::Value sideData(const Napi::CallbackInfo& info);
  // assign(bytes, pts, dts, duration, flags, trackIndex): makes the packet from a caller's bytes.
  Napi::Value assign(const Napi::CallbackInfo& info);
  // replace(bytes, arrayBuffer | undefined): another payload, all else stays; detaches what data() gave.
  Napi::Value replace(const Napi::CallbackInfo& info);
  // release(arrayBuffer | undefined): detaches what data() gave and frees the payload at once.
  void release(const Napi::CallbackInfo& info);

  // Holds the payload for the ArrayBuffer, which the engine may drop long after the packet, or before it.
  struct View {
    UniqueBufferRef buffer;
  };
  void accountFor(Napi::Env env, int64_t bytes);
  // Detaches what data() gave, if anything.
  void takeBack(Napi::Value lent);

  UniquePacket packet_;
  std::shared_ptr<View> view_;
  int64_t accounted_ = 0;
};

}  // namespace nvcodec
