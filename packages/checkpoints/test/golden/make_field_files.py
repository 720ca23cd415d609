"""Writes small checkpoints as trainings of the field write them, which field-files.test.ts reads.

Run with torch 2.x and NumPy: python make_field_files.py
"""

import argparse
import collections
import pathlib

import numpy
import torch


class ConfigDict(dict):
    """As configurations of Lightning and OpenMMLab."""


class StateDict(collections.OrderedDict):
    """A subclass of OrderedDict, as some trainings have."""


class Masked(torch.Tensor):
    """A subclass of Tensor."""


def weights(first=0.0, prefix=""):
    values = torch.arange(4, dtype=torch.float32) + first
    state = collections.OrderedDict()
    state[prefix + "conv.weight"] = values.reshape(1, 1, 2, 2).clone()
    state[prefix + "bn.num_batches_tracked"] = torch.tensor(7)
    return state


args = argparse.Namespace(model="tresnet_m", lr=0.5, betas=[0.9, 0.99], output=pathlib.PurePosixPath("out/run"))

# timm.utils.CheckpointSaver: both kinds of weights, the arguments, the metric as NumPy has it
torch.save(
    {
        "epoch": 3,
        "arch": "tresnet_m",
        "state_dict": weights(),
        "optimizer": {"state": {0: {"step": torch.tensor(5.0), "exp_avg": torch.zeros(2)}}, "param_groups": [{"lr": 0.1}]},
        "version": 2,
        "args": args,
        "amp_scaler": {"scale": 65536.0},
        "state_dict_ema": weights(first=100.0),
        "metric": numpy.float64(81.5),
    },
    "timm-training.pth",
)
torch.save({"model": weights(prefix="module._orig_mod."), "epoch": 1}, "compiled-parallel.pth")

# Lightning: the network below "model.", a loss's own weights beside it, hyper-parameters of a class of its own
lightning = weights(prefix="model.")
lightning["criterion.pos_weight"] = torch.ones(3)
torch.save(
    {
        "epoch": 1,
        "pytorch-lightning_version": "2.5.0",
        "state_dict": lightning,
        "callbacks": {"ModelCheckpoint": {"best_model_score": torch.tensor(0.5), "best_k_models": {}}},
        "hyper_parameters": ConfigDict(lr=0.1),
    },
    "lightning.ckpt",
)
averaged = weights(prefix="module.")
averaged["n_averaged"] = torch.tensor(9)
torch.save(averaged, "swa.pth")

for name, key in [
    ("wrapped-model-state-dict", "model_state_dict"),
    ("wrapped-net", "net"),
    ("wrapped-params", "params"),
    ("wrapped-ema", "ema"),
    ("wrapped-model-ema", "model_ema"),
    ("wrapped-unknown", "generator"),
]:
    torch.save({key: StateDict(weights()), "step": 1}, f"{name}.pth")
torch.save({"model": {"state_dict": weights()}, "loss": 0.1}, "wrapped-twice.pth")
torch.save({"generator": weights(), "discriminator": weights(1.0)}, "two-networks.pth")

# Whatever torch.load(weights_only=True) takes beside float32 weights
values = torch.arange(6, dtype=torch.float64) / 4 - 0.5
beside = {
    "float64": values.reshape(2, 3),
    "int16": torch.tensor([-3, 300], dtype=torch.int16),
    "int8": torch.tensor([-3, 100], dtype=torch.int8),
    "uint16": torch.tensor([3, 60000], dtype=torch.uint16),
    "uint32": torch.tensor([3, 2**32 - 1], dtype=torch.uint32),
    "uint64": torch.tensor([3, 2**40], dtype=torch.uint64),
    "complex64": torch.tensor([1 + 2j, -3j], dtype=torch.complex64),
    "complex128": torch.tensor([1 + 2j], dtype=torch.complex128),
    "float8_e4m3fn": torch.tensor([1.0, -0.4375, 448.0, 0.001953125]).to(torch.float8_e4m3fn),
    "float8_e5m2": torch.tensor([1.0, -0.4375, 57344.0]).to(torch.float8_e5m2),
    "expanded": torch.tensor([[1.5], [2.5]]).expand(2, 3),
    "scalar expanded": torch.tensor(4.0).expand(2, 2),
    "overlapping": torch.arange(4.0).as_strided((3, 2), (1, 1)),
    "strided float64": values.reshape(2, 3).t(),
    "slice": torch.arange(100.0)[10:20:3],
    "subclass": torch.arange(2.0).as_subclass(torch.nn.Parameter),
    "shape": torch.Size([2, 3]),
    "dtype": torch.float16,
    "device": torch.device("cuda", 1),
    "counter": collections.Counter("aab"),
    "set": {1, 2},
    "bytes": b"\x00\xff",
    "bytearray": bytearray(b"ab"),
    "complex": 1 + 2j,
    "layout": torch.strided,
    "version": torch.__version__,
    "default": collections.defaultdict(list, a=[1]),
    "namespace": args,
    "huge": 2**3000,
    "meta": torch.zeros(2, device="meta"),
    "sparse": torch.eye(2).to_sparse(),
    "quantized": torch.quantize_per_tensor(torch.ones(2), 0.5, 0, torch.quint8),
    "negative": (1j * torch.ones(2)).conj().imag,
}
parameter = torch.nn.Parameter(torch.arange(3.0))
parameter.note = "kept"
beside["parameter with state"] = parameter
torch.save(beside, "beside.pth")
torch.save(beside, "beside-protocol-4.pth", pickle_protocol=4)
legacy = {key: value for key, value in beside.items() if not key.startswith("float8") and not key.startswith("uint")}
torch.save(legacy, "beside-legacy.pth", _use_new_zipfile_serialization=False)

# What people put beside their weights that torch.load only takes with weights_only=False
import decimal  # noqa: E402
import fractions  # noqa: E402
import random  # noqa: E402
import uuid  # noqa: E402

objects = {
    "state_dict": weights(),
    "decimal": decimal.Decimal("1.5"),
    "fraction": fractions.Fraction(1, 2),
    "id": uuid.UUID(int=1),
    "default": collections.defaultdict(int, a=1),
    "chain": collections.ChainMap({"a": 1}),
    "range": range(5),
    "ellipsis": ...,
    "error": ValueError("x"),
    "generator": numpy.random.default_rng(0),
    "random": random.Random(1),
    "loss": torch.nn.CrossEntropyLoss(),
    "optimizer": torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1),
    "optimizer class": torch.optim.SGD,
}
torch.save(objects, "objects-beside.pth")
torch.save(objects, "objects-beside-protocol-4.pth", pickle_protocol=4)
torch.save(torch.nn.CrossEntropyLoss(), "whole-loss.pth")
torch.jit.script(torch.nn.Linear(2, 2)).save("script.pth")

# Names of classes as NumPy has them: an array of texts, one of objects, and a list of an array's elements
names = numpy.array(["cat", "größe", "🦉 owl"])
for name, classes in {"texts": names, "objects": names.astype(object), "elements": list(names)}.items():
    for protocol in (2, 4):
        file = f"numpy-{name}-{protocol}.pth"
        torch.save({"state_dict": weights(), "classes": classes}, file, pickle_protocol=protocol)
torch.save({"state_dict": weights(), "classes": names.astype(">U7")}, "numpy-big-endian.pth")
torch.save({"state_dict": weights(), "classes": numpy.array([b"cat", b"dog"])}, "numpy-bytes.pth")
torch.save({"state_dict": weights(), "classes": numpy.array([[1, 2], [3, 4]])}, "numpy-numbers.pth")
