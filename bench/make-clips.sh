#!/usr/bin/env bash
# Makes the clips of the bench in bench/build/clips, those that are missing: CODEC-SIZE-gopN.mp4 with CODEC h264, hevc,
# hevc10 (Main 10) or vp9, SIZE 1080p, 4k or WIDTHxHEIGHT, N 30 (2 s) or 250 (one GOP), 30 frames a second, closed GOPs of
# equal length, 1 to 8 Mbit/s. Needs Debian's ffmpeg (x264, x265, libvpx). Without names it makes all of 1080p and 4k, in some
# 20 minutes.
# usage: bench/make-clips.sh [NAME…]      for instance h264-1080p-gop30
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
clips=$here/build/clips
work=$here/build/source
mkdir -p "$clips" "$work"
run() { ffmpeg -hide_banner -loglevel error -nostdin -y "$@"; }

# source_of SIZE: a zoom with grain and a test card that wanders over it, without loss, as all clips of a size show it.
source_of() {
  local file=$work/$1.mkv scaled=$1
  [ -f "$file" ] && return
  [ "$1" = 4k ] && scaled=3840x2160
  if [ "$1" = 1080p ]; then
    run -f lavfi -i "mandelbrot=s=1920x1080:r=30:end_scale=0.2:end_pts=250" -f lavfi -i "testsrc2=s=640x360:r=30" \
      -filter_complex "[0]noise=alls=6:allf=t[sea];[sea][1]overlay=x='640+600*sin(t*2)':y='360+340*sin(t*3)',format=yuv420p" \
      -frames:v 250 -c:v libx264 -preset ultrafast -qp 0 "$file.part.mkv"
  else
    source_of 1080p
    run -i "$work/1080p.mkv" -vf "scale=$scaled" -c:v libx264 -preset ultrafast -qp 4 "$file.part.mkv"
  fi
  mv "$file.part.mkv" "$file"
}

# encoder CODEC SIZE GOP: the options of the encoder, in the array `options`.
encoder() {
  local codec=$1 rate gop=$3
  case $codec-$2 in h264-1080p) rate=4M ;; h264-4k) rate=8M ;; *-1080p) rate=2500k ;; *-4k) rate=5M ;; *) rate=1M ;; esac
  local x265="log-level=error:keyint=$gop:min-keyint=$gop:scenecut=0:open-gop=0:bframes=3"
  case $codec in
    h264) options=(-c:v libx264 -preset veryfast -g "$gop" -keyint_min "$gop" -sc_threshold 0 -bf 3) ;;
    hevc) options=(-c:v libx265 -preset superfast -x265-params "$x265" -tag:v hvc1) ;;
    hevc10) options=(-c:v libx265 -preset superfast -pix_fmt yuv420p10le -x265-params "$x265" -tag:v hvc1) ;;
    vp9) options=(-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -row-mt 1 -tile-columns 2 -g "$gop" -keyint_min "$gop") ;;
    *) return 1 ;;
  esac
  options+=(-b:v "$rate" -colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv)
}

make_clip() {
  local file=$clips/$1.mp4 codec size gop frames options
  [ -f "$file" ] && return
  IFS=- read -r codec size gop <<<"$1"
  gop=${gop#gop}
  frames=$((gop < 60 ? 60 : gop))
  encoder "$codec" "$size" "$gop" || { echo "$0: no clip is called $1" >&2; exit 2; }
  source_of "$size"
  echo "$1" >&2
  run -i "$work/$size.mkv" -frames:v "$frames" "${options[@]}" "$file.part.mp4"
  mv "$file.part.mp4" "$file"
}

if [ $# -eq 0 ]; then
  set -- {h264,hevc,hevc10,vp9}-{1080p,4k}-gop{30,250}
fi
for name in "$@"; do make_clip "$name"; done
