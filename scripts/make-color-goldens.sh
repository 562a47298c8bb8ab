#!/usr/bin/env bash
# Makes packages/colorspace/test/golden with FFmpeg's zscale filter (zimg), which shares no code with this project:
# small pictures as planar Y'CbCr codes (*.yuv), and what zimg makes of them as R'G'B' (*.rgb, planes G, B, R) or
# luma (*.gray). The content is a test pattern beside a fractal, under noise. Needs an FFmpeg with zscale; FFMPEG
# names another one than the first on PATH. BT.2390's curve, which zimg has not, is libplacebo's (bt2390.txt): needs its
# development package and a C compiler. Which golden is held against what is in 09-golden-conversion.test.ts and
# 13-golden-scaling.test.ts.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$scripts/../packages/colorspace/test/golden"

ffmpeg=("${FFMPEG:-ffmpeg}" -hide_banner -loglevel error -nostdin -y -bitexact)
size=64x36
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -f ./*.yuv ./*.rgb ./*.gray

# Four times as large, so that scaling it down fills the codes between those of 8 bits too.
"${ffmpeg[@]}" -f lavfi -i testsrc2=s=256x144 -f lavfi -i mandelbrot=s=256x144:start_scale=0.3 -filter_complex \
  '[0][1]hstack,scale=256:144:flags=area,format=yuv444p,noise=alls=80:all_seed=7:allf=u' \
  -frames:v 1 -f rawvideo "$work/large"

# source_picture FORMAT: the picture as FORMAT.yuv (or .rgb for G'B'R').
source_picture() {
  local ending=yuv
  [[ $1 == gbr* ]] && ending=rgb
  "${ffmpeg[@]}" -f rawvideo -pix_fmt yuv444p -s 256x144 -i "$work/large" \
    -vf "scale=${size/x/:}:flags=area+accurate_rnd+full_chroma_inp,format=$1" -f rawvideo "$1.$ending"
}

# zimg NAME FORMAT TARGET_FORMAT OPTIONS: converts the picture in FORMAT.
zimg() {
  local name=$1 from=$2 to=$3 options=$4 input=$2.yuv ending=rgb
  [[ $from == gray ]] && input=yuv420p.yuv
  [[ $to == gray ]] && ending=gray
  "${ffmpeg[@]}" -f rawvideo -pix_fmt "$from" -s "$size" -i "$input" \
    -vf "zscale=$options:d=none:agamma=0,format=$to" -frames:v 1 -f rawvideo "$name.$ending"
}

for format in yuv420p yuv422p yuv444p yuv420p10le yuv420p12le gbrp; do source_picture $format; done

rgb=m=gbr:r=full:f=bilinear
for location in left center topleft bottomleft; do
  zimg "bt709-limited-$location" yuv420p gbrp "min=709:rin=limited:cin=$location:$rgb"
done
zimg smpte170m-full yuv420p gbrp "min=170m:rin=full:cin=left:$rgb"
zimg bt2020nc-limited yuv420p gbrp "min=2020_ncl:rin=limited:cin=left:$rgb"
zimg smpte240m-limited yuv420p gbrp "min=7:rin=limited:cin=left:$rgb"
zimg fcc-limited yuv420p gbrp "min=fcc:rin=limited:cin=left:$rgb"
zimg ycgco-limited yuv420p gbrp "min=ycgco:rin=limited:cin=left:$rgb"
zimg nv16 yuv422p gbrp "min=709:rin=limited:cin=left:$rgb"
zimg yuv444 yuv444p gbrp "min=709:rin=limited:$rgb"
zimg p016-10bit yuv420p10le gbrp16le "min=2020_ncl:rin=limited:cin=left:$rgb"
zimg p016-12bit yuv420p12le gbrp16le "min=2020_ncl:rin=full:cin=topleft:$rgb"
zimg p016-float yuv420p10le gbrpf32le "min=2020_ncl:rin=limited:cin=left:$rgb"
zimg luma gray gray "rin=limited:r=full"
# zscale takes all G'B'R' for full range, so here it gets the three planes as one of luma.
"${ffmpeg[@]}" -f rawvideo -pix_fmt gray -s 64x108 -i gbrp.rgb \
  -vf zscale=rin=limited:r=full:d=none,format=gray -f rawvideo gbr-limited.rgb

# Other transfers and primaries. zimg takes R'G'B' beyond 0 ... 1 to light and this project clips it, so the picture is
# muted until none is. PQ and HLG come out as light, 1.0 being 10000 and 1000 cd/m2.
"${ffmpeg[@]}" -f rawvideo -pix_fmt yuv420p10le -s "$size" -i yuv420p10le.yuv \
  -vf 'lutyuv=y=clip(val*0.7+140\,180\,825):u=(val-512)*0.1+512:v=(val-512)*0.1+512' -f rawvideo muted.yuv
muted() {
  "${ffmpeg[@]}" -f rawvideo -pix_fmt yuv420p10le -s "$size" -i muted.yuv \
    -vf "zscale=$3:rin=limited:cin=left:m=gbr:r=full:f=bilinear:d=none:agamma=0,format=$2" -f rawvideo "$1.rgb"
}
muted pq-light gbrp16le min=2020_ncl:pin=2020:tin=smpte2084:p=709:t=linear:npl=10000
muted hlg-light gbrp16le min=2020_ncl:pin=2020:tin=arib-std-b67:p=709:t=linear:npl=1000
muted smpte170m-to-bt709 gbrp min=170m:pin=170m:tin=601:p=709:t=709
muted bt2020-to-srgb gbrp min=2020_ncl:pin=2020:tin=2020_10:p=709:t=iec61966-2-1

# Scaling: up, down, and down so far that the filter must widen, of 4:4:4 and of 4:2:0.
for filter in bilinear bicubic:param_a=0:param_b=0.5 lanczos; do
  for target in 75x41 41x23 17x11; do
    for from in yuv444p yuv420p; do
      [[ $filter$from$target == lanczosyuv420p75x41 ]] && continue
      zimg "${filter%%:*}-$from-$target" $from gbrp "s=$target:f=$filter:min=709:rin=limited:cin=left:m=gbr:r=full"
    done
  done
done
for target in 75x41 41x23; do
  zimg "nearest-yuv444p-$target" yuv444p gbrp "s=$target:f=point:min=709:rin=limited:m=gbr:r=full"
done

# shellcheck disable=SC2046 # The options are several words.
"${CC:-cc}" -o "$work/tone-curve" "$scripts/tone-curve-golden.c" $(pkg-config --cflags --libs libplacebo) -lm
"$work/tone-curve" > bt2390.txt
