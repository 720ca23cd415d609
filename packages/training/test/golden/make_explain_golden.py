"""Writes explain.safetensors: heat maps of the small golden models, by PyTorch in float64 with hooks.

Run: python make_explain_golden.py FIXTURES (torch 2.15.0, timm 1.0.31, safetensors 0.8.0, numpy 2.4.6). Where the
package grad-cam 1.5.7 is there, its own maps before scaling are compared with these, and the largest difference is
printed.

Names: SET.HEAD.IMAGE.CLASS.STAGE.METHOD, float32 [h, w]. The weights of the head "decoder" follow from their keys, as
the README of the fixtures says of "fullsize".
"""

import json
import pathlib
import sys

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from timm.layers.ml_decoder import MLDecoder
from timm.models.tresnet import TResNet

HERE = pathlib.Path(__file__).parent
FIXTURES = pathlib.Path(sys.argv[1])
SHOWN = [(0, 3), (1, 7)]
STAGES = {"stem": "conv1", "stage1": "layer1", "stage2": "layer2", "stage3": "layer3", "stage4": "layer4"}
METHODS = {
    "gradcam": lambda a, g: (a * g.mean((1, 2), keepdim=True)).sum(0),
    "hirescam": lambda a, g: (a * g).sum(0),
    "layercam": lambda a, g: (a * g.clamp(min=0)).sum(0),
}


def uniform(key, seed, count):
    start = 0x811C9DC5
    for byte in key.encode():
        start = ((start ^ byte) * 0x01000193) % 2**32
    z = (np.uint64(start ^ seed) + np.arange(count, dtype=np.uint64) * np.uint64(0x9E3779B9)) % np.uint64(2**32)
    mask = np.uint64(0xFFFFFFFF)
    z ^= z >> np.uint64(16)
    z = (z * np.uint64(0x7FEB352D)) & mask
    z ^= z >> np.uint64(15)
    z = (z * np.uint64(0x846CA68B)) & mask
    z ^= z >> np.uint64(16)
    return (z >> np.uint64(8)).astype(np.float64) / 8388608 - 1


def from_key(key, shape):
    scale = np.sqrt(3 / shape[1]) if len(shape) == 2 else 0.25
    offset = 0.625 if len(shape) == 1 and key.endswith(".weight") else 0
    return (offset + scale * uniform(key, 1, int(np.prod(shape)))).astype(np.float32).reshape(shape)


class Decoder(MLDecoder):
    """Small enough for a golden file; the layer is called directly, since torch 2.15 refuses timm's own call."""

    def __init__(self, features):
        super().__init__(10, 4, 32, features)
        layer = self.decoder.layers[0]
        layer.linear1, layer.linear2 = torch.nn.Linear(32, 48), torch.nn.Linear(48, 32)
        self.load_state_dict({key: torch.from_numpy(from_key(key, list(value.shape))) for key, value in self.state_dict().items()})

    def forward(self, x):
        memory = torch.relu(self.embed_standart(x.flatten(2).transpose(1, 2))).transpose(0, 1)
        queries = self.query_embed.weight.unsqueeze(1).expand(-1, x.shape[0], -1)
        found = self.decoder.layers[0](queries, memory).transpose(0, 1)
        answers = torch.einsum("ngd,gdf->ngf", found, self.duplicate_pooling).flatten(1)[:, : self.num_classes]
        return answers + self.duplicate_pooling_bias


def golden_net(name, head):
    folder = FIXTURES / "models" / name
    config = json.loads((folder / "config.json").read_text())
    net = TResNet(config["layers"], num_classes=10, width_factor=config["width_factor"], v2=config["v2"])
    net.load_state_dict({key: torch.from_numpy(value) for key, value in load_file(folder / "model.safetensors").items()})
    for module in net.modules():
        if hasattr(module, "inplace"):
            module.inplace = False  # a hook keeps what a stage gives
    if head == "decoder":
        net.head = Decoder(config["num_features"])
    return net.double().eval()


def heat_maps(net, images, image, label):
    kept = {}
    hooks = []
    for stage, layer in STAGES.items():
        def keep(_, __, output, stage=stage):
            output.retain_grad()
            kept[stage] = output

        hooks.append(getattr(net.body, layer).register_forward_hook(keep))
    x = images[image : image + 1].clone().requires_grad_()
    net(x)[0, label].backward()
    for hook in hooks:
        hook.remove()
    for stage, map_ in kept.items():
        for method, weigh in METHODS.items():
            yield stage, method, weigh(map_.detach()[0], map_.grad[0]).clamp(min=0)


def compare(net, images, image, label, stage, method, heat):
    """The largest difference to grad-cam's map, which it gives at the map's size and before scaling here."""
    from pytorch_grad_cam import GradCAM, HiResCAM, LayerCAM
    from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

    kind = {"gradcam": GradCAM, "hirescam": HiResCAM, "layercam": LayerCAM}[method]
    layer = getattr(net.body, STAGES[stage])
    with kind(model=net, target_layers=[layer]) as cam:
        cam(input_tensor=images[image : image + 1].float(), targets=[ClassifierOutputTarget(label)])
        [activations], [gradients] = cam.activations_and_grads.activations, cam.activations_and_grads.gradients
        theirs = cam.get_cam_image(
            images, layer, [label], activations.cpu().numpy(), gradients.cpu().numpy(), False
        )
    theirs = np.maximum(theirs, 0)[0]
    return float(np.abs(theirs - heat.numpy()).max() / max(np.abs(theirs).max(), 1e-12))


tensors, worst = {}, None
for name, head in [("v1", "linear"), ("v2", "linear"), ("v1", "decoder")]:
    net = golden_net(name, head)
    images = torch.from_numpy(load_file(FIXTURES / "models" / name / "eval.safetensors")["x"]).double().permute(0, 3, 1, 2)
    for image, label in SHOWN:
        for stage, method, heat in heat_maps(net, images, image, label):
            tensors[f"{name}.{head}.{image}.{label}.{stage}.{method}"] = heat.float().numpy()
            try:
                worst = max(worst or 0, compare(net.float(), images, image, label, stage, method, heat))
            except ImportError:
                pass
            net.double()
save_file(tensors, HERE / "explain.safetensors")
print(len(tensors), "maps; against grad-cam:", worst)
