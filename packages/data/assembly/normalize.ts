/** 8-bit colours to the network's floats. */

/** uint8 [pixels, 3] → float32 [pixels, 3], by three tables of 256 float32. */
export function normalize(source: usize, tables: usize, target: usize, pixels: i32): void {
  const end = source + 3 * <usize>pixels;
  for (; source < end; source += 3, target += 12) {
    store<f32>(target, load<f32>(tables + ((<usize>load<u8>(source)) << 2)));
    store<f32>(target, load<f32>(tables + ((<usize>load<u8>(source, 1)) << 2), 1024), 4);
    store<f32>(target, load<f32>(tables + ((<usize>load<u8>(source, 2)) << 2), 2048), 8);
  }
}
