"""What the Python peers share: a task comes as JSON in the first argument, its reading goes out as a line of JSON."""

import json
import os
import resource
import sys
import threading
import time


TASKS = ("throughput", "frames", "thumbnails", "clips", "uploads", "screenshot")


def run(peer):
    """Runs the task named in the first argument with its options: a function of `peer`, whose `about` tells versions."""
    options = json.loads(sys.argv[1])
    name = options.pop("task")
    if name not in TASKS and name != "about":
        sys.exit(f"no task {name}: {', '.join(TASKS)}")
    answer = {} if name == "about" else peer[name](**options)
    print(json.dumps({**answer, **peer["about"]()}), flush=True)
    # Libraries with threads of their own take their time to end, or do not.
    os._exit(0)


def milliseconds(work):
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


def frame_numbers(at, fps):
    """Numbers of the frames shown at the times `at`, in a file of constant frame rate."""
    return [int(seconds * fps + 1e-6) for seconds in at]


def thumbnails(pictures, width):
    """Pictures of a tensor (N, C, H, W) on the GPU, scaled there and brought to the host."""
    from torch.nn.functional import interpolate

    height = pictures.shape[2] * width // pictures.shape[3]
    return interpolate(pictures.float(), (height, width), mode="bilinear", antialias=True).round().byte().cpu()


def throughput(open_session, sessions, seconds, warmup):
    """Frames a second and CPU time per frame of `sessions` threads within a window that begins after the warm-up.

    `open_session()` gives a function that decodes some frames, from the start again at the end, and returns how many.
    """
    decode = [open_session() for _ in range(sessions)]
    counts = [0] * sessions
    failures = []
    stop = threading.Event()

    def work(i):
        try:
            while not stop.is_set():
                counts[i] += decode[i]()
        except Exception as error:
            failures.append(error)
            stop.set()

    def read():
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return time.perf_counter(), usage.ru_utime + usage.ru_stime, sum(counts), usage.ru_maxrss / 1024

    threads = [threading.Thread(target=work, args=(i,), daemon=True) for i in range(sessions)]
    for thread in threads:
        thread.start()
    while not all(counts) and not stop.wait(0.01):
        pass
    stop.wait(warmup)
    before = read()
    stop.wait(seconds)
    after = read()
    stop.set()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    elapsed, cpu, frames = (after[i] - before[i] for i in range(3))
    return {"fps": frames / elapsed, "cpuMicrosPerFrame": cpu * 1e6 / frames, "frames": frames, "hostMegabytes": after[3]}
