"""Makes optimizers.json: five steps of torch's optimizers in float64 on given gradients, momentum and learning rate changing."""
import json, sys
import numpy as np
import torch

random = np.random.default_rng(42)
f32 = lambda *shape: random.standard_normal(shape).astype(np.float32).astype(np.float64)
STEPS = 5
start = {"conv.weight": f32(2, 3), "bn.weight": f32(4)}
gradients = [{k: f32(*v.shape) for k, v in start.items()} for _ in range(STEPS)]
rates = [0.125, 0.0625, 0.25, 0.03125, 0.5]
momenta = [0.9375, 0.875, 0.75, 0.875, 0.9375]


def run(make, set_momentum):
    weights = {k: torch.tensor(v, requires_grad=True) for k, v in start.items()}
    decayed = [w for w in weights.values() if w.ndim >= 2]
    others = [w for w in weights.values() if w.ndim < 2]
    optimizer = make(decayed, others)
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = rates[step]
            set_momentum(group, momenta[step])
        for k, w in weights.items():
            w.grad = torch.tensor(gradients[step][k])
        optimizer.step()
    return {k: w.detach().reshape(-1).tolist() for k, w in weights.items()}


def sgd(nesterov, decay):
    make = lambda a, b: torch.optim.SGD([{"params": a, "weight_decay": decay}, {"params": b}], lr=1, momentum=0.9, nesterov=nesterov)
    return run(make, lambda g, m: g.update(momentum=m))


def adamw(decay):
    make = lambda a, b: torch.optim.AdamW([{"params": a, "weight_decay": decay}, {"params": b, "weight_decay": 0.0}], lr=1)
    return run(make, lambda g, m: g.update(betas=(m, 0.999)))


flat = lambda d: {k: v.reshape(-1).tolist() for k, v in d.items()}
json.dump(
    {
        "torch": torch.__version__,
        "shapes": {k: list(v.shape) for k, v in start.items()},
        "start": flat(start),
        "gradients": [flat(g) for g in gradients],
        "learningRates": rates,
        "momenta": momenta,
        "expected": {
            "sgd": sgd(False, 0.0),
            "sgd-decay": sgd(False, 0.05),
            "sgd-nesterov-decay": sgd(True, 0.05),
            "adamW": adamw(0.0),
            "adamW-decay": adamw(0.05),
        },
    },
    sys.stdout,
    indent=1,
)
