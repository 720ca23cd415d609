/** Data with boxes whose classes stand in the order of a detector's. */
import { type BoxDataset, canonicalName, shownName } from "@tresnet/data";
import { UsageError } from "../../errors.ts";

/**
 * The data with its classes numbered as the detector numbers them; ids of categories are those of the detector's
 * classes then. The data may lack some of these.
 * @throws UsageError when the data has a class that the detector does not know.
 */
export function namesForBoxes(data: BoxDataset, classNames: readonly string[], file: string): BoxDataset {
  const places = new Map(classNames.map((name, place) => [canonicalName(name), place]));
  const unknown = data.classNames.filter((name) => !places.has(canonicalName(name)));
  if (unknown.length > 0) {
    throw new UsageError(
      `${data.name}: expected classes that ${file} knows, got ${unknown.slice(0, 5).map(shownName).join(", ")}${unknown.length > 5 ? ", …" : ""}. Leave them out with --without-classes where the data is opened, or use another model.`,
    );
  }
  const placeOf = data.classNames.map((name) => places.get(canonicalName(name)) ?? -1);
  if (placeOf.length === classNames.length && placeOf.every((place, label) => place === label)) return data;
  const idOf = new Map(placeOf.map((place, label) => [place, data.categoryIds[label]]));
  const renamed = (labels: readonly number[]) => labels.map((label) => placeOf[label] ?? -1).sort((a, b) => a - b);
  return {
    ...data,
    classNames,
    categoryIds: classNames.map((name, place) => idOf.get(place) ?? name),
    labels: (index) => renamed(data.labels(index)),
    label: (index) => renamed(data.labels(index))[0] ?? -1,
    boxes(index) {
      const objects = data.boxes(index);
      return { ...objects, labels: objects.labels.map((label) => placeOf[label] ?? -1) };
    },
  };
}
