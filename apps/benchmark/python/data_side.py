"""The PyTorch side of `tresnet-bench data`: torchvision's transforms in a DataLoader, as its users write them.

Reads one request a line of JSON on stdin and answers each with one line on stdout; src/data/data-messages.ts says what they hold.
"""

import json
import os
import platform
import sys
import time

# Replies have a channel of their own: whatever a library prints goes to stderr.
replies = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import PIL
import torch
import torchvision
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision.io import ImageReadMode, decode_jpeg, read_file
from torchvision.transforms import v2


def open_pil(path):
    with open(path, "rb") as file:
        return Image.open(file).convert("RGB")


def open_tensor(path):
    return decode_jpeg(read_file(path), mode=ImageReadMode.RGB)


class Photos(Dataset):
    """Files, opened by PIL or by torchvision, through a transform."""

    def __init__(self, paths, opener, transform):
        self.paths, self.opener, self.transform = paths, opener, transform

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        return self.transform(self.opener(self.paths[index])), 0


class DataSide:
    """A loader for training, and the first batch of one for evaluation."""

    def __init__(self, request):
        size, self.batch = request["size"], request["batchSize"]
        self.opener = open_pil if request["side"] == "torchvision-pil" else open_tensor
        end = [
            v2.ToImage(),
            v2.ToDtype(torch.float32, scale=True),
            v2.Normalize(request["mean"], request["std"]),
        ]
        self.evaluation = v2.Compose([v2.Resize(int(size / 0.875), antialias=True), v2.CenterCrop(size), *end])
        self.training = v2.Compose([v2.RandomResizedCrop(size, antialias=True), v2.RandomHorizontalFlip(), *end])
        self.paths = request["paths"]
        self.loader = DataLoader(
            Photos(self.paths, self.opener, self.training),
            batch_size=self.batch,
            shuffle=True,
            drop_last=True,
            num_workers=request["workers"],
            persistent_workers=True,
        )

    def check(self):
        """What the first batch of evaluation holds, made in this process."""
        photos = Photos(self.paths, self.opener, self.evaluation)
        images = torch.stack([photos[index][0] for index in range(self.batch)])
        n, c, h, w = images.shape
        return {
            "shape": [n, h, w, c],
            "means": images.mean((0, 2, 3)).tolist(),
            "smallest": images.min().item(),
            "largest": images.max().item(),
        }

    def turn(self):
        """One epoch; gives its wall time in milliseconds and the images that came."""
        started = time.perf_counter()
        count = 0
        for images, _ in self.loader:
            assert images.dtype == torch.float32
            count += len(images)
        return (time.perf_counter() - started) * 1000, count


def reply(message):
    replies.write(json.dumps(message, allow_nan=False) + "\n")
    replies.flush()


def main():
    side = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["kind"] == "start":
                torch.set_num_threads(1)
                side = DataSide(request)
                versions = {
                    "torch": torch.__version__,
                    "torchvision": torchvision.__version__,
                    "Pillow": PIL.__version__,
                    "python": platform.python_version(),
                }
                reply({"kind": "started", "versions": versions, "check": side.check()})
            elif request["kind"] == "turn":
                duration, count = side.turn()
                reply({"kind": "turned", "durationMs": duration, "images": count})
            else:
                return
        except Exception as error:
            reply({"kind": "failed", "message": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    main()
