#include "cuvid/parser.h"

#include <algorithm>

#include "common/faults.h"
#include "cuda/failure.h"
#include "cuvid/obu.h"
#include "cuvid/picture_parameters.h"
#include "cuvid/sequence.h"
#include "cuvid/system_header.h"

namespace nvcodec::soft {

namespace {

// More than libavcodec can hold back: units older than this have no frame.
constexpr int64_t kUnitsKept = 160;

// Timestamps of packets in which no access unit has begun yet: garbage may go on for ever.
constexpr size_t kTagsKept = 1 << 16;

// What is held back of a stream whose headers do not come, and what is kept of that: headers are much shorter.
constexpr size_t kMostHeldBack = 1 << 16;
constexpr size_t kKeptOfHeldBack = 1 << 12;

// As with the real driver.
constexpr unsigned kMostSurfaces = 32;

}  // namespace

Parser::Parser(const CUVIDPARSERPARAMS &parameters, const Codec &codec)
    : parameters_(parameters),
      codec_(codec),
      system_(parameters.pExtVideoInfo),
      clock_(parameters.ulClockRate),
      slots_(std::max(parameters.ulMaxNumDecodeSurfaces, 1u)) {
  parameters_.pExtVideoInfo = nullptr;  // the caller's memory, read above and not later
}

CUresult Parser::parse(const CUVIDSOURCEDATAPACKET &packet) {
  require(packet.payload != nullptr || packet.payload_size == 0, CUDA_ERROR_INVALID_VALUE);
  const bool endOfStream = (packet.flags & CUVID_PKT_ENDOFSTREAM) != 0;
  if ((packet.flags & CUVID_PKT_DISCONTINUITY) != 0) {
    if (splitter_) splitter_->flush([this](const AccessUnit &unit) { onAccessUnit(unit); });
    clock_.reset();
  }
  if (packet.payload_size > 0) feed(packet);
  if (endOfStream) endStream((packet.flags & CUVID_PKT_NOTIFY_EOS) != 0);
  return CUDA_SUCCESS;
}

void Parser::feed(const CUVIDSOURCEDATAPACKET &packet) {
  const int64_t tag = packets_++;
  if ((packet.flags & CUVID_PKT_TIMESTAMP) != 0) tags_.emplace(tag, packet.timestamp);
  if (tags_.size() > kTagsKept) tags_.erase(tags_.begin());
  const uint8_t *data = packet.payload;
  size_t size = packet.payload_size;
  std::vector<uint8_t> rewritten;
  if (codec_.id == cudaVideoCodec_AV1 && parameters_.bAnnexb != 0) {
    rewritten = lowOverhead(data, size);
    require(!rewritten.empty(), CUDA_ERROR_INVALID_VALUE);
    data = rewritten.data();
    size = rewritten.size();
  }
  std::vector<uint8_t> heldBack;
  if (!decoder_) {
    require(!refused_, CUDA_ERROR_UNKNOWN);
    header_.insert(header_.end(), data, data + size);
    if (!open()) {
      if (header_.size() > kMostHeldBack) header_.erase(header_.begin(), header_.end() - kKeptOfHeldBack);
      return;
    }
    heldBack = std::move(header_);
    header_.clear();
    data = heldBack.data();
    size = heldBack.size();
  }
  const bool endOfPicture = (packet.flags & CUVID_PKT_ENDOFPICTURE) != 0;
  splitter_->feed(data, size, tag, endOfPicture, [this](const AccessUnit &unit) { onAccessUnit(unit); });
}

bool Parser::open() {
  FrameDecoderOptions options;
  if (!system_.describe(codec_, header_, &options)) return false;
  options.lowDelay = parameters_.ulMaxDisplayDelay == 0;
  CUVIDOPERATINGPOINTINFO points{};
  if (codec_.id == cudaVideoCodec_AV1 && parameters_.pfnGetOperatingPoint != nullptr &&
      readOperatingPoints(header_.data(), header_.size(), &points)) {
    const int answer = call(parameters_.pfnGetOperatingPoint, &points);
    const int point = answer & 0x3ff;
    if (answer >= 0 && point < points.av1.operating_points_cnt) {
      options.operatingPoint = point;
      options.allLayers = (answer & 0x400) != 0;
    }
  }
  auto splitter = std::make_unique<AccessUnitSplitter>(options.id, options.extradata);
  try {
    decoder_ = std::make_unique<FrameDecoder>(options);
  } catch (...) {
    header_.clear();
    // Headers from outside the stream are the same for its next packet; those that VC-1 begins with may be better.
    refused_ = codec_.id != cudaVideoCodec_VC1 || options.id == AV_CODEC_ID_WMV3;
    throw;
  }
  splitter_ = std::move(splitter);
  return true;
}

void Parser::onAccessUnit(const AccessUnit &unit) {
  if (unit.size == 0) return;
  const int64_t ordinal = nextUnit_++;
  Unit kept;
  kept.packet = newPacket(unit.data, unit.size);
  kept.packet->pts = ordinal;
  const auto tag = tags_.find(unit.tag);
  if (tag != tags_.end()) {
    kept.timestamp = tag->second;
    tags_.erase(tags_.begin(), std::next(tag));
  }
  if (parameters_.pfnGetSEIMsg != nullptr) {
    kept.sei = readSei(codec_.id, unit.data, static_cast<size_t>(unit.size));
  }
  const AVPacket &packet = *units_.emplace(ordinal, std::move(kept)).first->second.packet;
  units_.erase(units_.begin(), units_.lower_bound(ordinal - kUnitsKept));
  // The frames that come out may be those of this very unit, whose packet must then outlive its entry.
  PacketPtr sent = owned<PacketPtr>(av_packet_clone(&packet));
  decoder_->decode(*sent, [this](FramePtr frame) { onFrame(std::move(frame)); });
}

void Parser::onFrame(FramePtr frame) {
  const auto entry = frame->pts == AV_NOPTS_VALUE ? units_.end() : units_.find(frame->pts);
  Unit unit;
  if (entry != units_.end()) {
    unit = std::move(entry->second);
    units_.erase(entry);
  }
  interlaced_ = interlaced_ || isInterlaced(*frame);
  const std::shared_ptr<Picture> picture = makePicture(std::move(frame));
  require(picture != nullptr, CUDA_ERROR_NOT_SUPPORTED);
  picture->codec = codec_.id;
  picture->codedWidth = codedWidth(*picture->frame, codec_);
  picture->codedHeight = codedHeight(*picture->frame, codec_, interlaced_);
  if (pictureDamaged(pictures_++)) picture->status = cuvidDecodeStatus_Error;

  CUVIDEOFORMAT format = describeFormat(*picture, codec_, decoder_->context(), interlaced_);
  format.min_num_decode_surfaces =
      static_cast<unsigned char>(std::min(format.min_num_decode_surfaces + picturesInFlight(), kMostSurfaces));
  // A parameter set with more reordering makes a sequence of its own: the decoder may be too small for it.
  const bool another = !format_ || !sameSequence(*format_, format) ||
                       format.min_num_decode_surfaces > format_->min_num_decode_surfaces;
  if (another) announce(format);
  deliver(picture, unit);
}

void Parser::announce(CUVIDEOFORMAT format) {
  displayDownTo(0);
  format_.reset();
  if (parameters_.pfnSequenceCallback != nullptr) {
    const CUVIDEOFORMAT announced = format;  // the callback may write into its argument
    const int answer = call(parameters_.pfnSequenceCallback, &format);
    require(answer > 0, CUDA_ERROR_UNKNOWN);
    if (answer > 1) slots_ = static_cast<unsigned>(answer);
    format = announced;
  }
  format_ = format;
  // The slots go on in turn, for pictures from before may still be in the first ones.
  nextSlot_ %= static_cast<int>(slots_);
}

void Parser::deliver(const std::shared_ptr<Picture> &picture, const Unit &unit) {
  displayDownTo(slots_ - 1);
  const int slot = nextSlot_;
  nextSlot_ = static_cast<int>((static_cast<unsigned>(slot) + 1) % slots_);
  if (parameters_.pfnGetSEIMsg != nullptr && !unit.sei.messages.empty()) {
    SeiMessages sei = unit.sei;
    CUVIDSEIMESSAGEINFO info{sei.payloads.data(), sei.messages.data(), static_cast<unsigned>(sei.messages.size()),
                             static_cast<unsigned>(slot)};
    require(call(parameters_.pfnGetSEIMsg, &info) > 0, CUDA_ERROR_UNKNOWN);
  }
  if (parameters_.pfnDecodePicture != nullptr) {
    CUVIDPICPARAMS description;
    describePicture(*picture, unit.packet.get(), slot, &description);
    const PictureToken token(&description, picture);
    require(call(parameters_.pfnDecodePicture, &description) > 0, CUDA_ERROR_UNKNOWN);
  }
  queueDisplay(*picture->frame, unit, slot);
  displayDownTo(displayDelay());
}

void Parser::queueDisplay(const AVFrame &frame, const Unit &unit, int slot) {
  CUVIDPARSERDISPINFO info{};
  info.picture_index = slot;
  info.progressive_frame = isInterlaced(frame) ? 0 : 1;
  info.top_field_first = isTopFieldFirst(frame) ? 1 : 0;
  info.repeat_first_field = frame.repeat_pict;
  info.timestamp = clock_.next(unit.timestamp ? &*unit.timestamp : nullptr, format_->frame_rate.numerator,
                               format_->frame_rate.denominator, frame.repeat_pict);
  displays_.push_back(info);
}

void Parser::displayDownTo(size_t left) {
  while (displays_.size() > left) {
    CUVIDPARSERDISPINFO info = displays_.front();
    displays_.pop_front();
    if (parameters_.pfnDisplayPicture == nullptr) continue;
    require(call(parameters_.pfnDisplayPicture, &info) > 0, CUDA_ERROR_UNKNOWN);
  }
}

void Parser::endStream(bool notify) {
  // Whatever a callback says, the parser is ready for another stream afterwards.
  struct Reset {
    Parser *parser;
    ~Reset() { parser->forgetStream(); }
  } const reset{this};
  if (decoder_) {
    splitter_->flush([this](const AccessUnit &unit) { onAccessUnit(unit); });
    decoder_->drain([this](FramePtr frame) { onFrame(std::move(frame)); });
  }
  displayDownTo(0);
  if (notify && parameters_.pfnDisplayPicture != nullptr) {
    call(parameters_.pfnDisplayPicture, static_cast<CUVIDPARSERDISPINFO *>(nullptr));
  }
}

void Parser::forgetStream() {
  header_.clear();
  tags_.clear();
  units_.clear();
  displays_.clear();
  format_.reset();
  interlaced_ = false;
  clock_.reset();
}

// At the end of the stream all pictures inside come out in one call, and none of their slots can be given back
// before it returns: those that libavcodec's threads hold, those whose display waits, and the splitter's last.
unsigned Parser::picturesInFlight() const { return decoder_->threads() + parameters_.ulMaxDisplayDelay + 1; }

// Display waits only in slots that are not needed for the end of the stream.
size_t Parser::displayDelay() const {
  const unsigned needed = decoder_->threads() + static_cast<unsigned>(decoder_->context().has_b_frames);
  return std::min(parameters_.ulMaxDisplayDelay, slots_ - std::min(slots_, needed + 1));
}

template <typename Callback, typename Argument>
int Parser::call(Callback callback, Argument *argument) {
  inCallback_ = true;
  const int answer = callback(parameters_.pUserData, argument);
  inCallback_ = false;
  return answer;
}

}  // namespace nvcodec::soft
