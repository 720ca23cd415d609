"""The numbers of the generated full-size nets: each follows from its timm key (fixtures/README.md, "fullsize")."""

import numpy as np
import torch

SEED = 7
MASK = np.uint64(0xFFFFFFFF)


def noise(key: str, seed: int, count: int) -> np.ndarray:
    """The uniform numbers in [-1, 1) that belong to a key, in float64."""
    start = 0x811C9DC5
    for byte in key.encode():
        start = ((start ^ byte) * 0x01000193) % 2**32
    z = (np.uint64(start ^ seed) + np.arange(count, dtype=np.uint64) * np.uint64(0x9E3779B9)) & MASK
    z ^= z >> np.uint64(16)
    z = (z * np.uint64(0x7FEB352D)) & MASK
    z ^= z >> np.uint64(15)
    z = (z * np.uint64(0x846CA68B)) & MASK
    z ^= z >> np.uint64(16)
    return (z >> np.uint64(8)).astype(np.float64) / 8388608 - 1


def offset_and_scale(key: str, shape: tuple) -> tuple:
    """a and b of `value = a + b * noise`."""
    if len(shape) == 4:
        return 0.0, np.sqrt(6 / (shape[1] * shape[2] * shape[3]))
    if len(shape) == 2:
        return 0.0, np.sqrt(3 / shape[1])
    if key.endswith("running_var"):
        return 1.0, 0.25
    if key.endswith(".weight"):
        return 0.625, 0.25
    return 0.0, 0.125


def weights_of(model: torch.nn.Module) -> dict:
    """A state dict for `model`, in float64."""
    state = model.state_dict()
    for key, tensor in state.items():
        if key.endswith("num_batches_tracked"):
            continue
        a, b = offset_and_scale(key, tuple(tensor.shape))
        values = (a + b * noise(key, SEED, tensor.numel())).astype(np.float32)
        state[key] = torch.from_numpy(values.reshape(tuple(tensor.shape))).double()
    return state
