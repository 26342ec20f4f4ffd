import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'

/** What an operation that has begun does not need: the sandbox, and the prompts, whose colors are decided when they are asked. */
const NOT_AHEAD = /^(?:run|prompt)-/

/**
 * Gives what loads the parts that the build has put beside this file. Which there are is known from the start: after an upgrade
 * a part of the same build is missing, which fails before anything is changed.
 */
export function prepareLoading(): () => void {
  const load = createRequire(__filename)
  const parts = existsSync(__filename) ? readdirSync(__dirname) : []
  const needed = parts.filter((name) => name.endsWith('.cjs') && !NOT_AHEAD.test(name))
  return () => {
    // By the names that the parts have for each other, for which Node then looks at no file any more.
    for (const name of needed) load(`./${name}`)
    needed.length = 0
  }
}
