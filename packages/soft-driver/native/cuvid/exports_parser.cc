// The exported functions of the parser.
#include "cuvid/exports.h"
#include "cuvid/parser.h"

using namespace nvcodec::soft;

namespace {

using Parsers = HandleTable<CUvideoparser, Parser>;

Parsers &parsers() {
  static Parsers *const instance = new Parsers;
  return *instance;
}

}  // namespace

CUresult cuvidCreateVideoParser(CUvideoparser *handle, CUVIDPARSERPARAMS *parameters) {
  return exported(__func__, [&] {
    require(handle != nullptr && parameters != nullptr, CUDA_ERROR_INVALID_VALUE);
    require(parameters->CodecType >= 0 && parameters->CodecType < cudaVideoCodec_NumCodecs, CUDA_ERROR_INVALID_VALUE);
    const Codec *codec = findCodec(parameters->CodecType);
    require(codec != nullptr && softwareDecoder(codec->avId) != nullptr, CUDA_ERROR_NOT_SUPPORTED);
    *handle = parsers().add(std::make_shared<Parser>(*parameters, *codec));
  });
}

CUresult cuvidParseVideoData(CUvideoparser handle, CUVIDSOURCEDATAPACKET *packet) {
  return exported(__func__, [&] {
    require(packet != nullptr, CUDA_ERROR_INVALID_VALUE);
    const std::shared_ptr<Parser> parser = parsers().find(handle);
    require(parser != nullptr, CUDA_ERROR_INVALID_HANDLE);
    require(!parser->inCallback(), CUDA_ERROR_NOT_PERMITTED);
    parser->parse(*packet);
  });
}

CUresult cuvidDestroyVideoParser(CUvideoparser handle) {
  return exported(__func__, [&] {
    const std::shared_ptr<Parser> parser = parsers().find(handle);
    require(parser != nullptr, CUDA_ERROR_INVALID_HANDLE);
    require(!parser->inCallback(), CUDA_ERROR_NOT_PERMITTED);
    parsers().take(handle);
  });
}
