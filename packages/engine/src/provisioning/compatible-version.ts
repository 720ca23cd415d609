/**
 * Whether the engine runs on this version of TensorFlow: 2.20 and 2.21.
 *
 * Their wheels export the same C functions but for three that only log (compared with `nm`, 2.20.0 against 2.21.0), and
 * the engine calls none of those. Other versions were not compared: a function that is missing or has changed would
 * crash the process, so they are passed over.
 */
export function isCompatibleVersion(version: string): boolean {
  return /^2\.2[01](\.\d+)*$/.test(version);
}
