/** Chance that is the same on every machine. */
export interface Random {
  below(limit: number): number
  chance(probability: number): boolean
  pick<Value>(values: readonly Value[]): Value
  some<Value>(values: readonly Value[], probability: number): Value[]
}

/** Mulberry32, which needs no package. */
export function createRandom(seed: number): Random {
  let state = seed * 2654435761
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const random: Random = {
    below: (limit) => Math.floor(next() * limit),
    chance: (probability) => next() < probability,
    pick: (values) => values[random.below(values.length)] as (typeof values)[number],
    some: (values, probability) => values.filter(() => random.chance(probability)),
  }
  return random
}
