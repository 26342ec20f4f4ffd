import type { Context } from '../app/context.ts'
import { findStatuses, type HelperStatus } from '../installation/status.ts'
import { type Finding, fail, pass, warn } from './check.ts'

/** Checks whether the engines that ask docker-credential-dgsh get a login from it. Where none asks, there is nothing to say. */
export async function checkHelper(context: Context): Promise<Finding[]> {
  return (await findStatuses(context)).map(judgeHelper)
}

/** Judges what docker-credential-dgsh gives to an engine. */
export function judgeHelper({
  engine,
  registry,
  problem,
  fix,
  isLoggedOut,
  milliseconds,
}: Omit<HelperStatus, 'file' | 'username' | 'credential' | 'store'>): Finding {
  if (problem === undefined || fix === undefined)
    return pass(
      'helper',
      `docker-credential-dgsh gives ${engine} its login for ${registry} in ${milliseconds} ms`,
    )
  const message = `${engine} asks docker-credential-dgsh for its login for ${registry}: ${problem}`
  return isLoggedOut ? warn('helper', message, fix) : fail('helper', message, fix)
}
