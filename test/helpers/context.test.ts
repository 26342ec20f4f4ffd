import { describe, expect, it } from 'vitest'
import { testContext } from './context.ts'

const request = { file: 'docker', args: ['version'] }

describe('testContext', () => {
  it.fails('fails for a program that was not expected, also when the error is swallowed', async () => {
    await testContext()
      .context.host.exec(request)
      .catch(() => {})
  })

  it.fails('fails for a program that was expected and did not run', () => {
    testContext({ exec: () => [{ request }] })
  })

  it.fails('fails for a question that was not expected, also when the error is swallowed', async () => {
    const prompt = await testContext({ isTTY: true }).context.io.prompt()
    await prompt.confirm('Really?').catch(() => {})
  })

  it.fails('fails for a question that was expected and not asked', () => {
    testContext({ questions: [{ confirm: 'Really?', answer: true }] })
  })

  it('runs what was expected, and answers what was expected', async () => {
    const { context } = testContext({
      exec: () => [{ request, result: { stdout: '28' } }],
      questions: [{ select: 'Which?', answer: 'two' }],
    })
    expect(await context.host.exec(request)).toMatchObject({ exitCode: 0, stdout: '28' })
    const choices = [
      { name: 'one', value: 1 },
      { name: 'two', value: 2 },
    ]
    expect(await (await context.io.prompt()).select('Which?', choices)).toBe(2)
  })
})
