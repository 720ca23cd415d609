"""Writes ema.pth, a training's checkpoint with raw and averaged weights of a head. Run with torch 2.x: python make_ema_file.py"""

import argparse

import torch

torch.save(
    {
        "epoch": 2,
        "idx_to_class": {0: "cat", 1: "dog"},
        "arch": "tresnet_s",
        "state_dict": {"module.head.fc.bias": torch.tensor([1.0, 2.0])},
        "args": argparse.Namespace(model="tresnet_s"),
        "state_dict_ema": {"module.head.fc.bias": torch.tensor([3.0, 4.0], dtype=torch.float64)},
    },
    "ema.pth",
)
