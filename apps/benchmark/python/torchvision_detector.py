"""torchvision's FCOS on timm's TResNet, as `saveDetector` of @tresnet/detection writes it: its state dict loads strictly."""

import json
import struct

import timm
from timm_model import build_model
from torch import nn
from torchvision.models._utils import IntermediateLayerGetter
from torchvision.models.detection import FCOS
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import BackboneWithFPN
from torchvision.models.detection.fcos import FCOSHead
from torchvision.ops.feature_pyramid_network import LastLevelP6P7


def described(path):
    """What a detector's file says of itself."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        return json.loads(json.loads(file.read(length))["__metadata__"]["detector"])


def make_body(variant):
    """The body, and its stages' channels and strides by name; without a variant torchvision's usual ResNet-50."""
    if variant is None:
        net = timm.create_model("resnet50")
        del net.fc
        names = ["layer1", "layer2", "layer3", "layer4"]
        return net, dict(zip(names, zip((256, 512, 1024, 2048), (4, 8, 16, 32))))
    net = build_model({"model": "", "classes": 1, "variant": variant}, variant)
    stages = {}
    for index, kind in enumerate(variant["blocks"]):
        stage = getattr(net.body, f"layer{index + 1}")
        convolution = stage[-1].conv2 if kind == "basic" else stage[-1].conv3
        stages[f"layer{index + 1}"] = (convolution.conv.out_channels, variant["stemBlock"] * 2**index)
    return net.body, stages


def make_detector(description, variant, **limits):
    """The detector of a description; `limits` are FCOS's own."""
    body, stages = make_body(variant)
    taken = [(name, channels) for name, (channels, stride) in stages.items() if stride in (8, 16, 32)]
    getter = IntermediateLayerGetter(body, {name: str(index) for index, (name, _) in enumerate(taken)})
    width = description["channels"]
    backbone = BackboneWithFPN(nn.Identity(), {}, [channels for _, channels in taken], width, LastLevelP6P7(width, width))
    backbone.body = getter
    sizes = tuple((8 * 2**level,) for level in range(len(taken) + 2))
    return FCOS(
        backbone,
        description["numClasses"],
        anchor_generator=AnchorGenerator(sizes, ((1.0,),) * len(sizes)),
        head=FCOSHead(width, 1, description["numClasses"], description["convolutions"]),
        image_mean=description["mean"],
        image_std=description["std"],
        size_divisible=32,
        **limits,
    )


def fix_norms(model):
    """Keeps the backbone's batch norms as they are, statistics, scales and offsets."""
    for module in model.backbone.body.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()
            for parameter in module.parameters():
                parameter.requires_grad_(False)
