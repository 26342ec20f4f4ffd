import { describe, expect, it } from 'vitest'
import { deleteCommand, resumeCommand } from '../../src/operations/resume-command.ts'
import { type TestSetup, testContext } from '../helpers/context.ts'
import { type RecordChanges, rotation } from '../helpers/operations.ts'
import { idOf, PROJECT_ID } from '../helpers/samples.ts'

const API = 'https://api.deepgram.com'
const OTHER = '9a000000-0000-4000-8000-000000000002'
const ELSEWHERE = 'https://elsewhere.example'

/** The lines for a rotation that was begun so, where these settings are. */
async function lines(changes: RecordChanges, setup: TestSetup) {
  const { context } = testContext(setup)
  const left = rotation({ api_url: API, ...changes })
  return [await resumeCommand(left, '--resume', context), await deleteCommand(idOf(2), left, context)]
}

describe('the lines to paste', () => {
  const [resume, remove] = [`dgsh creds rotate 00000001 --resume --yes`, `dgsh creds delete 00000002 --yes`]
  const env = { DEEPGRAM_PROJECT_ID: PROJECT_ID }

  it.each<[string, RecordChanges, TestSetup, string, string]>([
    ['nothing where the settings lead there', {}, { env }, '', ''],
    ['the project to delete, where none is set', {}, {}, '', ` --project ${PROJECT_ID}`],
    [
      'the project where another is set',
      { project: OTHER },
      { env },
      ` --project ${OTHER}`,
      ` --project ${OTHER}`,
    ],
    ['the profile to delete: the journal knows it else', { profile: 'work' }, { env }, '', ' --profile work'],
    [
      'the API where another is set',
      { api_url: ELSEWHERE },
      { env },
      ` --api-url ${ELSEWHERE}`,
      ` --api-url ${ELSEWHERE}`,
    ],
    [
      'what was an option only',
      { project: OTHER },
      { env, flags: { project: OTHER } },
      ` --project ${OTHER}`,
      ` --project ${OTHER}`,
    ],
  ])('name %s', async (_, changes, setup, going, deleting) => {
    expect(await lines(changes, setup)).toEqual([resume + going, remove + deleting])
  })

  it('say no --yes on a terminal, where dgsh asks', async () => {
    const [resumed, deleted] = await lines({}, { env, isTTY: true })
    expect(`${resumed} ${deleted}`).not.toContain('--yes')
  })
})
