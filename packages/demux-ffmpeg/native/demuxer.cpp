// Carries JavaScript's calls to the MediaInput, on this thread or on the demuxer's own.
#include "demuxer.h"

#include <algorithm>
#include <utility>

#include "av_log.h"
#include "environment.h"
#include "packet.h"
#include "values.h"

namespace nvcodec {
namespace {

int64_t int64Of(const Napi::Value& value) {
  bool lossless = true;
  return value.As<Napi::BigInt>().Int64Value(&lossless);
}

}  // namespace

Napi::Function DemuxerObject::define(Napi::Env env) {
  return DefineClass(env, "NativeDemuxer",
                     {
                         InstanceMethod<&DemuxerObject::openSync>("openSync"),
                         InstanceMethod<&DemuxerObject::open>("open"),
                         InstanceMethod<&DemuxerObject::readSync>("readSync"),
                         InstanceMethod<&DemuxerObject::read>("read"),
                         InstanceMethod<&DemuxerObject::seekSync>("seekSync"),
                         InstanceMethod<&DemuxerObject::seek>("seek"),
                         InstanceMethod<&DemuxerObject::findKeyframesSync>("findKeyframesSync"),
                         InstanceMethod<&DemuxerObject::findKeyframes>("findKeyframes"),
                         InstanceMethod<&DemuxerObject::takeKeyframes>("takeKeyframes"),
                         InstanceMethod<&DemuxerObject::select>("select"),
                         InstanceMethod<&DemuxerObject::format>("format"),
                         InstanceMethod<&DemuxerObject::tracks>("tracks"),
                         InstanceMethod<&DemuxerObject::parameters>("parameters"),
                         InstanceMethod<&DemuxerObject::bestVideo>("bestVideo"),
                         InstanceMethod<&DemuxerObject::log>("log"),
                         InstanceMethod<&DemuxerObject::interrupt>("interrupt"),
                         InstanceMethod<&DemuxerObject::close>("close"),
                     });
}

// Reads { url, format, options, probeSize, analyzeMicroseconds, streamInfo, memory?, custom?, cancel? }.
void DemuxerObject::prepare(const Napi::CallbackInfo& info) {
  const auto fields = info[0].As<Napi::Object>();
  request_.url = fields.Get("url").As<Napi::String>();
  request_.formatName = fields.Get("format").As<Napi::String>();
  request_.probeSize = fields.Get("probeSize").As<Napi::Number>().Int64Value();
  request_.analyzeMicroseconds = fields.Get("analyzeMicroseconds").As<Napi::Number>().Int64Value();
  request_.streamInfo = fields.Get("streamInfo").As<Napi::Boolean>();
  const auto options = fields.Get("options").As<Napi::Array>();
  for (uint32_t i = 0; i < options.Length(); i++) {
    const auto pair = options.Get(i).As<Napi::Array>();
    request_.options.set(pair.Get(0u).As<Napi::String>(), pair.Get(1u).As<Napi::String>());
  }
  if (fields.Get("cancel").IsTypedArray()) {
    cancel_ = Napi::Persistent(fields.Get("cancel").As<Napi::Int32Array>());
    interrupt_.watch(cancel_.Value().Data());
  }
  if (fields.Get("memory").IsTypedArray()) {
    memory_ = Napi::Persistent(fields.Get("memory").As<Napi::Uint8Array>());
    memoryData_ = memory_.Value().Data();
    memoryLength_ = memory_.Value().ByteLength();
    source_ = std::make_unique<MemorySource>(memoryData_, memoryLength_);
  } else if (fields.Get("custom").IsObject()) {
    auto custom = std::make_unique<CustomSource>(fields.Get("custom").As<Napi::Object>());
    custom_ = custom.get();
    source_ = std::move(custom);
  }
  input_ = std::make_unique<MediaInput>(interrupt_, source_.get());
}

void DemuxerObject::begin(Napi::Env env) {
  if (input_ == nullptr) throw Napi::Error::New(env, "the demuxer is closed");
  if (running_) throw Napi::Error::New(env, "a demuxer cannot be used from within the functions of its source");
  if (worker_ != nullptr && worker_->busy()) throw Napi::Error::New(env, "the demuxer is busy on its thread");
  if (memoryData_ != nullptr) {
    const Napi::Uint8Array memory = memory_.Value();
    if (memory.Data() != memoryData_ || memory.ByteLength() != memoryLength_) {
      throw Napi::TypeError::New(env, "the Uint8Array that is demuxed was transferred or resized");
    }
  }
  interrupt_.reset();
}

Napi::Value DemuxerObject::runSync(Napi::Env env, const Work& work) {
  begin(env);
  running_ = true;
  int result = 0;
  {
    const LogCapture capture(log_);
    result = work();
  }
  running_ = false;
  if (custom_ != nullptr) custom_->throwPending();
  return Napi::Number::New(env, result);
}

Napi::Value DemuxerObject::runAsync(const Napi::CallbackInfo& info, Work work, Done done) {
  begin(info.Env());
  if (custom_ != nullptr) throw Napi::TypeError::New(info.Env(), "a custom source is read on its own thread only");
  if (worker_ == nullptr) {
    worker_ = std::make_unique<ReadWorker>(info.Env(), [this] { interrupt_.request(); });
  }
  const auto captured = [this, work = std::move(work)] {
    const LogCapture capture(log_);
    return work();
  };
  return worker_->run(info.This().As<Napi::Object>(), captured, std::move(done));
}

Napi::Value DemuxerObject::openSync(const Napi::CallbackInfo& info) {
  prepare(info);
  return runSync(info.Env(), [this] { return input_->open(request_); });
}

Napi::Value DemuxerObject::open(const Napi::CallbackInfo& info) {
  prepare(info);
  return runAsync(
      info, [this] { return input_->open(request_); }, [](int) {});
}

Napi::Value DemuxerObject::readSync(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  begin(env);
  PacketObject& target = *PacketObject::Unwrap(info[0].As<Napi::Object>());
  running_ = true;
  int result = 0;
  {
    const LogCapture capture(log_);
    result = input_->read(target.packet());
  }
  running_ = false;
  if (custom_ != nullptr) custom_->throwPending();
  if (result >= 0) target.publish(*environmentOf(env).header, static_cast<int>(input_->context()->nb_streams));
  return Napi::Number::New(env, result);
}

Napi::Value DemuxerObject::read(const Napi::CallbackInfo& info) {
  PacketObject* target = PacketObject::Unwrap(info[0].As<Napi::Object>());
  PacketHeader* header = environmentOf(info.Env()).header;
  return runAsync(
      info, [this, target] { return input_->read(target->packet()); },
      [this, target, header](int result) {
        if (result >= 0) target->publish(*header, static_cast<int>(input_->context()->nb_streams));
      });
}

DemuxerObject::Work DemuxerObject::seekWork(const Napi::CallbackInfo& info) {
  const int stream = info[0].As<Napi::Number>().Int32Value();
  const int64_t target = int64Of(info[1]);
  const auto mode = static_cast<SeekMode>(info[2].As<Napi::Number>().Int32Value());
  return [this, stream, target, mode] {
    const bool scan = mode == SeekMode::KeyframeBefore && input_->hasUnreliableKeyframes(stream);
    return scan ? seekByScan(stream, target) : input_->seek(stream, target, mode);
  };
}

int DemuxerObject::seekByScan(int stream, int64_t target) {
  auto known = scanned_.find(stream);
  if (known == scanned_.end()) {
    keyframes_ = {};
    const int result = scanKeyframes(stream, ScanMode::Always);
    if (result == AVERROR_EXIT) return result;
    known = scanned_.emplace(stream, std::move(keyframes_.entries)).first;
    keyframes_ = {};
  }
  const Keyframe* best = nullptr;
  for (const Keyframe& keyframe : known->second) {
    if (best == nullptr || keyframe.pts <= target) best = &keyframe;
  }
  if (best == nullptr) return input_->seek(stream, target, SeekMode::KeyframeBefore);
  return input_->seek(stream, best->pts, SeekMode::Any);
}

Napi::Value DemuxerObject::seekSync(const Napi::CallbackInfo& info) { return runSync(info.Env(), seekWork(info)); }

Napi::Value DemuxerObject::seek(const Napi::CallbackInfo& info) {
  return runAsync(info, seekWork(info), [](int) {});
}

int DemuxerObject::scanKeyframes(int stream, ScanMode mode) {
  if (source_ == nullptr) {
    MediaInput fresh(interrupt_, nullptr);
    return nvcodec::findKeyframes(*input_, fresh, request_, stream, mode, keyframes_);
  }
  if (mode != ScanMode::Never && !source_->seekable()) return AVERROR(ESPIPE);
  // The second input reads through the same source, so the first one's place is kept for it.
  const int64_t place = source_->offset();
  int result = mode == ScanMode::Never ? 0 : source_->moveTo(0);
  if (result >= 0) {
    MediaInput fresh(interrupt_, source_.get());
    result = nvcodec::findKeyframes(*input_, fresh, request_, stream, mode, keyframes_);
  }
  const int restored = mode == ScanMode::Never ? 0 : source_->moveTo(place);
  return result < 0 ? result : restored;
}

DemuxerObject::Work DemuxerObject::keyframeWork(const Napi::CallbackInfo& info) {
  const int stream = info[0].As<Napi::Number>().Int32Value();
  const auto mode = static_cast<ScanMode>(info[1].As<Napi::Number>().Int32Value());
  return [this, stream, mode] {
    keyframes_ = {};
    return scanKeyframes(stream, mode);
  };
}

Napi::Value DemuxerObject::findKeyframesSync(const Napi::CallbackInfo& info) {
  return runSync(info.Env(), keyframeWork(info));
}

Napi::Value DemuxerObject::findKeyframes(const Napi::CallbackInfo& info) {
  return runAsync(info, keyframeWork(info), [](int) {});
}

// select(indexes | undefined): undefined for all tracks.
void DemuxerObject::select(const Napi::CallbackInfo& info) {
  begin(info.Env());
  if (info[0].IsUndefined()) {
    input_->selectAll();
    return;
  }
  const auto indexes = info[0].As<Napi::Int32Array>();
  const int32_t* first = indexes.Data();
  const int32_t* last = first + indexes.ElementLength();
  input_->select([first, last](int index) { return std::find(first, last, index) != last; });
}

Napi::Value DemuxerObject::log(const Napi::CallbackInfo& info) { return textList(info.Env(), log_); }

void DemuxerObject::interrupt(const Napi::CallbackInfo&) { interrupt_.request(); }

// Callers first let work in progress end: see Demuxer.close in src/demuxer.ts.
void DemuxerObject::close(const Napi::CallbackInfo& info) {
  if (running_) {
    throw Napi::Error::New(info.Env(), "a demuxer cannot be closed from within the functions of its source");
  }
  worker_.reset();
  input_.reset();
  source_.reset();
  custom_ = nullptr;
  memory_.Reset();
  memoryData_ = nullptr;
  cancel_.Reset();
  interrupt_.watch(nullptr);
}

}  // namespace nvcodec
