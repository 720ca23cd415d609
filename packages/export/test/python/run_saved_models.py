"""Runs SavedModels by every way that Python has: TensorFlow, Keras, and TensorFlow Lite's converter and interpreter.

Reads {"models": [FOLDER], "images": FILE, "pixels": FILE, "shape": [n, h, w, c]} from standard input, files of float32
and of uint8, and prints a list of {"logits", "probabilities", "keras", "tflite"}, row by row, as its last line.
"""
import json
import sys

import numpy as np
import tensorflow as tf

request = json.load(sys.stdin)
shape = request["shape"]
images = np.fromfile(request["images"], np.float32).reshape(shape)
pixels = np.fromfile(request["pixels"], np.uint8).reshape(shape)


def run_lite(model):
    converter = tf.lite.TFLiteConverter.from_saved_model(model, signature_keys=["serving_default"])
    interpreter = tf.lite.Interpreter(model_content=converter.convert())
    [place] = interpreter.get_input_details()
    interpreter.resize_tensor_input(place["index"], shape)
    interpreter.allocate_tensors()
    interpreter.set_tensor(place["index"], images)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


def run(model):
    signatures = tf.saved_model.load(model).signatures
    answers = {
        "logits": signatures["serving_default"](images=tf.constant(images))["logits"],
        "probabilities": signatures["serving_pixels"](pixels=tf.constant(pixels))["probabilities"],
        "keras": tf.keras.layers.TFSMLayer(model, call_endpoint="serving_default")(images)["logits"],
        "tflite": run_lite(model),
    }
    return {key: np.ravel(value).tolist() for key, value in answers.items()}


print(json.dumps([run(model) for model in request["models"]]))
