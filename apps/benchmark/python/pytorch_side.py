"""The PyTorch side of `tresnet-bench`: timm's model as a user of PyTorch trains or applies it, channels-last, eager or compiled.

side_loop.py reads the requests and writes the replies.
"""

import contextlib
import os
import platform
import time

started = time.perf_counter()

from side_loop import answer_requests  # first: it keeps stdout for replies

import timm
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from timm_model import build_model

imported = time.perf_counter()

# What DistributedDataParallel sends at once: 25 MiB.
bucket_elements = 25 * 2**20 // 4


def join(place):
    """Joins the processes that train together, as torchrun would have it join."""
    if place["peers"][0].startswith("127."):
        os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    peers = place["peers"]
    torch.distributed.init_process_group(
        "gloo", init_method=f"tcp://{peers[0]}", rank=place["task"], world_size=len(peers)
    )


class Side:
    """A model and one batch."""

    def __init__(self, request):
        torch.set_num_threads(request["threads"])
        self.cluster = request.get("cluster")
        if self.cluster is not None:
            join(self.cluster)
        model = self.load(request, load_file(request["files"]["batch"]))
        model.load_state_dict(load_file(request["files"]["weights"]), strict=True)
        model = model.to(memory_format=torch.channels_last)
        self.parameters = list(model.parameters())
        if self.cluster is not None:
            model = torch.nn.parallel.DistributedDataParallel(model)
            if self.cluster["gradientFormat"] == "bfloat16":
                from torch.distributed.algorithms.ddp_comm_hooks import default_hooks

                model.register_comm_hook(None, default_hooks.bf16_compress_hook)
        self.model = torch.compile(model) if request["compiled"] else model
        self.bfloat16 = request["precision"] == "bfloat16"

    def load(self, request, batch):
        """Takes the batch, and gives the model, whose weights have no values yet."""
        case = request["case"]
        # NHWC memory seen as NCHW is what PyTorch calls channels-last.
        self.images = batch["images"].permute(0, 3, 1, 2)
        self.labels = batch["labels"].long()
        return build_model(case, request["variant"]).train(case["task"] == "train")

    def reduce(self, elements, count):
        """Milliseconds of each sum of so many numbers over all processes, after one unmeasured, and processor time."""
        half = self.cluster["gradientFormat"] == "bfloat16"
        sizes = [min(bucket_elements, elements - start) for start in range(0, elements, bucket_elements)]
        tensors = [torch.ones(size, dtype=torch.bfloat16 if half else torch.float32) for size in sizes]

        def once():
            begun = time.perf_counter()
            for work in [torch.distributed.all_reduce(tensor, async_op=True) for tensor in tensors]:
                work.wait()
            return (time.perf_counter() - begun) * 1000

        once()
        before = time.process_time()
        durations = [once() for _ in range(count)]
        return durations, (time.process_time() - before) * 1000

    def leave(self):
        if self.cluster is not None:
            torch.distributed.barrier()
            torch.distributed.destroy_process_group()

    def cast(self):
        return torch.autocast("cpu", dtype=torch.bfloat16) if self.bfloat16 else contextlib.nullcontext()


class InferSide(Side):
    """Logits of the batch, read."""

    def infer(self):
        with torch.inference_mode(), self.cast():
            return self.model(self.images).float().flatten().numpy()

    def step(self):
        """One batch; gives its wall time in milliseconds, and no loss."""
        begun = time.perf_counter()
        self.infer()
        return (time.perf_counter() - begun) * 1000, None

    def check(self):
        return {"logits": self.infer().tolist(), "training": None}


class TrainSide(Side):
    """Training steps."""

    def __init__(self, request):
        super().__init__(request)
        recipe = request["recipe"]
        self.optimizer = torch.optim.SGD(
            [
                {"params": [p for p in self.parameters if p.ndim >= 2], "weight_decay": recipe["weightDecay"]},
                {"params": [p for p in self.parameters if p.ndim < 2], "weight_decay": 0.0},
            ],
            lr=recipe["learningRate"],
            momentum=recipe["momentum"],
            nesterov=recipe["nesterov"],
            fused=True,  # one pass over the weights: the fastest form that PyTorch has on a CPU
        )
        self.smoothing = recipe["smoothing"]

    def backward(self):
        """Forward and backward; gives logits and loss, gradients are in the parameters."""
        with self.cast():
            logits = self.model(self.images)
            loss = F.cross_entropy(logits, self.labels, label_smoothing=self.smoothing)
        self.optimizer.zero_grad()
        loss.backward()
        return logits, loss

    def step(self):
        """One step; gives its wall time in milliseconds and its loss."""
        begun = time.perf_counter()
        _, loss = self.backward()
        self.optimizer.step()
        value = loss.item()
        return (time.perf_counter() - begun) * 1000, value

    def check(self):
        """The first two steps, and what they computed."""
        logits, loss = self.backward()
        norms = [torch.linalg.vector_norm(p.grad) for p in self.parameters if p.grad is not None]
        self.optimizer.step()
        return {
            "logits": logits.detach().float().flatten().tolist(),
            "training": {
                "loss": loss.item(),
                "gradientNorm": torch.linalg.vector_norm(torch.stack(norms)).item(),
                "nextLoss": self.step()[1],
            },
        }


def side_class(case):
    """What runs a case."""
    if "detector" in case:
        from torchvision_side import DetectSide  # torchvision is needed here alone

        return DetectSide
    return TrainSide if case["task"] == "train" else InferSide


def versions():
    return {"torch": torch.__version__, "timm": timm.__version__, "python": platform.python_version()}


def start(request):
    """The side, and the reply about it."""
    begun = time.perf_counter()
    side = side_class(request["case"])(request)
    phases = {"load library": (imported - started) * 1000, "build model": (time.perf_counter() - begun) * 1000}
    outputs = side.check() if request["check"] else None
    count = sum(p.numel() for p in side.parameters)
    return side, {"kind": "started", "parameters": count, "versions": versions(), "outputs": outputs, "phasesMs": phases}


if __name__ == "__main__":
    answer_requests(start)
