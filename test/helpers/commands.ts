import { run } from '../../src/cli.ts'
import { testContext } from './context.ts'

/** The names of all commands that do something, as their declarations have them, without aliases and `help`. */
export async function commandNames(words: readonly string[] = []): Promise<string[]> {
  const { context, stdout } = testContext({ columns: 100 })
  await run([...words, '--help'], context)
  const [, list] = /^Commands:\n([\s\S]*?)\n\n/m.exec(stdout()) ?? []
  if (list === undefined) return [words.join(' ')]
  const names = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = '']) => name)
  const below = names.filter((name) => name !== 'help').map((name) => commandNames([...words, name]))
  return (await Promise.all(below)).flat()
}
