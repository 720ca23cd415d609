"""Writes ViT-base, patch 16, with random weights as transformers.js takes it: FOLDER, image size, seed.

That is the architecture of the model that its pipeline("image-classification") fetches by default
(Xenova/vit-base-patch16-224). Speed does not depend on the values of weights; answers are of no use.
"""

import json
import sys
import warnings
from pathlib import Path

import timm
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic


def write(folder, size, seed):
    """float32, and what transformers.js takes on wasm by default: weights and products of matrices in 8 bits."""
    warnings.simplefilter("ignore", torch.jit.TracerWarning)  # of branches that no image takes
    torch.manual_seed(seed)
    timm.layers.set_fused_attn(False)  # attention as products and a softmax, which ONNX has
    model = timm.create_model("vit_base_patch16_224", pretrained=False, img_size=size).eval()
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    whole = folder / "onnx" / "model.onnx"
    torch.onnx.export(
        model,
        (torch.zeros(1, 3, size, size),),
        whole,
        input_names=["pixel_values"],
        output_names=["logits"],
        dynamic_axes={"pixel_values": {0: "batch_size"}, "logits": {0: "batch_size"}},
        opset_version=17,
        dynamo=False,
    )
    # As the script of transformers.js does: unsigned, for ONNX Runtime has no ConvInteger of signed weights.
    quantize_dynamic(
        whole,
        folder / "onnx" / "model_quantized.onnx",
        weight_type=QuantType.QUInt8,
        extra_options={"EnableSubgraph": True, "MatMulConstBOnly": True},
    )
    write_settings(folder, size, model.num_classes)


def write_settings(folder, size, classes):
    names = {str(index): f"class {index}" for index in range(classes)}
    config = {
        "architectures": ["ViTForImageClassification"],
        "model_type": "vit",
        "image_size": size,
        "patch_size": 16,
        "id2label": names,
        "label2id": {name: int(index) for index, name in names.items()},
    }
    preparation = {
        "image_processor_type": "ViTFeatureExtractor",
        "do_resize": True,
        "size": {"height": size, "width": size},
        "resample": 2,
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": True,
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
    }
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "preprocessor_config.json").write_text(json.dumps(preparation))


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
