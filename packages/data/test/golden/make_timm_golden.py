"""Writes timm-eval.json: what timm's transform for evaluation makes of small images.

Run: python make_timm_golden.py (timm 1.0.31, Pillow 13.0.0)."""

import base64
import json
import pathlib

import numpy as np
from PIL import Image
from timm.data.transforms_factory import transforms_imagenet_eval

HERE = pathlib.Path(__file__).parent
MEAN = (0.485, 0.456, 0.406)


def text(array):
    return base64.b64encode(np.ascontiguousarray(array, dtype=np.uint8)).decode()


def cases():
    random = np.random.default_rng(7)
    pictures = [random.integers(0, 2, (31, 43, 3)) * 255, random.integers(0, 256, (23, 9, 3))]
    settings = [(mode, filter_, 0.875) for mode in ("center", "squash", "border") for filter_ in ("bilinear", "bicubic")]
    settings += [("center", filter_, 0.8) for filter_ in ("lanczos", "box", "hamming", "nearest")] + [("border", "bicubic", 0.5)]
    for picture in pictures:
        picture = picture.astype(np.uint8)
        for mode, filter_, crop_pct in settings:
            transform = transforms_imagenet_eval(
                16, crop_pct=crop_pct, crop_mode=mode, interpolation=filter_, mean=MEAN, use_prefetcher=True
            )
            result = np.asarray(transform(Image.fromarray(picture))).transpose(1, 2, 0)
            yield {
                "mode": mode,
                "interpolation": filter_,
                "cropPct": crop_pct,
                "width": picture.shape[1],
                "height": picture.shape[0],
                "source": text(picture),
                "result": text(result),
            }


(HERE / "timm-eval.json").write_text(json.dumps(list(cases()), indent=1) + "\n")
