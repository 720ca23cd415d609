/** COCO's evaluation of boxes by itself: nothing here loads TensorFlow. */
export * from "@tresnet/boxes/evaluation";
