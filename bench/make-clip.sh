#!/usr/bin/env bash
# Makes bench/build/bench-1080p.mp4: 4 s of synthetic H.264 High 1080p30 of about 6 Mbit/s, GOPs of 60, 3 B-frames.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$here/build"
ffmpeg -hide_banner -loglevel error -nostdin -y \
  -f lavfi -i "mandelbrot=s=1920x1080:r=30:end_scale=0.2:end_pts=120" -f lavfi -i "testsrc2=s=640x360:r=30" \
  -filter_complex "[0]noise=alls=6:allf=t[sea];[sea][1]overlay=x='640+600*sin(t*2)':y='360+340*sin(t*3)',format=yuv420p" \
  -frames:v 120 -c:v libx264 -profile:v high -preset medium -b:v 6M -maxrate 8M -bufsize 8M -g 60 -bf 3 \
  -colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv "$here/build/bench-1080p.mp4"
