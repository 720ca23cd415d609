"""TResNets of timm's parts, whatever their variant: what every program here that runs PyTorch builds its model with."""

import timm
from timm.layers import ConvNormAct, SEModule
from timm.models.tresnet import BasicBlock, Bottleneck, TResNet
from torch import nn


class FoldPixels(nn.Module):
    """Moves blocks of pixels into the channels in TensorFlow's order, which is timm's too; nn.PixelUnshuffle has another."""

    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        n, c, h, w = x.shape
        b = self.block
        x = x.view(n, c, h // b, b, w // b, b).permute(0, 3, 5, 1, 2, 4)  # [n, b, b, c, h/b, w/b]
        return x.reshape(n, b * b * c, h // b, w // b)


def build_model(case, variant):
    """timm's own model, or, where timm has none of that name, timm's parts put together as the variant says."""
    name, classes = case["model"], case["classes"]
    if "variant" not in case and timm.is_model(name):
        return timm.create_model(name, num_classes=classes)
    v2 = variant["blocks"][0] == "bottleneck"
    model = TResNet(variant["layers"], num_classes=classes, width_factor=variant["width"], v2=v2)
    block = variant["stemBlock"]
    model.body.s2d = FoldPixels(block)
    model.body.conv1 = ConvNormAct(3 * block**2, model.planes, kernel_size=3, act_layer=nn.LeakyReLU)
    for part in list(model.modules()):
        if isinstance(part, (BasicBlock, Bottleneck)) and part.se is not None:
            channels = part.se.fc1.in_channels
            reduced = channels // 4 if isinstance(part, BasicBlock) else channels // 2
            part.se = SEModule(channels, rd_channels=max(reduced, variant["leastSqueezed"]))
    return model
