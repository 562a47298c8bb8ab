#!/usr/bin/env bash
# Makes the clips of this folder and, beside each, NAME.framemd5 by FFmpeg's software decoder: small elementary streams
# of what the workspace's fixtures lack. The results are checked in: run this only to change them. Written for
# FFmpeg 5.1 with x264 and x265.
set -euo pipefail
cd "$(dirname "$0")"

run() { ffmpeg -hide_banner -loglevel error -nostdin -y "$@"; }
exact=(-fflags +bitexact -flags:v +bitexact -map_metadata -1 -threads 1)

# make NAME WIDTHxHEIGHT FRAMES OPTION…
make() {
  local name=$1 size=$2 frames=$3
  shift 3
  run -f lavfi -i "testsrc2=s=$size:r=25,trim=end_frame=$frames" "${exact[@]}" "$@" "$name"
  run -flags unaligned -i "$name" -map 0:v:0 -fps_mode passthrough -f framemd5 - | grep -v '^#software' >"$name.framemd5"
}

x264=(-c:v libx264 -preset medium -crf 32)
x265=(-c:v libx265 -preset medium -crf 34)
quiet="log-level=none:pools=none:frame-threads=1"

make h264-444.h264 96x64 6 "${x264[@]}" -pix_fmt yuv444p
make h264-422-10bit.h264 96x64 6 "${x264[@]}" -pix_fmt yuv422p10le
make h264-gray.h264 96x64 6 "${x264[@]}" -pix_fmt gray
make h264-rgb.h264 96x64 6 -c:v libx264rgb -preset medium -crf 32 -pix_fmt gbrp
make h264-open-gop.h264 96x64 40 "${x264[@]}" -pix_fmt yuv420p -x264-params "keyint=12:min-keyint=12:open-gop=1:bframes=3:b-pyramid=normal:scenecut=0"
# Lines that move between the fields of a frame: two pictures of 50 per second are woven into one.
run -f lavfi -i "testsrc2=s=96x64:r=50,trim=end_frame=24,tinterlace=interleave_top,format=yuv420p,setfield=tff" "${exact[@]}" "${x264[@]}" -pix_fmt yuv420p \
  -flags +ilme+ildct -top 1 -x264-params "tff=1:keyint=12" h264-interlaced.h264
run -i h264-interlaced.h264 -f framemd5 - | grep -v '^#software' >h264-interlaced.h264.framemd5
make hevc-open-gop.hevc 96x64 40 "${x265[@]}" -pix_fmt yuv420p -x265-params "$quiet:keyint=12:min-keyint=12:open-gop=1:bframes=4:b-pyramid=1"
make hevc-444-12bit.hevc 96x64 6 "${x265[@]}" -pix_fmt yuv444p12le -x265-params "$quiet"
make mjpeg-422.avi 96x64 4 -c:v mjpeg -q:v 8 -pix_fmt yuvj422p
make hevc-gray.hevc 96x64 6 "${x265[@]}" -pix_fmt gray -x265-params "$quiet"
make small.h264 48x32 5 "${x264[@]}" -pix_fmt yuv420p
# Refused, so without hashes.
run -f lavfi -i "testsrc2=s=32x32:r=25,trim=end_frame=3" "${exact[@]}" -c:v libvpx-vp9 -crf 60 -b:v 0 -pix_fmt yuv440p vp9-440.ivf
# The second parameter set does not say how far pictures are reordered (its bitstream_restriction_flag is cleared), so
# that it may be as far as the level allows.
part() { run -f lavfi -i "testsrc2=s=96x64:r=25,trim=end_frame=$1" "${exact[@]}" "${x264[@]}" -pix_fmt yuv420p -f h264 -; }
{ part 20; part 21 | LC_ALL=C sed 's/\xc8\x3c\x48/\xc8\x1c\x48/'; } >h264-more-reordering.h264
run -strict 1 -i h264-more-reordering.h264 -fps_mode passthrough -f framemd5 - | grep -v '^#software' >h264-more-reordering.h264.framemd5
