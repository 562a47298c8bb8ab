#!/usr/bin/env bash
# Makes the clips of fixtures/ and, beside each one that decodes, NAME.framemd5 by FFmpeg's software decoder.
# The results are checked in: run this only to change them. Written for FFmpeg 5.1 with x264, x265, vpx, aom, svtav1 and xvid.
#
# Every picture carries its number twice: in digits for people, and at its top left as 12 blocks of 8x8 pixels,
# least significant bit first, light for 1: `luma[4 * pitch + 8 * bit + 4] > 128`.
set -euo pipefail
cd "$(dirname "$0")/../fixtures"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

font="font='DejaVu Sans Mono'"
bits="geq=lum='if(bitand(floor(N/pow(2,X)),1),235,16)':cb=128:cr=128"
x264=(-c:v libx264 -preset slow -threads 1 -pix_fmt yuv420p)

run() { ffmpeg -hide_banner -loglevel error -nostdin -y "$@"; }
# Output options that keep versions and dates out of the files.
exact=(-fflags +bitexact -flags:v +bitexact -map_metadata -1)

# numbered WIDTHxHEIGHT RATE FRAMES: a filter graph of a moving test card with the frame's number in it.
numbered() {
  echo "testsrc2=s=$1:r=$2,format=yuv420p,drawtext=$font:text='%{n}':fontsize=28:fontcolor=white:box=1:boxcolor=black:x=w-tw-8:y=h-th-8[card];\
color=black:s=12x1:r=$2,format=yuv444p,$bits,scale=96:8:flags=neighbor,format=yuv420p[bits];\
[card][bits]overlay=0:0,trim=end_frame=$3,setpts=PTS-STARTPTS"
}

# scene: the demo's clip: drifting colours, a test card that bounces about, and the frame's number.
scene() {
  local y="126+44*sin(X/37+T*1.3)+44*sin((Y+X/3)/29-T*0.9)"
  local u="128+96*sin((X*0.9+Y*0.5)/40+T*1.1)"
  local v="128+96*sin((X*0.4-Y*0.8)/40+T*0.7)"
  echo "color=black:s=320x180:r=30,format=yuv444p,geq=lum='$y':cb='$u':cr='$v',scale=640:360:flags=bicubic[sea];\
testsrc2=s=160x120:r=30[card];\
[sea][card]overlay=x='240+220*sin(t*1.1)':y='120+100*sin(t*1.7)'[moving];\
[moving]drawtext=$font:text='frame %{n}':fontsize=40:fontcolor=white:box=1:boxcolor=black@0.6:boxborderw=8:x=(w-tw)/2:y=h-th-24,format=yuv420p[text];\
color=black:s=12x1:r=30,format=yuv444p,$bits,scale=96:8:flags=neighbor,format=yuv420p[bits];\
[text][bits]overlay=0:0,trim=end_frame=180,setpts=PTS-STARTPTS"
}

# make NAME GRAPH OPTION…: one clip from a filter graph.
make() {
  local name=$1 graph=$2
  shift 2
  run -f lavfi -i "$graph" "${exact[@]}" "$@" "$name"
}

bt709=(-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv)
closed="bframes=3:b-pyramid=normal:ref=4:scenecut=0:open-gop=0"

make clip.mp4 "$(scene)" "${x264[@]}" -profile:v high -crf 25 -g 60 -x264-params "$closed:keyint=60:min-keyint=60" \
  "${bt709[@]}" -movflags +faststart
make h264.h264 "$(numbered 320x240 30 30)" "${x264[@]}" -profile:v high -crf 28 -x264-params "$closed:keyint=15:min-keyint=15"
make "$work/base.mp4" "$(numbered 320x240 30 60)" "${x264[@]}" -profile:v high -crf 30 -x264-params "$closed:keyint=20:min-keyint=20" "${bt709[@]}"
make hevc10.mkv "$(numbered 320x240 24 24)" -c:v libx265 -preset medium -pix_fmt yuv420p10le -crf 30 \
  -x265-params "log-level=none:pools=none:frame-threads=1:keyint=12:min-keyint=12:open-gop=0:hdr10=1:repeat-headers=1:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:range=limited:chromaloc=2:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,50):max-cll=1000,400"
# What no NVDEC before Blackwell decodes, and what is smaller than any does.
make high422.mp4 "$(numbered 112x80 25 6),format=yuv422p10le" -c:v libx264 -threads 1 -pix_fmt yuv422p10le -crf 30 -x264-params "$closed:keyint=6"
make tiny.mp4 "$(numbered 112x80 25 6),scale=32:32" "${x264[@]}" -crf 30 -x264-params "$closed:keyint=6"
make vp8.webm "$(numbered 176x144 30 30)" -c:v libvpx -b:v 150k -g 15 -auto-alt-ref 1 -lag-in-frames 10 -threads 1
make vp9.webm "$(numbered 320x240 30 30)" -c:v libvpx-vp9 -b:v 0 -crf 40 -g 15 -auto-alt-ref 1 -lag-in-frames 12 -threads 1 -row-mt 0 "${bt709[@]}"
make av1.mp4 "$(numbered 320x240 30 30)" -c:v libaom-av1 -cpu-used 8 -b:v 0 -crf 45 -g 15 -threads 1 "${bt709[@]}"
SVT_LOG=1 make hdr-av1.obu "$(numbered 112x80 25 8)" -c:v libsvtav1 -preset 12 -crf 50 -g 8 -svtav1-params \
  "lp=1:mastering-display=G(0.265,0.69)B(0.15,0.06)R(0.68,0.32)WP(0.3127,0.329)L(4000.0,0.0001):content-light=1234,567" -f obu
make mpeg1.mpg "$(numbered 176x144 25 25)" -c:v mpeg1video -q:v 6 -bf 2 -threads 1
make mpeg2.ts "$(numbered 320x240 50 50),tinterlace=interleave_top" -c:v mpeg2video -q:v 6 -bf 2 -g 12 -threads 1 \
  -flags:v +bitexact+ilme+ildct -top 1
make bottom-first.mkv "$(numbered 176x144 50 24),tinterlace=interleave_bottom" -c:v mpeg2video -q:v 8 -bf 2 -g 12 -threads 1 \
  -flags:v +bitexact+ilme+ildct -top 0
make mpeg4.avi "$(numbered 176x144 25 25)" -c:v libxvid -q:v 6 -bf 2 -g 12
make mjpeg.avi "$(numbered 176x144 25 5)" -c:v mjpeg -q:v 8 -pix_fmt yuvj420p
make odd-175x143.mp4 "$(numbered 176x144 30 15),format=yuv444p,crop=175:143:0:0:exact=1,format=yuv420p" -c:v libvpx-vp9 -b:v 0 -crf 40 -threads 1 -row-mt 0
# Gaps of 2, 1 and 3 sixtieths of a second in turn, and one of about half a second.
make vfr.mp4 "$(numbered 320x240 60 30),settb=1/60,setpts='2*N-eq(mod(N,3),2)+27*gte(N,20)'" \
  "${x264[@]}" -crf 30 -x264-params "$closed:keyint=15:min-keyint=15" -fps_mode passthrough -enc_time_base 1:60 -video_track_timescale 90000

# Cut in mid-GOP without encoding: an edit list hides the pictures before 0.5 s (packets flagged discard).
run -ss 0.5 -i "$work/base.mp4" "${exact[@]}" -c copy edit-list.mp4
run -i "$work/base.mp4" -t 0.7 "${exact[@]}" -c copy -metadata:s:v rotate=90 rotated.mp4
# Display area inside the coded picture on all four sides.
run -i h264.h264 "${exact[@]}" -c copy -bsf:v h264_metadata=crop_left=16:crop_right=8:crop_top=8:crop_bottom=4 sps-crop.h264
# What no encoder at hand makes, put together out of what they make.
flat="cabac=0:8x8dct=0:bframes=0:ref=1:weightp=0:keyint=1000:scenecut=0:slices=1"
make "$work/fields.h264" "testsrc2=s=176x80:r=50,trim=end_frame=24" "${x264[@]}" -profile:v main -crf 30 -x264-params "$flat"
make "$work/frames.h264" "testsrc2=s=176x160:r=25,trim=end_frame=12" "${x264[@]}" -profile:v main -crf 30 -x264-params "$flat"
node ../scripts/paff.mjs "$work/fields.h264" "$work/frames.h264" paff.h264
make "$work/base.h264" "$(numbered 176x144 25 12)" "${x264[@]}" -crf 32 -x264-params "$closed:keyint=12"
node ../scripts/h264-layers.mjs "$work/base.h264" layers.h264
make "$work/frames.ivf" "$(numbered 320x240 25 18)" -c:v libvpx-vp9 -b:v 0 -crf 45 -g 100 -auto-alt-ref 0 -lag-in-frames 0 \
  -deadline realtime -cpu-used 6 -aq-mode 0 -threads 1 -row-mt 0
node ../scripts/vp9-frames.mjs "$work/frames.ivf" vp9-frames.ivf
run -f lavfi -i sine=440:r=8000:d=0.5 "${exact[@]}" -c:a aac -b:a 16k audio-only.m4a
run -f lavfi -i sine=440:r=8000:d=0.25 "${exact[@]}" -c:a pcm_s16le audio-only.wav
make "$work/second.mp4" "$(numbered 176x144 25 25)" "${x264[@]}" -crf 32 -bf 2
run -i "$work/second.mp4" -i "$work/base.mp4" -i audio-only.m4a -t 1 "${exact[@]}" -map 0:v -map 1:v -map 2:a -c copy \
  -disposition:v:0 0 -disposition:v:1 default -metadata:s:v:0 language=fra -metadata:s:v:1 language=eng two-tracks.mp4
make "$work/cover.jpg" "$(numbered 320x320 1 1)" -frames:v 1 -q:v 8 -pix_fmt yuvj420p
run -i "$work/cover.jpg" -i audio-only.m4a "${exact[@]}" -map 0:v -map 1:a -c copy -disposition:v:0 attached_pic cover-art.mp4
# VC-1, for which FFmpeg has no encoder.
node ../scripts/vc1-frames.mjs advanced "$work/advanced.vc1"
node ../scripts/vc1-frames.mjs main wmv3.rcv
run -i "$work/advanced.vc1" "${exact[@]}" -c copy vc1.mkv
# The demuxer of RCV calls its end an error, which ffmpeg reports.
run -loglevel fatal -i wmv3.rcv "${exact[@]}" -c copy wmv3.wmv
# What the decoder of the colours alone does not see: a second stream of alpha beside each picture.
make alpha-vp8.webm "$(numbered 176x144 25 6),format=yuva420p" -c:v libvpx -b:v 150k -auto-alt-ref 0 -threads 1
make alpha-vp9.webm "$(numbered 176x144 25 6),format=yuva420p" -c:v libvpx-vp9 -b:v 0 -crf 40 -threads 1 -row-mt 0
SVT_LOG=1 make film-grain.mp4 "$(numbered 112x80 25 6)" -c:v libsvtav1 -preset 12 -crf 50 -g 6 -svtav1-params lp=1:film-grain=20
# An MP4 whose index would have come at the end, cut before it.
head -c $(($(stat -c %s "$work/base.mp4") / 2)) "$work/base.mp4" >truncated.mp4
run -i "$work/second.mp4" "${exact[@]}" -c copy -encryption_scheme cenc-aes-ctr \
  -encryption_key 76a6c65c5ea762046bd749a2e632ccbb -encryption_kid a7e61c373e219033c21091fa607bf3b8 encrypted.mp4

# Streams that change, part by part. FFmpeg's program would bring all frames to the first one's size and format, so the
# goldens are put together from those of the parts.
changing() {
  local name=$1 part
  shift
  : >"$name"
  : >"$name.framemd5"
  for part in "$@"; do
    cat "$part" >>"$name"
    golden "$part" 0 "$part.framemd5"
    grep -v '^#' "$part.framemd5" >>"$name.framemd5"
  done
}
hevc_part() {
  make "$work/$1.hevc" "$(numbered "$2" 25 5),format=$3" -c:v libx265 -preset medium -crf 32 -pix_fmt "$3" \
    -x265-params "log-level=none:pools=none:frame-threads=1:keyint=5:open-gop=0"
}
h264_part() { make "$work/$1.h264" "$(numbered 176x144 25 5),scale=$2" "${x264[@]}" -crf 32 -x264-params "$closed:keyint=5"; }

# golden FILE TRACK OUTPUT: FFmpeg's frames of a video track, in the container's own time base.
golden() {
  # Without `unaligned` libavcodec moves a left crop to where its pointers are aligned, and shows more than it should.
  run -noautorotate -flags unaligned -i "$1" -map "0:v:$2" -fps_mode passthrough -noautoscale -enc_time_base -1 -fflags +bitexact -f framemd5 "$3"
}
for clip in clip.mp4 h264.h264 hevc10.mkv vp8.webm vp9.webm av1.mp4 high422.mp4 tiny.mp4 hdr-av1.obu mpeg1.mpg mpeg2.ts bottom-first.mkv mpeg4.avi mjpeg.avi odd-175x143.mp4 \
  vfr.mp4 edit-list.mp4 rotated.mp4 sps-crop.h264 alpha-vp8.webm alpha-vp9.webm film-grain.mp4 vc1.mkv wmv3.wmv \
  paff.h264 layers.h264 vp9-frames.ivf; do
  golden "$clip" 0 "$clip.framemd5"
done
golden two-tracks.mp4 0 two-tracks.mp4.0.framemd5
golden two-tracks.mp4 1 two-tracks.mp4.1.framemd5
hevc_part 8bit 176x144 yuv420p
hevc_part 10bit 176x144 yuv420p10le
hevc_part 12bit 176x144 yuv420p12le
hevc_part full-chroma 176x144 yuv444p
hevc_part larger 208x160 yuv420p
changing changes.hevc "$work"/{8bit,10bit,12bit,full-chroma,larger,8bit}.hevc
h264_part whole 176:144
h264_part cropped 174:142
h264_part larger 208:160
changing changes.h264 "$work"/{whole,cropped,larger,whole}.h264
du -bc -- * | tail -1
