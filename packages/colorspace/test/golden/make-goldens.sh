#!/usr/bin/env bash
# Makes the goldens beside it with FFmpeg's zscale filter (zimg), which shares no code with this project: a small
# picture as NV12 or P010 and what zimg makes of it as planar R'G'B' (planes G, B, R). Needs an FFmpeg with zscale.
set -euo pipefail
cd "$(dirname "$0")"

size=38x22
ffmpeg=(ffmpeg -hide_banner -loglevel error -y)

# A colourful picture: smooth gradients, a sharp disc and some noise, straight as Y'CbCr codes.
picture() {
  local format=$1 bits=$2 scale
  scale=$((1 << (bits - 8)))
  "${ffmpeg[@]}" -f lavfi -i "color=black:s=$size:d=0.04:r=25,format=$format,geq=\
lum='($scale)*(16+219*(0.5+0.45*sin(X/5)*cos(Y/4)))':\
cb='($scale)*(128+if(lt(hypot(X-9,Y-5),4),80,60*sin(X/4+Y/7)))':\
cr='($scale)*(128+if(lt(hypot(X-9,Y-5),4),-70,70*cos(X/6-Y/3)))'" -frames:v 1 -f rawvideo "$3"
}

# convert NAME PLANAR_FORMAT SURFACE_FORMAT RGB_FORMAT ZSCALE_OPTIONS
convert() {
  local name=$1 planar=$2 surface=$3 rgb=$4 options=$5
  local input=(-f rawvideo -pix_fmt "$planar" -s "$size" -i planar.raw)
  "${ffmpeg[@]}" "${input[@]}" -pix_fmt "$surface" -f rawvideo "$name.yuv"
  "${ffmpeg[@]}" "${input[@]}" -vf "zscale=$options:m=gbr:r=full:f=bilinear:d=none,format=$rgb" -f rawvideo "$name.rgb"
}

picture yuv420p 8 planar.raw
convert bt709-limited-left yuv420p nv12 gbrp 'min=709:rin=limited:cin=left'
convert bt709-limited-center yuv420p nv12 gbrp 'min=709:rin=limited:cin=center'
convert bt709-limited-topleft yuv420p nv12 gbrp 'min=709:rin=limited:cin=topleft'
convert smpte170m-full-left yuv420p nv12 gbrp 'min=170m:rin=full:cin=left'
convert bt470bg-limited-left yuv420p nv12 gbrp 'min=470bg:rin=limited:cin=left'
convert bt2020nc-limited-left yuv420p nv12 gbrp 'min=2020_ncl:rin=limited:cin=left'
picture yuv420p10le 10 planar.raw
convert bt2020nc-10bit yuv420p10le p010le gbrp16le 'min=2020_ncl:rin=limited:cin=left'
rm planar.raw
