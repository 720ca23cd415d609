/** Hears, in words, of damage to a file that is decoded all the same, as far as it can be. */
export type TellDamage = (words: string) => void;
