import { expect, it } from 'vitest'
import { redactedPrompt } from '../../../src/app/redaction/sinks.ts'
import type { Prompt, RowQuestion } from '../../../src/ports.ts'

const KEY = '0123456789abcdef0123456789abcdef01234567'
const redact = (text: string) => text.replaceAll(KEY, '[redacted]')

it('hides a value in every text of a picker, whatever a server calls it', async () => {
  const asked: RowQuestion<number>[] = []
  const answer = async (question: RowQuestion<number>) => void asked.push(question)
  const prompt = { pick: answer, pickSeveral: answer } as unknown as Prompt
  const row = { value: 1, name: KEY, detail: `(${KEY})`, id: KEY, mark: KEY }
  const question = { message: `Which of ${KEY}?`, rows: [row], search: () => () => true }
  await redactedPrompt(prompt, redact).pick(question)
  await redactedPrompt(prompt, redact).pickSeveral(question)
  expect(asked).toHaveLength(2)
  expect(JSON.stringify(asked)).not.toContain(KEY)
  expect(asked[0]?.rows[0]?.value).toBe(1)
})
