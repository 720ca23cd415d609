"""What Python's timm makes of folders: their logits, preparation of images and names of classes, and what the hub's own
reader makes of their cards, as a list in JSON.

    python ask-timm.py IMAGES N HEIGHT WIDTH CHANNELS FOLDER...

IMAGES is a file of float32, [n, h, w, c].
"""

import json
import sys

import numpy
import timm
import torch
from huggingface_hub import ModelCard
from timm.data import create_transform, resolve_model_data_config

images, *rest = sys.argv[1:]
shape, folders = [int(size) for size in rest[:4]], rest[4:]
x = torch.from_numpy(numpy.fromfile(images, dtype="<f4").reshape(shape)).permute(0, 3, 1, 2)


def ask(folder):
    model = timm.create_model(f"local-dir:{folder}", pretrained=True).eval()
    with torch.inference_mode():
        logits = model(x).flatten().tolist()
    data = resolve_model_data_config(model)
    # Pictures have three channels.
    steps = create_transform(**data, is_training=False).transforms if x.shape[1] == 3 else []
    labels = model.pretrained_cfg.get("label_names")
    card = ModelCard.load(f"{folder}/README.md").data.to_dict()
    return {"logits": logits, "data": data, "labels": labels, "steps": [str(step) for step in steps], "card": card}


print(json.dumps([ask(folder) for folder in folders]))
