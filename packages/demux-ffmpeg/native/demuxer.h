// The JavaScript face of a MediaInput: each operation once synchronous and once on the demuxer's own thread.
//
// Operations return 0 or FFmpeg's negative codes, which src/av-error.ts turns into errors; `log()` holds what
// FFmpeg said during the last one. src/demuxer.ts sees to it that operations do not overlap.
#pragma once

#include <napi.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "custom_source.h"
#include "interrupt.h"
#include "keyframe_scan.h"
#include "media_input.h"
#include "read_worker.h"

namespace nvcodec {

class DemuxerObject : public Napi::ObjectWrap<DemuxerObject> {
 public:
  static Napi::Function define(Napi::Env env);

  explicit DemuxerObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<DemuxerObject>(info) {}

 private:
  using Work = std::function<int()>;
  using Done = std::function<void(int)>;

  Napi::Value openSync(const Napi::CallbackInfo& info);
  Napi::Value open(const Napi::CallbackInfo& info);
  Napi::Value readSync(const Napi::CallbackInfo& info);
  Napi::Value read(const Napi::CallbackInfo& info);
  Napi::Value seekSync(const Napi::CallbackInfo& info);
  Napi::Value seek(const Napi::CallbackInfo& info);
  Napi::Value findKeyframesSync(const Napi::CallbackInfo& info);
  Napi::Value findKeyframes(const Napi::CallbackInfo& info);
  Napi::Value takeKeyframes(const Napi::CallbackInfo& info);
  void select(const Napi::CallbackInfo& info);
  Napi::Value format(const Napi::CallbackInfo& info);
  Napi::Value tracks(const Napi::CallbackInfo& info);
  Napi::Value parameters(const Napi::CallbackInfo& info);
  Napi::Value bestVideo(const Napi::CallbackInfo& info);
  Napi::Value log(const Napi::CallbackInfo& info);
  void interrupt(const Napi::CallbackInfo& info);
  void close(const Napi::CallbackInfo& info);

  void prepare(const Napi::CallbackInfo& info);
  Work seekWork(const Napi::CallbackInfo& info);
  Work keyframeWork(const Napi::CallbackInfo& info);
  Napi::Value runSync(Napi::Env env, const Work& work);
  Napi::Value runAsync(const Napi::CallbackInfo& info, Work work, Done done);
  void begin(Napi::Env env);
  int scanKeyframes(int stream, ScanMode mode);
  // For streams whose container cannot tell: see MediaInput::hasUnreliableKeyframes.
  int seekByScan(int stream, int64_t target);

  Interrupt interrupt_;
  OpenRequest request_;
  Napi::Reference<Napi::Int32Array> cancel_;
  Napi::Reference<Napi::Uint8Array> memory_;
  const uint8_t* memoryData_ = nullptr;
  size_t memoryLength_ = 0;
  std::unique_ptr<ByteSource> source_;
  CustomSource* custom_ = nullptr;  // source_, where it is one
  std::unique_ptr<MediaInput> input_;
  bool running_ = false;  // a synchronous operation, from whose callbacks JavaScript could call again
  KeyframeList keyframes_;
  std::map<int, std::vector<Keyframe>> scanned_;
  std::vector<std::string> log_;
  // Last, so that its thread ends before what it works on is destroyed.
  std::unique_ptr<ReadWorker> worker_;
};

}  // namespace nvcodec
