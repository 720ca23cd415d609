"""Writes formats.json: what Pillow makes of BMP, GIF and TIFF files. Run: python make_formats_golden.py (Pillow 13.0.0, numpy 2.4.6)."""

import base64
import io
import json
import pathlib
import struct

import numpy as np
from PIL import Image, ImageOps

HERE = pathlib.Path(__file__).parent
HEIGHT, WIDTH = 9, 13

y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
RGB = np.stack([x * 19 % 256, y * 28 % 256, (x * y * 5 + 40) % 256], -1).astype(np.uint8)
INDICES = ((x * 3 + y * 5) % 16).astype(np.uint8)
COLORS = np.stack([np.arange(16) * 16, 255 - np.arange(16) * 13, np.arange(16) * 7], -1).astype(np.uint8)


def encode(image, **options):
    buffer = io.BytesIO()
    image.save(buffer, **options)
    return buffer.getvalue()


def text(data):
    return base64.b64encode(data).decode()


def bmp(bits, rows, palette=b"", compression=0, masks=b"", height=HEIGHT, header=40):
    """A BMP of rows that are packed already, the last one first unless the height is below 0."""
    if header == 12:
        info = struct.pack("<IHHHH", 12, WIDTH, height, 1, bits)
    else:
        colors = len(palette) // 4
        info = struct.pack("<IiiHHIIiiII", header, WIDTH, height, 1, bits, compression, len(rows), 2835, 2835, colors, 0)
        info += masks if header == 40 else masks.ljust(header - 40, b"\0")
    offset = 14 + len(info) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(rows), 0, 0, offset) + info + palette + rows


def packed(rows):
    return b"".join(row + b"\0" * (-len(row) % 4) for row in rows)


def bmp_cases():
    rgb = Image.fromarray(RGB)
    yield "rgb.bmp", encode(rgb, format="BMP")
    yield "rgba.bmp", encode(rgb.convert("RGBA"), format="BMP")
    yield "grey.bmp", encode(rgb.convert("L"), format="BMP")
    yield "one-bit.bmp", encode(rgb.convert("1"), format="BMP")
    yield "palette.bmp", encode(rgb.quantize(11), format="BMP")
    quads = b"".join(bytes([b, g, r, 0]) for r, g, b in COLORS)
    triples = b"".join(bytes([b, g, r]) for r, g, b in COLORS)
    nibbles = [bytes(int(a) << 4 | int(b) for a, b in zip(row[::2], [*row[1::2], 0])) for row in INDICES]
    yield "four-bits.bmp", bmp(4, packed(nibbles[::-1]), quads)
    yield "four-bits-os2.bmp", bmp(4, packed(nibbles[::-1]), triples, header=12)
    yield "top-down.bmp", bmp(4, packed(nibbles), quads, height=-HEIGHT)
    words = (RGB[..., 0] >> 3).astype(int) << 10 | (RGB[..., 1] >> 3).astype(int) << 5 | RGB[..., 2] >> 3
    yield "sixteen-bits.bmp", bmp(16, packed([row.astype("<u2").tobytes() for row in words[::-1]]))
    words = (RGB[..., 0] >> 3).astype(int) << 11 | (RGB[..., 1] >> 2).astype(int) << 5 | RGB[..., 2] >> 3
    rows = packed([row.astype("<u2").tobytes() for row in words[::-1]])
    yield "masks-565.bmp", bmp(16, rows, compression=3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F))
    quad = np.dstack([np.full((HEIGHT, WIDTH), 77, np.uint8), RGB[..., ::-1]])
    masks = struct.pack("<IIII", 0xFF000000, 0xFF0000, 0xFF00, 0xFF)
    yield "masks-32.bmp", bmp(32, packed([row.tobytes() for row in quad[::-1]]), compression=3, masks=masks, header=108)
    yield "runs-8.bmp", bmp(8, runs(INDICES[::-1]), quads, compression=1)
    yield "runs-4.bmp", bmp(4, runs_of_four(INDICES[::-1] // 8 * 8), quads, compression=2)


def runs(rows):
    """Pairs of a count and a number; every third row as it is, behind a 0 and its length."""
    data = b""
    for number, row in enumerate(rows):
        if number % 3 == 1:
            data += bytes([0, len(row)]) + row.tobytes() + b"\0" * (len(row) % 2)
        else:
            data += b"".join(bytes([1, int(value)]) for value in row)
        data += b"\0\0"
    return data + b"\0\1"


def runs_of_four(rows):
    data = b""
    for row in rows:
        data += b"".join(bytes([1, int(value) << 4]) for value in row[:-2])
        data += bytes([2, int(row[-2]) << 4 | int(row[-1]), 0, 0])
    return data + b"\0\1"


def gif_cases():
    rgb = Image.fromarray(RGB)
    palette = rgb.quantize(8)
    yield "transparent.gif", encode(palette, format="GIF", transparency=2)
    yield "interlaced.gif", encode(palette, format="GIF", interlace=1)
    yield "grey.gif", encode(rgb.convert("L"), format="GIF")
    frames = [palette, palette.transpose(Image.Transpose.FLIP_TOP_BOTTOM)]
    yield "animated.gif", encode(frames[0], format="GIF", save_all=True, append_images=frames[1:], loop=0)
    # The picture is moved: away from the screen's corner, and beyond its end.
    moved = bytearray(encode(palette, format="GIF", transparency=3))
    at = moved.index(b"\x2c\0\0\0\0" + struct.pack("<HH", WIDTH, HEIGHT))
    moved[at + 1 : at + 5] = struct.pack("<HH", 4, 2)
    yield "moved.gif", bytes(moved)
    large = np.random.default_rng(5).integers(0, 256, (90, 120), np.uint8)
    yield "noise.gif", encode(Image.fromarray(large).quantize(200), format="GIF")


def tiff_cases():
    rgb = Image.fromarray(RGB)
    for compression in ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"]:
        yield f"{compression}.tif", encode(rgb, format="TIFF", compression=compression)
    yield "orientation-0.tif", encode(rgb, format="TIFF", tiffinfo={274: 0})
    yield "orientation-6.tif", encode(rgb, format="TIFF", tiffinfo={274: 6})
    yield "floats-255.tif", encode(Image.fromarray(RGB[..., 0].astype(np.float32) + 0.75), format="TIFF")
    yield "int-8.tif", tiff(RGB[..., 2].astype(np.int8), 2)
    yield "int-16.tif", tiff(RGB[..., 2].astype(np.int16), 2)
    yield "int-32.tif", encode(Image.fromarray(RGB[..., 0].astype(np.int32)), format="TIFF")


def tiff(samples, sample_format):
    """A grey TIFF of samples of any type."""
    data = samples.tobytes()
    tags = [
        (256, 4, WIDTH),
        (257, 4, HEIGHT),
        (258, 3, samples.itemsize * 8),
        (259, 3, 1),
        (262, 3, 1),
        (273, 4, 8 + 2 + 12 * 10 + 4),
        (277, 3, 1),
        (278, 4, HEIGHT),
        (279, 4, len(data)),
        (339, 3, sample_format),
    ]
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + struct.pack("<I", 0) + data


def decoded(data):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    return {"width": image.width, "height": image.height, "file": text(data), "rgb": text(image.tobytes())}


cases = [*bmp_cases(), *gif_cases(), *tiff_cases()]
(HERE / "formats.json").write_text(json.dumps({name: decoded(data) for name, data in cases}, indent=1) + "\n")
