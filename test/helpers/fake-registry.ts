import { expect } from 'vitest'
import type { AccessQuestion, Registry, RegistryAnswer } from '../../src/registry/registry.ts'
import { atEnd } from './cleanup.ts'

/** What the registry says: to a login that it accepts, what it may pull. */
export type RegistryReply = Readonly<Record<string, boolean | undefined>> | 'refused' | Error

/** A registry that answers by script, and the questions that it was asked. */
export interface FakeRegistry extends Registry {
  questions: AccessQuestion[]
}

/** Makes a registry that gives each answer once. A question without an answer fails the test, and so does an answer left over. */
export function fakeRegistry(...replies: readonly RegistryReply[]): FakeRegistry {
  const questions: AccessQuestion[] = []
  atEnd(() => expect(questions, 'the questions to the registry').toHaveLength(replies.length))
  return {
    questions,
    async askAccess(question) {
      questions.push(question)
      const reply = replies[questions.length - 1] ?? new Error('the registry was not expected to be asked')
      if (reply instanceof Error) throw reply
      return answerOf(reply)
    },
    readWith() {
      throw new Error('the registry was not expected to be read')
    },
  }
}

function answerOf(reply: Exclude<RegistryReply, Error>): RegistryAnswer {
  if (reply === 'refused') return { login: 'refused', reason: 'deleted', message: 'Could not find robot' }
  const pulls = Object.entries(reply).map(([name, pull]) => [`deepgram/self-hosted-${name}`, pull] as const)
  return { login: 'accepted', pulls: new Map(pulls) }
}
