import type { OpenContext } from '../app/open-context.ts'
import { type Answer, DONE, failure, refusal } from './answer.ts'

/** A call of docker-credential-dgsh. */
export interface Call {
  args: readonly string[]
  /** What came on standard input, for a verb that reads it. */
  input: string
  version: string
}

const PROGRAM = 'docker-credential-dgsh'
const USAGE = `Usage: ${PROGRAM} <store|get|erase|list|version>`

/** Answers a call as docker's own helpers do (docker-credential-helpers, credentials/credentials.go). Never throws. */
export async function serve({ args, input, version }: Call, open: OpenContext): Promise<Answer> {
  const [verb = '', ...others] = args
  if (verb === '' || others.length > 0) return refusal(USAGE)
  switch (verb) {
    case 'get':
    case 'store':
    case 'erase':
    case 'list':
      return carryOut(verb, input, open)
    case 'version':
    case '--version':
    case '-v':
      return { ...DONE, stdout: `${PROGRAM} (dgsh) ${version}\n` }
    case '--help':
    case '-h':
      return { ...DONE, stdout: `${USAGE}\n` }
    default:
      return refusal(`${PROGRAM}: unknown action: ${verb}`)
  }
}

async function carryOut(
  verb: 'get' | 'store' | 'erase' | 'list',
  input: string,
  open: OpenContext,
): Promise<Answer> {
  const context = open()
  try {
    switch (verb) {
      case 'get':
        return await (await import('./get.ts')).get(input, context)
      case 'store':
        return await (await import('./store.ts')).store(input, context)
      case 'erase':
        return await (await import('./erase.ts')).erase(input, context)
      case 'list':
        return await (await import('./list.ts')).list(context)
    }
  } catch (error) {
    return failure(error, context)
  }
}
