import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Finding } from '../../src/doctor/check.ts'
import { type DgshOptions, runDgsh } from './dgsh.ts'
import { type FakePrograms, fakePrograms } from './fake-engine.ts'
import type { ProgramResult } from './run-program.ts'
import { SECRET } from './samples.ts'
import { holds } from './sentinel.ts'
import { type TemporaryHome, temporaryHome } from './temporary.ts'

/** What a finding must be: its name, its status, and patterns of its message and its fix, which is null when left out. */
export type ExpectedFinding = [
  name: string,
  status: Finding['status'],
  message: RegExp,
  fix?: RegExp | undefined,
]

/** Runs `dgsh doctor` on a machine that is in order but for what a test changes. */
export interface Doctor {
  run(args: readonly string[], options?: DgshOptions): Promise<ProgramResult>
  /** The findings of one name; expects that the exit code fits all findings, and that no secret shows. */
  find(name: string, options?: DgshOptions, args?: readonly string[]): Promise<Finding[]>
  /** Expects one finding of that name. */
  expectFinding(expected: ExpectedFinding, options?: DgshOptions, args?: readonly string[]): Promise<void>
}

/** Makes it; the environment is asked for at each call. */
export function createDoctor(environment: () => Readonly<Record<string, string>>): Doctor {
  const doctor: Doctor = {
    run: (args, { env, ...options } = {}) =>
      runDgsh(['doctor', ...args], {
        home: goodHome(),
        ...options,
        env: { ...environment(), PATH: fakeEngines('docker').directory, ...env },
      }),
    async find(name, options = {}, args = []) {
      const result = await doctor.run(['-o', 'json', ...args], options)
      expect(holds(result.stdout + result.stderr, SECRET)).toBe(false)
      const findings = checksOf(result)
      const failed = findings.some(({ status }) => status === 'fail')
      expect(result.code, result.stderr).toBe(failed ? 7 : 0)
      return findings.filter((finding) => finding.name === name)
    },
    async expectFinding([name, status, message, fix], options, args) {
      const pattern = fix === undefined ? null : expect.stringMatching(fix)
      const expected = { name, status, message: expect.stringMatching(message), fix: pattern }
      expect(await doctor.find(name, options, args)).toEqual([expected])
    },
  }
  return doctor
}

/** The findings of a call with `-o json`. */
export function checksOf({ stdout, stderr }: ProgramResult): Finding[] {
  expect(stdout, stderr).not.toBe('')
  return JSON.parse(stdout).checks
}

/** A PATH with these engines alone, which tell their versions. */
export function fakeEngines(...names: string[]): FakePrograms {
  const fakes = fakePrograms()
  for (const name of names) fakes.add(name, { stdout: `${name} version 9.9.9\n` })
  return fakes
}

/** A home whose profile has a store, and whose docker is in order. */
export function goodHome(store = 'file'): TemporaryHome {
  const home = temporaryHome()
  const directory = join(home.path, '.config', 'dgsh')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const settings = JSON.stringify({ profiles: { default: { store } } })
  writeFileSync(join(directory, 'config.json'), settings, { mode: 0o600 })
  return home
}

/** An entry of `auths` with the secret of the tests. */
export function loginEntry(username: string): { auth: string } {
  return { auth: Buffer.from(`${username}:${SECRET}`).toString('base64') }
}
