"""Trains torchvision's FCOS on timm's TResNet on the batches of a training of ours: the same first weights and recipe.

Standard input begins with a line of JSON: {"file", "variant", "trainNorms", "weightDecay", "clipGrad", "averageDecay",
"output"}, the first weights as `saveDetector` writes them among it. Then comes, for each step, a line {"shape",
"counts", "learningRate"} and what it tells of, little-endian: images float32 [n, h, w, 3], boxes float32 [objects, 4]
in pixels, labels int32 [objects]. At the end of the input the last weights, or their average, are written to "output",
and a list of every step's loss is the last line of the standard output.
"""

import json
import sys

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torchvision.models.detection.image_list import ImageList
from torchvision_detector import described, fix_norms, make_detector


class Average:
    """timm's ModelEmaV3 with warm-up, of weights and statistics."""

    def __init__(self, model, decay):
        self.model, self.decay, self.updates = model, decay, 0
        self.values = {name: value.clone() for name, value in model.state_dict().items()}

    def update(self):
        self.updates += 1
        share = max(self.updates ** (-2 / 3), 1 - self.decay)
        for name, value in self.model.state_dict().items():
            if value.is_floating_point():
                self.values[name].lerp_(value, share)
            else:
                self.values[name].copy_(value)


class Training:
    """The detector, its optimizer and its average."""

    def __init__(self, request):
        self.model = make_detector(described(request["file"]), request["variant"])
        self.model.load_state_dict(load_file(request["file"]), strict=True)
        self.model = self.model.to(memory_format=torch.channels_last).train()
        if not request["trainNorms"]:
            fix_norms(self.model)
        self.parameters = [p for p in self.model.parameters() if p.requires_grad]
        self.optimizer = torch.optim.AdamW(
            [
                {"params": [p for p in self.parameters if p.ndim >= 2], "weight_decay": request["weightDecay"]},
                {"params": [p for p in self.parameters if p.ndim < 2], "weight_decay": 0.0},
            ],
            fused=True,
        )
        self.clip = request["clipGrad"]
        decay = request["averageDecay"]
        self.average = None if decay is None else Average(self.model, decay)

    def step(self, images, targets, learning_rate):
        """One step on normalized images [n, 3, h, w]; gives its loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate
        features = list(self.model.backbone(images).values())
        outputs = self.model.head(features)
        anchors = self.model.anchor_generator(ImageList(images, [tuple(images.shape[2:])] * len(images)), features)
        counts = [feature.shape[2] * feature.shape[3] for feature in features]
        loss = sum(self.model.compute_loss(targets, outputs, anchors, counts).values())
        self.optimizer.zero_grad()
        loss.backward()
        if self.clip is not None:
            torch.nn.utils.clip_grad_norm_(self.parameters, self.clip)
        self.optimizer.step()
        if self.average is not None:
            self.average.update()
        return loss.item()

    def weights(self):
        """What is evaluated, by name."""
        return self.model.state_dict() if self.average is None else self.average.values


def read_array(stream, shape, kind):
    """The next numbers of the stream."""
    count = int(np.prod(shape))
    return torch.from_numpy(np.frombuffer(stream.read(4 * count), kind).reshape(shape).copy())


def read_batch(stream, header):
    """Images [n, 3, h, w] in channels-last memory, and the objects of each."""
    images = read_array(stream, header["shape"], np.float32).permute(0, 3, 1, 2)
    counts = header["counts"]
    boxes = read_array(stream, (sum(counts), 4), np.float32).split(counts)
    labels = read_array(stream, (sum(counts),), np.int32).long().split(counts)
    return images, [{"boxes": b, "labels": l} for b, l in zip(boxes, labels)]


def main():
    stream = sys.stdin.buffer
    request = json.loads(stream.readline())
    training = Training(request)
    losses = []
    for line in iter(stream.readline, b""):
        header = json.loads(line)
        images, targets = read_batch(stream, header)
        losses.append(training.step(images, targets, header["learningRate"]))
    save_file({name: value.contiguous() for name, value in training.weights().items()}, request["output"])
    print(json.dumps(losses))


main()
