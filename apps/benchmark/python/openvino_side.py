"""The OpenVINO side of `tresnet-bench`: this project's ONNX export of the model, compiled for the CPU and the batch."""

import time

started = time.perf_counter()

from side_loop import answer_requests  # first: it keeps stdout for replies

import numpy
import openvino
from safetensors.numpy import load_file

imported = time.perf_counter()


class Side:
    """A compiled model and one batch."""

    def __init__(self, request):
        case, files = request["case"], request["files"]
        # [n, h, w, c] to [n, c, h, w], before the first step.
        images = load_file(files["batch"])["images"].transpose(0, 3, 1, 2)
        core = openvino.Core()
        model = core.read_model(files["onnx"][request["precision"]])
        model.reshape(list(images.shape))
        # One answer as soon as can be, on as many threads as every side has; float32 also where the CPU has bfloat16.
        settings = {
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": "1",
            "INFERENCE_NUM_THREADS": request["threads"],
            "INFERENCE_PRECISION_HINT": "f32",
        }
        self.request = core.compile_model(model, "CPU", settings).create_infer_request()
        self.images = openvino.Tensor(numpy.ascontiguousarray(images), shared_memory=True)
        self.case = case

    def infer(self):
        self.request.infer([self.images], share_inputs=True)
        return self.request.get_output_tensor(0).data

    def step(self):
        """One batch; gives its wall time in milliseconds, and no loss."""
        begun = time.perf_counter()
        self.infer()
        return (time.perf_counter() - begun) * 1000, None

    def check(self):
        return {"logits": self.infer().flatten().tolist(), "training": None}


def start(request):
    """The side, and the reply about it."""
    begun = time.perf_counter()
    side = Side(request)
    phases = {"load library": (imported - started) * 1000, "build model": (time.perf_counter() - begun) * 1000}
    return side, {
        "kind": "started",
        "parameters": request["parameters"],
        "versions": {"OpenVINO": openvino.__version__.split("-")[0]},
        "outputs": side.check() if request["check"] else None,
        "phasesMs": phases,
    }


if __name__ == "__main__":
    answer_requests(start)
