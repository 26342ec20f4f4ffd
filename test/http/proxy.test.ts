import { describe, expect, it } from 'vitest'
import { isExempt } from '../../src/http/no-proxy.ts'
import { parseProxy } from '../../src/http/proxy.ts'

describe('parseProxy', () => {
  it.each<[text: string, protocol: string, host: string, port: string, login?: string]>([
    ['http://proxy.example:3128', 'http:', 'proxy.example', '3128'],
    ['proxy.example:3128', 'http:', 'proxy.example', '3128'],
    ['proxy.example', 'http:', 'proxy.example', ''],
    ['HTTP://PROXY.example:3128', 'http:', 'proxy.example', '3128'],
    ['Https://proxy.example', 'https:', 'proxy.example', ''],
    ['http://[::1]:3128', 'http:', '::1', '3128'],
    ['http://user:word@[2001:db8::1]:3128/', 'http:', '2001:db8::1', '3128', 'user:word'],
    ['[::1]:3128', 'http:', '::1', '3128'],
    [' http://proxy.example:3128\r\n', 'http:', 'proxy.example', '3128'],
    ['http://user:word@proxy.example:3128', 'http:', 'proxy.example', '3128', 'user:word'],
    ['user:word@proxy.example:3128', 'http:', 'proxy.example', '3128', 'user:word'],
    ['http://user@proxy.example', 'http:', 'proxy.example', '', 'user:'],
    ['http://user:a:b@proxy.example', 'http:', 'proxy.example', '', 'user:a:b'],
    ['http://user:100%@proxy.example', 'http:', 'proxy.example', '', 'user:100%'],
    ['http://user:%zz%4@proxy.example', 'http:', 'proxy.example', '', 'user:%zz%4'],
    ['http://user:%ff@proxy.example', 'http:', 'proxy.example', '', 'user:%ff'],
    ['http://us%40er:%c3%a4%2f%@proxy.example', 'http:', 'proxy.example', '', 'us@er:ä/%'],
    ['http://DOMAIN\\user:word@proxy.example:3128', 'http:', 'proxy.example', '3128', 'DOMAIN\\user:word'],
    ['http://DOMAIN%5Cuser:word@proxy.example', 'http:', 'proxy.example', '', 'DOMAIN\\user:word'],
    ['http://user:w@rd@proxy.example', 'http:', 'proxy.example', '', 'user:w@rd'],
  ])('%s', (text, protocol, hostname, port, login = ':') => {
    const proxy = parseProxy(text)
    expect(proxy).toMatchObject({ protocol, hostname, port })
    const [username, password] = [proxy?.username ?? '', proxy?.password ?? '']
    expect(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toBe(login)
    expect(proxy?.host).not.toMatch(/user|word|@/)
  })

  it.each(['socks5://proxy.example', 'http://', 'http://a b', '', 'ftp://x', 'http://x:99999', 'file:///x'])(
    'refuses "%s"',
    (text) => {
      expect(parseProxy(text)).toBeUndefined()
    },
  )
})

describe('isExempt', () => {
  it.each<[url: string, noProxy: string, exempt: boolean]>([
    ['https://10.1.2.3/', '10.0.0.0/8', true],
    ['https://11.1.2.3/', '10.0.0.0/8', false],
    ['https://10.1.2.3/', 'example.com 10.1.2.3', true],
    ['https://10.1.2.3/', '2.3', false],
    ['https://10.1.2.3/', '10.0.0.0/99', false],
    ['https://10.1.2.3/', '10.0.0.0/', false],
    ['https://example.com/', '10.0.0.0/8', false],
    ['https://[2001:db8::1]/', '2001:db8::1', true],
    ['https://[2001:db8::1]/', '[2001:db8::1]', true],
    ['https://[2001:db8::1]/', '2001:0DB8:0::1', true],
    ['https://[2001:db8::1]:8443/', '[2001:db8::1]:8443', true],
    ['https://[2001:db8::1]/', '[2001:db8::1]:8443', false],
    ['https://[2001:db8::1]/', '2001:db8::2', false],
    ['https://[2001:db8::1]/', '2001:db8::/32', true],
    ['https://[2001:db9::1]/', '2001:db8::/32', false],
    ['https://[2001:db8::1]/', '10.0.0.0/8,*', true],
    ['https://[2001:db8::1]/', '', false],
  ])('%s with "%s": %s', (url, noProxy, exempt) => {
    expect(isExempt(new URL(url), noProxy)).toBe(exempt)
  })
})
