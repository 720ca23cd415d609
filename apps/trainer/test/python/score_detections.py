"""Scores detections by pycocotools: reads {"truth", "detected"} from standard input, and prints its 12 numbers as a list."""

import contextlib
import io
import json
import sys

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

request = json.load(sys.stdin)
with contextlib.redirect_stdout(io.StringIO()):
    coco = COCO()
    coco.dataset = request["truth"]
    coco.createIndex()
    evaluation = COCOeval(coco, coco.loadRes(request["detected"]), "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
print(json.dumps(evaluation.stats.tolist()))
