"""The side of `tresnet-bench train --task detect` in PyTorch: a training step of torchvision's FCOS on timm's TResNet."""

import torch
from pytorch_side import TrainSide
from torchvision.models.detection.image_list import ImageList
from torchvision_detector import described, fix_norms, make_detector


class DetectSide(TrainSide):
    """Training steps of a detector: targets are made of boxes in the step, as torchvision does."""

    def load(self, request, batch):
        """The detector and the batch; images come normalized, so that nothing is resized."""
        self.images = batch["images"].permute(0, 3, 1, 2)
        self.image_list = ImageList(self.images, [tuple(self.images.shape[2:])] * len(self.images))
        counts = batch["counts"].tolist()
        boxes, labels = batch["boxes"].split(counts), batch["labels"].long().split(counts)
        self.targets = [{"boxes": b, "labels": l} for b, l in zip(boxes, labels)]
        model = make_detector(described(request["files"]["weights"]), request["variant"]).train()
        if not request["case"]["detector"]["trainNorms"]:
            fix_norms(model)
        return model

    def backward(self):
        """Forward and backward; gives the answers [n, locations, classes + 5] and the loss."""
        with self.cast():
            features = list(self.model.backbone(self.images).values())
            outputs = self.model.head(features)
            anchors = self.model.anchor_generator(self.image_list, features)
            counts = [feature.shape[2] * feature.shape[3] for feature in features]
            loss = sum(self.model.compute_loss(self.targets, outputs, anchors, counts).values())
        self.optimizer.zero_grad()
        loss.backward()
        return torch.cat([outputs[name] for name in ("cls_logits", "bbox_regression", "bbox_ctrness")], 2), loss
