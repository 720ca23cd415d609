"""What the programs of Python's sides share: requests on stdin, replies on stdout, one line of JSON each.

src/terms/messages.ts says what they hold. Import this first: from then on whatever a library prints goes to stderr.
"""

import json
import os
import resource
import sys
import time

# Replies have a channel of their own.
replies = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def peak_memory_bytes():
    """The most memory that this process has ever held: VmHWM on Linux, where ru_maxrss counts the parent's too."""
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except FileNotFoundError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def reply(message):
    replies.write(json.dumps(message, allow_nan=False) + "\n")
    replies.flush()


def take(side, count):
    """The reply about `count` steps."""
    before = time.process_time()
    durations, losses = zip(*(side.step() for _ in range(count)))
    return {
        "kind": "stepped",
        "durationsMs": durations,
        "losses": [loss for loss in losses if loss is not None],
        "tracingMs": 0,
        "processorMs": (time.process_time() - before) * 1000,
        "nativeCalls": None,
    }


def answer_requests(start):
    """Answers requests until `finish`; `start` makes of a request the side, and the reply about it."""
    side = None
    for line in sys.stdin:
        request = json.loads(line)
        kind = request["kind"]
        try:
            if kind == "start":
                side, about = start(request)
                reply(about)
            elif kind == "steps":
                reply(take(side, request["count"]))
            elif kind == "reduce":
                durations, processor = side.reduce(request["elements"], request["count"])
                reply({"kind": "reduced", "durationsMs": durations, "processorMs": processor})
            else:
                # Sides that train together end together.
                getattr(side, "leave", lambda: None)()
                reply({"kind": "finished", "peakMemoryBytes": peak_memory_bytes()})
                return
        except Exception as error:
            reply({"kind": "failed", "message": f"{type(error).__name__}: {error}"})
