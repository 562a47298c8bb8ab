// Opening a source and reading its packets.
#include "media_input.h"

extern "C" {
#include <libavutil/log.h>
}

#include <algorithm>
#include <cstring>

#include "enum_value.h"
#include "first_packets.h"

namespace nvcodec {
namespace {

// Text files named .txt or .nfo are "ANSI art video" to FFmpeg; nobody who opens one here means that.
constexpr const char* kTextDemuxer = "tty";

ColorTags tagsOf(const AVCodecParameters& codec) {
  return {storedNumber(codec.color_primaries), storedNumber(codec.color_trc), storedNumber(codec.color_space),
          storedNumber(codec.color_range)};
}

std::set<int> streamsOf(const AVFormatContext& context, bool withData) {
  std::set<int> indices;
  for (unsigned i = 0; i < context.nb_streams; i++) {
    if (withData || !isData(*context.streams[i])) indices.insert(static_cast<int>(i));
  }
  return indices;
}

}  // namespace

int MediaInput::open(const OpenRequest& request) {
  int result = openContext(request);
  if (result < 0) return result;
  if (request.streamInfo && isFormat("mov") && canBeOpenedAgain(request) && isCompletedByFirstPackets(*context_)) {
    result = lookIntoFirstPackets();
    if (result != 0) return std::min(result, 0);
    result = openContext(request);
    if (result < 0) return result;
  }
  if (request.streamInfo) {
    const int probed = avformat_find_stream_info(context_.get(), nullptr);
    if (interrupted()) return AVERROR_EXIT;
    // A damaged stream is told apart later, packet by packet; only a file with nothing in it fails here.
    if (probed < 0 && context_->nb_streams == 0) return probed;
  }
  constexpr size_t kEnoughForEncryption = 16;
  return isFormat("mov") ? readFirstPackets(streamsOf(*context_, true), kEnoughForEncryption) : 0;
}

// Not what comes through a pipe, and not over a network, where that takes its time.
bool MediaInput::canBeOpenedAgain(const OpenRequest& request) const {
  const bool local = source_ != nullptr || request.url.rfind("file:", 0) == 0;
  return local && context_->pb != nullptr && (context_->pb->seekable & AVIO_SEEKABLE_NORMAL) != 0;
}

int MediaInput::openContext(const OpenRequest& request) {
  context_.reset();
  io_.reset();
  pending_.clear();
  encrypted_.clear();
  containerColors_.clear();
  UniqueFormatContext context(avformat_alloc_context());
  if (context == nullptr) return AVERROR(ENOMEM);
  context->interrupt_callback = {Interrupt::poll, const_cast<Interrupt*>(&interrupt_)};
  if (request.probeSize > 0) context->probesize = request.probeSize;
  if (request.analyzeMicroseconds > 0) context->max_analyze_duration = request.analyzeMicroseconds;
  if (source_ != nullptr) {
    if (source_->offset() != 0 && source_->moveTo(0) < 0) return AVERROR(EIO);
    io_ = makeIoContext(*source_);
    if (io_ == nullptr) return AVERROR(ENOMEM);
    context->pb = io_.get();
  }

  const AVInputFormat* format = nullptr;
  if (!request.formatName.empty()) {
    format = av_find_input_format(request.formatName.c_str());
    if (format == nullptr) return AVERROR_DEMUXER_NOT_FOUND;
  }

  // avformat_open_input frees the context itself when it fails, so ownership passes to it.
  Dictionary options(request.options);
  AVFormatContext* opening = context.release();
  const int opened = avformat_open_input(&opening, request.url.c_str(), format, options.slot());
  if (opened < 0) return interrupted() ? AVERROR_EXIT : opened;
  context_.reset(opening);

  const std::string unused = options.keys();
  if (!unused.empty()) {
    av_log(nullptr, AV_LOG_ERROR, "no such option for this source: %s\n", unused.c_str());
    return AVERROR_OPTION_NOT_FOUND;
  }
  if (request.formatName.empty() && isFormat(kTextDemuxer)) {
    av_log(nullptr, AV_LOG_ERROR, "it is a text file\n");
    return AVERROR_INVALIDDATA;
  }
  for (unsigned i = 0; i < context_->nb_streams; i++) {
    containerColors_.push_back(tagsOf(*context_->streams[i]->codecpar));
  }
  return 0;
}

int MediaInput::lookIntoFirstPackets() {
  // Audio may come a second after the video that it belongs to.
  constexpr size_t kEnoughForAudio = 64;
  std::set<int> incomplete = streamsOf(*context_, false);
  const int result = readFirstPackets(incomplete, kEnoughForAudio);
  if (result < 0) return result;
  for (const UniquePacket& packet : pending_) {
    if (incomplete.erase(packet->stream_index) == 0) continue;
    if (!completeParameters(*context_->streams[packet->stream_index], *packet)) return 0;
  }
  return incomplete.empty() && completeFormat(*context_) ? 1 : 0;
}

ColorTags MediaInput::colorTags(int stream) const {
  ColorTags tags = tagsOf(*context_->streams[stream]->codecpar);
  if (static_cast<size_t>(stream) >= containerColors_.size()) return tags;
  const ColorTags& container = containerColors_[stream];
  if (container.primaries != AVCOL_PRI_UNSPECIFIED) tags.primaries = container.primaries;
  if (container.transfer != AVCOL_TRC_UNSPECIFIED) tags.transfer = container.transfer;
  if (container.matrix != AVCOL_SPC_UNSPECIFIED) tags.matrix = container.matrix;
  if (container.range != AVCOL_RANGE_UNSPECIFIED) tags.range = container.range;
  return tags;
}

// Of each of these streams at least one, among so many. MP4's demuxer keeps what the header says of common encryption to
// itself; its packets tell.
int MediaInput::readFirstPackets(std::set<int> streams, size_t enough) {
  while (!streams.empty() && pending_.size() < enough) {
    UniquePacket packet(av_packet_alloc());
    const int result = packet == nullptr ? AVERROR(ENOMEM) : readFromFile(packet.get());
    if (result == AVERROR_EXIT || result == AVERROR(ENOMEM)) return result;
    // An empty or damaged file: read() will say so.
    if (result < 0) return 0;
    streams.erase(packet->stream_index);
    if (av_packet_get_side_data(packet.get(), AV_PKT_DATA_ENCRYPTION_INFO, nullptr) != nullptr) {
      encrypted_.insert(packet->stream_index);
    }
    pending_.push_back(std::move(packet));
  }
  return 0;
}

int MediaInput::read(AVPacket* packet) {
  if (interrupted()) return AVERROR_EXIT;
  while (!pending_.empty()) {
    const UniquePacket first = std::move(pending_.front());
    pending_.pop_front();
    if (context_->streams[first->stream_index]->discard >= AVDISCARD_ALL) continue;
    av_packet_unref(packet);
    av_packet_move_ref(packet, first.get());
    return bringExtradata(packet);
  }
  const int result = readFromFile(packet);
  return result < 0 ? result : bringExtradata(packet);
}

void MediaInput::dropPending() {
  for (const UniquePacket& packet : pending_) {
    size_t size = 0;
    const uint8_t* bytes = av_packet_get_side_data(packet.get(), AV_PKT_DATA_NEW_EXTRADATA, &size);
    if (bytes != nullptr) extradata_[packet->stream_index].assign(bytes, bytes + size);
  }
  pending_.clear();
}

int MediaInput::bringExtradata(AVPacket* packet) {
  const auto lost = extradata_.find(packet->stream_index);
  if (lost == extradata_.end()) return 0;
  const std::vector<uint8_t> bytes = std::move(lost->second);
  extradata_.erase(lost);
  if (av_packet_get_side_data(packet, AV_PKT_DATA_NEW_EXTRADATA, nullptr) != nullptr) return 0;
  uint8_t* copy = av_packet_new_side_data(packet, AV_PKT_DATA_NEW_EXTRADATA, bytes.size());
  if (copy == nullptr) return AVERROR(ENOMEM);
  std::memcpy(copy, bytes.data(), bytes.size());
  return 0;
}

// What a source says of itself is the truth: one that fails half-way looks like its end to many demuxers, and old ones
// call the end of one that has not failed an error.
int MediaInput::endOrFailure(int result) const {
  const AVIOContext* io = context_->pb;
  if (io == nullptr) return result;
  const bool failed = io->error < 0 && io->error != AVERROR_EOF;
  if (failed) return result == AVERROR_EOF ? io->error : result;
  return result == AVERROR(EIO) && io->eof_reached ? AVERROR_EOF : result;
}

int MediaInput::readFromFile(AVPacket* packet) {
  for (;;) {
    if (interrupted()) return AVERROR_EXIT;
    av_packet_unref(packet);
    const int result = av_read_frame(context_.get(), packet);
    if (result == AVERROR(EAGAIN)) continue;
    if (result < 0) return interrupted() ? AVERROR_EXIT : endOrFailure(result);
    const bool appeared = selectedFrom_ >= 0 && packet->stream_index >= selectedFrom_;
    if (appeared) context_->streams[packet->stream_index]->discard = AVDISCARD_ALL;
    if (context_->streams[packet->stream_index]->discard < AVDISCARD_ALL) return 0;
  }
}

bool MediaInput::hasUnreliableKeyframes(int stream) const {
  AVStream* track = context_->streams[stream];
  if (track->codecpar->codec_id != AV_CODEC_ID_VC1 || !isFormat("mov")) return false;
  const int count = avformat_index_get_entries_count(track);
  for (int i = 0; i < count; i++) {
    if ((avformat_index_get_entry(track, i)->flags & AVINDEX_KEYFRAME) == 0) return false;
  }
  return count > 1;
}

bool MediaInput::isFormat(const char* name) const {
  // A demuxer's name is a list such as 'mov,mp4,m4a,3gp,3g2,mj2'.
  const char* list = context_->iformat->name;
  const size_t length = std::strlen(name);
  for (const char* at = list; (at = std::strstr(at, name)) != nullptr; at += length) {
    const bool starts = at == list || at[-1] == ',';
    if (starts && (at[length] == '\0' || at[length] == ',')) return true;
  }
  return false;
}

}  // namespace nvcodec
