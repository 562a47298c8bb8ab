// What avformat_find_stream_info finds in an MP4 file whose header is complete, from one packet of each stream that is
// decoded: of H.264 it decodes several pictures, of VP9 one, which can take longer than all else that a thumbnail needs.
#pragma once

extern "C" {
#include <libavformat/avformat.h>
}

namespace nvcodec {

// Whether a header leaves open only what the first packets tell, and looking into the streams would decode pictures.
bool isCompletedByFirstPackets(const AVFormatContext& context);

// Time codes and what else cameras write: nothing to be decoded.
bool isData(const AVStream& stream);

// Completes the codec parameters of a stream with what its decoder tells at the beginning of its first packet.
// False, and nothing changed, where that is not all.
bool completeParameters(AVStream& stream, const AVPacket& first);

// Completes the file's start time, duration and bit rate from its streams. False where one has no start time, or
// no sensible one.
bool completeFormat(AVFormatContext& context);

}  // namespace nvcodec
