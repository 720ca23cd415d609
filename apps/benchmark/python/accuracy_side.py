"""The PyTorch side of `tresnet-bench accuracy`: trains timm's model on CIFAR-10 by the recipe that it is sent, channels-last.

Reads one request a line of JSON on stdin and answers on stdout; src/accuracy/accuracy-messages.ts says what they hold. Images
stay in memory as bytes and a batch is cut out of them at once, so that the data is not what PyTorch waits for.
"""

import contextlib
import hashlib
import json
import math
import sys
import tarfile
import time
from pathlib import Path

from pytorch_side import build_model, versions  # first: it keeps stdout for replies
from side_loop import reply

import numpy as np
import timm
import torch
import torch.nn.functional as F
from timm.models.tresnet import BasicBlock, Bottleneck
from torch import nn

TRAIN_FILES = [f"data_batch_{number}.bin" for number in range(1, 6)]
TEST_FILES = ["test_batch.bin"]
SIZE = 32


def read_files(location):
    """The bytes of CIFAR-10's files by name: from the archive, its folder, or the folder above either."""
    folders = [location, location / "cifar-10-batches-bin"]
    folder = next((folder for folder in folders if (folder / TRAIN_FILES[0]).is_file()), None)
    if folder is not None:
        return {name: (folder / name).read_bytes() for name in TRAIN_FILES + TEST_FILES}
    with tarfile.open(location / "cifar-10-binary.tar.gz" if location.is_dir() else location) as archive:
        members = {Path(member.name).name: member for member in archive if member.isfile()}
        return {name: archive.extractfile(members[name]).read() for name in TRAIN_FILES + TEST_FILES}


def part(files, names):
    """Images uint8 [n, 32, 32, 3] and labels uint8 [n]; a record is a label and the three channels, each for itself."""
    records = np.concatenate([np.frombuffer(files[name], np.uint8).reshape(-1, 1 + 3 * SIZE**2) for name in names])
    images = records[:, 1:].reshape(-1, 3, SIZE, SIZE).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(images), np.ascontiguousarray(records[:, 0])


def digest(parts):
    """SHA-256 of all images and labels, as src/accuracy/digest-data.ts has it."""
    sha = hashlib.sha256()
    for images, labels in parts:
        sha.update(images)
        sha.update(labels)
    return sha.hexdigest()


def initialize(model):
    """timm's rule of TResNet.__init__ once more, since the parts that build_model puts in come after it."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="leaky_relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, 0, 0.01)
        elif isinstance(module, BasicBlock):
            nn.init.zeros_(module.conv2.bn.weight)
        elif isinstance(module, Bottleneck):
            nn.init.zeros_(module.conv3.bn.weight)


class Training:
    """A model, an optimizer and the data."""

    def __init__(self, request):
        settings, recipe = request["settings"], request["recipe"]
        torch.set_num_threads(settings["threads"])
        torch.manual_seed(request["seed"])
        self.random = torch.Generator().manual_seed(request["seed"])
        files = read_files(Path(request["data"]))
        train = [values[: settings["trainImages"]] for values in part(files, TRAIN_FILES)]
        test = part(files, TEST_FILES)
        self.digest = digest([train, test])
        self.padding = recipe["padding"]
        around = (self.padding, self.padding)
        self.images = torch.from_numpy(np.pad(train[0], ((0, 0), around, around, (0, 0)), mode="reflect"))
        self.labels = torch.from_numpy(train[1]).long()
        self.test = torch.from_numpy(test[0]), torch.from_numpy(test[1]).long()
        self.mean, self.std = torch.tensor(request["mean"]), torch.tensor(request["std"])

        name = settings["model"]
        model = build_model({"model": name, "classes": request["classes"]}, request["variant"])
        if not timm.is_model(name):
            initialize(model)
        self.model = model.to(memory_format=torch.channels_last)
        parameters = list(model.parameters())
        self.parameters = sum(p.numel() for p in parameters)
        self.optimizer = torch.optim.SGD(
            [
                {"params": [p for p in parameters if p.ndim >= 2], "weight_decay": settings["weightDecay"]},
                {"params": [p for p in parameters if p.ndim < 2], "weight_decay": 0.0},
            ],
            lr=settings["learningRate"],
            momentum=recipe["momentum"],
            nesterov=recipe["nesterov"],
            fused=True,  # one pass over the weights: the fastest form that PyTorch has on a CPU
        )
        self.smoothing, self.hflip = recipe["smoothing"], recipe["hflip"]
        self.batch = settings["batchSize"]
        self.rates = request["learningRates"]
        self.steps = len(self.labels) // self.batch
        self.bfloat16 = request["precision"] == "bfloat16"
        self.step = 0

    def cast(self):
        return torch.autocast("cpu", dtype=torch.bfloat16) if self.bfloat16 else contextlib.nullcontext()

    def normalize(self, images):
        """uint8 [n, 32, 32, 3] → float32 [n, 3, 32, 32] in channels-last memory."""
        return ((images.float() / 255 - self.mean) / self.std).permute(0, 3, 1, 2)

    def views(self, index):
        """Of every image a random window, some mirrored: uint8 [n, 32, 32, 3]."""
        n = len(index)
        window = torch.arange(SIZE)
        left, top = torch.randint(0, 2 * self.padding + 1, (2, n, 1), generator=self.random)
        mirrored = torch.rand(n, 1, generator=self.random) < self.hflip
        rows = top + window  # [n, 32]
        columns = left + torch.where(mirrored, window.flip(0), window)  # [n, 32]
        return self.images[index[:, None, None], rows[:, :, None], columns[:, None, :]]

    def train_batch(self, index):
        """One step; gives its loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.rates[self.step]
        images, labels = self.normalize(self.views(index)), self.labels[index]
        with self.cast():
            loss = F.cross_entropy(self.model(images), labels, label_smoothing=self.smoothing)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        value = loss.item()
        if not math.isfinite(value):
            raise FloatingPointError(f"the loss is {value} in step {self.step}. Lower --lr.")
        self.step += 1
        return value

    def epoch(self):
        """One pass over the training images, its wall time, and then, outside of that time, the accuracy on the test images."""
        begun = time.perf_counter()
        self.model.train()
        total, told = 0.0, begun
        order = torch.randperm(len(self.labels), generator=self.random)
        for step in range(self.steps):
            total += self.train_batch(order[step * self.batch : (step + 1) * self.batch])
            if time.perf_counter() - told > 1:
                told = time.perf_counter()
                reply({"kind": "progress", "step": step + 1, "steps": self.steps, "loss": total / (step + 1)})
        seconds = time.perf_counter() - begun
        return {
            "kind": "trained",
            "seconds": seconds,
            "images": self.steps * self.batch,
            "loss": total / self.steps,
            "accuracy": self.accuracy(),
        }

    def accuracy(self):
        """Share of the test images that are answered right."""
        self.model.eval()
        correct = 0
        with torch.inference_mode(), self.cast():
            for images, labels in zip(*(values.split(self.batch) for values in self.test)):
                correct += (self.model(self.normalize(images)).argmax(1) == labels).sum().item()
        return correct / len(self.test[1])


def main():
    training = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["kind"] == "start":
                training = Training(request)
                about = {"parameters": training.parameters, "versions": versions(), "dataSha256": training.digest}
                reply({"kind": "started", **about})
            elif request["kind"] == "epoch":
                reply(training.epoch())
            else:
                return
        except Exception as error:
            reply({"kind": "failed", "message": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    main()
