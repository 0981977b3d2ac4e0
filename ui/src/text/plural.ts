// English counts.

/** `1 call`, `2 calls`. */
export const plural = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
