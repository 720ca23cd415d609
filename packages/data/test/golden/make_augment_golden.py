"""Writes augment.json: what Pillow makes of a small image by each operation. Run: python make_augment_golden.py (Pillow)."""

import base64
import json
import pathlib

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

HEIGHT, WIDTH = 24, 20
FILL = (124, 116, 104)
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
pixels = np.stack([x * 11 + 20, y * 9 + 5, (x * y * 3 + 40) % 200], -1).astype(np.uint8)
pixels[5:12, 3:12] = np.random.default_rng(1).integers(0, 256, (7, 9, 3))
image = Image.fromarray(pixels)


def affine(*matrix):
    return image.transform(image.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=FILL)


cases = [
    ("autoContrast", 0, ImageOps.autocontrast(image)),
    ("equalize", 0, ImageOps.equalize(image)),
    ("invert", 0, ImageOps.invert(image)),
    *[("posterize", bits, ImageOps.posterize(image, bits)) for bits in (1, 4, 7)],
    *[("solarize", t, ImageOps.solarize(image, t)) for t in (0, 100, 255)],
    *[("solarizeAdd", a, image.point([min(255, i + a) if i < 128 else i for i in range(256)] * 3)) for a in (99,)],
    *[("color", f, ImageEnhance.Color(image).enhance(f)) for f in (0.1, 0.73, 1.9)],
    *[("contrast", f, ImageEnhance.Contrast(image).enhance(f)) for f in (0.1, 0.73, 1.9)],
    *[("brightness", f, ImageEnhance.Brightness(image).enhance(f)) for f in (0.1, 0.73, 1.9)],
    *[("sharpness", f, ImageEnhance.Sharpness(image).enhance(f)) for f in (0.1, 0.73, 1.9)],
    *[("rotate", d, image.rotate(d, Image.Resampling.BILINEAR, fillcolor=FILL)) for d in (-27, 10)],
    *[("shearX", s, affine(1, s, 0, 0, 1, 0)) for s in (-0.3, 0.2)],
    *[("shearY", s, affine(1, 0, 0, s, 1, 0)) for s in (-0.3, 0.2)],
    *[("translateX", t, affine(1, 0, t, 0, 1, 0)) for t in (-6.3, 4)],
    *[("translateY", t, affine(1, 0, 0, 0, 1, t)) for t in (-6.3, 4)],
]
text = lambda made: base64.b64encode(np.asarray(made).tobytes()).decode()
golden = {
    "width": WIDTH,
    "height": HEIGHT,
    "fill": FILL,
    "image": text(image),
    "cases": [{"operation": o, "strength": s, "expected": text(made)} for o, s, made in cases],
}
pathlib.Path(__file__).with_name("augment.json").write_text(json.dumps(golden, indent=1) + "\n")
