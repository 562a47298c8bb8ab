// The three ways to learn the keyframes of a stream.
//
// MP4 and MOV keep decode times in their index, and presentation times need the samples' composition offsets: each
// keyframe that the index names is sought and read, the packets between them are not. (Reading on with
// AVDISCARD_NONKEY would be simpler, but FFmpeg 5's demuxer then forgets to count the composition offsets of what it
// skips.) Matroska's cues hold presentation times; seeking to the end makes its demuxer read the cues and whatever
// lies behind the last of them. Everything else is read through, other streams discarded.
#include "keyframe_scan.h"

#include <limits>

namespace nvcodec {
namespace {

constexpr int64_t kLongAfter = int64_t{1} << 60;

void takeIndex(const MediaInput& input, int stream, KeyframeList& list) {
  AVStream* track = input.context()->streams[stream];
  // AVI counts frames as they are decoded, which is how they are shown where no B-frames reorder them.
  const bool inOrder = input.isFormat("avi") && track->codecpar->video_delay == 0;
  const bool showsPresentation = input.isFormat("matroska") || inOrder;
  const int count = avformat_index_get_entries_count(track);
  for (int i = 0; i < count; i++) {
    const AVIndexEntry* entry = avformat_index_get_entry(track, i);
    if (entry == nullptr || (entry->flags & AVINDEX_KEYFRAME) == 0) continue;
    list.entries.push_back({showsPresentation ? entry->timestamp : AV_NOPTS_VALUE,
                            showsPresentation && !inOrder ? AV_NOPTS_VALUE : entry->timestamp, entry->pos});
  }
}

// A fragmented MP4 declares none in its header.
bool declaresSamples(const MediaInput& input, int stream) { return input.context()->streams[stream]->nb_frames > 0; }

// AVI's index has all packets, and, like them, presentation times only where nothing is reordered.
bool takeAviIndex(const MediaInput& input, int stream, KeyframeList& list) {
  AVStream* track = input.context()->streams[stream];
  if (track->nb_frames <= 0 || avformat_index_get_entries_count(track) < track->nb_frames) return false;
  takeIndex(input, stream, list);
  list.fromContainer = true;
  list.complete = true;
  return true;
}

bool readCues(MediaInput& input, int stream, KeyframeList& list) {
  constexpr int64_t end = std::numeric_limits<int64_t>::max();
  if (input.seekByIndex(stream, end) < 0) return false;
  takeIndex(input, stream, list);
  list.fromContainer = true;
  list.complete = !list.entries.empty();
  return list.complete;
}

int readThrough(MediaInput& input, int stream, KeyframeList& list) {
  UniquePacket packet(av_packet_alloc());
  if (packet == nullptr) return AVERROR(ENOMEM);
  for (;;) {
    const int result = input.read(packet.get());
    if (result == AVERROR_EOF) {
      list.complete = true;
      return 0;
    }
    if (result == AVERROR_EXIT) return result;
    // A file that is damaged half-way still has the keyframes before the damage.
    if (result < 0) return list.entries.empty() ? result : 0;
    if (packet->stream_index != stream || (packet->flags & AV_PKT_FLAG_KEY) == 0) continue;
    list.entries.push_back({packet->pts, packet->dts, packet->pos});
  }
}

// False, with the list as it was, where the index and the packets disagree: edit lists can do that, and files that
// call every packet a keyframe.
bool readIndexed(MediaInput& input, int stream, KeyframeList& list) {
  KeyframeList indexed;
  takeIndex(input, stream, indexed);
  UniquePacket packet(av_packet_alloc());
  if (packet == nullptr || indexed.entries.empty()) return false;
  for (size_t i = 0; i < indexed.entries.size(); i++) {
    Keyframe& entry = indexed.entries[i];
    // Just before the next one: see MediaInput::lastTimeBeforeNextKeyframe.
    const bool last = i + 1 == indexed.entries.size();
    const int64_t time = last ? entry.dts + kLongAfter : indexed.entries[i + 1].dts - 1;
    if (input.seekByIndex(stream, time) < 0) return false;
    if (input.read(packet.get()) < 0) return false;
    const bool same = packet->dts == entry.dts && packet->pos == entry.position;
    if (!same || (packet->flags & AV_PKT_FLAG_KEY) == 0) return false;
    entry.pts = packet->pts;
  }
  list.entries = std::move(indexed.entries);
  list.complete = true;
  return true;
}

}  // namespace

int findKeyframes(const MediaInput& opened, MediaInput& fresh, const OpenRequest& request, int stream,
                  ScanMode mode, KeyframeList& list) {
  const bool mov = opened.isFormat("mov");
  if (mode == ScanMode::Never) {
    takeIndex(opened, stream, list);
    list.fromContainer = true;
    list.complete = mov && declaresSamples(opened, stream);
    return 0;
  }

  if (mode == ScanMode::IfNeeded && opened.isFormat("avi") && takeAviIndex(opened, stream, list)) return 0;
  const bool matroska = opened.isFormat("matroska");
  OpenRequest again(request);
  // Only formats without headers of their own need their streams probed to give the same timestamps.
  again.streamInfo = request.streamInfo && !mov && !matroska;
  const int result = fresh.open(again);
  if (result < 0) return result;
  if (stream >= static_cast<int>(fresh.context()->nb_streams)) return AVERROR_STREAM_NOT_FOUND;
  fresh.select([stream](int index) { return index == stream; });

  if (mode == ScanMode::IfNeeded && (mov || matroska)) {
    // A fragmented file's index grows as it is read.
    const bool exact = declaresSamples(fresh, stream) && !fresh.hasUnreliableKeyframes(stream);
    const bool indexed = mov ? exact && readIndexed(fresh, stream, list) : readCues(fresh, stream, list);
    if (fresh.interrupted()) return AVERROR_EXIT;
    if (indexed) return 0;
    const int rewound = fresh.seek(stream, std::numeric_limits<int64_t>::min(), SeekMode::KeyframeBefore);
    if (rewound < 0) return rewound;
  }
  return readThrough(fresh, stream, list);
}

}  // namespace nvcodec
