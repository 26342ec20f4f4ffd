import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loginsForImage, readAsKubelet } from '../../src/engines/kubelet-config.ts'
import { type KubeletCase, makeKubeletCases, secretOfCase } from '../helpers/kubelet-cases.ts'
import { startProgram } from '../helpers/run-program.ts'

/** What Kubernetes' own code (1.34.4) answers; `scripts/kubelet/build.sh` says how it is asked again. */
const TABLE = join(import.meta.dirname, 'kubelet-table.jsonl')

const TABLE_SIZE = 400

/** The logins that are tried, without an order: that of two keys which mean the same is random. */
function answerOf({ image, ...secret }: KubeletCase): string {
  const read = readAsKubelet(secretOfCase(secret))
  // Without a config of a type that it knows, a kubelet has no login, which is no error.
  const isError = 'reason' in read && /cannot be read|holds no JSON/.test(read.reason) && secret.config !== ''
  if (isError) return 'error'
  const logins = 'reason' in read ? [] : loginsForImage(read.logins, image)
  return logins
    .map(({ username, secret: password }) => JSON.stringify([username, password]))
    .sort()
    .join(' ')
}

describe('a pull secret', () => {
  const lines = readFileSync(TABLE, 'utf8').trimEnd().split('\n')

  it('is read as Kubernetes reads it', () => {
    expect(lines).toHaveLength(TABLE_SIZE)
    const table = lines.map((line) => JSON.parse(line) as KubeletCase & { answer: string })
    const wrong = table.filter(({ answer, ...one }) => answerOf(one) !== answer)
    expect(wrong).toEqual([])
    // It would prove nothing if all answers were alike.
    const kinds = [/^$/, /^error$/, /^\[/].map(
      (kind) => table.filter(({ answer }) => kind.test(answer)).length,
    )
    expect(Math.min(...kinds)).toBeGreaterThan(40)
  })
})

const kubelet = process.env.DGSH_TEST_KUBELET

describe.runIf(kubelet)("Kubernetes' own code", () => {
  it('agrees on 5,000 pull secrets', async () => {
    const cases = makeKubeletCases(5000)
    const input = cases
      .map((one) => JSON.stringify({ secret: secretOfCase(one), image: one.image }))
      .join('\n')
    const { stdout } = await startProgram([kubelet ?? ''], { env: {}, input }).ended
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { error?: true; logins?: string[][] })
      .map(({ error, logins = [] }) =>
        error
          ? 'error'
          : logins
              .map((login) => JSON.stringify(login))
              .sort()
              .join(' '),
      )
    const asked = cases.map((one, index) => ({ ...one, answer: answers[index] ?? 'none' }))
    expect(asked.filter(({ answer, ...one }) => answerOf(one) !== answer)).toEqual([])
    const table = asked.slice(0, TABLE_SIZE).map((line) => `${JSON.stringify(line)}\n`)
    await expect(table.join('')).toMatchFileSnapshot(TABLE)
  })
})
