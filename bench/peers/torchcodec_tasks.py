"""The bench's tasks through torchcodec on a GPU. usage: python3 torchcodec_tasks.py '{"task": "about"}'"""

from importlib.metadata import version
from pathlib import Path

import tasks
import torch
from torchcodec.decoders import VideoDecoder


def open_decoder(file, **options):
    # 'approximate' spares the scan of the whole file; the bench's files have a constant frame rate.
    decoder = VideoDecoder(file, device="cuda", seek_mode="approximate", **options)
    if decoder.cpu_fallback:
        raise RuntimeError(str(decoder.cpu_fallback))
    return decoder


def about():
    return {"torchcodec": version("torchcodec"), "torch": torch.__version__, "device": torch.cuda.get_device_name()}


def throughput(file, sessions, mode, seconds, warmup):
    if mode != "rgb24":
        raise ValueError("torchcodec gives RGB only")
    batch = 16

    def open_session():
        decoder = open_decoder(file)
        count = len(decoder) // batch * batch
        place = 0

        def decode():
            nonlocal place
            decoder.get_frames_in_range(place, place + batch)
            place = (place + batch) % count
            return batch

        return decode

    return tasks.throughput(open_session, sessions, seconds, warmup)


def frames(file, at, batch, download, repeat=1):
    decoder = None

    def open_file():
        nonlocal decoder
        torch.cuda.init()
        decoder = open_decoder(file)

    def finish(data):
        if download:
            data.cpu()
        torch.cuda.synchronize()

    open_ms = tasks.milliseconds(open_file)
    numbers = tasks.frame_numbers(at, decoder.metadata.average_fps)
    if batch:
        requests = [lambda: finish(decoder.get_frames_at(numbers).data)]
    else:
        requests = [lambda n=n: finish(decoder.get_frame_at(n).data) for n in numbers]
    return {"openMs": open_ms, "takeMs": [tasks.milliseconds(request) for _ in range(repeat) for request in requests]}


def thumbnails(file, at, width):
    # All of them at once, in full size, would fill several gigabytes.
    batch = 50

    def work():
        decoder = open_decoder(file)
        for i in range(0, len(at), batch):
            tasks.thumbnails(decoder.get_frames_played_at(at[i : i + batch]).data, width)

    torch.cuda.init()
    return {"ms": tasks.milliseconds(work), "againMs": tasks.milliseconds(work), "count": len(at)}


def clips(files, starts, seconds):
    count = 0

    def work():
        nonlocal count
        for file, start in zip(files, starts):
            data = open_decoder(file).get_frames_played_in_range(start, start + seconds).data
            count += data.shape[0]
        torch.cuda.synchronize()

    torch.cuda.init()
    return {"ms": tasks.milliseconds(work), "frames": count, "clips": len(files)}


def uploads(files, at, width):
    def work():
        for file in files:
            tasks.thumbnails(open_decoder(file).get_frames_played_at([at]).data, width)

    torch.cuda.init()
    return {"ms": tasks.milliseconds(work), "againMs": tasks.milliseconds(work), "count": len(files)}


def screenshot(file, at, out):
    frame = open_decoder(file, dimension_order="NHWC").get_frame_played_at(at).data.cpu()
    height, width, _ = frame.shape
    Path(out).write_bytes(b"P6\n%d %d\n255\n" % (width, height) + frame.numpy().tobytes())
    return {}


tasks.run(globals())
