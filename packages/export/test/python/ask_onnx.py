"""Answers of ONNX files by ONNX Runtime and OpenVINO: a JSON list of {file, images, shape, type} on stdin."""

import json
import sys

import numpy as np
import onnx
import onnxruntime
import openvino

answers = []
core = openvino.Core()
for case in json.load(sys.stdin):
    onnx.checker.check_model(case["file"], full_check=True)
    images = np.fromfile(case["images"], dtype=case["type"]).reshape(case["shape"])
    session = onnxruntime.InferenceSession(case["file"], providers=["CPUExecutionProvider"])
    (by_runtime,) = session.run(None, {"pixel_values": images})
    compiled = core.compile_model(case["file"], "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    by_openvino = compiled({"pixel_values": images})[0]
    props = {prop.key: prop.value for prop in onnx.load(case["file"]).metadata_props}
    answers.append(
        {
            "onnxruntime": by_runtime.ravel().tolist(),
            "openvino": by_openvino.ravel().tolist(),
            "metadata": props,
            "opset": onnx.load(case["file"]).opset_import[0].version,
        }
    )
json.dump(answers, sys.stdout)
