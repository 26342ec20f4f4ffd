import { describe, expect, it } from 'vitest'
import { borrowPreviousSecret } from '../../src/secrets/previous-secret.ts'
import { secretName } from '../../src/store/store.ts'
import { type DockerHome, dockerHome } from '../helpers/docker-home.ts'
import { memoryStore } from '../helpers/memory-store.ts'
import { operation, rotation } from '../helpers/operations.ts'
import { idOf, SECRET } from '../helpers/samples.ts'
import { lifecycleContext } from '../helpers/scripted-lifecycle.ts'

const NAME = secretName(idOf(1))

async function borrowing(home: DockerHome, entries: Record<string, string> = {}) {
  const made = await lifecycleContext(
    {},
    { env: home.env, operations: [operation()], flags: { debug: true } },
  )
  const log = await (await made.context.journal()).take(rotation())
  const store = memoryStore(entries)
  await borrowPreviousSecret(log, store, made.context)
  return { ...made, store, log }
}

describe('the secret of the old one', () => {
  it('is borrowed from the engine that holds it, and that is written down', async () => {
    const { store, left, stderr, context } = await borrowing(dockerHome(1, SECRET))
    expect(store.entries.get(NAME)).toBe(SECRET)
    expect(left()).toMatchObject([{ borrowed: true }])
    expect(JSON.stringify(left()) + stderr()).not.toContain(SECRET)
    expect(context.redaction.redact(SECRET)).toBe('[redacted]')
  })

  it('is not borrowed when the store has it', async () => {
    const { store, left } = await borrowing(dockerHome(1, 'OTHER'), { [NAME]: SECRET })
    expect(store.entries.get(NAME)).toBe(SECRET)
    expect(left()[0]).not.toHaveProperty('borrowed')
  })

  it('is taken from the next engine when the first has another', async () => {
    const home = dockerHome(2)
    home.logInPodman(1)
    expect((await borrowing(home)).store.entries.get(NAME)).toBe('PASSWORD-OF-PODMAN')
  })

  it('cannot be had where nobody holds it', async () => {
    const { store, left } = await borrowing(dockerHome(2))
    expect(store.entries.size).toBe(0)
    expect(left()[0]).not.toHaveProperty('borrowed')
  })
})
