"""Where a step's time goes in PyTorch: `tresnet-bench ops --against pytorch` runs this on the same weights and images.

Takes one request, JSON, as its argument and answers with one line on stdout; src/ops/pytorch-profile.ts says what they hold.
PyTorch's profiler has one time for a convolution's backward pass; oneDNN's own log parts it into data and weight gradient.
"""

import contextlib
import ctypes
import json
import os
import sys
import tempfile

import torch
from pytorch_side import start, versions
from side_loop import reply

flush_stdout = ctypes.CDLL(None).fflush


@contextlib.contextmanager
def stdout_in(file):
    """Sends what native code prints to `file`."""
    flush_stdout(None)
    kept = os.dup(1)
    os.dup2(file.fileno(), 1)
    try:
        yield
    finally:
        flush_stdout(None)
        os.dup2(kept, 1)
        os.close(kept)


def profile(side, steps):
    """Each op's own time over all steps, and the lines of oneDNN's log."""
    onednn = torch.backends.mkldnn
    with tempfile.TemporaryFile("w+") as log:
        with stdout_in(log), onednn.verbose(onednn.VERBOSE_ON):
            with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profiler:
                durations = [side.step()[0] for _ in range(steps)]
        log.seek(0)
        primitives = [line.strip() for line in log if line.startswith("onednn_verbose") and ",exec," in line]
    events = profiler.key_averages()
    ops = [{"name": e.key, "calls": e.count, "selfMs": e.self_cpu_time_total / 1000} for e in events]
    return {"durationsMs": durations, "ops": ops, "primitives": primitives}


def main():
    try:
        request = json.loads(sys.argv[1])
        side, _ = start(request)
        for _ in range(request["warmUpSteps"]):
            side.step()
        reply({"kind": "profiled", "versions": versions(), **profile(side, request["steps"])})
    except Exception as error:
        reply({"kind": "failed", "message": f"{type(error).__name__}: {error}"})


main()
