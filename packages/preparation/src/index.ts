/** How an image is made ready for a model, in words: nothing but lists and types, for Node and for browsers. */
export {
  type CropMode,
  cropModes,
  type ImagePreparation,
  type Interpolation,
  interpolations,
} from "./image-preparation.ts";
