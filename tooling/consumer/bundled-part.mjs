// A module of a user's that the bundle takes in.
export const message = "bundled";
