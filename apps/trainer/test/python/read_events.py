"""Prints what TensorBoard reads of a folder of event files, as JSON: python read_events.py FOLDER."""

import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

sizes = {"scalars": 0, "images": 0, "histograms": 0}
events = EventAccumulator(sys.argv[1], size_guidance=sizes)
events.Reload()
tags = events.Tags()
print(
    json.dumps(
        {
            "scalars": {tag: [[e.step, e.value] for e in events.Scalars(tag)] for tag in tags["scalars"]},
            "images": {tag: [[e.step, e.width, e.height] for e in events.Images(tag)] for tag in tags["images"]},
            "histograms": {
                tag: [[e.step, e.histogram_value.num] for e in events.Histograms(tag)] for tag in tags["histograms"]
            },
        }
    )
)
