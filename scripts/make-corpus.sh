#!/usr/bin/env bash
# Makes the stress corpus: small clips of every codec, container, GOP shape and kind of timing that ffmpeg with x264, x265,
# vpx, aom and xvid can write. Every picture carries its number (scripts/numbered-frames.mjs), and corpus.json tells of
# every clip what it is and which frames FFmpeg's decoder gives for it, with their timestamps (scripts/list-corpus.mjs).
# About 5 MB, made in a minute or two; what is there and was made by these scripts is kept. Needs FFmpeg 5.1 or newer.
# usage: scripts/make-corpus.sh [FOLDER]     default .corpus
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=${1:-.corpus}
mkdir -p "$out"
out=$(cd "$out" && pwd)
scripts=$PWD/scripts
key=$(cat "$scripts"/make-corpus.sh "$scripts"/numbered-frames.mjs "$scripts"/list-corpus.mjs | sha256sum | cut -c1-16)
exec {lock}>"$out/.lock"
flock "$lock"
if [ "$(cat "$out/.made" 2>/dev/null)" = "$key" ]; then
  echo "==> $out is up to date"
  exit 0
fi
# Made beside and moved at the end, so that an interrupted run leaves what was there.
folder=$out
out=$folder/.new
rm -rf "${out:?}"
mkdir "$out"
list=$(mktemp)
trap 'rm -rf "$list" "$out"' EXIT
jobs=$(nproc)

# start COMMAND…: in the background, as many at a time as there are processors. A failure ends the script at `finish`.
failed=0
running=0
start() {
  if [ "$running" -ge "$jobs" ]; then
    wait -n || failed=1
    running=$((running - 1))
  fi
  "$@" &
  running=$((running + 1))
}
finish() {
  while [ "$running" -gt 0 ]; do
    wait -n || failed=1
    running=$((running - 1))
  done
  [ "$failed" = 0 ] || { echo "error: a clip could not be made, see above" >&2; exit 1; }
}

run() { ffmpeg -hide_banner -loglevel error -nostdin -y "$@"; }
exact=(-fflags +bitexact -flags:v +bitexact -map_metadata -1)

# entry NAME WHAT OPTION…: a line of the list.
entry() { printf '%s\t%s\n' "$1" "$2" >>"$list"; }

# from_frames NAME SOURCE OPTION…: SOURCE is WIDTHxHEIGHT:FRAMES[:tff|:bff], at 30 frames a second.
from_frames() {
  local name=$1 size count fields
  IFS=: read -r size count fields <<<"$2"
  shift 2
  # shellcheck disable=SC2086 # no argument at all where there is no field order
  node "$scripts/numbered-frames.mjs" "${size%x*}" "${size#*x}" "$count" ${fields:-} |
    ffmpeg -hide_banner -loglevel error -y -f rawvideo -pix_fmt yuv420p -s "$size" -r 30 -i - "${exact[@]}" "$@" "$out/$name"
}
encode() {
  local name=$1 what=$2
  shift 2
  entry "$name" "$what"
  start from_frames "$name" "$@"
}

# copy NAME WHAT FROM OPTION…: another container or other timestamps for a clip that is there; INPUT holds input options.
copy() {
  local name=$1 what=$2 from=$3
  shift 3
  entry "$name" "$what"
  start run "${INPUT[@]}" -i "$out/$from" -map 0:v "${exact[@]}" -c copy "$@" "$out/$name"
}
INPUT=()

small=320x192
x264() { h264=(-c:v libx264 -preset veryfast -threads 1 -crf 30 -pix_fmt yuv420p -x264-params "scenecut=0:$1"); }
x265() { h265=(-c:v libx265 -preset superfast -crf 32 -pix_fmt yuv420p -x265-params "log-level=none:pools=none:frame-threads=1:scenecut=0:$1"); }
vp8=(-c:v libvpx -b:v 300k -deadline realtime -cpu-used 6 -threads 1)
vp9=(-c:v libvpx-vp9 -b:v 0 -crf 40 -deadline realtime -cpu-used 8 -threads 1 -row-mt 0)
av1=(-c:v libaom-av1 -b:v 0 -crf 45 -cpu-used 8 -threads 1)
gop() { echo "keyint=$1:min-keyint=$1:open-gop=0"; }

x264 "$(gop 1)";                                        encode h264-gop1.mp4 'every picture a keyframe' $small:60 "${h264[@]}"
x264 "$(gop 15):bframes=3:b-pyramid=normal:ref=4";      encode base.mp4 'closed GOPs of 15, B-pyramid' $small:75 "${h264[@]}"
x264 "$(gop 30):bframes=3:b-pyramid=normal:ref=4";      encode h264-gop30.mp4 'closed GOPs of 30, B-pyramid' $small:120 "${h264[@]}"
x264 "$(gop 250):bframes=3:b-pyramid=normal:ref=4";     encode h264-gop250.mp4 'closed GOPs of 250, B-pyramid' $small:320 "${h264[@]}"
x264 "$(gop 15):bframes=0";                             encode h264-no-b.mp4 'no B pictures' $small:60 "${h264[@]}"
x264 "$(gop 30):bframes=7:b-pyramid=strict:b-adapt=0";  encode h264-strict-pyramid.mkv 'seven B pictures in a row, strict pyramid' $small:90 "${h264[@]}"
x264 'keyint=24:min-keyint=24:open-gop=1:bframes=3';    encode h264-open-gop.mkv 'open GOPs, recovery points' $small:100 "${h264[@]}"
x264 'keyint=24:min-keyint=24:open-gop=1:bframes=3';    encode h264-open-gop.ts 'open GOPs, recovery points' $small:100 "${h264[@]}"
x264 'keyint=30:min-keyint=30:intra-refresh=1:bframes=0'; encode h264-intra-refresh.mp4 'periodic intra refresh, one IDR picture' $small:120 "${h264[@]}"
x264 'keyint=30:min-keyint=30:intra-refresh=1:bframes=2'; encode h264-intra-refresh.ts 'periodic intra refresh, one IDR picture' $small:120 "${h264[@]}"
x264 "$(gop 15):bframes=2:slices=4";                    encode h264-slices.mp4 'four slices' $small:60 "${h264[@]}"
x264 "$(gop 15):bframes=2:cabac=0:weightp=2:weightb=1"; encode h264-cavlc.mp4 'CAVLC, weighted prediction' $small:60 "${h264[@]}"
x264 "$(gop 15):bframes=2:tff=1";                       encode h264-tff.ts 'interlaced (MBAFF), top field first' $small:60:tff "${h264[@]}" -flags:v +ilme+ildct+bitexact
x264 "$(gop 15):bframes=2:bff=1";                       encode h264-bff.mp4 'interlaced (MBAFF), bottom field first' $small:60:bff "${h264[@]}" -flags:v +ilme+ildct+bitexact
x264 "$(gop 15):bframes=2:fake-interlaced=1";           encode h264-fake-interlaced.mp4 'marked as interlaced, coded as frames' $small:60 "${h264[@]}"
x264 "$(gop 15):bframes=2";                             encode h264-10bit.mp4 '10 bits' $small:45 "${h264[@]}" -pix_fmt yuv420p10le
x264 "$(gop 15):bframes=2";                             encode h264-444.mp4 '4:4:4' $small:45 "${h264[@]}" -pix_fmt yuv444p
x264 "$(gop 15):bframes=2";                             encode h264-odd-1279x719.mp4 '4:4:4, odd size' 1279x719:20 "${h264[@]}" -pix_fmt yuv444p
x264 "$(gop 15):bframes=2";                             encode h264-1278x718.mp4 'cropped from 1280x720' 1278x718:20 "${h264[@]}"
x264 "$(gop 15):bframes=2:repeat-headers=1";            encode h264-avc3.mp4 'parameter sets in the packets (avc3)' $small:60 "${h264[@]}" -tag:v avc3
x264 "$(gop 15):bframes=0";                             encode h264-b0.avi 'no timestamps, no B pictures' $small:60 "${h264[@]}"
x264 "$(gop 15):bframes=2";                             encode h264-b2.avi 'no timestamps, B pictures' $small:60 "${h264[@]}"
# Gaps of 3, 1 and 2 sixtieths of a second in turn, one of half a second, one of 10 seconds.
vfr='settb=1/60,setpts=2*N+eq(mod(N\,3)\,1)+30*gte(N\,20)+600*gte(N\,50)'
x264 "$(gop 15):bframes=3";                             encode h264-vfr.mp4 'variable frame rate' $small:90 "${h264[@]}" -vf "$vfr" -fps_mode passthrough -enc_time_base 1:60 -video_track_timescale 90000
x264 "$(gop 15):bframes=3";                             encode h264-vfr.mkv 'variable frame rate, milliseconds' $small:90 "${h264[@]}" -vf "$vfr" -fps_mode passthrough -enc_time_base 1:60
x264 "$(gop 15):bframes=2";                             encode h264-ntsc.mp4 '30000/1001 frames a second' $small:60 "${h264[@]}" -vf 'setpts=N,settb=1001/30000' -r 30000/1001

x265 "$(gop 30):bframes=3:b-pyramid=1";                 encode hevc-base.mp4 'closed GOPs of 30, B-pyramid (hev1)' $small:90 "${h265[@]}"
x265 "$(gop 1)";                                        encode hevc-gop1.mkv 'every picture a keyframe' $small:30 "${h265[@]}"
x265 "$(gop 250):bframes=4:b-pyramid=1";                encode hevc-gop250.mp4 'closed GOPs of 250' $small:270 "${h265[@]}" -tag:v hvc1
x265 'keyint=20:min-keyint=20:open-gop=1:bframes=4';    encode hevc-open-gop.mkv 'open GOPs: CRA with RASL' $small:100 "${h265[@]}"
x265 'keyint=20:min-keyint=20:open-gop=1:bframes=4:repeat-headers=1'; encode hevc-open-gop.ts 'open GOPs: CRA with RASL' $small:100 "${h265[@]}"
x265 "keyint=30:intra-refresh=1:bframes=0";             encode hevc-intra-refresh.mp4 'periodic intra refresh' $small:90 "${h265[@]}"
x265 "$(gop 15):bframes=3:repeat-headers=1";            encode hevc-raw.hevc 'elementary stream' $small:45 "${h265[@]}"
x265 "$(gop 15):bframes=3";                             encode hevc-10bit.mp4 '10 bits' $small:45 "${h265[@]}" -pix_fmt yuv420p10le
x265 "$(gop 15):bframes=3";                             encode hevc-444.mp4 '4:4:4' $small:30 "${h265[@]}" -pix_fmt yuv444p
x265 "$(gop 15):bframes=3";                             encode hevc-1278x718.mp4 'cropped from 1280x720' 1278x718:15 "${h265[@]}"
x265 "$(gop 15):bframes=3:wpp=1:ctu=16:max-tu-size=16"; encode hevc-wavefronts.mkv 'wavefronts, small coding tree units' $small:45 "${h265[@]}"

encode vp8.webm 'hidden reference frames' $small:60 -c:v libvpx -b:v 300k -g 20 -auto-alt-ref 1 -lag-in-frames 12 -cpu-used 5 -threads 1
encode vp8-odd-175x143.webm 'odd size' 175x143:30 "${vp8[@]}" -g 10
encode vp8.ivf 'IVF' $small:30 "${vp8[@]}" -g 10
encode vp9.webm 'superframes: hidden frames' $small:60 -c:v libvpx-vp9 -b:v 0 -crf 40 -g 20 -auto-alt-ref 1 -lag-in-frames 16 -cpu-used 5 -threads 1 -row-mt 0
encode vp9.mp4 'superframes: hidden frames' $small:60 -c:v libvpx-vp9 -b:v 0 -crf 40 -g 20 -auto-alt-ref 1 -lag-in-frames 16 -cpu-used 5 -threads 1 -row-mt 0
encode vp9-gop250.webm 'one keyframe' $small:150 "${vp9[@]}" -g 250
encode vp9-odd-1279x719.webm 'odd size' 1279x719:15 "${vp9[@]}" -g 10
encode vp9-odd-320x213.webm 'odd size' 320x213:30 "${vp9[@]}" -g 10
encode vp9-odd-175x143.mkv 'odd size' 175x143:30 "${vp9[@]}" -g 10
encode vp9-10bit.webm '10 bits' $small:30 "${vp9[@]}" -g 10 -pix_fmt yuv420p10le
encode vp9-444.webm '4:4:4' $small:30 "${vp9[@]}" -g 10 -pix_fmt yuv444p
encode vp9.ivf 'IVF' $small:30 "${vp9[@]}" -g 10
encode av1.mp4 'hidden frames' $small:45 "${av1[@]}" -g 15 -lag-in-frames 12
encode av1.webm 'hidden frames' $small:45 "${av1[@]}" -g 15 -lag-in-frames 12
encode av1-10bit.mkv '10 bits' $small:20 "${av1[@]}" -g 10 -pix_fmt yuv420p10le
encode av1-odd-320x213.mp4 'odd size' 320x213:20 "${av1[@]}" -g 10

encode mpeg1.mpg 'program stream' $small:60 -c:v mpeg1video -q:v 5 -bf 2 -g 12
encode mpeg2.ts 'transport stream' $small:60 -c:v mpeg2video -q:v 5 -bf 2 -g 12
encode mpeg2-tff.ts 'interlaced, top field first' $small:60:tff -c:v mpeg2video -q:v 5 -bf 2 -g 12 -flags:v +ilme+ildct+bitexact -top 1
encode mpeg2-bff.vob 'interlaced, bottom field first, program stream' $small:60:bff -c:v mpeg2video -q:v 5 -bf 2 -g 12 -flags:v +ilme+ildct+bitexact -top 0
encode mpeg2.m2v 'elementary stream' $small:45 -c:v mpeg2video -q:v 5 -bf 2 -g 12
encode mpeg2.mkv 'B pictures' $small:45 -c:v mpeg2video -q:v 5 -bf 2 -g 12
encode mpeg2-odd-175x143.ts 'odd size' 175x143:30 -c:v mpeg2video -q:v 5 -bf 2 -g 12
encode mpeg4.avi 'B pictures packed together, no timestamps' $small:60 -c:v libxvid -q:v 5 -bf 2 -g 12
encode mpeg4.mp4 'B pictures' $small:60 -c:v mpeg4 -q:v 5 -bf 2 -g 12
encode mpeg4-qpel.mkv 'quarter-sample motion, four vectors' $small:45 -c:v mpeg4 -q:v 5 -bf 2 -g 12 -flags:v +qpel+mv4+bitexact
encode mpeg4.m4v 'elementary stream' $small:45 -c:v mpeg4 -q:v 5 -g 12
encode mpeg4-odd-175x143.mp4 'odd size' 175x143:30 -c:v mpeg4 -q:v 5 -bf 2 -g 12
encode mjpeg.avi 'every picture a keyframe' $small:20 -c:v mjpeg -q:v 5 -pix_fmt yuvj420p
encode mjpeg-odd-175x143.mov 'odd size' 175x143:15 -c:v mjpeg -q:v 5 -pix_fmt yuvj420p
finish

copy h264.mkv 'Matroska' base.mp4
copy h264.ts 'transport stream, starts at 1.4 s' base.mp4 -bsf:v h264_mp4toannexb
copy h264.flv 'FLV' base.mp4
copy h264.mov 'QuickTime' base.mp4
copy h264.h264 'elementary stream' base.mp4
copy h264.avi 'AVI with B pictures' h264-no-b.mp4 -bsf:v h264_mp4toannexb
copy h264-tff.vob 'program stream, interlaced' h264-tff.ts -f vob
copy h264-fragments.mp4 'fragmented, one fragment a GOP' base.mp4 -movflags frag_keyframe+empty_moov+default_base_moof
copy h264-fragments-short.mp4 'fragmented, several fragments a GOP, index at the end' base.mp4 -movflags frag_every_frame+empty_moov
copy h264-negative-offsets.mp4 'composition offsets below zero instead of an edit list' base.mp4 -movflags negative_cts_offsets
copy h264-delayed.mp4 'starts with an empty edit' base.mp4 -output_ts_offset 2.5
copy h264-timestamps-90k.mp4 'time base 1/90000' base.mp4 -video_track_timescale 90000
copy hevc-hvc1.mp4 'parameter sets apart (hvc1)' hevc-base.mp4 -tag:v hvc1
copy hevc.ts 'transport stream' hevc-base.mp4
copy hevc.mkv 'Matroska' hevc-base.mp4
copy vp9.mkv 'Matroska' vp9.webm
copy av1.ivf 'IVF' av1.mp4
copy mpeg4.ts 'transport stream, headers before each keyframe' mpeg4.mp4 -bsf:v dump_extra=freq=keyframe
copy mpeg2.mp4 'MP4' mpeg2.ts
# Cut inside a GOP without encoding: an edit list hides what comes before.
INPUT=(-ss 1.1)
copy h264-edit-list.mp4 'edit list that starts inside a GOP' base.mp4
copy hevc-edit-list.mp4 'edit list that starts inside a GOP' hevc-base.mp4
INPUT=(-itsoffset -1)
copy h264-negative.mp4 'the first second lies below zero and is hidden' base.mp4 -avoid_negative_ts disabled -copyts
INPUT=(-itsoffset 95443)
copy h264-late.ts 'timestamps of 33 bits that wrap, so from below zero' base.mp4 -copyts -muxdelay 0
INPUT=()
# FFmpeg 6 sets a rotation on the input, FFmpeg 5 by a metadata tag.
for angle in 90 180 270; do
  if ffmpeg -hide_banner -h full 2>/dev/null | grep -q display_rotation; then
    INPUT=(-display_rotation "$angle")
    copy "h264-rotated-$angle.mp4" "turned by $angle degrees" base.mp4
  else
    copy "h264-rotated-$angle.mp4" "turned by $angle degrees" base.mp4 -metadata:s:v:0 "rotate=$angle"
  fi
done
INPUT=()
finish

mv "$out/base.mp4" "$out/h264-gop15.mp4"
sed -i 's/^base.mp4\t/h264-gop15.mp4\t/' "$list"
node "$scripts/list-corpus.mjs" "$out" <"$list"
rm -f "$folder"/*
mv "$out"/* "$folder/"
printf '%s' "$key" >"$folder/.made"
du -sh "$folder"
