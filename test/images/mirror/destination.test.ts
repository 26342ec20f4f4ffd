import { describe, expect, it } from 'vitest'
import { parseDestination, referenceAt } from '../../../src/images/mirror/destination.ts'

const FROM = 'quay.io/deepgram'

describe('parseDestination', () => {
  it.each([
    ['registry.example.com', 'registry.example.com'],
    ['registry.example.com/deepgram', 'registry.example.com/deepgram'],
    ['Registry.Example.com:5000/a/b_c/', 'registry.example.com:5000/a/b_c'],
    ['docker://registry.example.com/x', 'registry.example.com/x'],
    ['localhost', 'localhost'],
    ['localhost:5000/x', 'localhost:5000/x'],
    ['[::1]:5000/x', '[::1]:5000/x'],
    ['quay.io/ours', 'quay.io/ours'],
  ])('%s', (text, destination) => {
    expect(parseDestination(text, FROM)).toBe(destination)
  })

  it.each([
    '',
    'ours',
    'ours/deepgram',
    '/deepgram',
    'https://registry.example.com',
    'oci://registry.example.com',
    'registry.example.com/a:tag',
    'registry.example.com/a@sha256:1',
    'registry.example.com//a',
    'registry.example.com/A',
    'registry.example.com/../a',
    'registry.example.com/a b',
    'registry.example.com:99999',
    '--help.example.com',
    'user:password@registry.example.com/x',
  ])('does not take "%s"', (text) => {
    expect(() => parseDestination(text, FROM)).toThrow(/--to cannot be/)
  })

  it.each(['quay.io/deepgram', 'docker://QUAY.io/deepgram/'])('does not copy onto itself: %s', (text) => {
    expect(() => parseDestination(text, FROM)).toThrow(/where the images come from/)
  })
})

describe('referenceAt', () => {
  it.each([
    ['registry.example.com/x', 'registry.example.com/x/self-hosted-api:1.2.3'],
    ['localhost:5000', 'localhost:5000/self-hosted-api:1.2.3'],
  ])('%s', (destination, reference) => {
    expect(referenceAt(destination, 'deepgram/self-hosted-api', '1.2.3')).toBe(reference)
  })
})
