"""Unpacks the archives of .gpu/ on the machine with the GPU, each only when it differs from the one unpacked before.

usage: gpu-unpack.py BUNDLE RUNTIME WORKSPACE

Node and FFmpeg go to RUNTIME; the third-party modules, dist/ and build/ to where they belong in WORKSPACE.
"""

import hashlib
import sys
import tarfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

bundle, runtime, workspace = (Path(argument).resolve() for argument in sys.argv[1:4])


def unpack(archive: Path, destination: Path) -> None:
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    stamp = runtime / f"{archive.name}.sha256"
    if stamp.exists() and stamp.read_text() == digest:
        return
    destination.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as contents:
        # Named where Python knows it (3.12 on), so that it does not warn of a change of its default.
        contents.extraction_filter = getattr(tarfile, "data_filter", None)
        contents.extractall(destination)
    stamp.write_text(digest)


def link_packages() -> None:
    """Lets the packages find each other, as pnpm's workspace links do."""
    scope = workspace / "node_modules" / "@nvcodec"
    scope.mkdir(parents=True, exist_ok=True)
    for package in (workspace / "packages").iterdir():
        link = scope.parent / "nvcodec" if package.name == "nvcodec" else scope / package.name
        if not link.is_symlink():
            link.symlink_to(package)


runtime.mkdir(parents=True, exist_ok=True)
destinations = {
    "node": runtime / "node",
    "ffmpeg": runtime / "ffmpeg",
    "modules": workspace / "node_modules",
    "packages": workspace,
}
with ProcessPoolExecutor() as pool:
    archives = [bundle / f"{name}.tar.xz" for name in destinations]
    list(pool.map(unpack, archives, destinations.values()))
link_packages()
