import { describe, expect, it } from 'vitest'
import { isLoopback } from '../src/loopback.ts'

describe('isLoopback', () => {
  it.each(['localhost', 'LOCALHOST:5000', '127.0.0.1', '127.255.3.4:80', '[::1]', '[::1]:5000'])(
    'is true for %s',
    (host) => {
      expect(isLoopback(host)).toBe(true)
    },
  )

  it.each([
    'quay.io',
    'localhost.example.com',
    'notlocalhost',
    '127.0.0.1.example.com',
    '127.0.0',
    '128.0.0.1',
    '10.127.0.0.1',
    '0.0.0.0',
    '[::2]',
    '[::ffff:127.0.0.1]',
    '',
  ])('is false for %s', (host) => {
    expect(isLoopback(host)).toBe(false)
  })
})
