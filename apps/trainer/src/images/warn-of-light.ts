/** Warns of images that show nothing: many were stored with other numbers than their readers expect. */
import { type Dataset, darkReason, decodeFor, decodeSource, type Light, lightOf, readImageFile } from "@tresnet/data";

/** Images whose light is looked at, spread over the data. */
const lightSamples = 16;

/** Hears, a sentence at a time, what is probably wrong with data that can be used. */
export type Warn = (message: string) => void;

/**
 * Warns where some of the images that are looked at are nearly black or of one colour, or all of them dim; `what` says
 * what they are, such as "training images".
 * @throws the signal's reason.
 */
export async function warnOfLight(part: Dataset, what: string, warn: Warn, signal: AbortSignal): Promise<void> {
  const seen = { looked: 0, dark: [] as string[], flat: [] as string[], dim: [] as string[] };
  const count = Math.min(lightSamples, part.length);
  for (let sample = 0; sample < count; sample++) {
    signal.throwIfAborted();
    const index = Math.floor((sample * part.length) / count);
    const light = await lightAt(part, index);
    if (!light) continue;
    seen.looked++;
    if (light.isDark) seen.dark.push(part.id(index));
    else if (light.isFlat) seen.flat.push(part.id(index));
    if (light.isDim) seen.dim.push(part.id(index));
  }
  const { looked, dark, flat, dim } = seen;
  const are = ({ length }: readonly string[]) =>
    `${length} of ${looked} ${what} that were looked at ${length === 1 ? "is" : "are"}`;
  if (dark.length > 0) {
    warn(`${are(dark)} nearly black (no sample above 15 of 255), such as ${dark[0]}: ${darkReason}.`);
  } else if (looked > 1 && dim.length === looked) {
    warn(`${are(dim)} dim (no sample above 63 of 255), such as ${dim[0]}: ${darkReason}.`);
  }
  if (flat.length > 0) warn(`${are(flat)} of one colour, such as ${flat[0]}.`);
}

async function lightAt(part: Dataset, index: number): Promise<Light | undefined> {
  const source = part.source(index);
  if (source.kind === "pixels") return lightOf(source);
  if (source.kind === "window")
    return decodeSource(source)
      .then(lightOf)
      .catch(() => undefined);
  return readImageFile(source.path)
    .then((bytes) => decodeFor(bytes, lightOf))
    .catch(() => undefined);
}
