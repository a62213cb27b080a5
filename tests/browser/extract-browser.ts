import chromium from '@sparticuz/chromium'

/** Once before all tests: two that unpack the browser at the same time would start half of it. */
export async function setup(): Promise<void> {
  await chromium.executablePath()
}
