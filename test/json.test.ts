import { describe, expect, it } from 'vitest'
import { isJsonObject, parseJson } from '../src/json.ts'

describe('parseJson', () => {
  it.each<[text: string, value: unknown]>([
    ['{"a":[1]}', { a: [1] }],
    ['null', null],
    ['{"a":', undefined],
    ['', undefined],
  ])('%s', (text, value) => {
    expect(parseJson(text)).toEqual(value)
  })
})

describe('isJsonObject', () => {
  it.each<[value: unknown, isObject: boolean]>([
    [{}, true],
    [null, false],
    [[], false],
    ['{}', false],
    [undefined, false],
  ])('%j', (value, isObject) => {
    expect(isJsonObject(value)).toBe(isObject)
  })
})
