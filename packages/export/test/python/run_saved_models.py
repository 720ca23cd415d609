"""Runs SavedModels by every way that Python has: TensorFlow, Keras, and TensorFlow Lite's converter and interpreter.

Reads [{"model": FOLDER, "batches": [{"images": FILE, "pixels": FILE, "shape": [n, h, w, c]}]}] from standard input, files
of float32 and of uint8, and prints for each model and batch {"logits", "probabilities", "keras", "tflite"}, row by row,
as its last line. Each model is loaded and converted once.
"""
import json
import sys

import numpy as np
import tensorflow as tf


def lite(model):
    converter = tf.lite.TFLiteConverter.from_saved_model(model, signature_keys=["serving_default"])
    interpreter = tf.lite.Interpreter(model_content=converter.convert())
    [place] = interpreter.get_input_details()

    def run(images):
        interpreter.resize_tensor_input(place["index"], images.shape)
        interpreter.allocate_tensors()
        interpreter.set_tensor(place["index"], images)
        interpreter.invoke()
        return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])

    return run


def run(model, batches):
    loaded = tf.saved_model.load(model)
    layer = tf.keras.layers.TFSMLayer(model, call_endpoint="serving_default")
    run_lite = lite(model)
    for batch in batches:
        images = np.fromfile(batch["images"], np.float32).reshape(batch["shape"])
        pixels = np.fromfile(batch["pixels"], np.uint8).reshape(batch["shape"])
        answers = {
            "logits": loaded.signatures["serving_default"](images=tf.constant(images))["logits"],
            "probabilities": loaded.signatures["serving_pixels"](pixels=tf.constant(pixels))["probabilities"],
            "keras": layer(images)["logits"],
            "tflite": run_lite(images),
        }
        yield {key: np.ravel(value).tolist() for key, value in answers.items()}


print(json.dumps([list(run(**request)) for request in json.load(sys.stdin)]))
