import { afterAll, onTestFinished } from 'vitest'

type Ending = () => void | Promise<void>

const endings: Ending[] = []

afterAll(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

/**
 * Has something ended, the latest first: after the test that asks for it, or after all tests of the file when it is
 * asked for in `beforeAll`. When the ending throws, the test fails.
 */
export function atEnd(end: Ending): void {
  try {
    onTestFinished(end)
  } catch {
    endings.push(end)
  }
}
