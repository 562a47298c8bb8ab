"""The bench's tasks through PyNvVideoCodec. usage: python3 pynvvideocodec_tasks.py '{"task": "about"}'"""

from importlib.metadata import version
from pathlib import Path

import numpy
import PyNvVideoCodec as nvc
import tasks

COLORS = {
    "nv12": nvc.OutputColorType.NATIVE,
    "p016": nvc.OutputColorType.NATIVE,
    "rgb24": nvc.OutputColorType.RGB,
}


def open_decoder(file, on_gpu=True):
    return nvc.SimpleDecoder(file, gpu_id=0, use_device_memory=on_gpu, output_color_type=nvc.OutputColorType.RGB)


def about():
    return {"PyNvVideoCodec": version("pynvvideocodec")}


def throughput(file, sessions, mode, seconds, warmup):
    buffered, batch = 8, 4

    def open_session():
        def start():
            return nvc.ThreadedDecoder(file, buffered, gpu_id=0, use_device_memory=True, output_color_type=COLORS[mode])

        decoder = start()

        def decode():
            nonlocal decoder
            frames = len(decoder.get_batch_frames(batch))
            if frames == 0:
                decoder.end()
                decoder = start()
            return frames

        return decode

    return tasks.throughput(open_session, sessions, seconds, warmup)


def frames(file, at, batch, download, repeat=1):
    if download:
        import torch

    decoder = None

    def open_file():
        nonlocal decoder
        decoder = open_decoder(file)

    def finish(found):
        if download:
            for frame in found:
                torch.from_dlpack(frame).cpu()

    open_ms = tasks.milliseconds(open_file)
    numbers = tasks.frame_numbers(at, decoder.get_stream_metadata().average_fps)
    if batch:
        requests = [lambda: finish(decoder.get_batch_frames_by_index(numbers))]
    else:
        requests = [lambda n=n: finish([decoder[n]]) for n in numbers]
    return {"openMs": open_ms, "takeMs": [tasks.milliseconds(request) for _ in range(repeat) for request in requests]}


def thumbnails(file, at, width):
    import torch

    # All of them at once, in full size, would fill several gigabytes.
    batch = 50

    def work():
        decoder = open_decoder(file)
        numbers = tasks.frame_numbers(at, decoder.get_stream_metadata().average_fps)
        for i in range(0, len(numbers), batch):
            frames = decoder.get_batch_frames_by_index(numbers[i : i + batch])
            pictures = torch.stack([torch.from_dlpack(frame) for frame in frames])
            tasks.thumbnails(pictures.permute(0, 3, 1, 2), width)

    torch.cuda.init()
    return {"ms": tasks.milliseconds(work), "againMs": tasks.milliseconds(work), "count": len(at)}


def clips(files, starts, seconds):
    count = 0

    def work():
        nonlocal count
        decoder = None
        for file, start in zip(files, starts):
            if decoder is None:
                decoder = open_decoder(file)
            else:
                decoder.reconfigure_decoder(file)
            first, end = tasks.frame_numbers([start, start + seconds], decoder.get_stream_metadata().average_fps)
            count += len(decoder.get_batch_frames_by_index(list(range(first, end))))

    return {"ms": tasks.milliseconds(work), "frames": count, "clips": len(files)}


def uploads(files, at, width):
    import torch

    decoder = None

    def take(file):
        nonlocal decoder
        if decoder is None:
            decoder = open_decoder(file)
        else:
            decoder.reconfigure_decoder(file)
        frame = decoder[tasks.frame_numbers([at], decoder.get_stream_metadata().average_fps)[0]]
        tasks.thumbnails(torch.from_dlpack(frame).permute(2, 0, 1)[None], width)

    def work():
        for file in files:
            take(file)

    torch.cuda.init()
    return {"ms": tasks.milliseconds(work), "againMs": tasks.milliseconds(work), "count": len(files)}


def screenshot(file, at, out):
    decoder = open_decoder(file, on_gpu=False)
    frame = numpy.from_dlpack(decoder[decoder.get_index_from_time_in_seconds(at)])
    height, width, _ = frame.shape
    Path(out).write_bytes(b"P6\n%d %d\n255\n" % (width, height) + frame.tobytes())
    return {}


tasks.run(globals())
