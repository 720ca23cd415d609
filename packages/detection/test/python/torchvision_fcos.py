"""Loads a file of saveDetector strictly into torchvision's FCOS on timm's body, and finds objects with it.

Reads {"file", "variant", "images", "sizes", "limits", "write"} from standard input: a detector's safetensors file, the
row of its TResNet, images as raw float32 [3, h, w] of 0 to 1 one after the other, their heights and widths, thresholds
and limits. With "write" the weights are torchvision's own first ones, which are written to that path by torch.save.
Prints a list of {"boxes", "scores", "labels"} as its last line.
"""

import json
import struct
import sys

import numpy as np
import timm
import torch
from safetensors.torch import load_file
from timm.layers import ConvNormAct, SEModule
from timm.models.tresnet import BasicBlock, Bottleneck, TResNet
from torch import nn
from torchvision.models._utils import IntermediateLayerGetter
from torchvision.models.detection import FCOS
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import BackboneWithFPN
from torchvision.models.detection.fcos import FCOSHead
from torchvision.ops.feature_pyramid_network import LastLevelP6P7

SIZE_DIVISIBLE = 32


class FoldPixels(nn.Module):
    """Moves blocks of pixels into the channels in timm's order, for blocks that timm's own layer refuses."""

    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        n, c, h, w = x.shape
        b = self.block
        x = x.view(n, c, h // b, b, w // b, b).permute(0, 3, 5, 1, 2, 4)
        return x.reshape(n, b * b * c, h // b, w // b)


def make_body(variant):
    """The body, its stages' names, channels and strides."""
    if variant is None:
        net = timm.create_model("resnet50")
        del net.fc
        names = ["layer1", "layer2", "layer3", "layer4"]
        return net, dict(zip(names, zip((256, 512, 1024, 2048), (4, 8, 16, 32))))
    block = variant["stemBlock"]
    net = TResNet(variant["layers"], width_factor=variant["width"])
    net.body.s2d = FoldPixels(block)
    net.body.conv1 = ConvNormAct(3 * block**2, net.planes, kernel_size=3, act_layer=nn.LeakyReLU)
    for part in list(net.modules()):
        if isinstance(part, (BasicBlock, Bottleneck)) and part.se is not None:
            channels = part.se.fc1.in_channels
            reduced = channels // 4 if isinstance(part, BasicBlock) else channels // 2
            part.se = SEModule(channels, rd_channels=max(reduced, variant["leastSqueezed"]))
    stages = {}
    for index, channels in enumerate((1, 2, 16, 32)):
        stages[f"layer{index + 1}"] = (net.planes * channels, block * 2**index)
    return net.body, stages


def make_model(description, variant, limits):
    body, stages = make_body(variant)
    taken = [(name, channels) for name, (channels, stride) in stages.items() if stride in (8, 16, 32)]
    getter = IntermediateLayerGetter(body, {name: str(index) for index, (name, _) in enumerate(taken)})
    width = description["channels"]
    extra = LastLevelP6P7(width, width)
    backbone = BackboneWithFPN(nn.Identity(), {}, [channels for _, channels in taken], width, extra)
    backbone.body = getter
    sizes = tuple((8 * 2**level,) for level in range(len(taken) + 2))
    head = FCOSHead(width, 1, description["numClasses"], description["convolutions"])
    model = FCOS(
        backbone,
        description["numClasses"],
        anchor_generator=AnchorGenerator(sizes, ((1.0,),) * len(sizes)),
        head=head,
        image_mean=description["mean"],
        image_std=description["std"],
        score_thresh=limits["scoreThreshold"],
        nms_thresh=limits["iouThreshold"],
        detections_per_img=limits["perImage"],
        topk_candidates=limits["perLevel"],
        size_divisible=SIZE_DIVISIBLE,
    )
    return model.eval()


def main():
    request = json.load(sys.stdin)
    with open(request["file"], "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        description = json.loads(json.loads(file.read(length))["__metadata__"]["detector"])
    torch.manual_seed(0)
    model = make_model(description, request["variant"], request["limits"])
    if request["write"] is None:
        model.load_state_dict(load_file(request["file"]), strict=True)
    else:
        # Answers of first weights are all alike: a stronger head tells places apart.
        nn.init.normal_(model.head.classification_head.cls_logits.weight, std=0.3)
        nn.init.normal_(model.head.regression_head.bbox_reg.weight, std=0.3)
        # torchvision's published weights were trained with frozen batch norms, which count no batches.
        state = {k: v for k, v in model.state_dict().items() if not k.endswith("num_batches_tracked")}
        torch.save(state, request["write"])
    pixels = np.fromfile(request["images"], dtype=np.float32)
    found = []
    start = 0
    for height, width in request["sizes"]:
        image = torch.from_numpy(pixels[start : start + 3 * height * width].reshape(3, height, width).copy())
        start += 3 * height * width
        model.transform.min_size = (min(height, width),)
        model.transform.max_size = max(height, width)
        with torch.inference_mode():
            (answer,) = model([image])
        found.append({name: value.tolist() for name, value in answer.items()})
    print(json.dumps(found))


main()
