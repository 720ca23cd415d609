"""Writes decode.json and resize.json: what Pillow makes of small images. Run: python make_golden.py (Pillow 13.0.0, numpy 2.4.6)."""

import base64
import io
import json
import pathlib

import numpy as np
from PIL import Image, ImageCms, ImageOps

HERE = pathlib.Path(__file__).parent
HEIGHT, WIDTH = 12, 16


def picture(height, width, seed=1):
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([x * 15 % 256, y * 20 % 256, (x * y * 3 + 40) % 256], -1).astype(np.uint8)
    rgb[3:6, 3:9] = np.random.default_rng(seed).integers(0, 256, (3, 6, 3))
    return rgb


def encode(image, **options):
    buffer = io.BytesIO()
    image.save(buffer, **options)
    return buffer.getvalue()


def text(data):
    return base64.b64encode(data).decode()


def decode_cases():
    pixels = picture(HEIGHT, WIDTH)
    rgb = Image.fromarray(pixels)
    alpha = (np.mgrid[0:HEIGHT, 0:WIDTH][1] * 17).astype(np.uint8)
    rgba = Image.fromarray(np.dstack([pixels, alpha]))
    palette = rgb.quantize(8)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    yield "rgb.png", encode(rgb, format="PNG")
    yield "rgba.png", encode(rgba, format="PNG")
    yield "grey.png", encode(rgb.convert("L"), format="PNG")
    yield "grey-alpha.png", encode(Image.merge("LA", [rgb.convert("L"), Image.fromarray(alpha)]), format="PNG")
    yield "grey-transparent-value.png", encode(rgb.convert("L"), format="PNG", transparency=40)
    yield "one-bit.png", encode(rgb.convert("1"), format="PNG")
    yield "palette.png", encode(palette, format="PNG")
    yield "palette-alpha.png", encode(palette, format="PNG", transparency=bytes([0, 128, 255, 10, 255, 255, 0, 77]))
    yield "subsampled.jpg", encode(rgb, format="JPEG", quality=90)
    yield "full.jpg", encode(rgb, format="JPEG", quality=95, subsampling=0)
    yield "half-columns.jpg", encode(rgb, format="JPEG", quality=90, subsampling=1)
    yield "restarts.jpg", encode(rgb, format="JPEG", quality=90, restart_marker_blocks=1)
    yield "progressive.jpg", encode(rgb, format="JPEG", quality=80, progressive=True)
    yield "grey.jpg", encode(rgb.convert("L"), format="JPEG", quality=90)
    yield "cmyk.jpg", encode(Image.fromarray(np.dstack([pixels, alpha // 2]), "CMYK"), format="JPEG", quality=100)
    yield "profile.jpg", encode(rgb, format="JPEG", quality=95, icc_profile=profile)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x112] = orientation
        yield f"exif-{orientation}.jpg", encode(rgb, format="JPEG", quality=95, exif=exif)
    yield "lossy.webp", encode(rgb, format="WEBP", quality=80)
    yield "alpha.webp", encode(rgba, format="WEBP", lossless=True, exact=True)
    yield "palette.gif", encode(palette, format="GIF")
    yield "rgb.tif", encode(rgb, format="TIFF")


def decoded(data):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    return {"width": image.width, "height": image.height, "file": text(data), "rgb": text(image.tobytes())}


def resize_cases():
    """[width, height, mode, crop box or None, new width, new height]"""
    yield 40, 30, "RGB", None, 17, 13
    yield 40, 30, "RGB", None, 61, 47
    yield 9, 33, "RGB", None, 24, 8
    yield 40, 30, "RGB", (5, 3, 28, 22), 16, 16
    yield 40, 30, "RGB", None, 40, 12
    yield 40, 30, "RGB", None, 12, 30
    yield 40, 30, "L", None, 16, 16
    yield 10, 10, "L", None, 23, 5
    yield 16, 12, "RGB", None, 1, 1


def resized(width, height, mode, box, new_width, new_height):
    image = Image.fromarray(picture(height, width)).convert(mode)
    source = image if box is None else image.crop(box)
    result = source.resize((new_width, new_height), Image.Resampling.BILINEAR)
    return {
        "width": width,
        "height": height,
        "channels": len(mode),
        "box": box or [0, 0, width, height],
        "scaled": [new_width, new_height],
        "source": text(image.tobytes()),
        "result": text(result.tobytes()),
    }


(HERE / "decode.json").write_text(json.dumps({name: decoded(data) for name, data in decode_cases()}, indent=1) + "\n")
(HERE / "resize.json").write_text(json.dumps([resized(*case) for case in resize_cases()], indent=1) + "\n")
