// Seeking that keeps its promise: after a seek to a timestamp the first packet of the stream is a keyframe
// whose presentation time is not after it.
//
// libavformat alone does not promise that. MP4's index is in decode order, so with B-frames it can land on a
// keyframe that is shown after the target; MPEG-TS is searched by bisection and lands between keyframes. So
// the packets where a seek lands are read and judged, kept for read() when right, and the seek is repeated
// further back when not.
#include <algorithm>
#include <limits>

#include "media_input.h"

namespace nvcodec {
namespace {

constexpr int64_t kNever = AV_NOPTS_VALUE;
constexpr int kMaxAttempts = 64;

int64_t shownAt(const AVPacket& packet) { return packet.pts != kNever ? packet.pts : packet.dts; }
int64_t decodedAt(const AVPacket& packet) { return packet.dts != kNever ? packet.dts : packet.pts; }

// Far beyond any timestamp, with room for arithmetic.
constexpr int64_t kFarthest = int64_t{1} << 62;

// The earliest decode time that is known: packets that an edit list cuts away lie before the start time.
int64_t earliest(AVStream* stream) {
  const AVIndexEntry* first = avformat_index_get_entry(stream, 0);
  const int64_t start = stream->start_time != kNever ? stream->start_time : 0;
  return first != nullptr ? std::min(first->timestamp, start) : start;
}

// FFmpeg says a bare -1 where a demuxer cannot seek.
int seekError(int code) { return code == -1 ? AVERROR(ESPIPE) : code; }

}  // namespace

int MediaInput::seek(int stream, int64_t target, SeekMode mode) {
  AVFormatContext* context = context_.get();
  dropPending();
  if (context->pb != nullptr) {
    // An interrupted or failed read leaves these set, and nothing would be read again.
    context->pb->error = 0;
    context->pb->eof_reached = 0;
  }
  int result = 0;
  switch (mode) {
    case SeekMode::KeyframeBefore:
      result = seekToKeyframe(stream, target);
      break;
    case SeekMode::Any:
      result = av_seek_frame(context, stream, target, AVSEEK_FLAG_BACKWARD | AVSEEK_FLAG_ANY);
      break;
    case SeekMode::Byte:
      result = av_seek_frame(context, -1, target, AVSEEK_FLAG_BYTE);
      break;
  }
  if (result < 0) return interrupted() ? AVERROR_EXIT : seekError(result);
  return 0;
}

int MediaInput::seekByIndex(int stream, int64_t time) {
  dropPending();
  return av_seek_frame(context_.get(), stream, time, AVSEEK_FLAG_BACKWARD);
}

int MediaInput::rewind(int stream) {
  AVFormatContext* context = context_.get();
  dropPending();
  // MPEG-TS and raw streams start at byte 0 whatever their timestamps say; MP4 knows no byte seeking.
  if ((context->iformat->flags & AVFMT_NO_BYTE_SEEK) == 0 &&
      (context->iformat->flags & (AVFMT_TS_DISCONT | AVFMT_GENERIC_INDEX)) != 0) {
    const int byByte = av_seek_frame(context, -1, 0, AVSEEK_FLAG_BYTE);
    if (byByte >= 0) return byByte;
  }
  constexpr int64_t lowest = std::numeric_limits<int64_t>::min();
  constexpr int64_t highest = std::numeric_limits<int64_t>::max();
  const int64_t start = earliest(context->streams[stream]);
  const int byTime = avformat_seek_file(context, stream, lowest, start, highest, 0);
  return byTime >= 0 ? byTime : av_seek_frame(context, -1, 0, AVSEEK_FLAG_BYTE);
}

int MediaInput::seekToKeyframe(int stream, int64_t wanted) {
  const int64_t target = std::clamp(wanted, -kFarthest, kFarthest);
  AVStream* track = context_->streams[stream];
  int64_t step = std::max<int64_t>(1, av_rescale_q(1, AVRational{1, 1}, track->time_base));
  int64_t attempt = lastTimeBeforeNextKeyframe(stream, target);
  // Without an index a seek lands anywhere, and the nearest keyframe is found by reading up to the target.
  bool readOn = false;

  for (int i = 0; i < kMaxAttempts; i++) {
    const bool exhausted = i == kMaxAttempts - 1 || (i > 0 && attempt < earliest(track));
    const bool atStart = exhausted || seekByIndex(stream, attempt) < 0;
    if (interrupted()) return AVERROR_EXIT;
    if (atStart) {
      const int rewound = rewind(stream);
      if (rewound < 0) return rewound;
    }

    int64_t first = kNever;
    int error = 0;
    const Landing landing = land(stream, target, readOn || atStart, &first, &error);
    if (landing == Landing::Failed) return error;
    if (landing == Landing::Timeless) return rewind(stream);
    // Nothing lies before the start: what is there is the nearest thing to a keyframe before the target.
    if (landing == Landing::Found || atStart) return 0;

    if (first == kNever) first = attempt;
    // MP4's demuxer goes back by itself from a keyframe that is shown after the time it is asked for.
    attempt = attempt > target ? target : std::max(std::min(attempt, first), -kFarthest) - 1;
    if (landing == Landing::NoKeyframe) {
      readOn = true;
      attempt = std::max(attempt - step, -kFarthest);
      step = std::min(2 * step, kFarthest / 2);
    }
  }
  return AVERROR(ESPIPE);
}

// The latest time to seek to that cannot pass the keyframe before `target`. MP4's demuxer takes a seek's target
// for a presentation time and searches its decode times some frames earlier, so a seek to a keyframe's own time
// can miss it; a seek to just before the next keyframe does not.
int64_t MediaInput::lastTimeBeforeNextKeyframe(int stream, int64_t target) const {
  AVStream* track = context_->streams[stream];
  const int count = avformat_index_get_entries_count(track);
  for (int i = std::max(0, av_index_search_timestamp(track, target, AVSEEK_FLAG_BACKWARD)); i < count; i++) {
    const AVIndexEntry* entry = avformat_index_get_entry(track, i);
    if (entry->timestamp > target && (entry->flags & AVINDEX_KEYFRAME) != 0) return entry->timestamp - 1;
  }
  const bool wholeIndex = isFormat("mov") && track->nb_frames > 0;
  return wholeIndex ? kFarthest : target;
}

// Reads from where a seek landed up to the keyframe to start from: the first packet there, or with `readOn` the last
// one up to the target. `firstTimestamp` gets the decode time of the stream's first packet there.
MediaInput::Landing MediaInput::land(int stream, int64_t target, bool readOn, int64_t* firstTimestamp, int* error) {
  // Formats that libavformat indexes by itself, among them all raw streams.
  const bool generic = (context_->iformat->flags & AVFMT_GENERIC_INDEX) != 0;
  bool sawPacket = false;
  bool found = false;
  for (;;) {
    UniquePacket packet(av_packet_alloc());
    *error = packet == nullptr ? AVERROR(ENOMEM) : readFromFile(packet.get());
    if (*error == AVERROR_EXIT || *error == AVERROR(ENOMEM)) return Landing::Failed;
    if (*error < 0) return found ? Landing::Found : Landing::NoKeyframe;

    const AVPacket& read = *packet;
    const bool ours = read.stream_index == stream;
    const bool key = ours && (read.flags & AV_PKT_FLAG_KEY) != 0;
    const bool early = shownAt(read) == kNever || shownAt(read) <= target;
    const bool past = ours && decodedAt(read) != kNever && decodedAt(read) > target;
    const bool firstOfOurs = ours && !sawPacket;
    if (firstOfOurs && generic && shownAt(read) == kNever) return Landing::Timeless;
    if (firstOfOurs) {
      *firstTimestamp = decodedAt(read);
      sawPacket = true;
    }
    if (key && early) {
      // What came before a keyframe that was reached by reading on belongs to no picture that is wanted.
      if (!firstOfOurs) dropPending();
      found = true;
    }
    pending_.push_back(std::move(packet));
    if (firstOfOurs && key && !early) return Landing::TooLate;
    if (firstOfOurs && key && !readOn) return Landing::Found;
    if (past) return found ? Landing::Found : Landing::NoKeyframe;
  }
}

}  // namespace nvcodec
