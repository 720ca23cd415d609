"""Writes the small PyTorch checkpoints that torch-file.test.ts reads. Run with torch 2.x: python make_torch_files.py"""

import collections

import torch

values = torch.arange(24, dtype=torch.float32) / 8 - 1
state = collections.OrderedDict()
state["float32"] = values.reshape(2, 3, 4)
state["float16"] = values[:6].half().reshape(2, 3)
state["bfloat16"] = values[:6].bfloat16().reshape(6)
state["int64"] = torch.tensor(2**40)
state["uint8"] = torch.tensor([1, 2, 255], dtype=torch.uint8)
state["bool"] = torch.tensor([True, False])
state["view"] = values[4:16].reshape(3, 4)  # shares its storage with float32
state["transposed"] = values.reshape(4, 6).t()  # the same storage, other strides
state["channels_last"] = (torch.arange(24, dtype=torch.float32)).reshape(1, 2, 3, 4).to(memory_format=torch.channels_last)
state["parameter"] = torch.nn.Parameter(values[:3].clone())
state["empty"] = torch.zeros(0, 4)

checkpoint = {"model": state, "epoch": 3, "lr": 0.5, "big": 2**70, "tags": ("a", ["b"], None, True, "d" * 300)}
torch.save(checkpoint, "zip.pth")
torch.save(checkpoint, "zip-protocol-4.pth", pickle_protocol=4)
torch.save(checkpoint, "legacy.pth", _use_new_zipfile_serialization=False)
torch.save(torch.nn.Linear(2, 1), "module.pth")  # a whole module: names classes
