// Loaded into dgsh by NODE_OPTIONS: ages and dates on the screens are the same in each run.
const NOW = Date.parse('2026-11-24T10:30:00Z')

globalThis.Date = new Proxy(Date, {
  construct: (real, values) => Reflect.construct(real, values.length === 0 ? [NOW] : values),
  get: (real, name) => (name === 'now' ? () => NOW : Reflect.get(real, name)),
})
