/** One number each for red, green and blue, in units of the pixel range 0 … 1. */
export type ChannelValues = readonly [red: number, green: number, blue: number];
