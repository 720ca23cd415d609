"""Writes label-issues.json: what cleanlab 2.9.0 finds in random labels and probabilities.

Run: python make_label_issues_golden.py (cleanlab 2.9.0, numpy 2.4.6). Probabilities are multiples of 1/4096, so that
JSON holds them exactly. Seeds are counted up until no two numbers of a row of the joint are equally far from whole
ones: which of them gives way in rounding would hang on the order of summation.
"""

import json
import pathlib

import numpy as np
from cleanlab.count import compute_confident_joint, get_confident_thresholds
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores

FILTERS = {"prune-by-noise-rate": "prune_by_noise_rate", "both": "both", "confident-learning": "confident_learning"}
RANKS = {"self-confidence": "self_confidence", "normalized-margin": "normalized_margin"}


def has_ties(labels, p):
    """Whether rounding the joint to whole numbers has to choose among equals."""
    counts = compute_confident_joint(labels, p, calibrate=False)
    scaled = (counts.T / counts.sum(1) * np.bincount(labels, minlength=len(counts))).T
    rests = [np.sort(row[row > 0] % 1) for row in scaled]
    return any(((np.diff(row) < 1e-6) & (row[1:] > 1e-6) & (row[1:] < 1 - 1e-6)).any() for row in rests)


def case(seed, images, classes, noise, sharpness):
    random = np.random.default_rng(seed)
    truth = random.integers(0, classes, images)
    logits = random.normal(size=(images, classes))
    logits[np.arange(images), truth] += sharpness
    probabilities = np.exp(logits)
    probabilities = np.floor(probabilities / probabilities.sum(1, keepdims=True) * 4096)
    probabilities[np.arange(images), probabilities.argmax(1)] += 4096 - probabilities.sum(1)
    flipped = random.random(images) < noise
    labels = np.where(flipped, random.integers(0, classes, images), truth)
    labels[:classes] = np.arange(classes)
    p = probabilities / 4096
    if has_ties(labels, p):
        return case(seed + 1, images, classes, noise, sharpness)
    return {
        "name": f"{images} images of {classes} classes, seed {seed}",
        "classes": classes,
        "labels": labels.tolist(),
        "probabilities4096": probabilities.astype(int).ravel().tolist(),
        "thresholds": get_confident_thresholds(labels, p).tolist(),
        "joint": compute_confident_joint(labels, p).tolist(),
        "quality": {ours: get_label_quality_scores(labels, p, method=theirs).tolist() for ours, theirs in RANKS.items()},
        "issues": {
            ours: np.flatnonzero(find_label_issues(labels, p, filter_by=theirs, n_jobs=1)).tolist()
            for ours, theirs in FILTERS.items()
        },
    }


if __name__ == "__main__":
    cases = [case(1, 60, 2, 0.15, 1.5), case(2, 80, 3, 0.3, 1), case(3, 120, 5, 0.2, 2), case(4, 40, 4, 0.6, 0.3), case(5, 20, 7, 0.5, 0.5)]
    (pathlib.Path(__file__).parent / "label-issues.json").write_text(json.dumps(cases) + "\n")
    print([(c["name"], {k: len(v) for k, v in c["issues"].items()}) for c in cases])
