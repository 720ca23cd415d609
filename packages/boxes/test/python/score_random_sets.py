"""Scores random annotations and detections by pycocotools.

Reads {"sets": [{"seed", "images", "categories", "objects", "detections", "pixels"}]} from standard input, and prints a
list of {"truth", "detected", "stats", "precision", "recall", "scores"} as its last line; arrays row by row.
"""
import contextlib
import io
import json
import sys

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def random_box(rng, pixels):
    """A box on whole pixels, so that equal IoUs, exact thresholds and exact sizes occur; some without an area."""
    width, height = rng.choice([0, 1, 8, 16, 32, 64, 96, 100, 128], 2) if rng.random() < 0.5 else rng.integers(2, 120, 2)
    left, top = rng.integers(-5, pixels, 2)
    return [int(left), int(top), int(width), int(height)]


def random_set(request):
    rng = np.random.default_rng(request["seed"])
    images = rng.permutation(10 * request["images"])[: request["images"]].tolist()
    categories = (rng.permutation(90)[: request["categories"]] + 1).tolist()
    # The last category has detections alone; some images have nothing.
    occurring = categories[:-1] or categories
    annotations = []
    for index in range(request["objects"]):
        box = random_box(rng, request["pixels"])
        annotations.append({
            "id": index + 1,
            "image_id": int(rng.choice(images[: max(1, len(images) * 3 // 4)])),
            "category_id": int(rng.choice(occurring)),
            "bbox": box,
            "area": box[2] * box[3] * float(rng.choice([1, 0.6, 1.5])),
            "iscrowd": int(rng.random() < 0.1),
        })
    detected = []
    for _ in range(request["detections"]):
        near = annotations[int(rng.integers(len(annotations)))] if annotations and rng.random() < 0.7 else None
        box = (np.array(near["bbox"]) + rng.integers(-4, 5, 4)).tolist() if near else random_box(rng, request["pixels"])
        detected.append({
            "image_id": near["image_id"] if near else int(rng.choice(images)),
            "category_id": near["category_id"] if near else int(rng.choice(categories)),
            "bbox": [box[0], box[1], max(0, box[2]), max(0, box[3])],
            "score": round(float(rng.random()), 1 if rng.random() < 0.5 else 6),
        })
    truth = {
        "images": [{"id": image} for image in images],
        "categories": [{"id": category, "name": f"class {category}"} for category in categories],
        "annotations": annotations,
    }
    return truth, detected


def score(truth, detected):
    # pycocotools writes into what it is given.
    coco = COCO()
    coco.dataset = json.loads(json.dumps(truth))
    coco.createIndex()
    evaluation = COCOeval(coco, coco.loadRes(json.loads(json.dumps(detected))), "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    arrays = {key: np.ravel(evaluation.eval[key]).tolist() for key in ("precision", "recall", "scores")}
    return {"truth": truth, "detected": detected, "stats": evaluation.stats.tolist(), **arrays}


with contextlib.redirect_stdout(io.StringIO()):
    answers = [score(*random_set(request)) for request in json.load(sys.stdin)["sets"]]
print(json.dumps(answers))
