import { beforeAll, expect, it } from 'vitest'
import { makeSigner, type Signer } from '../helpers/certificates.ts'
import { atEnd } from '../helpers/cleanup.ts'
import type { Fault } from '../helpers/faults/fault.ts'
import { holdFirst, type Stage, setStage } from '../helpers/faults/stage.ts'
import { listIds } from '../helpers/faults/state.ts'
import { describeWith } from '../helpers/parts.ts'

const OTHER = '2e90c5ab-1d73-4f68-8b04-e3f7a6d9125c'

/** The credential is created, and dgsh does not live to see the answer. */
const killedAtCreation = (index: number): Fault => ({
  point: { kind: 'request', name: '', index, phase: 'acted', own: true, effect: true },
  kind: 'killed',
})

describeWith(['openssl'], 'what was left by a dgsh that was killed', () => {
  let signer: Signer
  beforeAll(async () => {
    signer = await makeSigner()
  })
  const stageForTest = async (): Promise<Stage> => {
    const stage = await setStage({ signer })
    atEnd(() => stage.close())
    return stage
  }

  it('is told of by the next creation, which is not taken for it', async () => {
    const stage = await stageForTest()
    const create = ['creds', 'create', '--comment', 'The same', '--scope', 'api', '-o', 'id']
    expect(await stage.run(create, { fault: killedAtCreation(1) })).toMatchObject({ signal: 'SIGKILL' })
    const orphan = (await listIds(stage)).at(-1)
    const second = await stage.run(create)
    expect(second).toMatchObject({ code: 0 })
    expect(second.stderr).toContain(
      'was left unfinished; to resume it (or to undo it with --abort): dgsh creds create --resume --yes\n',
    )
    const resume = ['creds', 'create', '--resume', '--yes', '-o', 'id']
    const refused = await stage.run(resume)
    expect(refused.code, refused.stderr).toBe(2)
    expect(refused.stderr).toContain(
      `hint: if nobody uses it, delete it: dgsh creds delete ${orphan?.slice(0, 8)} --yes\n      and resume: dgsh creds create --resume --yes\n`,
    )
    expect(await listIds(stage)).toContain(orphan)
    expect(await stage.run(['creds', 'delete', orphan ?? '', '--yes'])).toMatchObject({ code: 0 })
    const resumed = await stage.run(resume)
    expect(resumed.code, resumed.stderr).toBe(0)
    const created = (await listIds(stage)).slice(-2)
    expect(created).toEqual([second.stdout.trim(), resumed.stdout.trim()])
  })

  it('is told of by the next rotation, of whichever credential', async () => {
    const stage = await stageForTest()
    holdFirst(stage, { kept: true })
    const { credentialId: old } = stage.sandbox
    const rotate = (id: string) => ['creds', 'rotate', id, '--yes', '--exec', stage.hook]
    expect(await stage.run(rotate(old), { fault: killedAtCreation(2) })).toMatchObject({ signal: 'SIGKILL' })
    const told = `dgsh creds rotate ${old.slice(0, 8)} --resume --yes\n`
    for (const args of [rotate(old), [...rotate(old), '--dry-run']]) {
      const { code, stderr } = await stage.run(args)
      expect(stderr).toContain(`(${old.slice(0, 8)}) was left unfinished\nhint: to resume: ${told}`)
      expect(code).toBe(1)
    }
    const other = await stage.run(rotate(OTHER))
    expect(other).toMatchObject({ code: 0 })
    expect(other.stderr).toContain(
      `(${old.slice(0, 8)}) was left unfinished; to resume it (or to undo it with --abort): ${told}`,
    )
  })
})
