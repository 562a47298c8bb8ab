// Small conversions to JavaScript values.
#pragma once

#include <napi.h>

#include <cstring>
#include <string>
#include <vector>

namespace nvcodec {

// Bytes copied into a fresh Uint8Array.
inline Napi::Uint8Array copyBytes(Napi::Env env, const uint8_t* data, size_t size) {
  Napi::Uint8Array bytes = Napi::Uint8Array::New(env, size);
  if (size > 0) std::memcpy(bytes.Data(), data, size);
  return bytes;
}

inline Napi::Array textList(Napi::Env env, const std::vector<std::string>& lines) {
  Napi::Array list = Napi::Array::New(env, lines.size());
  for (size_t i = 0; i < lines.size(); i++) list.Set(static_cast<uint32_t>(i), lines[i]);
  return list;
}

}  // namespace nvcodec
