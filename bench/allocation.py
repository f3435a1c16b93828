"""What a frame allocates, told by a program that holds the product's dashboard and renderer (frames/FrameProbe.cs)."""
import subprocess
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent / "frames" / "bin" / "Release" / "net9.0" / "FrameProbe.dll"
PROBE_SECONDS = 60


def measure(subject):
    """Bytes per steady frame: the selection moves, no row is new."""
    printed = subprocess.run(["dotnet", str(PROGRAM)], check=True, capture_output=True, text=True, timeout=PROBE_SECONDS).stdout
    subject.note("frame_allocation", float(printed))
