// Only the bindings: demuxer, parser, decoder and surfaces by hand, on the GPU or, without one, the soft driver.
import { CudaDriver, copy2D, DriverNotFoundError } from '@nvcodec/cuda-driver';
import { BitstreamFilter, Demuxer, toSeconds } from '@nvcodec/demux-ffmpeg';
import { DecoderCaps, Nvcuvid, VideoDecoder, VideoParser } from '@nvcodec/nvcuvid';
import { softDriverPaths } from '@nvcodec/soft-driver';
import { file } from './arguments.js';

function loadDrivers(): { cuda: CudaDriver; cuvid: Nvcuvid } {
  try {
    const cuda = CudaDriver.load();
    return { cuda, cuvid: Nvcuvid.load(cuda) };
  } catch (error) {
    if (!(error instanceof DriverNotFoundError)) throw error;
    const paths = softDriverPaths();
    const cuda = CudaDriver.load(paths.cuda);
    return { cuda, cuvid: Nvcuvid.load(cuda, paths.cuvid) };
  }
}

using demuxer = Demuxer.openSync(file);
const track = demuxer.videoTrack();
if (track.codec !== 'h264') throw new Error(`${file} holds ${track.codec}; this example is for H.264`);
demuxer.select([track]);
// The parser reads Annex B, with start codes; MP4 and Matroska keep lengths there.
using annexB = BitstreamFilter.create('h264_mp4toannexb', track);

const { cuda, cuvid } = loadDrivers();
using context = cuda.device(0).primaryContext();
let decoder: VideoDecoder | undefined;

using parser = new VideoParser(
  cuvid,
  { codec: 'h264' },
  {
    sequence(format) {
      const { codedWidth, codedHeight, displayArea } = format;
      const refusal = DecoderCaps.query(cuvid, context, format).refusal(codedWidth, codedHeight);
      if (refusal !== undefined) throw new Error(refusal);
      const numPictures = Math.min(format.minDecodeSurfaces + 4, 32);
      decoder?.close();
      decoder = VideoDecoder.create(cuvid, context, {
        ...format,
        targetWidth: displayArea.right - displayArea.left,
        targetHeight: displayArea.bottom - displayArea.top,
        surfaceFormat: 'nv12',
        deinterlace: 'weave',
        numPictures,
        numSurfaces: 1,
      });
      return numPictures;
    },
    decode: (parameters) => decoder?.decode(parameters),
    display({ pictureIndex, progressive, topFieldFirst, timestamp }) {
      const surface = decoder?.map(pictureIndex, { progressive, topFieldFirst });
      const luma = surface?.planes[0];
      if (surface === undefined || luma === undefined) return;
      const { pointer, pitchBytes, widthBytes, height } = luma;
      const rows = new Uint8Array(widthBytes * height);
      copy2D(context, {
        src: pointer,
        srcPitchBytes: pitchBytes,
        dst: rows,
        dstPitchBytes: widthBytes,
        widthBytes,
        height,
      });
      surface.close();
      const mean = rows.reduce((sum, sample) => sum + sample, 0) / rows.length;
      console.log(`${toSeconds(timestamp, track.timeBase).toFixed(3)} s: mean luma ${mean.toFixed(1)}`);
    },
  },
);

context.run(() => {
  for (let packet = demuxer.readSync(); packet !== null; packet = demuxer.readSync()) {
    for (const filtered of annexB.filterSync(packet)) {
      parser.parse(filtered.data, { timestamp: filtered.pts ?? undefined });
      filtered.close();
    }
  }
  parser.flush();
});
decoder?.close();
