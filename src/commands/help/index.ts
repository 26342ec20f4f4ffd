import type { Command, Help } from 'commander'
import { usageError } from '../../errors.ts'
import { describe, findIn, HELP_WIDTH, lineOf, type Perform } from '../declaration/declare.ts'
import type { Topic } from './topics.ts'

/** Declares `dgsh help`: the help of a command, or a topic. */
export function declareHelp(parent: Command, perform: Perform): void {
  describe(parent.command('help', { hidden: true }), {
    summary: 'Show the help of a command, or a topic',
    description: 'Show the help of a command, or one of the topics flags, environment and exit-codes.',
    examples: [
      ['dgsh help creds list', 'Show the help of a command'],
      ['dgsh help environment', 'List the environment variables that dgsh reads'],
    ],
  })
    .argument('[command...]', 'A command, or a topic')
    .action((words: string[]) =>
      perform(async ({ io: { stdout } }) => {
        const [topic = ''] = words
        if (topic !== 'flags' && topic !== 'environment' && topic !== 'exit-codes') {
          findCommand(words, parent).outputHelp()
          return 0
        }
        const { TOPICS } = await import('./topics.ts')
        const helper = parent.createHelp()
        helper.helpWidth = Math.min(stdout.columns, HELP_WIDTH)
        stdout.write(formatTopic(topic === 'flags' ? flagsOf(parent, helper) : TOPICS[topic], helper))
        return 0
      }),
    )
}

/** Declares `dgsh version`, which people type for `dgsh --version`. */
export function declareVersion(parent: Command, perform: Perform): void {
  describe(parent.command('version', { hidden: true }), {
    summary: 'Print the version',
    examples: [['dgsh version', 'Print the version, as dgsh --version does']],
  }).action(() =>
    perform(async ({ io: { stdout } }) => {
      stdout.write(`${parent.version()}\n`)
      return 0
    }),
  )
}

function findCommand(words: readonly string[], root: Command): Command {
  let command = root
  for (const word of words) {
    const next = findIn(command, word)
    if (next === undefined)
      throw usageError(
        `there is no command or help topic "${words.join(' ')}"`,
        `to see the commands and topics: ${lineOf(command)} --help`,
      )
    command = next
  }
  return command
}

function flagsOf(root: Command, helper: Help): Topic {
  const rows = root.options.map((option) => [option.flags, helper.optionDescription(option)] as const)
  return {
    intro: 'These flags work with every command, before or after its name.',
    groups: [{ heading: 'Global flags', rows: [...rows, ['-h, --help', 'Show the help of a command']] }],
    outro: 'A flag overrides its environment variable, which overrides the setting of the profile.',
  }
}

/** Names longer than this stand on a line of their own, so that all texts keep their width. */
const WIDEST_TERM = 24

function formatTopic({ intro, groups, outro }: Topic, helper: Help): string {
  const terms = groups.flatMap(({ rows }) => rows.map(([term]) => term.length))
  const width = Math.max(...terms.filter((length) => length <= WIDEST_TERM))
  const format = (term: string, text: string) =>
    term.length > width
      ? `  ${term}\n${helper.formatItem('', width, text, helper)}`
      : helper.formatItem(term, width, text, helper)
  const lists = groups.map(({ heading, rows }) => [
    `${heading}:`,
    ...rows.map(([term, text]) => format(term, text)),
    '',
  ])
  const wrap = (text: string) => helper.boxWrap(text, helper.helpWidth ?? HELP_WIDTH)
  return `${[wrap(intro), '', ...lists.flat(), wrap(outro)].join('\n')}\n`
}
