/** `Firefox on Windows`; whatever else a browser calls itself. */
export function describeAgent(agent: string | null): string {
  if (agent === null) return 'Unknown'
  const browser = ['Edg', 'Firefox', 'Chrome', 'Safari'].find((name) => agent.includes(`${name}/`))
  const system = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac OS X', 'Linux'].find((name) =>
    agent.includes(name),
  )
  if (browser === undefined) return agent.slice(0, 40)
  return [browser === 'Edg' ? 'Edge' : browser, system].filter((part) => part !== undefined).join(' on ')
}
