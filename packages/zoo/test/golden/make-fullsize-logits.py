"""Makes fullsize-logits.safetensors: timm's eval-mode logits, in float64, of nets whose weights follow from their keys.

The generator of weights and input is described in fixtures/README.md ("fullsize"); tresnet_m is made too, only to check
this script against the reference that the project was given. Run with:

    pip install torch timm==1.0.31 safetensors
    python make-fullsize-logits.py FIXTURES/fullsize/logits.safetensors
"""

import sys
from pathlib import Path

import numpy as np
import timm
import torch
from safetensors.numpy import load_file, save_file

from fullsize_generator import noise, weights_of

CLASSES = 1000
NAMES = ["tresnet_l", "tresnet_xl", "tresnet_v2_l"]


def images() -> torch.Tensor:
    """The two input images, [2, 3, 224, 224]."""
    first = ((noise("x", 0, 224 * 224 * 3) + 1) / 2).astype(np.float32).reshape(224, 224, 3)
    h, w, c = np.meshgrid(np.arange(224), np.arange(224), np.arange(3), indexing="ij")
    second = (((3 * h + 5 * w + 40 * c) % 256) / 255).astype(np.float32)
    return torch.from_numpy(np.stack([first, second])).permute(0, 3, 1, 2).double()


def logits(name: str) -> np.ndarray:
    """The logits [2, 1000] of one model."""
    model = timm.create_model(name, num_classes=CLASSES).double().eval()
    model.load_state_dict(weights_of(model))
    with torch.no_grad():
        return model(images()).numpy()


def main() -> None:
    torch.set_num_threads(1)
    expected = load_file(sys.argv[1])["tresnet_m.logits"]
    error = np.abs(logits("tresnet_m") - expected).max() / np.abs(expected).max()
    print(f"tresnet_m against the given reference: {error:.1e}")
    if error > 1e-6:
        raise SystemExit("The generator differs from the reference's: nothing was written.")
    result = {f"{name}.logits": logits(name).astype(np.float32) for name in NAMES}
    save_file(result, Path(__file__).with_name("fullsize-logits.safetensors"), metadata={"timm": timm.__version__})


main()
