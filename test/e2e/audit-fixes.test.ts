import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { dgshArgv, environmentOf, runDgsh } from '../helpers/dgsh.ts'
import { createdCredential, knownCredential } from '../helpers/lifecycle.ts'
import { describeWith } from '../helpers/parts.ts'
import { startProgram } from '../helpers/run-program.ts'
import { temporaryDirectory, temporaryHome } from '../helpers/temporary.ts'

const NO_COMMENT = 'b05e7a8c-f392-4d16-8c4b-d1a6930f2e75'

/** It has a scope that the owner of the sandbox's API key may not give. */
const NOT_OURS = '6d3c9e52-4a1f-4b87-a0d6-97f2e8b5c41d'

describeWith(['docker'], 'the lines of creds audit', () => {
  it('do what they say when they are pasted, and so do those that are left then', async () => {
    const [own, home] = [await startTestSandbox(), temporaryHome()]
    const [used, kept] = [knownCredential('2e90c5ab-1d73-4f68-8b04-e3f7a6d9125c'), createdCredential(1)]
    const bin = temporaryDirectory()
    writeFileSync(join(bin, 'dgsh'), `#!/bin/sh\nexec ${dgshArgv([]).join(' ')} "$@"\n`, { mode: 0o755 })
    const options = { home, env: { ...own.environment, PATH: `${bin}:${home.env.PATH}` } }
    const dgsh = (args: readonly string[], input = '') => runDgsh(args, { ...options, input })
    await dgsh(['config', 'set', 'store', 'file'])
    await dgsh(['login', used.id, '--secret-stdin'], used.secret)
    // Two of one kind: the older is to be deleted.
    for (const _ of [1, 2]) await dgsh(['creds', 'create', '--comment', 'Edge 7', '--scope', 'api'])

    const paste = async () => {
      const { stdout } = await dgsh(['creds', 'audit', '-o', 'json'])
      const findings = JSON.parse(stdout) as { rule: string; fix: string }[]
      // That one only shows where a credential is used.
      const pasted = findings.filter(
        ({ rule, fix }) => rule !== 'never-delivered' && !fix.startsWith(`dgsh creds rotate ${NOT_OURS}`),
      )
      for (const { fix } of pasted) {
        // What is deleted is asked about.
        const consent = /--keep-old| create /.test(fix) ? '' : ' --yes'
        const env = environmentOf(home, options.env)
        const { code, stderr } = await startProgram(['sh', '-c', fix + consent], { env, cwd: home.path })
          .ended
        expect(code, `${fix}\n${stderr}`).toBe(0)
      }
      return pasted.map(({ rule, fix }) => `${rule} ${fix}`)
    }
    const first = await paste()
    expect(first).toContain(`old dgsh creds rotate ${used.id}`)
    expect(first).toContain(`old dgsh creds rotate ${NO_COMMENT} --keep-old`)
    expect(first).toContain(`duplicate dgsh creds delete ${kept.id}`)
    expect(first.filter((line) => line.includes(" --comment 'Prüfstand München: "))).toHaveLength(1)
    const second = await paste()
    expect(second).toContain(`old dgsh creds rotate ${NO_COMMENT} --finish`)
    expect((await paste()).filter((line) => line.startsWith('old '))).toEqual([])
  }, 180_000)
})
