#!/bin/sh
# Makes the golden files of this directory: what FFmpeg's command line prints for the clips in fixtures/.
# Usage: test/golden/make.sh, with `ffmpeg` (5.1 or newer) on the PATH.
set -eu
cd "$(dirname "$0")"
golden() { # clip, pixel format or -, name
  format=""
  [ "$2" = - ] || format="-pix_fmt $2"
  # shellcheck disable=SC2086
  ffmpeg -v error -nostdin -i "../../../../fixtures/$1" -map 0:v:0 -fps_mode passthrough $format \
    -fflags +bitexact -f framemd5 -y "$3.framemd5"
}
golden clip.mp4 nv12 clip-nv12
golden hevc10.mkv p010le hevc10-p010le
golden hevc10.mkv yuv420p12le hevc10-yuv420p12le
golden rotated.mp4 - rotated
golden edit-list.mp4 - edit-list
golden mpeg1.mpg - mpeg1
golden vfr.mp4 - vfr
golden odd-175x143.mp4 nv12 odd-nv12
