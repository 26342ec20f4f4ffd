import { describe, expect, it } from 'vitest'
import { type CopierName, copyArguments, inspectArguments } from '../../../src/images/mirror/copier.ts'

const FAR = 'quay.io/deepgram/x:1'
const NEAR = 'localhost:5000/x:1'

describe('copyArguments', () => {
  it.each<[name: CopierName, source: string, target: string, authFile: string | undefined, line: string]>([
    ['skopeo', FAR, 'r.example.com/x:1', undefined, `copy --all docker://${FAR} docker://r.example.com/x:1`],
    [
      'skopeo',
      FAR,
      NEAR,
      '/run/a',
      `copy --all --src-authfile /run/a --dest-tls-verify=false docker://${FAR} docker://${NEAR}`,
    ],
    ['skopeo', NEAR, FAR, undefined, `copy --all --src-tls-verify=false docker://${NEAR} docker://${FAR}`],
    ['crane', FAR, NEAR, undefined, `copy ${FAR} ${NEAR}`],
    ['regctl', FAR, FAR, undefined, `image copy ${FAR} ${FAR}`],
    ['regctl', FAR, NEAR, undefined, `image copy --host reg=localhost:5000,tls=disabled ${FAR} ${NEAR}`],
  ])('%s from %s to %s', (name, source, target, authFile, line) => {
    expect(copyArguments(name, { source, target, authFile }).join(' ')).toBe(line)
  })
})

describe('inspectArguments', () => {
  it.each<[name: CopierName, target: string, line: string]>([
    ['skopeo', FAR, `inspect --raw docker://${FAR}`],
    ['skopeo', NEAR, `inspect --raw --tls-verify=false docker://${NEAR}`],
    ['crane', NEAR, `digest ${NEAR}`],
    ['regctl', NEAR, `image digest --host reg=localhost:5000,tls=disabled ${NEAR}`],
  ])('%s at %s', (name, target, line) => {
    expect(inspectArguments(name, target).join(' ')).toBe(line)
  })
})
