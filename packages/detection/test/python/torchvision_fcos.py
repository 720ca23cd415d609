"""Loads a file of saveDetector strictly into torchvision's FCOS on timm's body, and finds objects with it.

Reads {"file", "variant", "images", "sizes", "limits", "write"} from standard input: a detector's safetensors file, the
row of its TResNet, images as raw float32 [3, h, w] of 0 to 1 one after the other, their heights and widths, thresholds
and limits. With "write" the weights are torchvision's own first ones, which are written to that path by torch.save.
Prints a list of {"boxes", "scores", "labels"} as its last line.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[4] / "apps/benchmark/python"))

import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn
from torchvision_detector import described, make_detector


def main():
    request = json.load(sys.stdin)
    torch.manual_seed(0)
    limits = request["limits"]
    model = make_detector(
        described(request["file"]),
        request["variant"],
        score_thresh=limits["scoreThreshold"],
        nms_thresh=limits["iouThreshold"],
        detections_per_img=limits["perImage"],
        topk_candidates=limits["perLevel"],
    ).eval()
    if request["write"] is None:
        model.load_state_dict(load_file(request["file"]), strict=True)
    else:
        # Answers of first weights are all alike: a stronger head tells places apart.
        nn.init.normal_(model.head.classification_head.cls_logits.weight, std=0.3)
        nn.init.normal_(model.head.regression_head.bbox_reg.weight, std=0.3)
        # torchvision's published weights were trained with frozen batch norms, which count no batches.
        state = {k: v for k, v in model.state_dict().items() if not k.endswith("num_batches_tracked")}
        torch.save(state, request["write"])
    pixels = np.fromfile(request["images"], dtype=np.float32)
    found = []
    start = 0
    for height, width in request["sizes"]:
        image = torch.from_numpy(pixels[start : start + 3 * height * width].reshape(3, height, width).copy())
        start += 3 * height * width
        model.transform.min_size = (min(height, width),)
        model.transform.max_size = max(height, width)
        with torch.inference_mode():
            (answer,) = model([image])
        found.append({name: value.tolist() for name, value in answer.items()})
    print(json.dumps(found))


main()
