import { DgshError } from '../../src/errors.ts'

/** The error that an action ends with, to look at; throws when it ends well or with anything but a DgshError. */
export async function errorOf(action: () => unknown): Promise<DgshError> {
  try {
    await action()
  } catch (error) {
    if (error instanceof DgshError) return error
    throw error
  }
  throw new Error('it should have failed, and did not')
}
