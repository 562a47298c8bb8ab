// Lends a packet's payload to JavaScript without copying it, and takes it back at close.
#include "packet.h"

#include <climits>

#include "values.h"
#include "packet_side_data.h"

namespace nvcodec {

Napi::Function PacketObject::define(Napi::Env env) {
  return DefineClass(env, "NativePacket",
                     {
                         InstanceMethod<&PacketObject::data>("data"),
                         InstanceMethod<&PacketObject::copy>("copy"),
                         InstanceMethod<&PacketObject::sideData>("sideData"),
                         InstanceMethod<&PacketObject::assign>("assign"),
                         InstanceMethod<&PacketObject::replace>("replace"),
                         InstanceMethod<&PacketObject::release>("release"),
                     });
}

PacketObject::PacketObject(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<PacketObject>(info), packet_(av_packet_alloc()) {
  if (packet_ == nullptr) throw Napi::Error::New(info.Env(), "out of memory for a packet");
}

PacketObject::~PacketObject() { accountFor(Env(), 0); }

// Packets are tiny objects to the garbage collector; telling it their payloads makes it run in time.
void PacketObject::accountFor(Napi::Env env, int64_t bytes) {
  if (bytes == accounted_) return;
  Napi::MemoryManagement::AdjustExternalMemory(env, bytes - accounted_);
  accounted_ = bytes;
}

void PacketObject::publish(PacketHeader& header, int trackCount) {
  header.pts = packet_->pts;
  header.dts = packet_->dts;
  header.duration = packet_->duration;
  header.position = static_cast<double>(packet_->pos);
  header.address = static_cast<double>(reinterpret_cast<uintptr_t>(packet_->data));
  header.size = packet_->size;
  header.trackIndex = packet_->stream_index;
  const bool newExtradata = av_packet_get_side_data(packet_.get(), AV_PKT_DATA_NEW_EXTRADATA, nullptr) != nullptr;
  header.flags = packet_->flags | (newExtradata ? kBringsExtradata : 0);
  header.sideDataCount = packet_->side_data_elems;
  header.trackCount = trackCount;
  accountFor(Env(), packet_->size);
}

Napi::Value PacketObject::data(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  if (packet_->size == 0) return Napi::ArrayBuffer::New(env, 0);
  if (av_packet_make_refcounted(packet_.get()) < 0) throw Napi::Error::New(env, "out of memory for a packet");

  auto view = std::make_shared<View>();
  view->buffer.reset(av_buffer_ref(packet_->buf));
  auto hint = std::make_unique<std::shared_ptr<View>>(view);
  napi_value buffer = nullptr;
  const napi_status status = napi_create_external_arraybuffer(
      env, packet_->data, static_cast<size_t>(packet_->size),
      [](napi_env, void*, void* held) {
        auto* owner = static_cast<std::shared_ptr<View>*>(held);
        (*owner)->buffer.reset();
        delete owner;
      },
      hint.get(), &buffer);
  if (status != napi_ok) return env.Undefined();
  hint.release();
  view_ = std::move(view);
  return Napi::Value(env, buffer);
}

Napi::Value PacketObject::copy(const Napi::CallbackInfo& info) {
  return copyBytes(info.Env(), packet_->data, static_cast<size_t>(packet_->size));
}

Napi::Value PacketObject::sideData(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Napi::Array list = Napi::Array::New(env, packet_->side_data_elems);
  for (int i = 0; i < packet_->side_data_elems; i++) {
    const AVPacketSideData& item = packet_->side_data[i];
    Napi::Object entry = Napi::Object::New(env);
    entry.Set("type", sideDataName(item.type));
    const std::vector<uint8_t> bytes = sideDataBytes(item);
    entry.Set("data", copyBytes(env, bytes.data(), bytes.size()));
    list.Set(static_cast<uint32_t>(i), entry);
  }
  return list;
}

Napi::Value PacketObject::assign(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  const auto bytes = info[0].As<Napi::Uint8Array>();
  bool lossless = true;
  av_packet_unref(packet_.get());
  const int result = av_new_packet(packet_.get(), static_cast<int>(bytes.ByteLength()));
  if (result < 0) return Napi::Number::New(env, result);
  if (bytes.ByteLength() > 0) std::memcpy(packet_->data, bytes.Data(), bytes.ByteLength());
  packet_->pts = info[1].As<Napi::BigInt>().Int64Value(&lossless);
  packet_->dts = info[2].As<Napi::BigInt>().Int64Value(&lossless);
  packet_->duration = info[3].As<Napi::BigInt>().Int64Value(&lossless);
  packet_->flags = info[4].As<Napi::Number>().Int32Value();
  packet_->stream_index = info[5].As<Napi::Number>().Int32Value();
  publish(*environmentOf(env).header, 0);
  return Napi::Number::New(env, 0);
}

Napi::Value PacketObject::replace(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  const auto bytes = info[0].As<Napi::Uint8Array>();
  UniquePacket whole(av_packet_alloc());
  int result = whole != nullptr && bytes.ByteLength() <= INT_MAX / 2u ? 0 : AVERROR(ENOMEM);
  if (result >= 0) result = av_new_packet(whole.get(), static_cast<int>(bytes.ByteLength()));
  if (result >= 0) result = av_packet_copy_props(whole.get(), packet_.get());
  if (result < 0) return Napi::Number::New(env, result);
  if (bytes.ByteLength() > 0) std::memcpy(whole->data, bytes.Data(), bytes.ByteLength());
  whole->stream_index = packet_->stream_index;
  takeBack(info[1]);
  packet_ = std::move(whole);
  publish(*environmentOf(env).header, 0);
  return Napi::Number::New(env, 0);
}

void PacketObject::release(const Napi::CallbackInfo& info) {
  takeBack(info[0]);
  av_packet_unref(packet_.get());
  accountFor(info.Env(), 0);
}

void PacketObject::takeBack(Napi::Value lent) {
  if (view_ == nullptr) return;
  if (lent.IsArrayBuffer()) napi_detach_arraybuffer(lent.Env(), lent);
  view_->buffer.reset();
  view_.reset();
}

}  // namespace nvcodec
