import { expect } from 'vitest'
import type { Choice, Prompt, RowQuestion } from '../../src/ports.ts'
import { atEnd } from './cleanup.ts'

/** A question that a test expects, and its answer. */
export type Question =
  | { secret: string; answer: Answer<string> }
  | { confirm: string; answer: Answer<boolean> }
  /** Answered by the whole line of the picker. */
  | { select: string; answer: Answer<string> }
  /** Answered by the comment, or whatever names the row. */
  | { pick: string; answer: Answer<string> }
  | { pickSeveral: string; answer: Answer<string[]> }
  | { text: string; answer: Answer<string> }
  /** Answered by the whole lines that are ticked at the end; undefined for those that are ticked already. */
  | { tick: string; answer: Answer<string[] | undefined> }

/** An answer, an error to reject with, or what finds the answer when the question is asked. */
type Answer<Value> = Value | Error | ((names: readonly string[]) => Value)

/** A prompt that answers by script. A question that is not the next one fails the test, and so does one left over. */
export function scriptedPrompt(questions: readonly Question[]): () => Promise<Prompt> {
  const asked: object[] = []
  const expected = questions.map(({ answer: _, ...question }) => question)
  atEnd(() => expect(asked).toEqual(expected))
  const answer = (question: object, names: readonly string[] = []): unknown => {
    asked.push(question)
    const next = questions[asked.length - 1]
    expect(question).toEqual(expected[asked.length - 1])
    const given = typeof next?.answer === 'function' ? next.answer(names) : next?.answer
    if (given instanceof Error) throw given
    return given
  }
  return async () => ({
    secret: async (message) => answer({ secret: message }) as string,
    confirm: async (message) => answer({ confirm: message }) as boolean,
    select: async (message, choices) => pick(choices, (names) => answer({ select: message }, names)),
    pick: async (question) => pick(question.rows, (names) => answer({ pick: question.message }, names)),
    pickSeveral: async (question) => pickSeveral(question, answer),
    text: async (message, check) => {
      const text = answer({ text: message }) as string
      expect(check(text)).toBeUndefined()
      return text
    },
    tick: async (message, choices) => {
      const names = answer(
        { tick: message },
        choices.map(({ name }) => name),
      ) as string[] | undefined
      return choices.filter(({ name, ticked }) => names?.includes(name) ?? ticked).map(({ value }) => value)
    },
  })
}

function pickSeveral<Value>(
  { message, rows }: RowQuestion<Value>,
  answer: (question: object, names: readonly string[]) => unknown,
): Value[] {
  const names = answer(
    { pickSeveral: message },
    rows.map(({ name }) => name),
  ) as string[]
  expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(names))
  return rows.filter(({ name }) => names.includes(name)).map(({ value }) => value)
}

function pick<Value>(
  choices: readonly Choice<Value>[],
  answer: (names: readonly string[]) => unknown,
): Value {
  const names = choices.map(({ name }) => name)
  const choice = choices[names.indexOf(String(answer(names)))]
  expect(choice, `one of ${names.join(' | ')}`).toBeDefined()
  return (choice as Choice<Value>).value
}
