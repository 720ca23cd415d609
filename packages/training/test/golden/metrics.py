"""Makes metrics.json: scikit-learn's metrics, and calibration by the formula of its paper, on scores of which many tie."""
import json, sys, warnings
import numpy as np
from sklearn.metrics import (average_precision_score, f1_score, precision_recall_fscore_support,
                             roc_auc_score)

warnings.filterwarnings("ignore")  # of classes without positives
random = np.random.default_rng(7)
N, K, BINS = 40, 5, 10

# Several labels per image; class 2 has no positive, class 4 no negative.
targets = (random.random((N, K)) < [0.4, 0.15, 0, 0.5, 1]).astype(int)
scores = np.round(np.clip(0.35 * targets + 0.65 * random.random((N, K)), 0, 1), 2)
binary = (scores >= 0.5).astype(int)
per_class = precision_recall_fscore_support(targets, binary, zero_division=0)
overall = precision_recall_fscore_support(targets, binary, average="micro", zero_division=0)


def best(k):
    """The highest F1 over all thresholds."""
    if targets[:, k].sum() == 0: return 0.0
    return max(float(f1_score(targets[:, k], scores[:, k] >= t, zero_division=0)) for t in np.unique(scores[:, k]))


def one_vs_rest(labels, probabilities, k):
    positive = labels == k
    return float(roc_auc_score(positive, probabilities[:, k])) if 0 < positive.sum() < len(labels) else None


# One class per image; class 3 has none.
labels = random.choice([0, 1, 2, 4], N)
raw = random.random((N, K)) + 0.8 * np.eye(K)[labels] * random.random((N, 1))
probabilities = np.round(raw / raw.sum(1, keepdims=True), 2)
confidence, predicted = probabilities.max(1), probabilities.argmax(1)
correct = (predicted == labels).astype(int)


def calibration():
    """Guo et al. 2017: bins (lower, upper], gaps weighted by the bins' shares."""
    gaps, error = [], 0.0
    edges = np.linspace(0, 1, BINS + 1)
    for lower, upper in zip(edges[:-1], edges[1:]):
        inside = (confidence > lower) & (confidence <= upper)
        if inside.any():
            gap = abs(confidence[inside].mean() - correct[inside].mean())
            gaps.append(gap)
            error += gap * inside.mean()
    return dict(error=float(error), maximum=float(max(gaps)))


flat = lambda a: np.asarray(a).reshape(-1).tolist()
none = lambda value: None if np.isnan(value) else float(value)
json.dump(dict(
    classes=K,
    multiLabel=dict(
        scores=flat(scores), targets=flat(targets),
        precision=flat(per_class[0]), recall=flat(per_class[1]), f1=flat(per_class[2]), images=flat(per_class[3]),
        overall=flat(overall[:3]), macroF1=float(f1_score(targets, binary, average="macro", zero_division=0)),
        exactMatch=float((targets == binary).all(1).mean()),
        averagePrecision=[none(average_precision_score(targets[:, k], scores[:, k])) for k in range(K)],
        rocAuc=[none(roc_auc_score(targets[:, k], scores[:, k])) if 0 < targets[:, k].sum() < N else None for k in range(K)],
        bestF1=[best(k) for k in range(K)],
    ),
    singleLabel=dict(
        labels=flat(labels), probabilities=flat(probabilities),
        rocAuc=[one_vs_rest(labels, probabilities, k) for k in range(K)], bins=BINS, calibration=calibration(),
    ),
), open(sys.argv[1], "w"))
